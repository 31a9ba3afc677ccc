"""The directory as HSDS 3.1, at five thousand partners with ten thousand services."""

import json
from statistics import median

from .agenda import SMALL
from .rows import at_most

OWN = SMALL + 1  # events: a data set that nobody else measures
PARTNERS, SERVICES = 5_000, 10_000
PAGE = 100
TIMES = 9
# Name → address, and milliseconds: a nested page is eight times as large, and words are looked for in all texts.
PAGES = {
    "services": (f"/hsds/services?per_page={PAGE}", 100),
    "services, full": (f"/hsds/services?per_page={PAGE}&full=true", 400),
    "services, with words": (f"/hsds/services?per_page={PAGE}&search=service", 800),
    "services at locations, full": (f"/hsds/service_at_locations?per_page={PAGE}&full=true", 500),
}


def figures(bench):
    with bench.portal(OWN) as portal:
        found = portal.data.ask("fill", of="bench.inside_directory", partners=PARTNERS, services=SERVICES)
        browser = portal.browser()
        rows = []
        for name, (path, limit) in PAGES.items():
            answers = [browser.page(path) for _time in range(TIMES)]
            page = json.loads(answers[0].text)
            size = {"has": found["services"] if page["size"] == PAGE else 0, "needs": SERVICES}
            milliseconds = median(answer.seconds for answer in answers) * 1000
            rows.append(at_most(f"hsds: {name}, a page of {PAGE}", milliseconds, "ms", limit, **size))
        asked = portal.data.ask("queries", paths=[path for path, _limit in PAGES.values()])
        for name, (_path, _shown, number) in zip(PAGES, asked, strict=True):
            rows.append(at_most(f"hsds: {name}, a page of {PAGE}", number, "queries", 15))
    return rows
