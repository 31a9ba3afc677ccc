"""From the published schedule to dates: what would change, then the change.

Dates are matched to the schedule by their hours: first those with the same hours, then those that start at the same
instant, then those that staff moved to where the schedule now goes, then in the order of the day. So a date keeps its
key, its registrations and what operations decided, whatever is done to the rules. What is over stays as it was; what
left the schedule comes back only for its own hour; what staff decided about a date stays, rule or not.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from .extra_seats import seat_earlier
from .matching import match
from .models import (
    Capacity,
    Event,
    ExtraPlaces,
    Occurrence,
    OccurrenceState,
    Registration,
    RegistrationMode,
    ScheduleRule,
)
from .recurrence import slots
from .schools import Calendars, resting_rules
from .seats import locked, set_limit

logger = logging.getLogger("maillage.events")

AHEAD = timedelta(days=548)  # endless rules are followed 18 months ahead, and further every night
NEWS = timedelta(days=30)  # how long another hour is worth a badge where nobody is registered


@dataclass
class Plan:
    """What a schedule does to the dates of an event; nothing is written yet.

    created: [Slot]; changed: [(Occurrence, Slot)] whose hours differ; returned: [(Occurrence, Slot)] that had left
    the schedule; removed: [Occurrence] nobody ever registered for; orphaned: [Occurrence] kept for those who did;
    held: [Occurrence] that the schedule no longer has and that stay, because staff decided about them.
    Every Occurrence has `registered`: the persons confirmed or waiting for it, or for the event as a whole.
    """

    created: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    returned: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    orphaned: list = field(default_factory=list)
    held: list = field(default_factory=list)

    @property
    def nothing(self):
        """Whether the dates are in line already."""
        return not (self.created or self.changed or self.returned or self.removed or self.orphaned)

    @property
    def touches_people(self):
        """Dates with registrations that would move or leave the schedule, as [(Occurrence, Slot or None)], in order."""
        moved = [
            (occurrence, slot)
            for occurrence, slot in self.changed + self.returned
            if occurrence.registered and not occurrence.moved and _hours(occurrence) != (slot.starts_at, slot.ends_at)
        ]
        left = [(occurrence, None) for occurrence in self.orphaned if occurrence.registered]
        return sorted(moved + left, key=lambda pair: (pair[0].starts_at, pair[0].pk))

    def spare_people(self):
        """Leave what touches people undone: by the clock there is nobody to accept it."""
        spared = {occurrence.pk for occurrence, _slot in self.touches_people}
        self.changed = [(date, slot) for date, slot in self.changed if date.pk not in spared]
        self.returned = [(date, slot) for date, slot in self.returned if date.pk not in spared]
        self.orphaned = [date for date in self.orphaned if date.pk not in spared]


def _hours(occurrence):
    return occurrence.starts_at, occurrence.ends_at


def _rule_hours(occurrence):
    return occurrence.rule_starts_at, occurrence.rule_ends_at


def is_decided(occurrence):
    """Whether staff decided something about this date that no draft may undo: hours, place, whether it takes place."""
    return bool(occurrence.moved or occurrence.place_id or occurrence.state != OccurrenceState.SCHEDULED)


def wanted_slots(event, *, now):
    """The dates that the event's rules give, in order, each once; of what is long over only the last ones."""
    reach = {"zone": event.timezone, "until": (now + AHEAD).date(), "since": now.date()}
    calendars, found = Calendars(), set()
    for rule in event.rules.all():
        found.update(slots(rule, **reach, closed=calendars.closing(rule)))
    return sorted(found)


def plan(event, *, now):
    """The Plan of bringing the dates kept for `event` in line with its rules (saved or not yet saved)."""
    kept = kept_dates(event)
    pairs, free, loose = match(kept, wanted_slots(event, now=now), zone=event.timezone, now=now)
    result = Plan()
    for occurrence, slot in pairs:
        if not occurrence.in_schedule:
            result.returned.append((occurrence, slot))
        elif occurrence.ends_at > now and _rule_hours(occurrence) != (slot.starts_at, slot.ends_at):
            result.changed.append((occurrence, slot))
    # An event that was published already gets no dates in the past.
    result.created = [slot for slot in loose if slot.ends_at > now] if kept else loose
    for occurrence in free:
        if occurrence.ends_at <= now:
            continue
        if is_decided(occurrence):
            if occurrence.in_schedule:
                result.held.append(occurrence)
        elif not (occurrence.registered or occurrence.ever_registered):
            result.removed.append(occurrence)
        elif occurrence.in_schedule:
            result.orphaned.append(occurrence)
    return result


def planned_dates(event, *, now):
    """The dates as they would stand in the schedule if this version of the event were published, in order.

    Unsaved Occurrences for those that are new, with the places that they would get; nothing is written.
    """
    result = plan(event, now=now)
    gone = {occurrence.pk for occurrence in (*result.removed, *result.orphaned)}
    hours = {occurrence.pk: slot for occurrence, slot in (*result.changed, *result.returned)}
    dates = []
    for occurrence in event.occurrences.beside_their_event() if event.pk else ():
        slot = hours.get(occurrence.pk)
        if occurrence.pk in gone or not (occurrence.in_schedule or slot):
            continue
        if slot and not occurrence.moved:
            occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at
        dates.append(occurrence)
    dates += [Occurrence(event=event, starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in result.created]
    dates.sort(key=lambda occurrence: occurrence.starts_at)
    by_date = event.registration_mode == RegistrationMode.DATE
    happening = (date.starts_at for date in dates if date.state == OccurrenceState.SCHEDULED)
    course_starts_at = next(happening, None)
    for occurrence in dates:
        occurrence.event, occurrence.course_starts_at = event, course_starts_at
        if by_date and occurrence.capacity is None:
            occurrence.capacity = Capacity(limit=event.seats)
    return dates


def dates_with_people(event, *, now):
    """The dates to come that people registered for, each with `registered` persons, in order; cancelled ones not."""
    to_come = (
        occurrence
        for occurrence in kept_dates(event)
        if occurrence.registered and occurrence.ends_at > now and occurrence.state != OccurrenceState.CANCELLED
    )
    return sorted(to_come, key=lambda occurrence: (occurrence.starts_at, occurrence.pk))


def kept_dates(event):
    """All dates of the event, in order of their key, each with `registered` persons (the whole's included)."""
    if not event.pk:
        return []
    whole = event.registrations.active().filter(occurrence=None).aggregate(persons=Sum("party_size"))["persons"] or 0
    kept = list(Occurrence.objects.filter(event_id=event.pk).counting_registrations().order_by("rule_day", "ordinal"))
    for occurrence in kept:
        occurrence.registered += whole
    return kept


def synchronise(event, *, now=None, sparing_people=False):
    """Bring the dates of a published event in line with its rules; returns the Plan that was carried out.

    Dates with registrations are never deleted: they stay, marked as out of the schedule. Past dates stay as they were.
    sparing_people: dates with registrations are not touched at all.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = lock_with_capacities(event)
        result = plan(event, now=now)
        if sparing_people:
            result.spare_people()
        _remove(result.removed)
        for occurrence in result.orphaned:
            _update(occurrence, now, in_schedule=False)
        for occurrence, slot in result.changed + result.returned:
            _follow(occurrence, slot, now)
        _create(event, result.created, now)
        _give_capacities(event, now)
    return result


def lock_with_capacities(event):
    """The event, locked, then all its capacities in the order of their ids: nobody registers until we are done.

    Whoever registers locks capacities alone, and refers to the event and the date while holding them. So the event
    is locked without its key (on PostgreSQL a reference to it does not wait), and always before its capacities.
    """
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    ids = set(event.occurrences.exclude(capacity=None).values_list("capacity_id", flat=True))
    ids |= set(event.extra_places.values_list("capacity_id", flat=True))
    locked(ids | {event.capacity_id} - {None})
    return event


def _remove(occurrences):
    capacities = [occurrence.capacity_id for occurrence in occurrences if occurrence.capacity_id]
    capacities += ExtraPlaces.objects.filter(occurrence__in=occurrences).values_list("capacity_id", flat=True)
    Occurrence.objects.filter(pk__in=[occurrence.pk for occurrence in occurrences]).delete()
    Capacity.objects.filter(pk__in=capacities).delete()


def _follow(occurrence, slot, now):
    """The rule's hours; the real ones follow unless an operation moved this date."""
    values = {"rule_starts_at": slot.starts_at, "rule_ends_at": slot.ends_at, "in_schedule": True}
    if not occurrence.moved:
        if occurrence.starts_at != slot.starts_at:
            values["previous_starts_at"] = former_start(occurrence, slot.starts_at)
        values |= {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    _update(occurrence, now, **values)


def former_start(occurrence, starts_at):
    """The first hour that was announced, for a date that now starts at `starts_at`; None when it is back there."""
    first = occurrence.previous_starts_at or occurrence.starts_at
    return None if first == starts_at else first


def _update(occurrence, now, **values):
    for name, value in values.items():
        setattr(occurrence, name, value)
    occurrence.sequence += 1
    occurrence.changed_at = now
    occurrence.save(update_fields=[*values, "sequence", "changed_at"])


def _create(event, new_slots, now):
    used = defaultdict(int)
    for day, ordinal in event.occurrences.values_list("rule_day", "ordinal"):
        used[day] = max(used[day], ordinal + 1)
    rows = []
    for slot in new_slots:
        rows.append(
            Occurrence(
                event=event,
                rule_day=slot.day,
                ordinal=used[slot.day],
                rule_starts_at=slot.starts_at,
                rule_ends_at=slot.ends_at,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                changed_at=now,
            )
        )
        used[slot.day] += 1
    Occurrence.objects.bulk_create(rows, batch_size=500)


def _give_capacities(event, now):
    """Every date, or the event as a whole, has the capacity that its way of registering asks for.

    What is over or called off keeps its limit: raising it would promote people to what they cannot attend.
    """
    to_come = event.occurrences.upcoming(now).filter(in_schedule=True, state=OccurrenceState.SCHEDULED)
    if event.registration_mode == RegistrationMode.WHOLE:
        if event.capacity_id is None:
            event.capacity = Capacity.objects.create(limit=event.seats)
            event.save(update_fields=["capacity"])
        elif event.capacity.limit != event.seats and to_come.exists():
            set_limit(event.capacity_id, event.seats)
    elif event.registration_mode == RegistrationMode.DATE:
        bare = list(event.occurrences.filter(capacity=None))
        capacities = Capacity.objects.bulk_create([Capacity(limit=event.seats) for _occurrence in bare])
        for occurrence, capacity in zip(bare, capacities, strict=True):
            occurrence.capacity = capacity
        Occurrence.objects.bulk_update(bare, ["capacity"], batch_size=200)
        following = to_come.filter(own_limit=False).exclude(capacity=None).order_by("capacity_id")
        for capacity_id, limit in following.values_list("capacity_id", "capacity__limit"):
            if limit != event.seats:
                set_limit(capacity_id, event.seats)
    _give_extra_places(event, to_come)


def _give_extra_places(event, to_come):
    """Every date to come, or the whole, has the places in childcare and behind choices that are limited."""
    wanted = {(None, ""): event.childcare_seats} if event.childcare_seats is not None else {}
    for question in event.questions.all():
        for option in question.options:
            if option.get("places") is not None:
                wanted[question.uuid, option["code"]] = option["places"]
    by_date = event.registration_mode == RegistrationMode.DATE
    if event.registration_mode == RegistrationMode.NONE or (not wanted and not event.extra_places.exists()):
        return
    owners = list(to_come.order_by("pk").values_list("pk", flat=True)) if by_date else [None]
    kept = event.extra_places.filter(occurrence__in=owners) if by_date else event.extra_places.filter(occurrence=None)
    there = {(row.occurrence_id, row.question, row.option): row for row in kept.select_related("capacity")}
    missing = [
        ExtraPlaces(event=event, occurrence_id=owner, question=question, option=option, capacity=Capacity(limit=limit))
        for owner in owners
        for (question, option), limit in wanted.items()
        if (owner, question, option) not in there
    ]
    Capacity.objects.bulk_create([row.capacity for row in missing])
    for row in missing:
        row.capacity = row.capacity  # its id is known now
    ExtraPlaces.objects.bulk_create(missing, batch_size=200)
    if missing:
        seat_earlier(event, missing)
    for (_owner, question, option), row in sorted(there.items(), key=lambda pair: pair[1].capacity_id):
        limit = wanted.get((question, option))  # what is no longer limited, or no longer asked, holds nobody back
        if row.capacity.limit != limit:
            set_limit(row.capacity_id, limit)


def extend_all(*, now=None):
    """Every night: endless rules get the dates that have come within reach, and series follow the calendars on whose
    holidays they rest. Dates with registrations wait for staff to decide. One event's error holds no other."""
    from .catalogue import event_changed

    now = now or timezone.now()
    endless = ScheduleRule.objects.exclude(rule="").exclude(rule__contains="COUNT=").exclude(rule__contains="UNTIL=")
    followed = Q(pk__in=endless.values("event")) | Q(pk__in=resting_rules().values("event"))
    for event in Event.objects.published().filter(followed).order_by("pk"):
        try:
            if not synchronise(event, now=now, sparing_people=True).nothing:
                event_changed(event.pk)
        except Exception:
            logger.exception("Dates of event %s could not be extended.", event.pk)


def forget_former_hours(*, now=None):
    """Every night: another hour of the rules is no news any more after a month, unless somebody had registered.

    What staff moved keeps saying so.
    """
    from .catalogue import event_changed

    now = now or timezone.now()
    dates = Occurrence.objects.upcoming(now).filter(moved=False, changed_at__lt=now - NEWS)
    dates = dates.exclude(previous_starts_at=None)
    whole = Q(occurrence=None, event=OuterRef("event"))
    concerned = Registration.objects.active().filter(Q(occurrence=OuterRef("pk")) | whole)
    old = dict(dates.filter(~Exists(concerned)).values_list("pk", "event_id"))
    Occurrence.objects.filter(pk__in=old).update(previous_starts_at=None)
    for event_id in sorted(set(old.values())):
        event_changed(event_id)


def waiting_rests(event, *, now):
    """The dates with registrations of a published event on which its rules now rest, in order; nobody decided yet."""
    return [occurrence for occurrence, slot in plan(event, now=now).touches_people if slot is None]
