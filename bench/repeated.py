"""A page that anonymous readers ask for again, against a view that does nothing behind the same server."""

from .agenda import LARGE, NAMED
from .rows import at_least, told
from .wrk import compared

CONSTANT = "/constante/"
PACKED = ("Accept-Encoding: gzip",)


def figures(bench):
    with bench.portal(LARGE, page_cache=True) as portal:
        dates = portal.data.ask("sizes")["dates"]
        event = portal.data.ask("addresses", each=1)["event"][0]
        pages = {"home": "/fr/", "agenda": "/fr/agenda/", "event": event}
        # The constant view plain, its best case: compressing 20 kB at each request would slow it down.
        subjects = {"constant": (portal.address + CONSTANT, ())}
        subjects |= {name: (portal.address + path, PACKED) for name, path in pages.items()}
        found = compared(subjects)
    base = found.pop("constant")
    rows = [told("repeated: constant view", base, "/s")]
    for name, rate in found.items():
        rows.append(at_least(f"repeated: {name} / constant view", rate / base, "×", 0.5, has=dates, needs=NAMED))
    return rows
