"""A partner's calendar of five thousand activities, and calendars that mean harm while somebody reads the agenda."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from .agenda import SMALL, selections
from .rows import at_most, exactly, p95, told

INSIDE = "bench.inside_imports"
EVENTS = 5000
WITHIN = 10  # seconds
QUIET, READ, ROUNDS = 8, 200, 3  # seconds of reading before; addresses that are read in turn; of each hostile calendar
SLOWER = 1.5
# What each hostile calendar ends with, and within how many seconds: the limits of fetching, and of reading apart.
HOSTILE = {"rules": ("heavy", 45), "large": ("large", 25), "drip": ("slow", 25), "private": ("private", 5)}


def figures(bench):
    with bench.portal(SMALL) as portal, ThreadPoolExecutor(1) as pool:
        browser, paths = portal.browser(), cycle(selections(portal.data.ask("choices"), READ))
        for _warm in range(READ):
            browser.page(next(paths))
        whole = portal.data.ask("import_many", of=INSIDE, events=EVENTS)
        before, meanwhile, ended = [], [], {name: [] for name in HOSTILE}
        for _round in range(ROUNDS):
            end = time.monotonic() + QUIET
            before += _read(browser, paths, lambda end=end: time.monotonic() < end)
            for name in HOSTILE:
                harm = pool.submit(portal.data.ask, "import_hostile", of=INSIDE, name=name)
                meanwhile += _read(browser, paths, lambda harm=harm: not harm.done())
                ended[name].append(harm.result())
    return [*_imported(bench.engine, whole), *_hostile(bench.engine, ended), *_pages(bench.engine, before, meanwhile)]


def _imported(engine, whole):
    size = {"has": whole["events"], "needs": EVENTS}
    return [
        at_most(f"imports ({engine}): a calendar with 5,000 events", whole["seconds"], "s", WITHIN, **size),
        told(f"imports ({engine}): of that, reading it apart", whole["reading"], "s"),
        told(f"imports ({engine}): the same once more, read anew", whole["again"], "s"),
        exactly(f"imports ({engine}): activities made by reading it twice", whole["events"], "activities", EVENTS),
    ]


def _hostile(engine, ended):
    rows = []
    for name, (code, limit) in HOSTILE.items():
        slowest = max(each["seconds"] for each in ended[name])
        rows.append(at_most(f"imports ({engine}): hostile calendar, {name}, ends", slowest, "s", limit))
        refused = sum(each["failure"] == code and not each["changed"] for each in ended[name])
        rows.append(exactly(f"imports ({engine}): {name}, refused as “{code}”", refused, "runs", ROUNDS))
    return rows


def _pages(engine, before, meanwhile):
    ratio = p95(meanwhile) / p95(before)
    return [
        told(f"imports ({engine}): agenda before, p95", p95(before) * 1000, "ms"),
        told(f"imports ({engine}): agenda beside hostile calendars, p95", p95(meanwhile) * 1000, "ms"),
        at_most(f"imports ({engine}): agenda beside them / before, p95", ratio, "×", SLOWER),
    ]


def _read(browser, paths, going_on):
    """Seconds of each page that was read while `going_on()`."""
    seconds = []
    while going_on():
        seconds.append(browser.page(next(paths)).seconds)
    return seconds
