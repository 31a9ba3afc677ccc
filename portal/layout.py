"""What stands around every page: who publishes it, the menu, the foot, the same page in the other languages."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override

from portal.cms.identity import identity_of
from portal.cms.menu_blocks import USUAL_FOOTER, USUAL_MENU
from portal.cms.menus import entries
from portal.cms.preferences import SiteIdentity
from portal.cms.translations import HOMES, alternates
from portal.kit.site import absolute

ADMIN = "/admin/"
# Pages of staff, whose addresses have words of their own in each language.
STAFF_VIEWS = ("page", "wagtail_serve")
# Pages that search engines may list; the others are about one person, or are no pages of ours.
LISTED_VIEWS = frozenset(
    (
        "page-accueil", "agenda", "evenement", "programme", "formations", "bibliotheque", "parcours",
        "parcours-un", "annuaire", "partenaire", "quartiers", "quartier", "benevolat", "mission",
        "accessibilite",
        "donnees-personnelles", *STAFF_VIEWS,
    )
)  # fmt: skip
# Where the query means the same in every language, so that changing language keeps what was chosen.
SAME_QUERY_VIEWS = frozenset(
    (
        "agenda", "formations", "bibliotheque", "annuaire", "inscription", "benevolat", "mission",
        "organisation", "organisation-inscriptions", "organisation-exporter",
    )
)  # fmt: skip
QUERY_LENGTH = 1500


def page(request):
    """The context processor of the public pages; Wagtail's admin draws its own frame."""
    return {} if request.path.startswith(ADMIN) else frame(request)


def frame(request):
    """identity, menu, footer, languages, path, canonical and alternates, as layout/base.html shows them.

    quick_exit: where a page about something sensitive is left for (a view says so in `request.quiet`); else empty.

    One query: the row that staff edit (one more when they put pages of theirs in the menu).
    """
    language = get_language()
    kept = SiteIdentity.load(request)
    return {
        "identity": identity_of(kept, language),
        "menu": [
            {**entry, "current": _within(request.path, entry["href"])}
            for entry in entries(kept.menu, USUAL_MENU, language)
        ],
        "footer": entries(kept.footer, USUAL_FOOTER, language),
        "languages": languages(request),
        "path": request.path,
        "quick_exit": kept.quick_exit_url if getattr(request, "quiet", False) else "",
        "canonical": absolute(request.path) if _listed(request) else "",
        "alternates": links(request) if _listed(request) else [],
    }


def languages(request):
    """[{code, label, name, href, current}]: this same page in each language, its home where it has no such page."""
    found = translations(request)
    query = _kept_query(request)
    return [
        {
            "code": code,
            "label": code.upper(),
            "name": name,
            "href": found[code] + query if code in found else HOMES[code],
            "current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def links(request):
    """[{hreflang, href}] of this page's languages, itself among them, for the head (absolute addresses)."""
    return [{"hreflang": name, "href": absolute(path)} for name, path in alternates(translations(request))]


def translations(request):
    """{language: path} of this page. A view that knows better says so in `request.alternates`."""
    told = getattr(request, "alternates", None)
    return told if told is not None else translated_paths(request.resolver_match)


def translated_paths(match):
    """{language: path} of a resolved address of the portal; the home pages for anything else."""
    if match is None or match.view_name in STAFF_VIEWS:
        return HOMES
    paths = {}
    for code in HOMES:
        with override(code):
            try:
                paths[code] = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                paths[code] = HOMES[code]
    return paths


def _listed(request):
    match = request.resolver_match
    return match is not None and match.view_name in LISTED_VIEWS


def _kept_query(request):
    match = request.resolver_match
    if match is None or match.view_name not in SAME_QUERY_VIEWS:
        return ""
    query = request.GET.urlencode()
    return f"?{query}" if 0 < len(query) <= QUERY_LENGTH else ""


def _within(path, href):
    return path.startswith(href) and href not in HOMES.values()
