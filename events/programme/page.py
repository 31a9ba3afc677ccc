"""What the pages of a programme show, as plain values for their templates."""

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.calendar_menu import calendar_links
from portal.kit.texts import lang_attribute

from ..coming import complete
from .choices import choices_among
from .grid import grid
from .parts import by_day, count_label, part, part_dates, words

SHORT = 6  # parts of a day on the page of the event


def short_programme(event, dates, stalls, language, *, now):
    """What the page of an event says of its programme, or None. dates: `part_dates()`, complete."""
    if not dates and not stalls:
        return None
    parts = [part(date, event, language, now=now) for date in dates]
    ahead = [row for row in parts if row.ends > now] or parts
    open_choices, _elsewhere = choices_among(event, dates, language, now=now)
    return {
        **words(event),
        "href": reverse("programme", args=[event.slug]),
        "count_label": count_label(event, len(parts)) if parts else "",
        "days": [{"day": day, "parts": rows[:SHORT], "more": len(rows) > SHORT} for day, rows in by_day(ahead)],
        "stalls": stalls,
        "choose_href": reverse("programme-inscription", args=[event.slug]) if open_choices else "",
    }


def stalls_of(event, language):
    """[{name, name_lang, href, spot}] of the partners that have a stand, in the editor's order; three queries."""
    stalls = list(event.stalls.all())
    prefetch_related_objects(stalls, "partner__texts")
    return [_stall(stall, language) for stall in stalls]


def _stall(stall, language):
    text = stall.partner.text(language)
    return {
        "name": text.name if text else stall.partner.slug,
        "name_lang": lang_attribute(text, language),
        "href": reverse("partenaire", args=[stall.partner.slug]) if stall.partner.published else "",
        "spot": stall.spot,
    }


def programme_context(event, header, *, now):
    """The context of events/programme.html; header: event_page.event_header. None when there is no programme."""
    language = get_language()
    dates, stalls = list(part_dates(event)), stalls_of(event, language)
    if not dates and not stalls:
        return None
    complete(dates)
    parts = [part(date, event, language, now=now) for date in dates]
    open_choices, _elsewhere = choices_among(event, dates, language, now=now)
    today = timezone.localdate(now)
    days = by_day(parts)
    shown = [(day, rows) for day, rows in days if day >= today] or days
    return {
        "event": header,
        "words": words(event),
        "count_label": count_label(event, len(parts)) if parts else "",
        "days": [grid(day, rows) for day, rows in shown],
        "stalls": stalls,
        "choose_href": reverse("programme-inscription", args=[event.slug]) if open_choices else "",
        "calendar": calendar_links(reverse("programme-ics", args=[event.slug])) if parts else [],
        "crumbs": crumbs(header, words(event)["title"]),
    }


def crumbs(header, label, *, programme=None):
    """Agenda, the event, perhaps its programme ({href, label}), then this page."""
    way = [{"href": reverse("agenda"), "label": _("Agenda")}, {"href": header["href"], "label": header["title"]}]
    return [*way, *([programme] if programme else []), {"href": "", "label": label}]
