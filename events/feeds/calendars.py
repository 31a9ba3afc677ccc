"""One calendar to hand out: what it is called, which dates it has, and what of them is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.calendar import MEDIA_TYPE, calendar_end, calendar_start
from portal.kit.site import absolute, identity

from .answer import answer, edition
from .streaming import in_pieces, soonest, texts

CANCELLED_STAY = timedelta(days=30)


@dataclass(frozen=True)
class Calendar:
    """name: its title; page, source: paths (with their query) of the page for people and of this calendar.

    dates: called when they are needed, gives [(occurrence id, end in seconds since 1970)] in order of start;
    found: tells apart the dates found at two instants of one day (events.feeds.views.digest), where that may differ;
    varies: whether it may though nothing is edited, of which no date of change knows; notice: what subscribers are
    told besides, or empty.
    """

    name: str
    page: str
    source: str
    dates: Callable
    found: str = ""
    varies: bool = False
    notice: str = ""


def window(now):
    """The (first, last) days that a calendar has when nothing else was asked: a long month back, a year ahead."""
    today = timezone.localdate(now)
    return today - timedelta(days=31), today + relativedelta(years=1)


def calendar_answer(request, calendar, *, now):
    """The response with `calendar`: what fits in a feed that every program takes, all of it with `?tout=1`."""
    current = edition(now)
    everything = request.GET.get("tout") == "1"
    source = with_query(calendar.source, "tout=1" if everything else "")
    about = _about(calendar, everything=everything)

    def pieces():
        dates = calendar.dates()
        midnight = current.today.timestamp()
        past = [pk for pk, end in dates if end <= midnight]
        coming = [pk for pk, end in dates if end > midnight]
        forgotten = current.today - CANCELLED_STAY
        language, cut = get_language(), False
        if everything:
            blocks = chain(texts(past, language, forgotten_before=forgotten), texts(coming, language))
        else:
            blocks, cut = soonest(past, coming, language, forgotten_before=forgotten)
        start = calendar_start(
            calendar.name,
            language=language,
            description=about[cut],
            url=absolute(calendar.page),
            source=absolute(source),
        )
        return in_pieces(start, blocks, calendar_end())

    return answer(
        request,
        pieces,
        media_type=MEDIA_TYPE,
        etag=current.etag(calendar.name, absolute(calendar.page), absolute(source), calendar.found, *about),
        last_modified=None if calendar.varies else current.last_modified,
        streamed=everything,
    )


def _about(calendar, *, everything):
    """(the description, the description when not all dates fit)."""
    site = identity(get_language())
    who = "\n".join(filter(None, [f"{site.name} – {site.publisher}", calendar.notice]))
    if everything:
        return who, who
    link = absolute(with_query(calendar.source, "tout=1"))
    return who, f"{who}\n" + _("Seules les dates les plus proches y figurent. Toutes les dates : %(link)s") % {
        "link": link
    }


def with_query(path, query):
    """The path with one more piece of query, which may be empty."""
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path
