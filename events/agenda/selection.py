"""The dates that an address of the agenda asks for: for the page, and for the feeds that carry the same filters."""

from copy import copy
from dataclasses import replace
from functools import cached_property
from urllib.parse import urlencode

from django.utils import timezone

from .bitmaps import snapshot
from .filters import AgendaFilters
from .labels import labels_of
from .periods import DAWN, Period, bits_of_days
from .search import Search
from .subscription import subscribed


def select(querydict, language, *, now, period=None):
    """The Selection for the query of an address; nothing is raised.

    Without a period, the page's: what has not ended at `now`, and whatever makes no sense is ignored. With one
    (first day, last day), a feed's (events.agenda.subscription): what has ended is found too, as far back as the
    period's first day and events.agenda.bitmaps.PAST, and the period counts when the query itself says no dates.
    """
    return Selection(querydict, language, now=now, period=period)


class Selection:
    """What is asked (`query`, a Query), the sentences about what was ignored (`notices`), and what is found.

    void: {filter: [what was written]} of a feed's filters that can find nothing, so that it is empty.
    filters: the AgendaFilters that read it.
    """

    def __init__(self, querydict, language, *, now, period=None):
        self.language = language
        self.snapshot = snapshot(now)
        self.today = timezone.localdate(now)
        self._period = period and Period(*period)
        self.filters = AgendaFilters(querydict, names=self.snapshot.maps.names)
        self.notices, self.void = [], {}
        if self._period is None:
            self.query, self.notices = self.filters.read(self.today)
        else:
            self.query, self.void = subscribed(self.filters)
            # Who subscribed to what has room must learn that a date is called off.
            maps = self.snapshot.maps
            called_off = maps.everything & ~maps.happening
            self.snapshot = replace(self.snapshot, places=self.snapshot.places | called_off)

    def asking(self, query):
        """The Selection of another Query at the same moment; nothing was looked for yet."""
        other = copy(self)
        other.__dict__.pop("search", None)
        other.query = query
        return other

    @cached_property
    def search(self):
        """The Search; nothing is looked for before it is asked."""
        if self._period is None:
            return Search(self.query, self.snapshot)
        maps, query = self.snapshot.maps, self.query
        if self.void:
            return Search(query, self.snapshot, base=0)
        if query.first or query.last:
            days = Period(max(query.first or self._period.first, self._period.first), query.last)
            return Search(query.at(), self.snapshot, base=bits_of_days(maps, days, still_at=DAWN))
        return Search(query, self.snapshot, base=maps.everything if query.whens else bits_of_days(maps, self._period))

    @property
    def key(self):
        """The filters that were understood, and those that find nothing, as a query, always in the same order."""
        void = [(name, value) for name, values in self.void.items() for value in values]
        return urlencode(self.query.pairs() + void)

    @property
    def labels(self):
        """[str]: the filters in words."""
        found = labels_of(self.query, self.snapshot.maps.names, self.language, today=self.today)
        return [label for _name, _value, label in found]

    @property
    def varies(self):
        """Whether what is found changes within a day though nothing was edited: with the places left, or the hour."""
        return "places" in self.query.lists or bool(self.query.whens)

    def dates(self):
        """[(occurrence id, end in seconds since 1970)] in order of start."""
        maps = self.snapshot.maps
        return [(maps.occurrences[position], maps.ends[position]) for position in maps.positions(self.search.found)]
