"""Groups: five hundred families at once, each with names and a child to look after; a thousand that wait and get in."""

import asyncio

from .agenda import SMALL
from .registrations import PEOPLE, Resident, processor_rows, rush
from .rows import at_most, exactly, p95, told

PLACES, CHILDCARE = 300, 60
WAITING, WITHIN = 1000, 5  # groups; seconds
FAMILY = {"p0_name": "Amina", "p1_name": "Younes", "c0_name": "Lina", "c0_birth": "2023-01-01", "children": "1"}


def figures(bench):
    return [*_families(bench), *_promotion(bench)]


def _families(bench):
    """Two people and a child each: 150 families fit by the places, 60 by the childcare."""
    limit = 6 if bench.database else 4
    with bench.portal(SMALL, page_cache=True) as portal:
        slug = portal.data.ask("open_event", seats=PLACES, participants="names", childcare_seats=CHILDCARE)["slug"]
        path = f"/fr/agenda/{slug}/inscription/"
        families = [Resident(portal.port, path, number, answers=FAMILY | {"people": "2"}) for number in range(PEOPLE)]
        seconds, spent = asyncio.run(rush(families, portal))
        counted = portal.data.ask("registered", slug=slug)
    engine = bench.engine
    receipts = sum(family.ended_on.endswith("/recu/") for family in families)
    return [
        exactly(f"groups ({engine}): receipts", receipts, "groups", PEOPLE),
        exactly(f"groups ({engine}): rows", counted["rows"], "rows", PEOPLE),
        exactly(f"groups ({engine}): confirmed", counted["confirmed"], "groups", CHILDCARE),
        exactly(f"groups ({engine}): places taken", counted["taken"], "places", 2 * CHILDCARE),
        exactly(f"groups ({engine}): childcare taken", counted["extra_taken"], "places", CHILDCARE),
        exactly(f"groups ({engine}): participants", counted["participants"], "people", 3 * PEOPLE),
        exactly(f"groups ({engine}): letters written", counted["letters"], "letters", PEOPLE),
        at_most(f"groups ({engine}): sending the form, p95", p95([each.sent for each in families]), "s", limit),
        told(f"groups ({engine}): per second", PEOPLE / seconds, "/s"),
        *processor_rows(f"groups ({engine})", spent),
    ]


def _promotion(bench):
    """The limit is raised so that every group that waits gets in: rows, counters and letters, committed."""
    done = bench.data_set(SMALL).ask("promote_groups", number=WAITING)
    engine = bench.engine
    return [
        exactly(f"groups ({engine}): promoted", done["promoted"], "groups", WAITING),
        exactly(f"groups ({engine}): places they took", done["taken"], "places", done["persons"]),
        exactly(f"groups ({engine}): letters to them", done["letters"], "letters", WAITING),
        at_most(
            f"groups ({engine}): promotion after a raised limit",
            done["seconds"],
            "s",
            WITHIN,
            has=done["promoted"],
            needs=WAITING,
        ),
    ]
