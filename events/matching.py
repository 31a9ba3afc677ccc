"""Which date kept is which date of the schedule: see events.schedule."""

from collections import defaultdict
from zoneinfo import ZoneInfo


def match(occurrences, slots, *, zone, now):
    """([(Occurrence, Slot)], occurrences without a slot, slots without an occurrence), each in its order.

    A date that staff moved covers the slot that the schedule later puts there, on whatever day: its key stays, and
    no second date is made beside it.
    """
    table = Table(occurrences, slots)
    table.pair(lambda date: (date.rule_starts_at, date.rule_ends_at), lambda slot: (slot.starts_at, slot.ends_at))
    table.pair(lambda date: date.rule_starts_at, lambda slot: slot.starts_at)
    table.pair(lambda date: date.starts_at, lambda slot: slot.starts_at, among=lambda date: date.moved)

    # In order of the day, but nobody is moved back into what they had left, nor is the past rewritten.
    def movable(date):
        return date.in_schedule and date.ends_at > now

    clocks = ZoneInfo(zone)
    table.pair(lambda date: date.rule_day, lambda slot: slot.day, among=movable)
    table.pair(lambda date: date.rule_starts_at.astimezone(clocks).date(), lambda slot: slot.day, among=movable)
    return table.pairs, table.free, table.loose


class Table:
    """Dates and slots that find each other, one rule after the other."""

    def __init__(self, occurrences, slots):
        self.pairs, self.free, self.loose = [], list(occurrences), list(slots)

    def pair(self, key_of_date, key_of_slot, *, among=lambda date: True):
        """Pair what is left by equal keys, in order; dates that still stand in the schedule come first."""
        waiting = defaultdict(list)
        for date in sorted(self.free, key=lambda date: not date.in_schedule):
            if among(date):
                waiting[key_of_date(date)].append(date)
        taken, left = set(), []
        for slot in self.loose:
            found = waiting.get(key_of_slot(slot))
            if found:
                date = found.pop(0)
                taken.add(date.pk)
                self.pairs.append((date, slot))
            else:
                left.append(slot)
        self.free = [date for date in self.free if date.pk not in taken]
        self.loose = left
