"""An organiser's list of ten thousand registrations, its files, and the list of twenty thousand events."""

from .agenda import LARGE, SMALL
from .rows import at_most, exactly

INSIDE = "bench.inside_organiser"
PEOPLE, EVENTS = 10_000, 20_000
PAGE, FILE, MEMORY = 300, 20, 64  # ms, seconds, MB


def figures(bench):
    found = bench.data_set(SMALL).ask("organise", of=INSIDE, people=PEOPLE)
    mine = bench.data_set(LARGE).ask("organised_events", of=INSIDE)
    size = {"has": found["rows"], "needs": PEOPLE}
    more = found["queries"]["many"] - found["queries"]["few"]
    return [
        at_most("organiser: list of 10,000 registrations", found["page"] * 1000, "ms", PAGE, **size),
        exactly("organiser: queries of 10,000 registrations, more than of 10", more, "queries", 0),
        *(
            at_most(f"organiser: 10,000 people as {kind.upper()}", seconds, "s", FILE, **size)
            for kind, seconds in found["exported"].items()
        ),
        at_most("organiser: memory of that XLSX", found["memory"], "MB", MEMORY, **size),
        at_most(
            "organiser: list of 20,000 events", mine["seconds"] * 1000, "ms", PAGE, has=mine["events"], needs=EVENTS
        ),
        at_most("organiser: queries of that list", mine["queries"], "queries", 40),
    ]
