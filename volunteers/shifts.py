"""What coordinators do to shifts: add, copy, move, call off, change what is needed. Whoever signed up is told.

Locks in the order of volunteers.sign_up: volunteers by id, then capacities by id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Capacity, Occurrence, OccurrenceState
from events.recurrence import span
from events.seats import locked
from portal.kit.calendar import ZONE
from portal.kit.refusal import Refusal

from .letters import tell, tell_promoted
from .models import EndReason, Mission, Need, NeedSkill, Shift, ShiftState, SignUp, SignUpState, Volunteer
from .places import leave, promote, put_back, rooms_of

MOST_SHIFTS = 400  # in one act
LONGEST = timedelta(hours=24)
AROUND = timedelta(hours=1)


@dataclass(frozen=True)
class Slot:
    """When and where a shift is to be. place: None for the mission's."""

    starts_at: datetime
    ends_at: datetime
    place: object = None


@dataclass(frozen=True)
class Wanted:
    """How many in a role. least: {Skill: how many of them have it}."""

    role: object
    limit: int
    least: dict


class Concerned(Refusal):
    """The act takes a place from somebody. sign_ups: from whom; the same act is done when it names them."""

    def __init__(self, sign_ups):
        count = len(sign_ups)
        super().__init__(
            ngettext(
                "%(count)s personne inscrite n’aurait plus sa place.",
                "%(count)s personnes inscrites n’auraient plus leur place.",
                count,
            )
            % {"count": count},
            code="concerned",
        )
        self.sign_ups = sign_ups

    @property
    def key(self):
        """What the confirmation sends back: exactly these people, and no others."""
        return concerned_key(self.sign_ups)


def concerned_key(sign_ups):
    return ",".join(str(pk) for pk in sorted(row.pk for row in sign_ups))


def add_shifts(mission, slots, wanted):
    """Make a shift of each Slot, with the needs of `wanted`; those that the mission has already are left out.

    Returns the new Shifts. Raises Refusal for a slot that ends before it starts or is longer than a day, for too many
    at once, and for needs that ask more of a skill than of people.
    """
    if len(slots) > MOST_SHIFTS:
        raise Refusal(_("Faites %(most)s créneaux au plus à la fois.") % {"most": MOST_SHIFTS})
    if not wanted:
        raise Refusal(_("Dites combien de personnes il faut, dans un rôle au moins."))
    for slot in slots:
        check_slot(slot.starts_at, slot.ends_at)
    for each in wanted:
        check_wanted(each)
    with transaction.atomic():
        mission = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
        there = set(mission.shifts.scheduled().values_list("starts_at", "ends_at", "place_id"))
        new = [slot for slot in slots if (slot.starts_at, slot.ends_at, slot.place and slot.place.pk) not in there]
        made = Shift.objects.bulk_create(
            [Shift(mission=mission, starts_at=slot.starts_at, ends_at=slot.ends_at, place=slot.place) for slot in new]
        )
        _add_needs([(shift, each) for shift in made for each in wanted])
    return made


def _add_needs(pairs):
    capacities = Capacity.objects.bulk_create([Capacity(limit=each.limit) for _shift, each in pairs])
    needs = Need.objects.bulk_create(
        [
            Need(shift=shift, role=each.role, capacity=capacity)
            for (shift, each), capacity in zip(pairs, capacities, strict=True)
        ]
    )
    NeedSkill.objects.bulk_create(
        NeedSkill(need=need, skill=skill, least=least)
        for need, (_shift, each) in zip(needs, pairs, strict=True)
        for skill, least in each.least.items()
    )


def check_slot(starts_at, ends_at):
    """Raise Refusal for what no shift can be."""
    if ends_at <= starts_at:
        raise Refusal(_("Le créneau finit avant de commencer."), code="order")
    if ends_at - starts_at > LONGEST:
        raise Refusal(_("Un créneau dure un jour au plus : faites-en plusieurs."), code="long")


def check_wanted(wanted):
    """Raise Refusal where more people with a skill are asked than people."""
    if any(least > wanted.limit for least in wanted.least.values()):
        raise Refusal(_("On demande plus de personnes avec cette compétence que de personnes."), code="least")


def slots_of_days(first, last, *, weekdays, begins, ends, place=None):
    """[Slot] of each of these weekdays (0: Monday) from `first` to `last` (dates), at these hours by the wall clock.

    `ends` at or before `begins` is the next day. An hour that does not exist, or exists twice, is read as in
    events.recurrence.
    """
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [Slot(*span(day, begins, ends, 0, ZONE), place) for day in days if day.weekday() in weekdays]


def slots_around(event, *, before=True, during=True, after=True, now):
    """[Slot] drawn from an event's dates to come, or those of the parts of its programme: an hour before each, its own
    hours, an hour after. Confidential places and online dates give no place of their own."""
    dates = Occurrence.objects.filter(in_schedule=True, state=OccurrenceState.SCHEDULED, starts_at__gt=now)
    parts = dates.filter(event__programme=event, event__live=True)
    dates = (parts if parts.exists() else dates.filter(event=event)).select_related("place", "event__place")
    found = []
    for date in dates.in_order():
        place = date.effective_place
        if before:
            found.append(Slot(date.starts_at - AROUND, date.starts_at, place))
        if during:
            found.append(Slot(date.starts_at, min(date.ends_at, date.starts_at + LONGEST), place))
        if after:
            found.append(Slot(date.ends_at, date.ends_at + AROUND, place))
    return list(dict.fromkeys(found))


def slots_copied(other, *, days):
    """[Slot] of another mission's shifts, `days` (int) later at the same hours by the wall clock."""
    found = []
    for shift in other.shifts.scheduled().select_related("place").in_order():
        first, last = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        starts_at, ends_at = span(first.date() + timedelta(days=days), first.time(), last.time(), 0, ZONE)
        found.append(Slot(starts_at, ends_at, shift.place))
    return found


def call_off(shift, *, reason, now):
    """The shift does not take place: everybody who had it or waited for it is told. A repeat changes nothing."""
    with transaction.atomic():
        shift, rows, rooms = _lock(shift)
        if shift.state == ShiftState.CANCELLED:
            return shift
        if shift.ends_at <= now:
            raise Refusal(_("Ce créneau est passé."), code="past")
        _change(shift, state=ShiftState.CANCELLED, reason=reason, now=now)
        for row in rows:
            leave(row, rooms[row.need_id], reason=EndReason.OFF, now=now)
            tell(row.volunteer, "off", sign_ups=[row], reason=reason)
    return shift


def move(shift, *, starts_at, ends_at, place, now, agreed=""):
    """Another hour or place. Who has something else then loses this shift: Concerned says who, `agreed` its key.

    Everybody is told. Raises Refusal for hours that cannot be.
    """
    check_slot(starts_at, ends_at)
    with transaction.atomic():
        shift, rows, rooms = _lock(shift)
        if shift.state == ShiftState.CANCELLED:
            raise Refusal(_("Ce créneau est annulé."), code="off")
        if (starts_at, ends_at, place) == (shift.starts_at, shift.ends_at, shift.place):
            return shift
        elsewhere = SignUp.objects.active().exclude(shift=shift)
        elsewhere = elsewhere.filter(shift__starts_at__lt=ends_at, shift__ends_at__gt=starts_at)
        theirs = elsewhere.filter(volunteer__in=[row.volunteer_id for row in rows])
        busy = set(theirs.values_list("volunteer_id", flat=True))
        lost = [row for row in rows if row.volunteer_id in busy]
        if concerned_key(lost) != agreed:
            raise Concerned(lost)
        _change(shift, starts_at=starts_at, ends_at=ends_at, place=place, now=now)
        for row in lost:
            leave(row, rooms[row.need_id], reason=EndReason.MOVED, now=now)
        for room in rooms.values():
            room.need.shift = shift
            tell_promoted(promote(room, now=now))
        for row in rows:
            tell(row.volunteer, "moved", sign_ups=[row])
    return shift


def set_need(shift, wanted, *, now, agreed=""):
    """How many the shift needs in a role from now on. More lets in who waits; fewer puts those who came last back on
    the list, once `agreed` is the key of Concerned, which says who."""
    check_wanted(wanted)
    with transaction.atomic():
        shift, rows, rooms = _lock(shift)
        room = next((room for room in rooms.values() if room.need.role_id == wanted.role.pk), None)
        if room is None:
            _add_needs([(shift, wanted)])
            return shift
        _write_skills(room, wanted)
        confirmed = [row for row in rows if row.need_id == room.need.pk and row.state == SignUpState.CONFIRMED]
        lost = _too_many(room, confirmed, wanted.limit)
        if concerned_key(lost) != agreed:
            raise Concerned(lost)
        for row in lost:
            put_back(row, room)
            tell(row.volunteer, "lowered", sign_ups=[row])
        Capacity.objects.filter(pk=room.capacity.pk).update(limit=wanted.limit)
        room.capacity.limit = wanted.limit
        tell_promoted(promote(room, now=now))
    return shift


def _write_skills(room, wanted):
    """What is asked from now on; a Refusal later in the transaction undoes it."""
    room.need.skills.exclude(skill__in=wanted.least).delete()
    for skill, least in wanted.least.items():
        NeedSkill.objects.update_or_create(need=room.need, skill=skill, defaults={"least": least})
    room.need = Need.objects.with_shift().get(pk=room.need.pk)


def _too_many(room, confirmed, limit):
    """Who would have no place any more, the last first served: the oldest that fit keep theirs."""
    kept, room_now = 0, type(room)(room.need, Capacity(limit=limit))
    lost = []
    for row in sorted(confirmed, key=lambda row: (row.queue_rank, row.pk)):
        if room_now.why_not(row.skills):
            lost.append(row)
        else:
            kept += 1
            room_now.capacity.taken = kept
            room_now.having.update(row.skills)
    return lost


def _lock(shift):
    """(Shift, its active sign-ups, {need id: Room}): volunteers locked first, then capacities, then read again.

    Whoever came in between is not locked, and may be taking something else: the act is tried again.
    """
    ids = list(SignUp.objects.active().filter(shift=shift).values_list("volunteer_id", flat=True))
    held = {each.pk for each in Volunteer.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    capacities = locked(Need.objects.filter(shift=shift).values_list("capacity_id", flat=True))
    rooms = rooms_of(list(Need.objects.filter(shift=shift).with_shift()), capacities)
    shift = Shift.objects.select_for_update(of=("self",)).select_related("mission", "place").get(pk=shift.pk)
    for room in rooms.values():
        room.need.shift = shift
    rows = SignUp.objects.active().filter(shift=shift).select_related("volunteer").order_by("queue_rank", "pk")
    if not held.issuperset(row.volunteer_id for row in rows):
        raise Refusal(_("Quelqu’un vient de s’inscrire à ce créneau : recommencez."), code="again")
    return shift, list(rows), rooms


def _change(shift, *, now, **columns):
    for name, value in columns.items():
        setattr(shift, name, value)
    shift.sequence, shift.changed_at = shift.sequence + 1, now
    shift.save(update_fields=[*columns, "sequence", "changed_at"])
