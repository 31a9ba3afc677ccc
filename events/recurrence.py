"""Recurrence rules of RFC 5545, in the event's wall clock, become instants.

The hour that does not exist (02:30 on the last Sunday of March) is read with the offset before the change, so
it happens one hour later by the clock (03:30); the hour that exists twice is its first passage, still in summer
time (RFC 5545 §3.3.5). What would thereby end before it starts keeps its length by the clock. Days that a rule names
are days of the event's own time zone.
"""

import re
from calendar import monthrange
from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_DATES = 1500
MAX_PAST = 400
MAX_COUNT = 1000
MAX_INTERVAL = 366
FURTHEST = timedelta(days=30 * 366)  # nothing is announced further ahead than thirty years
LAST_DAY = date(9990, 1, 1)  # beyond it there is no calendar to count in

# Which part goes with which frequency, and how far its numbers go (RFC 5545 §3.3.10).
_PARTS = {
    "FREQ": FREQUENCIES,
    "INTERVAL": FREQUENCIES,
    "COUNT": FREQUENCIES,
    "UNTIL": FREQUENCIES,
    "WKST": FREQUENCIES,
    "BYDAY": FREQUENCIES,
    "BYMONTH": FREQUENCIES,
    "BYMONTHDAY": {"DAILY", "MONTHLY", "YEARLY"},
    "BYSETPOS": {"WEEKLY", "MONTHLY", "YEARLY"},
    "BYYEARDAY": {"YEARLY"},
    "BYWEEKNO": {"YEARLY"},
}
_NUMBERS = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366, "BYYEARDAY": 366, "BYWEEKNO": 53}
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")


class RuleError(ValueError):
    """A repetition that cannot be followed; its text says why, to an editor."""


@dataclass(frozen=True, order=True)
class Slot:
    """One date that a schedule gives: the wall-clock day of its start, and the instants (UTC)."""

    starts_at: datetime
    ends_at: datetime
    day: date


def check_rule(text):
    """The rule in capitals without spaces or `RRULE:`; raises RuleError for what cannot be followed."""
    rule = "".join(text.split()).upper().removeprefix("RRULE:").rstrip(";")
    parts = {}
    for part in rule.split(";"):
        name, _equals, value = part.partition("=")
        if name not in _PARTS or not value or name in parts:
            raise RuleError(_("Cette répétition ne se lit pas : %(part)s") % {"part": part[:40]})
        parts[name] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(_("Une répétition est par jour, par semaine, par mois ou par an."))
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError(_("Donnez un nombre de fois ou une date de fin, pas les deux."))
    if not _within(parts.get("COUNT", "1"), MAX_COUNT):
        raise RuleError(_("Le nombre de fois va de 1 à %(most)s.") % {"most": MAX_COUNT})
    if not _within(parts.get("INTERVAL", "1"), MAX_INTERVAL):
        raise RuleError(_("L’intervalle va de 1 à %(most)s.") % {"most": MAX_INTERVAL})
    for name, value in parts.items():
        if not _reads(name, value, parts["FREQ"]):
            raise RuleError(_("Cette répétition ne se lit pas : %(part)s") % {"part": f"{name}={value}"[:40]})
    if not _falls_due(parts):
        raise RuleError(_("Cette répétition ne tombe jamais."))
    return rule


def _within(number, most):
    return number.isascii() and number.isdigit() and 1 <= int(number) <= most


def _reads(name, value, frequency):
    """Whether the part stands beside this frequency and its value is one that §3.3.10 knows."""
    if frequency not in _PARTS[name]:
        return False
    if name == "WKST":
        return value in WEEKDAYS
    if name == "UNTIL":
        try:
            return _until({"UNTIL": value}, UTC) is not None
        except ValueError:
            return False
    values = value.split(",")
    if name == "BYDAY":
        numbered = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
        found = [_WEEKDAY.fullmatch(day) for day in values]
        return all(day and (day[1] is None or 1 <= abs(int(day[1])) <= numbered) for day in found)
    if name in _NUMBERS:
        least = 1 if name == "BYMONTH" else -_NUMBERS[name]
        return all(_NUMBER.fullmatch(n) and int(n) and least <= int(n) <= _NUMBERS[name] for n in values)
    return True


def _falls_due(parts):
    """Whether the rule ever gives a date: 30 February and the third of two weekdays never come."""
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "1").split(",")]
    if not any(day <= monthrange(2024, month)[1] for month in months for day in days):
        return False
    if parts["FREQ"] == "DAILY":
        return True
    if parts["FREQ"] == "WEEKLY":
        positions = [abs(int(position)) for position in parts.get("BYSETPOS", "1").split(",")]
        return min(positions) <= len(parts.get("BYDAY", "MO").split(","))
    leap = datetime(2024, 1, 1)  # noqa: DTZ001 - wall clock
    return next(iter(_repeated(parts | {"INTERVAL": "1"}, leap, leap + FURTHEST)), None) is not None


def read_parts(rule):
    """{name: value} of a rule that check_rule accepted."""
    return dict(part.split("=", 1) for part in rule.split(";"))


def _until(parts, zone):
    """The last wall-clock moment that UNTIL allows, or None. A day alone ends with that day."""
    value = parts.get("UNTIL")
    if value is None:
        return None
    if not _UNTIL.fullmatch(value):
        raise ValueError(value)
    if len(value) == 8:
        return datetime.combine(date.fromisoformat(value), time.max)
    moment = datetime.fromisoformat(value)
    if moment.date() > LAST_DAY:
        return datetime.combine(LAST_DAY, time.max)
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _repeated(parts, first, last):
    """The wall-clock moments of a rule from `first` on, without its COUNT and UNTIL, which slots() keeps.

    last: nothing later is of interest to a rule by days; dateutil follows the others as far as they are asked.
    """
    if parts["FREQ"] == "DAILY":
        return _daily(parts, first, last)
    text = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL"))
    return rrulestr(text, dtstart=first)


def _daily(parts, first, last):
    """A rule by days. dateutil would look until the year 9999 for a day that never comes (every 7 days, on Tuesdays,
    from a Monday)."""
    months = {int(month) for month in parts["BYMONTH"].split(",")} if "BYMONTH" in parts else None
    days = {int(day) for day in parts["BYMONTHDAY"].split(",")} if "BYMONTHDAY" in parts else None
    weekdays = {WEEKDAYS.index(day) for day in parts["BYDAY"].split(",")} if "BYDAY" in parts else None
    step = timedelta(days=int(parts.get("INTERVAL", 1)))
    moment = first
    while moment <= last:
        from_end = moment.day - monthrange(moment.year, moment.month)[1] - 1
        if (
            (months is None or moment.month in months)
            and (days is None or moment.day in days or from_end in days)
            and (weekdays is None or moment.weekday() in weekdays)
        ):
            yield moment
        moment += step


def instant(day, clock, zone):
    """The instant (UTC) at which the clocks of `zone` show `clock` on `day`, by the policy of this module."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone) if isinstance(zone, str) else zone).astimezone(UTC)


def nights_of(begins, ends, extra_days):
    """How many days after the day of its start something ends: what ends at or before its beginning ends the next."""
    return extra_days or (1 if ends <= begins else 0)


def span(day, begins, ends, extra_days, zone):
    """(start, end) as instants (UTC) of what takes place on `day` from `begins` to `ends` (clocks of `zone`)."""
    nights = timedelta(days=nights_of(begins, ends, extra_days))
    starts_at, ends_at = instant(day, begins, zone), instant(day + nights, ends, zone)
    if ends_at <= starts_at:  # inside the missing hour
        ends_at = starts_at + (datetime.combine(day + nights, ends) - datetime.combine(day, begins))
    return starts_at, ends_at


def slots(rule, *, zone, until, since=date.min, closed=None):
    """The Slots of one schedule rule (`day`, `begins`, `ends`, `extra_days`, `rule`, `except_days`), in order.

    `until` (date) bounds endless rules; a rule that ends by itself is followed to its end. From `since` (date) on at
    most MAX_DATES, before it the last MAX_PAST, and nothing beyond FURTHEST. closed: says of a day whether the rule
    rests on it (events.schools); as an excepted day, it counts among the times of the rule.
    """
    tz = ZoneInfo(zone)
    excepted = set(rule.except_days or [])
    before, found = deque(maxlen=MAX_PAST), []
    for day in _days(rule, tz, until, since):
        if day.isoformat() in excepted or (closed and closed(day)):
            continue
        (before if day < since else found).append(day)
        if len(found) >= MAX_DATES:
            break
    return [Slot(*span(day, rule.begins, rule.ends, rule.extra_days, tz), day) for day in (*before, *found)]


def _days(rule, zone, until, since):
    """The first day, then those of the rule: DTSTART is always the first of the set, and counted (§3.8.5.3)."""
    if not rule.rule:
        return [rule.day]
    parts = read_parts(rule.rule)
    first = datetime.combine(rule.day, rule.begins)
    last = _until(parts, zone)
    if last is None and "COUNT" not in parts:
        last = datetime.combine(until, time.max)
    furthest = datetime.combine(min(max(rule.day, since), LAST_DAY - FURTHEST), time.max) + FURTHEST
    last = min(last or furthest, furthest)
    repeated = (moment for moment in _repeated(parts, first, last) if moment > first)
    later = takewhile(lambda moment: moment <= last, repeated)
    days = chain([rule.day], (moment.date() for moment in later))
    return islice(days, int(parts["COUNT"])) if "COUNT" in parts else days
