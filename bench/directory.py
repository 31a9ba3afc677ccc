"""The directory with its map at five thousand partners, page cache off."""

from statistics import median

from .rows import at_most, p95, told

INSIDE = "bench.inside_finding"
PARTNERS = 5000
ADDRESSES, ROUNDS = 100, 3
PAGE, CHANGED, QUERIES = 30, 1500, 12  # ms, ms, queries


def figures(bench):
    data = bench.directory(PARTNERS, INSIDE)
    size = {"has": data.ask("size", of=INSIDE), "needs": PARTNERS}
    found = data.ask("pages", of=INSIDE, number=ADDRESSES, rounds=ROUNDS)
    return [
        at_most("directory: 5,000 partners, median", median(found["page"]) * 1000, "ms", PAGE, **size),
        at_most("directory: 5,000 partners, p95", p95(found["page"]) * 1000, "ms", PAGE, **size),
        at_most("directory: points of its map, p95", p95(found["points"]) * 1000, "ms", PAGE, **size),
        told("directory: points of all 5,000", found["whole map"] * 1000, "ms"),
        at_most("directory: just after a change", found["after"] * 1000, "ms", CHANGED, **size),
        at_most("directory: queries", found["queries"], "queries", QUERIES, **size),
    ]
