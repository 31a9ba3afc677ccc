"""The catalogue in this process: one bit for each visible date, in order of start, and a number per filter value.

A count is then an AND and a bit_count, and equals the rows that the list shows because the list comes from the same
bits. Built from the flat rows when the catalogue's stamp has changed; places have a stamp of their own, so that a
registration renews their bits alone.
"""

import gc
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import compress, islice

from django.db.models import F

from ..catalogue import stamps
from ..models import AgendaRow, Capacity
from .fulltext import find_events
from .names import Names, load_names

DAY = 24 * 3600
ONE = ord("1")
PAST = 40 * DAY  # feeds go back a month; nobody asks for what is older
MOST_TEXTS = 200  # searches whose bits are kept
NUMBERS = ("occurrence", "event", "start", "end", "capacity", "opens", "closes")
AT_ONCE = 5000  # rows
_BYTES_TO_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


def bits_of(positions, size):
    """The number whose bits at `positions` (a list, all below `size`) are set."""
    if len(positions) * 16 < size:
        cells = bytearray(size // 8 + 1)
        for position in positions:
            cells[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(cells, "little")
    # Digits instead of bits: one cell a position is set four times faster, and int() reads them in no time.
    digits = bytearray(b"0") * max(size, 1)
    for position in positions:
        digits[position] = ONE
    return int(digits[::-1], 2)


def run(low, high):
    """The number whose bits from `low` to `high`, itself excluded, are set."""
    return (1 << high) - (1 << low) if high > low else 0


@dataclass(frozen=True)
class Maps:
    """Bits by position. occurrences, events, starts, ends: by position (ids; seconds since 1970), in arrays.

    names: events.agenda.names; facets: {facet: {value: bits}}, ages among them as {(from, to): bits} under "age";
    opens, closes: by position, when one can register, where one does; capacities: by position, 0 for none; of_event:
    {event id: positions}; long: the positions of what lasts more than a day. Filled while they are asked for: texts,
    the bits of searches, and places, what lists were told of places (events.agenda.listing).
    """

    stamp: str
    names: Names
    facets: dict
    occurrences: array
    events: array
    starts: array
    ends: array
    opens: array
    closes: array
    capacities: array
    of_event: dict
    long: list
    texts: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    everything: int = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "everything", run(0, len(self.starts)))

    @property
    def happening(self):
        """The bits of the dates that are neither cancelled nor postponed."""
        return self.facets["libre"].get("1", 0) | self.facets["inscription"].get("1", 0)

    def between(self, start, end):
        """The bits of the dates that start from `start` on and before `end` (None: ever after)."""
        high = len(self.starts) if end is None else bisect_left(self.starts, end)
        return run(bisect_left(self.starts, start), high)

    def running(self, start, until):
        """The bits of the dates that started before `start` and end after `until` (at or after `start`)."""
        return bits_of(self.running_positions(start, until), bisect_left(self.starts, start))

    def running_positions(self, start, until):
        """The positions, in no order and some twice, of the dates of `running`."""
        high = bisect_left(self.starts, start)
        low = bisect_left(self.starts, until - DAY, 0, high)
        found = [position for position in self.long[: bisect_left(self.long, high)] if self.ends[position] > until]
        return found + [position for position in range(low, high) if self.ends[position] > until]

    def positions_between(self, bits, start, end, count=None):
        """The positions of the set bits (the first `count`) of dates that start from `start` on and before `end`."""
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, end)
        few = (bits >> low) & run(0, high - low)
        return [low + position for position in self.positions(few, 0, count)]

    def alive(self, now):
        """The bits of the dates that have not ended at `now` (seconds)."""
        high = bisect_right(self.starts, now)
        later = run(high, len(self.starts))
        return later | self.running(self.starts[high - 1] + 1, now) if high else later

    def of_events(self, event_ids):
        """The bits of all dates of these events."""
        chosen = self.of_event.keys() & event_ids
        if len(chosen) * 2 > len(self.of_event):
            return self.everything & ~self._of_these(self.of_event.keys() - chosen)
        return self._of_these(chosen)

    def _of_these(self, event_ids):
        found = [position for event_id in event_ids for position in self.of_event[event_id]]
        return bits_of(found, len(self.starts))

    def with_words(self, words):
        """The bits of all dates whose event has these words (a tuple): looked up once while the catalogue stands."""
        bits = self.texts.get(words)
        if bits is None:
            bits = self.of_events(find_events(words))
            if len(self.texts) < MOST_TEXTS:
                self.texts[words] = bits
        return bits

    def for_age(self, age):
        """The bits of the dates that suit somebody of this age (years)."""
        bits = 0
        for (low, high), these in self.facets["age"].items():
            if low <= age <= high:
                bits |= these
        return bits

    def positions(self, bits, first=0, count=None):
        """The positions of the set bits, in order: `count` of them (all) from the `first` (0) on."""
        flags = format(bits, "b").encode()[::-1].translate(_BYTES_TO_FLAGS)
        return list(islice(compress(range(len(flags)), flags), first, None if count is None else first + count))

    def occurrence_ids(self, bits, first=0, count=None):
        """The ids of the occurrences whose bits are set, in order."""
        return [self.occurrences[position] for position in self.positions(bits, first, count)]


@contextmanager
def _collector_paused():
    """A quarter of the time of building goes to the collector, which walks the new rows and finds no garbage."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def build(stamp, now):
    """The Maps of all visible rows that ended less than PAST before `now` (seconds), as the database has them."""
    with _collector_paused():
        return _build(stamp, now)


def _build(stamp, now):
    names = load_names()
    columns, by_marks = _columns(now)
    starts, ends = columns["start"], columns["end"]
    return Maps(
        stamp=stamp,
        names=names,
        facets=_facets(by_marks, names, len(starts)),
        occurrences=columns["occurrence"],
        events=columns["event"],
        starts=starts,
        ends=ends,
        opens=columns["opens"],
        closes=columns["closes"],
        capacities=columns["capacity"],
        of_event=_positions(columns["event"]),
        long=[position for position, start in enumerate(starts) if ends[position] - start > DAY],
    )


def _columns(now):
    """({name of a column of numbers: array}, {marks: positions}), read some rows at a time to spare memory."""
    rows = AgendaRow.objects.filter(visible=True, end__gt=now - PAST).order_by("starts_at", "occurrence")
    rows = rows.values_list(*NUMBERS, "marks").iterator(AT_ONCE)
    columns, by_marks, size = [array("q") for _name in NUMBERS], defaultdict(list), 0
    while chunk := list(islice(rows, AT_ONCE)):
        *numbers, marks = zip(*chunk, strict=True)
        for column, values in zip(columns, numbers, strict=True):
            column.extend([value or 0 for value in values])
        for position, found in enumerate(marks, size):
            by_marks[found].append(position)
        size += len(chunk)
    return dict(zip(NUMBERS, columns, strict=True)), by_marks


def _positions(column):
    """{value: its positions, in order}"""
    found = defaultdict(list)
    for position, value in enumerate(column):
        found[value].append(position)
    return dict(found)


def _facets(by_marks, names, size):
    # What an event's dates have in common is taken apart once, not for each of its hours.
    by_part, positions = defaultdict(list), defaultdict(list)
    for marks, these in by_marks.items():
        common, _mark, own = marks.partition(" moment:")
        by_part[common] += these
        by_part[f"moment:{own}"] += these
    for marks, these in by_part.items():
        for mark in marks.split(" "):
            positions[mark] += these
    facets = defaultdict(dict)
    for mark, these in positions.items():
        facet, _colon, value = mark.partition(":")
        if facet in names.by_id:
            value = names.by_id[facet].get(int(value))
        elif facet == "age":
            low, _dash, high = value.partition("-")
            value = (int(low), int(high))
        if value is not None:
            facets[facet][value] = bits_of(these, size)
    return facets


@dataclass(frozen=True)
class Open:
    """The bits of the dates for which one can register, room or not; good from `since` until `until` (seconds)."""

    since: float
    until: float
    bits: int


def open_at(maps, now):
    """The Open at `now` (seconds)."""
    found, until = [], float("inf")
    for position, (opens, closes) in enumerate(zip(maps.opens, maps.closes, strict=True)):
        if now < opens:
            until = min(until, opens)
        elif now < closes:
            found.append(position)
            until = min(until, closes)
    return Open(now, until, bits_of(found, len(maps.starts)))


def full_dates(maps):
    """The bits of the dates that have no place left."""
    full = set(Capacity.objects.filter(limit__isnull=False, taken__gte=F("limit")).values_list("pk", flat=True))
    found = [position for position, capacity in enumerate(maps.capacities) if capacity in full]
    return bits_of(found, len(maps.starts))


@dataclass(frozen=True)
class Snapshot:
    """What one request sees. now: aware datetime; places: bits of the dates where there is room."""

    maps: Maps
    places: int
    now: object

    def values(self, facet):
        """{value: bits} of a facet."""
        return {"1": self.places} if facet == "places" else self.maps.facets[facet]


class Holder:
    """What this process holds, renewed when its stamp has changed; safe among threads, which see one state each."""

    def __init__(self):
        self._lock = threading.Lock()
        self._maps = self._open = None
        self._full = (None, 0)

    def snapshot(self, now):
        """The Snapshot at `now`: one query when nothing has changed since the last one in this process."""
        current = stamps()
        maps = self._maps
        seconds = now.timestamp()
        if maps is None or maps.stamp != current["catalogue"]:
            maps, current = self._renew(seconds)
        free = maps.facets["libre"].get("1", 0)
        return Snapshot(maps, free | self._open_bits(maps, seconds) & ~self._full_bits(maps, current), now)

    def _renew(self, seconds):
        with self._lock:
            # Asked again: while we waited, another thread may have built what we need, or something newer.
            current = stamps()
            if self._maps is None or self._maps.stamp != current["catalogue"]:
                # Let go first: nobody else may use the old ones, and both at once are twice the memory.
                self._maps = self._open = None
                self._maps = build(current["catalogue"], seconds)
            return self._maps, current

    def _open_bits(self, maps, seconds):
        held = self._open
        if held is None or held[0] is not maps or not held[1].since <= seconds < held[1].until:
            held = self._open = (maps, open_at(maps, seconds))
        return held[1].bits

    def _full_bits(self, maps, current):
        key = (maps.stamp, current["seats"])
        held = self._full
        if held[0] != key:
            held = self._full = (key, full_dates(maps))
        return held[1]


_holder = Holder()


def snapshot(now):
    """The Snapshot of the agenda at `now` (aware)."""
    return _holder.snapshot(now)
