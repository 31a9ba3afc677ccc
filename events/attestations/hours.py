"""Hours scheduled and attended, counted from the dates and the marks made there."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.contact import name_key

from ..attendance import Line, lines_of
from ..models import Attendance, AttendanceState, Occurrence, OccurrenceState


@dataclass(frozen=True)
class Presence(Line):
    """What one person followed. scheduled, attended: minutes; dates: those where they were, in order.

    planned: every date that was theirs, attended or not. by_year: {"2026": minutes}, what was attended, of each year.
    """

    registration: object
    participant: object
    scheduled: int
    attended: int
    dates: tuple
    planned: tuple
    by_year: dict

    @property
    def percent(self):
        return 100 * self.attended // self.scheduled if self.scheduled else 0

    def reaches(self, threshold):
        """Whether enough was attended. threshold: per cent of the hours scheduled; nobody reaches it by absence."""
        return self.attended > 0 and self.attended * 100 >= threshold * self.scheduled


def presences(event, *, since=None, until=None, registrations=None):
    """[Presence] of everybody confirmed for the event, by name; children in childcare are not among them.

    since, until: only dates that start in [since, until) (aware datetimes). registrations: only these (a queryset).
    """
    dates = held_dates(event)
    marks = _marks(Attendance.objects.filter(registration__event=event))
    chosen = event.registrations.confirmed() if registrations is None else registrations
    found = []
    for registration in chosen.select_related("approval").prefetch_related("participants").order_by("pk"):
        theirs = [date for date in dates if registration.occurrence_id in (None, date.pk)]
        within = [date for date in theirs if _in(date, since, until)]
        for participant, _persons in lines_of(registration):
            own = marks[registration.pk, participant.pk if participant else None]
            found.append(_presence(event, registration, participant, theirs, within, own))
    return sorted(found, key=lambda presence: (name_key(presence.name), presence.key))


def held_dates(event):
    """The dates that take place, in order: what was cancelled or left the schedule is nobody's absence."""
    return list(event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED).in_order())


def followed(registrations):
    """[Presence] of these registrations (rows with their event), of whatever events: three queries for all of them."""
    events = {registration.event_id for registration in registrations}
    held = defaultdict(list)
    scheduled = Occurrence.objects.filter(event__in=events, in_schedule=True, state=OccurrenceState.SCHEDULED)
    for date in scheduled.in_order():
        held[date.event_id].append(date)
    marks = _marks(Attendance.objects.filter(registration__in=registrations))
    prefetch_related_objects(registrations, "participants")
    found = []
    for registration in registrations:
        theirs = [date for date in held[registration.event_id] if registration.occurrence_id in (None, date.pk)]
        for participant, _persons in lines_of(registration):
            own = marks[registration.pk, participant.pk if participant else None]
            found.append(_presence(registration.event, registration, participant, theirs, theirs, own))
    return found


def _marks(attendances):
    """{(registration id, participant id or None): {occurrence id: minutes, None for all of it}} of those present."""
    marks = defaultdict(dict)
    rows = attendances.filter(state=AttendanceState.PRESENT)
    for registration, participant, occurrence, minutes in rows.values_list(
        "registration_id", "participant_id", "occurrence_id", "minutes"
    ):
        marks[registration, participant][occurrence] = minutes
    return marks


def _in(date, since, until):
    return (since is None or date.starts_at >= since) and (until is None or date.starts_at < until)


def _presence(event, registration, participant, theirs, within, marks):
    attended = sum(_attended(date, marks) for date in within)
    scheduled = sum(minutes_of(date) for date in within)
    whole = sum(minutes_of(date) for date in theirs)
    if event.training_hours is not None and whole:
        # Staff said how many hours the training counts: sessions have breaks. Each keeps its share of them.
        counted = int(event.training_hours * 60)
        scheduled, attended = (round(counted * minutes / whole) for minutes in (scheduled, attended))
    there = tuple(date for date in within if date.pk in marks)
    attended = min(attended, scheduled)
    by_year = _by_year(within, marks, attended)
    return Presence(registration, participant, scheduled, attended, there, tuple(within), by_year)


def _by_year(within, marks, attended):
    """What was attended, shared among the years as the dates are; the last year takes what rounding leaves."""
    found = defaultdict(int)
    for date in within:
        if minutes := _attended(date, marks):
            found[str(timezone.localtime(date.starts_at).year)] += minutes
    whole = sum(found.values())
    shares = {year: attended * minutes // whole for year, minutes in found.items()}
    if shares:
        shares[max(shares)] += attended - sum(shares.values())
    return shares


def _attended(date, marks):
    if date.pk not in marks:
        return 0
    whole, minutes = minutes_of(date), marks[date.pk]
    return whole if minutes is None else min(minutes, whole)


def minutes_of(date):
    return int((date.ends_at - date.starts_at).total_seconds() // 60)


def duration(minutes):
    """« 7 h 30 », in the active language."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"}
