"""Editing events in Wagtail when there are twenty thousand."""

from statistics import median

from .agenda import LARGE
from .rows import at_most

NAMED = 20_000  # events
TIMES = 9


def figures(bench):
    with bench.portal(LARGE) as portal:
        events = portal.data.ask("sizes")["events"]
        editor = portal.data.ask("admin")
        browser = portal.browser()
        browser.cookies = editor["cookies"]
        seconds = {name: _seconds(browser, path) for name, path in editor["pages"].items()}
    counted = bench.data_set(LARGE).ask("queries", paths=list(editor["pages"].values()), signed_in=True)
    queries = {path: number for path, _shown, number in counted}
    size = {"has": events, "needs": NAMED}
    rows = []
    for name, path in editor["pages"].items():
        rows.append(at_most(f"admin: {name}, 20,000 events", seconds[name] * 1000, "ms", 300, **size))
        rows.append(at_most(f"admin: {name}, 20,000 events", queries[path], "queries", 40, **size))
    return rows


def _seconds(browser, path):
    browser.page(path)
    return median(browser.page(path).seconds for _time in range(TIMES))
