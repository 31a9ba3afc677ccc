"""Quick dates and days, in the portal's own time zone.

A date counts for the day on which it starts. What began earlier counts for a later day when it is still on after six
in the morning (a night that ends by six belongs to its evening), and for today while it has not ended.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAWN = time(6)
SATURDAY, SUNDAY = 5, 6

WHENS = {
    "aujourdhui": _("Aujourd’hui"),
    "demain": _("Demain"),
    "weekend": _("Ce week-end"),
    "semaine": _("Cette semaine"),
    "mois": _("Ce mois"),
}


@dataclass(frozen=True, order=True)
class Period:
    """Days, the last one included; None: without end."""

    first: date
    last: date | None


def period(when, today):
    """The Period of a quick date: what remains of the week (to Sunday), of its end or of the month."""
    monday = today - timedelta(days=today.weekday())
    if when == "aujourdhui":
        return Period(today, today)
    if when == "demain":
        return Period(today + timedelta(days=1), today + timedelta(days=1))
    if when == "weekend":
        return Period(max(today, monday + timedelta(days=SATURDAY)), monday + timedelta(days=SUNDAY))
    if when == "semaine":
        return Period(today, monday + timedelta(days=SUNDAY))
    return Period(today, today.replace(day=calendar.monthrange(today.year, today.month)[1]))


def day_bounds(day):
    """(start, dawn, end) of a day, in seconds since 1970."""
    return _seconds(day, time.min), _seconds(day, DAWN), _seconds(day + timedelta(days=1), time.min)


def bits_of_days(maps, days, *, still_at=time.min):
    """The bits of the dates that take place in a Period, ended or not: none when its last day precedes its first.

    still_at: until after which hour of the first day what began before it must last.
    """
    if days.last is not None and days.last < days.first:
        return 0
    end = None if days.last is None else _seconds(days.last + timedelta(days=1), time.min)
    start = _seconds(days.first, time.min)
    return maps.between(start, end) | maps.running(start, _seconds(days.first, still_at))


def bits_of_period(maps, days, now):
    """The bits of the dates that count for a Period and have not ended at `now` (aware)."""
    today = timezone.localdate(now)
    end = None if days.last is None else _seconds(days.last + timedelta(days=1), time.min)
    if days.first <= today:
        before = maps.everything if end is None else maps.between(0, end)
        return maps.alive(now.timestamp()) & before
    return bits_of_days(maps, days, still_at=DAWN)


def shown_day(starts_at, periods, now):
    """Under which day a date stands in the list: its own, or the first day shown when it began before."""
    today = timezone.localdate(now)
    first = max(today, min((days.first for days in periods), default=today))
    return max(timezone.localdate(starts_at), first)


def _seconds(day, clock):
    return timezone.make_aware(datetime.combine(day, clock)).timestamp()
