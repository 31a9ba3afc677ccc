"""What the clock causes: which dates are so many days away, and who is written to about them, once.

Planned every few minutes, in small transactions, so that whoever registers meanwhile does not wait for ten thousand
letters. A letter is known by its registration, its kind and `once`, which begins with the day that it is about:
planning twice writes nothing twice, and what moved to another day is planned anew.
"""

import time
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.kit.letters import LetterState, post_all

from ..models import (
    Event,
    Occurrence,
    OccurrenceState,
    Registration,
    RegistrationLetter,
    RegistrationMode,
)
from ..querysets import CALLABLE
from .changes import NOTICE
from .hours import days_before

LATE = timedelta(hours=20)  # after a stop of the portal: what is later still is better left unsaid
REACH = timedelta(days=2)  # more than days_before() moves a moment
BATCH = 200


@dataclass(frozen=True)
class Due:
    """A day about which people are to be written to. date: None for who follows the event as a whole."""

    event: Event
    date: Occurrence | None
    day: Day
    moment: datetime

    def registrations(self, kind, once):
        """The confirmed ones that have not been written to, nor knew of it only afterwards; without order.

        Who registered, got a place or was told of a change after the moment knows the date already.
        """
        letters = RegistrationLetter.objects.filter(registration=OuterRef("pk"))
        told = Exists(letters.filter(kind=kind, once=once))
        warned = Exists(letters.filter(kind=NOTICE, created_at__gt=self.moment))
        rows = Registration.objects.confirmed().filter(event=self.event, occurrence=self.date, anonymised_at=None)
        return rows.exclude(created_at__gt=self.moment).exclude(confirmed_at__gt=self.moment).exclude(told | warned)


def days_away(event_days, *, now):
    """(days, Due) for each date that is to be announced now, that many days before it.

    event_days: {event's id: days before, of which each is looked at}.
    """
    seen = set()
    for days in sorted({days for wanted in event_days.values() for days in wanted}):
        ahead = now + timedelta(days=days)
        dates = Occurrence.objects.published().filter(state=OccurrenceState.SCHEDULED)
        dates = dates.exclude(event__registration_mode=RegistrationMode.NONE)
        dates = dates.filter(starts_at__gt=max(now, ahead - REACH), starts_at__lt=ahead + REACH)
        for date in dates.select_related("event").in_order():
            moment = days_before(date.starts_at, days)
            if days not in event_days.get(date.event_id, ()) or not moment <= now < moment + LATE:
                continue
            whole = date.event.registration_mode == RegistrationMode.WHOLE
            due = Due(date.event, None if whole else date, timezone.localdate(date.starts_at), moment)
            key = days, due.event.pk, due.date and due.date.pk, due.day
            if key not in seen:  # two sessions of one day are one reminder
                seen.add(key)
                yield days, due


def events_that_ask(*columns):
    """(id, *columns) of the published events for which one registers."""
    events = Event.objects.published().exclude(registration_mode=RegistrationMode.NONE)
    return events.order_by().values_list("pk", *columns)


def is_first_day(event, day):
    """Whether no date of the event takes place before this day."""
    happening = event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED).in_order()
    return timezone.localdate(happening.values_list("starts_at", flat=True)[0]) == day


def write(registrations, kind, once, *, now):
    """Write the letter to each, a few hundred at a time; returns how many.

    After each transaction it rests for as long as that took: whoever reads or registers meanwhile comes first.
    """
    ids = list(registrations.order_by("pk").values_list("pk", flat=True))
    took = 0
    for start in range(0, len(ids), BATCH):
        time.sleep(took)
        began = time.perf_counter()
        with transaction.atomic():
            rows = Registration.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk")
            letters = [
                RegistrationLetter(
                    registration=row,
                    kind=kind,
                    once=once,
                    address=row.email,
                    language=row.language,
                    created_at=now,
                    next_attempt_at=now,
                )
                for row in rows
            ]
            post_all(letters, once=True, at_once=False)
        took = time.perf_counter() - began
    return len(ids)


def drop_past_calls(kinds, *, now):
    """Nobody is telephoned about a day that is over."""
    letters = RegistrationLetter.objects.filter(kind__in=kinds, state__in=CALLABLE)
    letters.filter(once__lt=timezone.localdate(now).isoformat()).update(state=LetterState.DROPPED)
