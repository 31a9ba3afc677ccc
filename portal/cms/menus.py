"""The menu and the foot as staff arranged them, for readers of one language."""

from django.urls import reverse

from portal.kit.texts import preference

from .links import safe_address
from .menu_blocks import PORTAL_PAGES
from .models import StandardPage


def entries(stream, usual, language):
    """[{href, label}] of a MenuBlocks stream, or of the `usual` pages where staff arranged nothing.

    Pages that are not public in this language are left out. One query when staff chose pages, none otherwise.
    """
    rows = [(row["type"], row["value"]) for row in stream.raw_data]
    if not rows:
        rows = [("portal", {"name": name}) for name in usual]
    pages = _pages([value["page"] for kind, value in rows if kind == "page" and value["page"]], language)
    built = (_BUILDERS[kind](value, language, pages) for kind, value in rows if kind in _BUILDERS)
    return [entry for entry in built if entry["href"] and entry["label"]]


def _portal(value, language, pages):
    name = value["name"]
    href = reverse(name) if name in PORTAL_PAGES else ""
    return {"href": href, "label": _label(value, language) or str(PORTAL_PAGES.get(name, ""))}


def _page(value, language, pages):
    href, title = pages.get(value["page"], ("", ""))
    return {"href": href, "label": _label(value, language) or title}


def _link(value, language, pages):
    return {"href": safe_address(value.get("address", "")), "label": _label(value, language)}


_BUILDERS = {"portal": _portal, "page": _page, "link": _link}


def _label(value, language):
    """The label in the reader's language, then in another only where the entry has no name of its own."""
    own = value.get(f"label_{language}", "")
    if own or "address" not in value:
        return own
    return next((value[f"label_{code}"] for code in preference(language) if value.get(f"label_{code}")), "")


def _pages(ids, language):
    """{id chosen: (href, title)} of the public translation, in `language`, of each page."""
    if not ids:
        return {}
    keys = StandardPage.objects.filter(pk__in=ids).values("translation_key")
    found = list(StandardPage.objects.filter(translation_key__in=keys).select_related("locale"))
    shown = {page.translation_key: page for page in found if page.live and page.locale.language_code == language}
    return {
        page.pk: (shown[page.translation_key].url, shown[page.translation_key].title)
        for page in found
        if page.translation_key in shown
    }
