"""What the pages of the library show, as plain values for their templates."""

from itertools import groupby
from unicodedata import normalize

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.texts import lang_attribute

from .models import LibraryDocument, LibraryState, Theme
from .pathways import training_menu

PER_PAGE = 60
KILO = 1000  # octets, as people count them


def library_context(params):
    """The context of events/library.html: published documents by theme. params: a QueryDict, anything in it."""
    language, action = get_language(), reverse("bibliotheque")
    published = LibraryDocument.objects.published()
    themes = sorted(
        Theme.objects.filter(pk__in=published.values("theme")), key=lambda theme: _alphabetic(theme.name(language))
    )
    chosen = next((theme for theme in themes if theme.slug == params.get("theme")), None)
    shown = published.filter(theme=chosen) if chosen else published
    order = {theme.pk: rank for rank, theme in enumerate(themes)}
    rows = list(shown.select_related("theme", "document", "event").prefetch_related("event__texts"))
    rows.sort(key=lambda row: (order[row.theme_id], _alphabetic(row.title(language)), row.pk))
    page = Paginator(rows, PER_PAGE).get_page(params.get("page"))
    groups = groupby(page.object_list, key=lambda row: row.theme)
    kept = f"theme={chosen.slug}&" if chosen else ""
    return {
        "title": _("Documents"),
        "intro": _("Ce que des formations et des conférences ont laissé, à lire et à réutiliser."),
        "menu_items": training_menu("bibliotheque"),
        "chips": [
            {"href": action, "label": _("Tous les thèmes"), "current": chosen is None},
            *(
                {"href": f"{action}?theme={theme.slug}", "label": theme.name(language), "current": theme == chosen}
                for theme in themes
            ),
        ],
        "groups": [
            {"title": theme.name(language), "documents": [document_line(row, language) for row in of_theme]}
            for theme, of_theme in groups
        ],
        "propose_href": reverse("bibliotheque-proposer"),
        "pager": {
            "number": page.number,
            "of": page.paginator.num_pages,
            "previous_href": f"{action}?{kept}page={page.previous_page_number()}" if page.has_previous() else "",
            "next_href": f"{action}?{kept}page={page.next_page_number()}" if page.has_next() else "",
        },
    }


def _alphabetic(words):
    """To sort by: as a dictionary does, without case, an accented letter beside its plain one."""
    return normalize("NFKD", words).casefold()


def document_line(row, language):
    """{title, title_lang, href, facts, event} of a LibraryDocument."""
    document, event = row.document, row.event if row.event and row.event.live else None
    text = event.text(language) if event else None
    facts = [document.file_extension.upper(), size_label(document.file_size)]
    return {
        "title": row.title(language),
        "title_lang": row.title_lang(language),
        "href": document.url,
        "facts": " · ".join(fact for fact in facts if fact),
        "event": {
            "title": text.title if text else event.slug,
            "title_lang": lang_attribute(text, language),
            "href": reverse("evenement", args=[event.slug]),
        }
        if event
        else None,
    }


def size_label(octets):
    """« 320 ko », « 1,2 Mo »; the empty string when it is not known."""
    if not octets:
        return ""
    if octets < KILO * KILO:
        return _("%(size)s ko") % {"size": max(1, round(octets / KILO))}
    return _("%(size)s Mo") % {"size": number_format(octets / KILO / KILO, 1)}


def proposals_of(user, language):
    """[{title, state, state_label, refusal}] of what a person proposed, the latest first."""
    rows = LibraryDocument.objects.filter(proposed_by=user)
    badges = {LibraryState.PROPOSED: "waiting", LibraryState.PUBLISHED: "confirmed", LibraryState.REFUSED: "cancelled"}
    return [
        {
            "title": row.title(language),
            "badge": badges[row.state],
            "state_label": row.get_state_display(),
            "refusal": row.refusal,
        }
        for row in rows
    ]
