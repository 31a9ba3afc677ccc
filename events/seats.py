"""Places: the lock, the counters, and promotion from the waiting list. Everything here runs under the lock.

Everyone enters as waiting; then the oldest group that fits gets its places, again and again. One rule for the
newcomer, for the place that a cancellation frees and for the limit that is raised.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from .letters import ask_fewer, tell_promoted
from .models import Capacity, Draw, Event, ExtraPlaces, Occurrence, OccurrenceState, Registration, RegistrationState

STILL_TOLD = timedelta(hours=2)  # later than this before it begins, only a letter still reaches somebody


def locked(capacity_ids):
    """The capacities, locked in the order of their ids (one order for all, so that no two wait for each other)."""
    rows = Capacity.objects.select_for_update(of=("self",)).filter(pk__in=capacity_ids).order_by("pk")
    return {capacity.pk: capacity for capacity in rows}


def take(capacity, persons):
    """Count `persons` more as taken; the CHECK refuses what the lock should have prevented."""
    Capacity.objects.filter(pk=capacity.pk).update(taken=F("taken") + persons)
    capacity.taken += persons


def queue(capacity, persons):
    """Count `persons` more (or fewer) as waiting."""
    Capacity.objects.filter(pk=capacity.pk).update(waiting=F("waiting") + persons)
    capacity.waiting += persons


def sibling_ids(capacity_id):
    """Ids of all capacities that are locked together with this one: those of its date, or of its event as a whole."""
    extra = ExtraPlaces.objects.filter(capacity=capacity_id).select_related("event", "occurrence").first()
    occurrence = extra.occurrence if extra else Occurrence.objects.filter(capacity=capacity_id).first()
    if occurrence is not None:
        owner, extras = occurrence, occurrence.extra_places.all()
    else:
        owner = extra.event if extra else Event.objects.filter(capacity=capacity_id).first()
        extras = ExtraPlaces.objects.filter(event=owner, occurrence=None)
    return {capacity_id, owner and owner.capacity_id, *extras.values_list("capacity_id", flat=True)} - {None}


def awaits_draw(event, occurrence_id):
    """Whether the order of the queue is still to be drawn: until then nobody gets a place."""
    if event.draw_at is None:
        return False
    return not Draw.objects.filter(event=event.pk, occurrence=occurrence_id).exists()


@dataclass(frozen=True)
class Manner:
    """How places of one date (or of the whole) are given at this moment.

    deadline: its start, or its end once it has begun; None when there is no date. nobody: not before the draw.
    """

    nobody: bool
    offer_hours: int | None
    deadline: datetime | None

    @classmethod
    def of(cls, registration, now):
        event, date = registration.event, registration.occurrence
        if date is None:
            dates = event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED, ends_at__gt=now)
            date = dates.order_by("starts_at", "pk").first()
        deadline = None if date is None else date.starts_at if date.starts_at > now else date.ends_at
        return cls(awaits_draw(event, registration.occurrence_id), event.offer_hours, deadline)

    def reaches(self, registration, now):
        """Whether this person would still hear of a place before it begins."""
        return bool(registration.email) or self.deadline is None or self.deadline - now >= STILL_TOLD

    def offer_until(self, now):
        until = now + timedelta(hours=self.offer_hours)
        return until if self.deadline is None else min(until, self.deadline)


def promote(capacities, *, now, newcomer=None):
    """Give places, in the order of the queue, to each waiting registration that fits in all its capacities.

    capacities: {id: locked Capacity}; only registrations that hold seats in nothing else are considered. newcomer: the
    id of the registration whose person is there to see the answer: confirmed at once, where others are asked first
    (the event's `offer_hours`). Returns the registrations that were confirmed or offered their places.
    """
    bases = _bases(capacities)
    if not any(capacity.waiting for capacity in capacities.values()) or _full(bases):
        return []
    given, moved, manners = [], Counter(), {}
    for registration in _could_fit(capacities):
        seats = list(registration.seats.all())
        if not all(seat.capacity_id in capacities for seat in seats):
            continue
        if not all(capacities[seat.capacity_id].fits(seat.persons) for seat in seats):
            continue
        key = registration.event_id, registration.occurrence_id
        manner = manners[key] = manners.get(key) or Manner.of(registration, now)
        there = registration.pk == newcomer
        if manner.nobody or not (there or manner.reaches(registration, now)):
            continue
        for seat in seats:
            capacities[seat.capacity_id].taken += seat.persons
            moved[seat.capacity_id] += seat.persons
        _settle(registration, manner, now, asked=bool(manner.offer_hours) and not there)
        given.append(registration)
        if _full(bases):
            break
    for capacity_id, persons in moved.items():
        capacity = capacities[capacity_id]
        capacity.taken -= persons  # counted above to see who fits; now written
        queue(capacity, -persons)
        take(capacity, persons)
    _write(given)
    return given


def _settle(registration, manner, now, *, asked):
    if asked:
        registration.state, registration.offered_until = RegistrationState.OFFERED, manner.offer_until(now)
    else:
        registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, now


def _write(given):
    """Those who got the same answer in one statement: a thousand may be promoted at once."""
    alike = {}
    for registration in given:
        answer = registration.state, registration.confirmed_at, registration.offered_until
        alike.setdefault(answer, []).append(registration.pk)
    for (state, confirmed_at, offered_until), ids in alike.items():
        rows = Registration.objects.filter(pk__in=ids)
        rows.update(state=state, confirmed_at=confirmed_at, offered_until=offered_until)


def _bases(capacities):
    """The capacities in which every registration of the target has seats: not those of childcare or a choice."""
    if len(capacities) == 1:
        return list(capacities.values())
    extra = set(ExtraPlaces.objects.filter(capacity__in=capacities).values_list("capacity_id", flat=True))
    return [capacity for pk, capacity in capacities.items() if pk not in extra]


def _full(bases):
    return bool(bases) and all(capacity.left == 0 for capacity in bases)


def _could_fit(capacities):
    """Waiting registrations, in order. Who needs more than is left is not even read: hundreds may wait."""
    too_large = Q(pk__in=[])
    for pk, capacity in capacities.items():
        if capacity.left is not None:
            too_large |= Q(seats__capacity=pk, seats__persons__gt=capacity.left)
    waiting = Registration.objects.waiting().filter(seats__capacity__in=capacities).distinct()
    waiting = waiting.exclude(pk__in=Registration.objects.waiting().filter(too_large).order_by().values("pk"))
    return waiting.select_related("event", "occurrence").prefetch_related("seats")


def give_out(capacities, *, now, newcomer=None):
    """Promote, tell each of them, and ask the oldest group that is too large whether fewer would come. Returns them."""
    given = promote(capacities, now=now, newcomer=newcomer)
    tell_promoted(other for other in given if other.pk != newcomer)
    ask_fewer_of_the_oldest(capacities, newcomer=newcomer)
    return given


def ask_fewer_of_the_oldest(capacities, *, newcomer=None):
    """Ask the oldest group that waits for more places than are left, once, whether fewer of them would come."""
    if any(capacity.left and capacity.waiting for capacity in capacities.values()):
        for capacity in _bases(capacities):
            if capacity.left and capacity.waiting:
                _ask_the_oldest(capacity, newcomer)


def _ask_the_oldest(capacity, newcomer):
    too_large = Registration.objects.waiting().filter(seats__capacity=capacity, seats__persons__gt=capacity.left)
    oldest = too_large.exclude(pk=newcomer).exclude(letters__kind="fewer").select_related("event").first()
    if oldest is not None and not awaits_draw(oldest.event, oldest.occurrence_id):
        ask_fewer(oldest, left=capacity.left)


def set_limit(capacity_id, limit):
    """Set how many places there are, never under those already taken, and promote; returns the limit set."""
    with transaction.atomic():
        capacities = locked(sibling_ids(capacity_id))
        capacity = capacities[capacity_id]
        capacity.limit = limit if limit is None else max(limit, capacity.taken)
        capacity.save(update_fields=["limit"])
        give_out(capacities, now=timezone.now())
    return capacity.limit
