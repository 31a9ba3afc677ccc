"""Finding and counting: bits in, rows and numbers out.

Within a filter the values are alternatives (OR), and filters narrow each other (AND); only `acces` asks for all its
codes at once, because somebody who needs a ramp and a loop needs both. The count beside a value is the number of rows
that choosing it would show: a filter's own choices do not narrow its counts, except for `acces`, where a code is added
to those already chosen.
"""

from functools import reduce
from operator import and_, or_

from django.utils import timezone

from .fulltext import asked_words
from .periods import bits_of_period

ALL_AT_ONCE = frozenset({"acces"})


class Search:
    """The dates of a Snapshot that a Query asks for. masks: {filter: bits}; found: the bits of the result."""

    def __init__(self, query, snapshot, *, base=None):
        """base: the bits to search among (those that have not ended)."""
        self.snapshot = snapshot
        self.maps = snapshot.maps
        self.base = self.maps.alive(snapshot.now.timestamp()) if base is None else base
        self.masks = dict(self._masks(query))
        self.found = reduce(and_, self.masks.values(), self.base)
        self.total = self.found.bit_count()

    def _masks(self, query):
        periods = query.periods(timezone.localdate(self.snapshot.now))
        if periods:
            yield "dates", _any(bits_of_period(self.maps, days, self.snapshot.now) for days in periods)
        for name, values in query.lists.items():
            if name == "age":
                yield name, _any(self.maps.for_age(int(age)) for age in values)
            else:
                known = self.snapshot.values(name)
                chosen = [known.get(value, 0) for value in values]
                yield name, reduce(and_, chosen) if name in ALL_AT_ONCE else _any(chosen)
        if words := asked_words(query.words):
            yield "q", self.maps.with_words(words)

    def without(self, name):
        """The bits of the result if the filter `name` were not set."""
        return reduce(and_, (mask for other, mask in self.masks.items() if other != name), self.base)

    def alone(self, name):
        """The bits of the result if the filter `name` were the only one."""
        return self.base & self.masks[name]

    def counts(self, name):
        """{value: rows that choosing it would show} of a filter; values that no date has are missing."""
        among = self.found if name in ALL_AT_ONCE else self.without(name)
        return {value: (among & bits).bit_count() for value, bits in self.snapshot.values(name).items()}

    def ids(self, first=0, count=None):
        """Ids of occurrences of the result, in order of start."""
        return self.maps.occurrence_ids(self.found, first, count)


def _any(masks):
    return reduce(or_, masks, 0)
