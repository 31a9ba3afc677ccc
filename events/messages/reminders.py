"""Reminders, as many days before as the event says.

Of an event that one follows as a whole the earlier ones announce its first date only; the last one comes before each.
Who has no e-mail address is telephoned once, when the last one is due.
"""

from datetime import date as Day

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..letters import dates_of, title_of
from ..models import OccurrenceState
from . import planning
from .told import Told

REMINDER = "reminder"


def plan(*, now):
    """Write the reminders that are due; returns how many."""
    wanted = {}
    for pk, reminders, reconfirm_days in planning.events_that_ask("reminders", "reconfirm_days"):
        # The question “will you still come?” is a reminder already.
        wanted[pk] = {days for days in reminders if days != reconfirm_days}
    number = 0
    for days, due in planning.days_away(wanted, now=now):
        last = days == min(wanted[due.event.pk])
        if due.date is None and not last and not planning.is_first_day(due.event, due.day):
            continue
        once = f"{due.day}:{days}"
        rows = due.registrations(REMINDER, once)
        number += planning.write(rows if last else rows.exclude(email=""), REMINDER, once, now=now)
    return number


def day_of(letter):
    """The day that a letter of the clock is about."""
    return Day.fromisoformat(letter.once.partition(":")[0])


def dates_on(registration, day, *, now):
    """The dates of a registration on that day that still take place and have not begun."""
    if not registration.event.live:
        return []
    return [
        date
        for date in dates_of(registration)
        if date.state == OccurrenceState.SCHEDULED
        and date.in_schedule
        and date.starts_at > now
        and timezone.localdate(date.starts_at) == day
    ]


def told(letter, *, now):
    """The Told of a reminder; None when nothing takes place on its day any more, or it has begun."""
    registration, language = letter.registration, get_language()
    day = day_of(letter)
    dates = dates_on(registration, day, now=now)
    if not dates:
        return None
    event, left = registration.event, (day - timezone.localdate(now)).days
    facts = {"heading": {0: _("C’est aujourd’hui"), 1: _("C’est demain")}.get(left, _("C’est bientôt"))}
    return Told(REMINDER, dates, facts, _subject(left, title_of(event, language)))


def _subject(left, title):
    words = {0: _("Aujourd’hui : %(title)s"), 1: _("Demain : %(title)s")}
    return words.get(left, _("Rappel : %(title)s")) % {"title": title}
