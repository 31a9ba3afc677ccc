"""Places in needs: who fits, and promotion from the waiting list. Counting and promoting run under the lock.

Everyone enters as waiting; then the oldest that fits gets the place, again and again: the rule of events.seats. Of a
need's places some may be kept for a skill: whoever lacks it never takes the last of them, whoever has it takes any.
"""

from collections import Counter
from dataclasses import dataclass, field

from events.seats import STILL_TOLD, queue, take

from .models import ShiftState, SignUp, SignUpState


@dataclass
class Room:
    """A need's places as they are now. having: {skill id: how many of the confirmed have it}."""

    need: object
    capacity: object
    having: Counter = field(default_factory=Counter)

    def why_not(self, skills):
        """ "" when somebody with these skills (ids) fits; else "full", or "reserved": what is left is for others."""
        if not self.capacity.fits(1):
            return "full"
        return "reserved" if self._reserved_from(skills) else ""

    def _reserved_from(self, skills):
        """The NeedSkills whose places are all that is left, to somebody with these skills."""
        limit = self.capacity.limit
        if limit is None:
            return []
        return [
            each
            for each in self.need.skills.all()
            if each.skill_id not in skills and self.capacity.taken - self.having[each.skill_id] + 1 > limit - each.least
        ]

    def reserved_for(self, skills):
        """The Skills that one must have to take what is left."""
        return [each.skill for each in self._reserved_from(skills)]


def rooms_of(needs, capacities=None):
    """{need id: Room}. needs: loaded with their skills; capacities: the locked ones, {id: Capacity}."""
    rooms = {need.pk: Room(need, capacities[need.capacity_id] if capacities else need.capacity) for need in needs}
    asking = [need.pk for need in needs if need.skills.all()]
    if asking:
        for need_id, skills in SignUp.objects.confirmed().filter(need__in=asking).values_list("need_id", "skills"):
            rooms[need_id].having.update(skills)
    return rooms


def enter(sign_up, room, *, now):
    """Save a new sign-up, at the end of the waiting list; where nobody waits and it fits, it has its place at once."""
    sign_up.save(force_insert=True)
    sign_up.queue_rank = sign_up.pk  # given under the lock, so the order of arrival
    if not room.capacity.waiting and not room.why_not(sign_up.skills):
        take(room.capacity, 1)
        _settle(sign_up, room, now)
    else:
        queue(room.capacity, 1)
    sign_up.save(update_fields=["queue_rank", "state", "confirmed_at"])
    return sign_up


def leave(sign_up, room, *, reason, now):
    """Give back what it holds or waits for; whoever waits is promoted by promote()."""
    if sign_up.state == SignUpState.CONFIRMED:
        take(room.capacity, -1)
        room.having.subtract(sign_up.skills)
    else:
        queue(room.capacity, -1)
    sign_up.state, sign_up.end_reason, sign_up.cancelled_at = SignUpState.CANCELLED, reason, now
    sign_up.save(update_fields=["state", "end_reason", "cancelled_at"])


def put_back(sign_up, room):
    """From a place to the waiting list, with the rank that it had."""
    take(room.capacity, -1)
    queue(room.capacity, 1)
    room.having.subtract(sign_up.skills)
    sign_up.state, sign_up.confirmed_at = SignUpState.WAITING, None
    sign_up.save(update_fields=["state", "confirmed_at"])


def promote(room, *, now):
    """Give what is free to the oldest that fit; returns the sign-ups (with their volunteer) that got a place."""
    shift = room.need.shift
    if shift.state != ShiftState.SCHEDULED or shift.starts_at <= now:
        return []
    if not room.capacity.waiting or not room.capacity.fits(1):
        return []
    given = []
    for sign_up in SignUp.objects.waiting().filter(need=room.need).select_related("volunteer"):
        if room.why_not(sign_up.skills) or not _still_told(sign_up, shift, now):
            continue
        queue(room.capacity, -1)
        take(room.capacity, 1)
        _settle(sign_up, room, now)
        sign_up.save(update_fields=["state", "confirmed_at"])
        given.append(sign_up)
        if not room.capacity.fits(1):
            break
    return given


def _settle(sign_up, room, now):
    room.having.update(sign_up.skills)
    sign_up.state, sign_up.confirmed_at = SignUpState.CONFIRMED, now


def _still_told(sign_up, shift, now):
    """Whether this person would hear of it before it begins."""
    return bool(sign_up.volunteer.email) or shift.starts_at - now >= STILL_TOLD
