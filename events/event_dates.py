"""The dates of one event's page: which one is announced, what became of the others, and the door to register."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partners.place_facts import address_lines
from portal.kit.texts import Line, translated_line
from portal.templatetags.wording import WEEKDAYS as WEEKDAY_WORDS
from portal.templatetags.wording import day_month_from, day_words_from, hour

from .cards import seats_note, state_of
from .models import OccurrenceState, RegistrationMode
from .opening import closed_reason
from .recurrence import WEEKDAYS, read_parts

SHOWN_DATES = 60
FIRST_DATES = 8  # the others stand behind a disclosure
MOST_NOTICES = 3
WEEKLY_PARTS = {"FREQ", "INTERVAL", "BYDAY", "WKST"}


@dataclass(frozen=True)
class Door:
    """Whether one can register. action: {href, label, note} of the button, or None; note: why there is none.

    full: no place is left in whatever one could register for, a waiting list or not.
    """

    action: dict | None
    note: str = ""
    full: bool = False


def to_come(dates, now):
    """Those of `dates` that have not ended; where there is none, those that wait for a new day, their old one past."""
    return [date for date in dates if date.ends_at > now] or [date for date in dates if not date.is_over(now)]


def happening(dates):
    """Those of `dates` that take place as announced, moved ones included."""
    return [date for date in dates if date.state == OccurrenceState.SCHEDULED]


def announced(upcoming, dates):
    """The date that the page is about: the first that takes place, else the first to come, else the last one."""
    return next(iter(happening(upcoming) or upcoming or dates[-1:]), None)


def notices(upcoming, language, *, now):
    """[{code, label, text, reason: Line}] of the dates called off before the one announced, and of its own change."""
    held = happening(upcoming)
    before = upcoming[: upcoming.index(held[0])] if held else upcoming
    changed = [*before[:MOST_NOTICES], *(held[:1] if held and state_of(held[0]) else [])]
    return [_notice(date, language, now) for date in changed]


def _notice(date, language, now):
    state = state_of(date)
    return {
        "code": state.code,
        "label": state.label,
        "text": _what_happened(date, now),
        "reason": translated_line(date, "reason", language),
    }


def _what_happened(date, now):
    day = day_words_from(date.starts_at, timezone.localdate(now))
    if date.state == OccurrenceState.CANCELLED:
        return _("La date du %(day)s est annulée.") % {"day": day}
    if date.state == OccurrenceState.POSTPONED:
        return _("La date du %(day)s est reportée à un jour qui n’est pas encore fixé.") % {"day": day}
    return previously(date, now=now)


def previously(date, *, now):
    """« Prévu d’abord le mardi 3 mars à 14 h », of a date whose start was changed; else the empty string."""
    before = date.previous_starts_at
    if before is None or date.state != OccurrenceState.SCHEDULED:
        return ""
    if timezone.localdate(before) == timezone.localdate(date.starts_at):
        return _("Prévu d’abord à %(hour)s.") % {"hour": hour(before)}
    day = day_words_from(before, timezone.localdate(now))
    return _("Prévu d’abord le %(day)s à %(hour)s.") % {"day": day, "hour": hour(before)}


def shown_date(date, *, now):
    """The values of events/_date.html for one date."""
    event, language = date.event, get_language()
    seats = seats_note(date, now=now)
    by_date = event.registration_mode == RegistrationMode.DATE
    closed = by_date and closed_reason(event, date, now=now, first_start=date.starts_at, last_end=date.ends_at)
    place = date.place if date.place_id else None
    state = state_of(date)
    return {
        "starts": timezone.localtime(date.starts_at),
        "ends": timezone.localtime(date.ends_at),
        "day": day_words_from(date.starts_at, timezone.localdate(now)),
        "state": state,
        "previously": previously(date, now=now),
        "reason": translated_line(date, "reason", language) if state or place else Line(""),
        "seats": seats if event.registration_mode == RegistrationMode.DATE else None,
        "register_href": f"{reverse('inscription', args=[event.slug])}?date={date.uuid}"
        if by_date and not closed
        else "",
        "ics_href": f"{reverse('evenement-ics', args=[event.slug])}?date={date.uuid}" if date.pk else "",
        "place_note": ", ".join(map(str, address_lines(place, language)[:2])) if place else "",
    }


def without_end(event):
    """« Chaque mercredi », of an event whose series have no end; the empty string for any other."""
    rules = list(event.rules.all())
    parts = [read_parts(rule.rule) for rule in rules if rule.rule]
    if not rules or len(parts) < len(rules) or any(part.keys() & {"COUNT", "UNTIL"} for part in parts):
        return ""
    if not all(_is_weekly(part) for part in parts):
        return _("Régulièrement")
    days = {day for rule, part in zip(rules, parts, strict=True) for day in _weekdays(rule, part)}
    if len(days) > 1:
        return _("Plusieurs fois par semaine")
    return _("Chaque %(weekday)s") % {"weekday": WEEKDAY_WORDS[get_language()][days.pop()]}


def _is_weekly(parts):
    return parts["FREQ"] == "WEEKLY" and parts.get("INTERVAL", "1") == "1" and parts.keys() <= WEEKLY_PARTS


def _weekdays(rule, parts):
    """The weekdays (0 is Monday) of a weekly rule: those that it names, else its first day's."""
    return {WEEKDAYS.index(day) for day in parts["BYDAY"].split(",")} if "BYDAY" in parts else {rule.day.weekday()}


def dates_note(event, dates):
    """« 5 dates », or how often a series without end comes."""
    if len(dates) < 2:
        return ""
    count = len(dates)
    return without_end(event) or ngettext("%(count)s date", "%(count)s dates", count) % {"count": count}


def more_dates(event, upcoming, *, now):
    """What the list of dates says of those that it does not show at once."""
    if without_end(event) and len(upcoming) > FIRST_DATES:
        return _("Les dates suivantes")
    if len(upcoming) > SHOWN_DATES:
        last = day_month_from(upcoming[-1].starts_at, timezone.localdate(now))
        return _("Et d’autres dates, jusqu’au %(day)s.") % {"day": last}
    hidden = len(upcoming) - FIRST_DATES
    if hidden <= 0:
        return ""
    return ngettext("%(count)s date de plus", "%(count)s dates de plus", hidden) % {"count": hidden}


def door(event, dates, *, now):
    """The Door of an event whose dates are `dates`."""
    upcoming = to_come(dates, now)
    if event.registration_mode == RegistrationMode.NONE or not upcoming:
        return Door(None)
    reason, open_capacities = "", []
    for date, capacity, starts, ends in _candidates(event, dates, upcoming):
        closed = closed_reason(event, date, now=now, first_start=starts, last_end=ends)
        if closed:
            reason = reason or closed
        else:
            open_capacities.append(capacity)
    if not open_capacities:
        return Door(None, reason)
    href = reverse("inscription", args=[event.slug])
    if any(capacity is None or capacity.fits(1) for capacity in open_capacities):
        return Door({"href": href, "label": _("S’inscrire"), "note": _("Sans compte, en une minute.")})
    if not event.waiting_list:
        return Door(None, _("Complet : il n’y a plus de place."), full=True)
    note = _("Dès qu’une place se libère, nous vous prévenons.")
    return Door({"href": href, "label": _("Rejoindre la liste d’attente"), "note": note}, full=True)


def _candidates(event, dates, upcoming):
    """(date or None, capacity, first start, last end) of each thing that one may register for."""
    if event.registration_mode == RegistrationMode.DATE:
        return [(date, date.capacity, date.starts_at, date.ends_at) for date in upcoming]
    held = happening(dates)
    starts = held[0].starts_at if held else None
    return [(None, event.capacity, starts, max((date.ends_at for date in held), default=None))]
