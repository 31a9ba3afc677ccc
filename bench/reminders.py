"""Ten thousand reminders planned and queued while somebody reads the agenda."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from statistics import median

from .agenda import SMALL, selections
from .rows import at_most, exactly, p95, told

REMINDERS, ROUNDS = 10_000, 3
QUIET, READ = 8, 200  # seconds of reading before; addresses that are read in turn
SLOWER = 1.5


def figures(bench):
    with bench.portal(SMALL) as portal, ThreadPoolExecutor(1) as pool:
        browser, paths = portal.browser(), cycle(selections(portal.data.ask("choices"), READ))
        for _warm in range(READ):
            browser.page(next(paths))
        before, meanwhile, rounds = [], [], []
        for _round in range(ROUNDS):
            facts = portal.data.ask("await_reminders", number=REMINDERS)
            end = time.monotonic() + QUIET
            before += _read(browser, paths, lambda end=end: time.monotonic() < end)
            planning = pool.submit(portal.data.ask, "plan_reminders", **facts)
            meanwhile += _read(browser, paths, lambda planning=planning: not planning.done())
            rounds.append(planning.result())
    return [*_planned(bench.engine, rounds), *_pages(bench.engine, before, meanwhile, rounds)]


def _planned(engine, rounds):
    written, again = (sum(done[name] for done in rounds) for name in ("written", "again"))
    return [
        exactly(f"reminders ({engine}): written", written, "letters", ROUNDS * REMINDERS),
        exactly(f"reminders ({engine}): written by planning again", again, "letters", 0),
        told(f"reminders ({engine}): planning 10,000", median(done["seconds"] for done in rounds), "s"),
        told(f"reminders ({engine}): longest transaction", max(done["longest"] for done in rounds) * 1000, "ms"),
    ]


def _pages(engine, before, meanwhile, rounds):
    size = {"has": min(done["written"] for done in rounds), "needs": REMINDERS}
    ratio = p95(meanwhile) / p95(before)
    return [
        told(f"reminders ({engine}): agenda before, p95", p95(before) * 1000, "ms"),
        told(f"reminders ({engine}): agenda meanwhile, p95", p95(meanwhile) * 1000, "ms"),
        at_most(f"reminders ({engine}): agenda meanwhile / before, p95", ratio, "×", SLOWER, **size),
    ]


def _read(browser, paths, going_on):
    """Seconds of each page that was read while `going_on()`."""
    seconds = []
    while going_on():
        seconds.append(browser.page(next(paths)).seconds)
    return seconds
