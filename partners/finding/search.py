"""Who answers, and how many each further choice would leave.

Within a filter the values are alternatives, and filters narrow each other; only `acces` asks for all its values at
once. A number beside a value is the number of rows that choosing it would show.
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf

from django.utils import timezone

from .index import folded
from .near import distances

ALL_AT_ONCE = "acces"


@dataclass
class Search:
    """A Query asked of an Index at an instant."""

    index: object
    query: object
    now: object

    @cached_property
    def open_bits(self):
        """The bits of who is open now."""
        return self.index.open_at(self.now, timezone.localtime(self.now).date())

    @cached_property
    def found(self):
        """The bits of all that answer."""
        return self._but("")

    @property
    def total(self):
        return self.found.bit_count()

    def counts(self, name):
        """{value of a facet: number of rows when it is chosen}"""
        bits = self._but("" if name == ALL_AT_ONCE else name)
        return {value: (bits & these).bit_count() for value, these in self.index.facets.get(name, {}).items()}

    def open_count(self):
        return (self._but("ouvert") & self.open_bits).bit_count()

    def listed(self, language):
        """[(position, metres or None)] of all that answer: by distance from a point, else by kind and name."""
        flags = format(self.found, "b")[::-1].ljust(len(self.index.entries), "0")
        positions = [position for position in self.index.ordered(language) if flags[position] == "1"]
        if self.query.near is None:
            return [(position, None) for position in positions]
        away = distances(self.index, positions, self.query.near)
        ordered = sorted(zip(away, range(len(positions)), positions, strict=True))
        return [(position, metres if metres < inf else None) for metres, _rank, position in ordered]

    def _but(self, left_out):
        """The bits of what answers all filters but one."""
        index, query = self.index, self.query
        bits = index.everything
        words = tuple(folded(query.q).split())
        if words:
            bits &= index.with_words(words)
        if query.is_open and left_out != "ouvert":
            bits &= self.open_bits
        for name, values in query.lists.items():
            if values and name != left_out:
                bits &= self._with(name, values)
        return bits

    def _with(self, name, values):
        these = [self.index.facets[name][value] for value in values]
        bits = these[0]
        for other in these[1:]:
            bits = bits & other if name == ALL_AT_ONCE else bits | other
        return bits
