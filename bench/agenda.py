"""The agenda at a thousand and at a hundred thousand dates, page cache off."""

import random
from statistics import median
from urllib.parse import urlencode

from .rows import at_most, of_rounds, p95, told

SMALL, LARGE = 200, 20_000  # events, of five dates each on average
NAMED = 100_000  # dates
AGENDA = "/fr/agenda/"
SELECTIONS, ROUNDS, CHANGES = 150, 3, 5
LISTS = ("quartier", "partenaire", "theme", "type", "public", "acces", "langue")
WHENS = ("aujourdhui", "demain", "weekend", "semaine", "mois")
MOMENTS = ("matin", "apres-midi", "soir")


def selections(choices, number, *, seed=1):
    """Addresses of the agenda with up to four filters, a search in one of five and a later page in one of six."""
    draw = random.Random(seed)
    return [_selection(choices, draw) for _number in range(number)]


def _selection(choices, draw):
    pairs = []
    for name in draw.sample(LISTS, draw.choice((0, 1, 1, 2, 2, 3, 4))):
        pairs += [(name, value) for value in draw.sample(choices[name], draw.choice((1, 1, 2)))]
    if draw.random() < 0.3:
        pairs.append(("quand", draw.choice(WHENS)))
    if draw.random() < 0.2:
        pairs.append(("moment", draw.choice(MOMENTS)))
    if draw.random() < 0.2:
        pairs.append(("q", draw.choice(choices["q"])))
    if draw.random() < 0.1:
        pairs.append(("age", str(draw.randrange(100))))
    pairs += [(switch, "1") for switch in ("gratuit", "garderie", "places") if draw.random() < 0.1]
    if draw.random() < 0.17:
        pairs.append(("page", str(draw.randrange(2, 30))))
    return f"{AGENDA}?{urlencode(pairs)}" if pairs else AGENDA


def figures(bench):
    with bench.portal(SMALL) as small, bench.portal(LARGE) as large:
        dates = large.data.ask("sizes")["dates"]
        asked = selections(large.data.ask("choices"), SELECTIONS)
        few, many = _side_by_side(small.browser(), large.browser(), asked)
        after = _after_changes(large)
        memory = large.worker_memory() / 1e6
    size = {"has": dates, "needs": NAMED}
    return [
        *_making(bench, dates),
        told("agenda: 1,000 dates, median", median(few) * 1000, "ms"),
        at_most("agenda: 100,000 dates, median", median(many) * 1000, "ms", 25, **size),
        at_most("agenda: 100,000 dates, p95", p95(many) * 1000, "ms", 25, **size),
        at_most("agenda: 100,000 dates / 1,000 dates", median(many) / median(few), "×", 1.5, **size),
        at_most("agenda: just after a change", median(after) * 1000, "ms", 600, **size),
        # The budget of 200 MB is that of the demonstration city (bench/starting.py).
        told("memory of a web worker, 100,000 dates", memory, "MB"),
    ]


def _side_by_side(small, large, asked):
    """Seconds of each selection at each size, the median of rounds in which the two take turns."""
    rounds = {small: [], large: []}
    for number in range(ROUNDS + 1):
        seen = {small: [], large: []}
        for path in asked:
            for browser in (small, large):
                seen[browser].append(browser.page(path).seconds)
        if number:  # the first builds the maps and warms the templates
            for browser, seconds in seen.items():
                rounds[browser].append(seconds)
    return of_rounds(rounds[small]), of_rounds(rounds[large])


def _after_changes(portal):
    browser = portal.browser()
    seconds = []
    for _change in range(CHANGES):
        portal.data.ask("change_an_event")
        seconds.append(browser.page(AGENDA).seconds)
    return seconds


def _making(bench, dates):
    if LARGE in bench.made_in:
        yield at_most("making 100,000 dates", bench.made_in[LARGE], "s", 300, has=dates, needs=NAMED)
