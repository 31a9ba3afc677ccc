"""Feeds: calendars drawn whole, not drawn because nothing changed, and all of ten thousand; the news of all."""

from statistics import median
from urllib.parse import urlencode

from .agenda import LARGE
from .repeated import CONSTANT
from .rows import at_least, at_most
from .wrk import compared

FEED = "/fr/agenda.ics"
NEWS = "/fr/agenda.atom"
TIMES = 9


def figures(bench):
    with bench.portal(LARGE) as portal:
        rows = [*_drawn(portal)]
    with bench.portal(LARGE, page_cache=True) as portal:
        rows.append(_unchanged(portal))
    return rows


def _drawn(portal):
    browser = portal.browser()
    thousand = _feed_of(browser, portal, 1_000)
    ten_thousand = _feed_of(browser, portal, 10_000)
    for name, path, limit, needs in (
        ("feed: 1,000 events", thousand, 300, 1_000),
        ("feed: 10,000 events", ten_thousand, 500, 10_000),
        ("feed: whole agenda, cut at 900 kB", FEED, 300, 0),
    ):
        answers = [browser.page(path) for _time in range(TIMES)]
        yield at_most(
            name, median(answer.seconds for answer in answers) * 1000, "ms", limit, has=count(answers[0]), needs=needs
        )
    news = [browser.page(NEWS) for _time in range(TIMES)]
    milliseconds = median(answer.seconds for answer in news) * 1000
    yield at_most("news: whole agenda, 100 entries", milliseconds, "ms", 300, has=entries(news[0]), needs=100)


def entries(answer):
    """How many activities a news feed has."""
    return answer.text.count("<entry>")


def count(answer):
    """How many events a calendar has."""
    return answer.text.count("BEGIN:VEVENT")


def _feed_of(browser, portal, number):
    """The smallest selection of whole quartiers whose complete feed has at least `number` events."""
    chosen = []
    for quartier in portal.data.ask("choices")["quartier"]:
        chosen.append(("quartier", quartier))
        path = f"{FEED}?{urlencode([*chosen, ('tout', '1')])}"
        if count(browser.page(path)) >= number:
            return path
    return f"{FEED}?tout=1"


def _unchanged(portal):
    etag = portal.browser().page(FEED).headers["etag"]
    told = portal.browser().get(FEED, If_None_Match=etag)
    if told.status != 304:
        raise RuntimeError(f"{FEED}: {told.status} instead of 304")
    found = compared(
        {
            "constant": (portal.address + CONSTANT, ()),
            "feed": (portal.address + FEED, ("Accept-Encoding: gzip", f"If-None-Match: {etag}")),
        }
    )
    return at_least("feed: 304 / constant view", found["feed"] / found["constant"], "×", 0.5)
