"""How many queries a public page makes, with few and with many rows on it."""

from .agenda import LARGE, SMALL
from .rows import at_most, exactly

EACH = 25  # addresses of a page that there are many of
MOST = 12


def figures(bench):
    found = {}
    for events in (SMALL, LARGE):
        data = bench.data_set(events)
        for page, paths in data.ask("addresses", each=EACH).items():
            found.setdefault(page, []).extend(data.ask("queries", paths=paths))
    return [row for page, seen in found.items() for row in _rows(page, seen)]


def _rows(page, seen):
    """Two rows for a page; seen: [(path, shown, queries)], as bench.inside.queries gives them."""
    yield at_most(f"queries: {page}", max(number for _path, _shown, number in seen), "queries", MOST)
    few, many, more = compared(seen)
    if few < many:
        yield exactly(f"queries: {page}, more for {many} rows than for {few}", more, "queries", 0)


def compared(seen):
    """(fewest rows, most rows, queries that the latter makes more), among pages that show the same kinds of things.

    A page without partners does not ask for their words: that is another page, not a shorter one.
    """
    fullest = max(seen, key=lambda page: sum(page[1]))
    alike = [page for page in seen if [bool(number) for number in page[1]] == [bool(number) for number in fullest[1]]]
    shortest = min(alike, key=lambda page: sum(page[1]))
    return sum(shortest[1]), sum(fullest[1]), fullest[2] - shortest[2]
