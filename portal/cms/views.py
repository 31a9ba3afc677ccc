"""The door of the site, its pages with a fixed address, and what search engines ask."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.views import serve_chain

from portal.kit.site import absolute

from .fixed import FIXED_ADDRESSES, FIXED_KEYS
from .models import HomePage, StandardPage
from .pages import HOME_DEPTH
from .sitemap import entries, sitemap_xml

# Pages about one person, in every language; the feeds stay open (calendar programs read robots.txt too).
PRIVATE_PAGES = ("espace", "gerer", "inscription", "account_login")
ANY = "ANY"


@require_safe
def choose_language(request):
    """`/`: the home page in the language that the reader chose before, else that the browser asks for."""
    response = redirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request):
    """The home page of this language, found at once: Wagtail's own way to it asks five questions more."""
    page = HomePage.objects.live().select_related("locale").filter(locale__language_code=get_language()).first()
    if page is None:
        raise Http404
    return page.serve(request)


@require_safe
def page(request, slug):
    """A page right under the home page, found at once too; Wagtail's own rules say who may read it."""
    pages = StandardPage.objects.live().filter(depth=HOME_DEPTH + 1, slug=slug)
    found = pages.select_related("locale").filter(locale__language_code=get_language()).first()
    if found is None:
        raise Http404
    answer = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        answer = hook(answer)
    return answer(found, request, [], {})


@require_safe
def legal(request):
    """A page that the law asks for, at the address that every page links to, whatever staff renamed."""
    name = next(name for name, slugs in FIXED_ADDRESSES.items() if slugs["fr"] == request.resolver_match.view_name)
    pages = StandardPage.objects.live().select_related("locale")
    page = pages.filter(translation_key=FIXED_KEYS[name], locale__language_code=get_language()).first()
    if page is None:
        raise Http404
    return page.serve(request)


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """robots.txt (RFC 9309): everything public is open, the pages about one person are not."""
    lines = ["User-agent: *", "Disallow: /admin/", *map("Disallow: {}".format, private_paths())]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def private_paths():
    """Path patterns (`*` is any text) of the pages about one person, sorted."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {_pattern(name) for name in PRIVATE_PAGES}
    return sorted(found)


def _pattern(name):
    arguments = {"gerer": [ANY], "inscription": [ANY]}.get(name, [])
    path = reverse(name, args=arguments).replace(ANY, "*")
    return path.removesuffix("*/")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request):
    """sitemap.xml; above what one file may hold, the list of its files, which `?page=` gives."""
    asked = request.GET.get("page", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 5):
        raise Http404
    xml = sitemap_xml(entries(), int(asked) if asked else None)
    if xml is None:
        raise Http404
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
