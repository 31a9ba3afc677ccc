"""What somebody asks of the agenda, as its address says it."""

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from .periods import Period, period

# Every filter that holds a list of values, in the order of the address.
LISTS = (
    "moment", "quartier", "type", "theme", "partenaire", "public", "age", "langue", "acces", "gratuit", "garderie",
    "places",
)  # fmt: skip


@dataclass(frozen=True)
class Query:
    """Valid values only. words: the search as typed; whens: quick dates; first, last: written days (either may miss).

    lists: {filter: (value, …)} for those of LISTS that were asked for; page: from 1; view: "mois", "carte", or "" for
    the list.
    """

    words: str = ""
    whens: tuple = ()
    first: date | None = None
    last: date | None = None
    lists: dict = field(default_factory=dict)
    page: int = 1
    view: str = ""

    @property
    def by_month(self):
        return self.view == "mois"

    def periods(self, today):
        """The Periods asked for; none means from today on. Written days count rather than quick dates."""
        if self.first or self.last:
            return [Period(max(self.first or today, today), self.last)]
        return [period(when, today) for when in self.whens]

    def pairs(self):
        """[(name, value)] of the filters as they stand in the address, always in the same order."""
        found = [("q", self.words)] if self.words else []
        found += [("quand", when) for when in self.whens]
        found += [(name, day.isoformat()) for name, day in (("du", self.first), ("au", self.last)) if day]
        return found + [(name, value) for name in LISTS for value in self.lists.get(name, ())]

    def encoded(self):
        """The filters as the query of an address, without the page; the empty string when there are none."""
        return urlencode(self.pairs())

    def address(self, path):
        """`path` with the query that says all this."""
        pairs = self.pairs() + ([("vue", self.view)] if self.view else [])
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, name, value=None):
        """The query without a filter ("dates": whatever says when), or without one of its values; from page 1."""
        if name == "q":
            return replace(self, words="", page=1)
        if name == "dates":
            return self.at()
        if name == "quand":
            return replace(self, whens=tuple(when for when in self.whens if when != value), page=1)
        kept = tuple(other for other in self.lists.get(name, ()) if value is not None and other != value)
        lists = {key: values for key, values in self.lists.items() if key != name}
        return replace(self, lists=lists | ({name: kept} if kept else {}), page=1)

    def only(self, name):
        """The query with this filter alone ("dates": whatever says when), as a list."""
        if name == "q":
            return Query(words=self.words)
        if name == "dates":
            return Query(whens=self.whens, first=self.first, last=self.last)
        return Query(lists={name: self.lists[name]})

    def at(self, *whens):
        """The query with these quick dates and no others, from page 1."""
        return replace(self, whens=whens, first=None, last=None, page=1)

    def on_page(self, page):
        return replace(self, page=page)

    def seen_as(self, view):
        """The query in another view, from page 1."""
        return replace(self, view=view, page=1)

    def bare(self):
        """The query without a filter, dates apart."""
        return replace(self, words="", lists={}, page=1)
