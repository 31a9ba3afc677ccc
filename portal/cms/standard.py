"""A page of text, as plain values for its template."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.sharing import cloth_picture, sharing

from .fixed import FIXED_ADDRESSES
from .pages import HOME_DEPTH


def standard_context(page, request):
    """The context of cms/standard.html. Tells the layout where the page's translations stand."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name not in FIXED_VIEWS:
        request.alternates = {get_language(): page.url, **translations_of(page)}
    return {
        "page": {"title": page.title, "intro": page.introduction},
        "body": page.body,
        "sharing": sharing(page.title, page.introduction, cloth_picture("quartier", "accueil")),
        "crumbs": [
            {"href": reverse("wagtail_serve", args=[""]), "label": _("Accueil")},
            *_ancestors(page),
            {"href": "", "label": page.title},
        ],
    }


# The legal pages' addresses are the portal's own in every language: the layout translates them by itself.
FIXED_VIEWS = frozenset(slugs["fr"] for slugs in FIXED_ADDRESSES.values())


def translations_of(page):
    """{language: path} of the page's public translations, itself left out."""
    others = page.get_translations().live().select_related("locale")
    return {other.locale.language_code: other.url for other in others}


def _ancestors(page):
    if page.depth <= HOME_DEPTH + 1:
        return []
    between = page.get_ancestors().live().filter(depth__gt=HOME_DEPTH)
    return [{"href": ancestor.url, "label": ancestor.title} for ancestor in between]
