"""The days of the demonstration city's events: no one-off and no series falls on a public holiday."""

from datetime import timedelta

import holidays

from events.models import ScheduleRule
from events.recurrence import read_parts, slots

from .files import day_of, hours_of

ZONE = "Europe/Brussels"
AHEAD = timedelta(days=3 * 366)  # how far the exceptions of a series without end are written


def rules_of(rows, *, today, beside=()):
    """The unsaved ScheduleRules of the [[event.date]]s of one event, in their order.

    beside: those of the festival that it is a part of, with which it moves.
    """
    off = set(holidays.country_holidays("BE", years=range(today.year, today.year + 5)))
    days = [day_of(row, today=today) for row in rows]
    whole = [day_of(row, today=today) for row in beside]
    single = _shifted([*(day for row, day in zip(rows, days, strict=True) if "rule" not in row), *whole], off)
    return [
        _series(row, day, off, today) if "rule" in row else _rule(row, single[day])
        for row, day in zip(rows, days, strict=True)
    ]


def _shifted(days, off):
    """{day: when it takes place instead}: a week with a holiday goes to the next one that the event leaves free."""
    weeks = {}
    for day in days:
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    taken = {monday for monday, these in weeks.items() if off.isdisjoint(these)}
    found = {}
    for monday, these in weeks.items():
        later = timedelta()
        while not off.isdisjoint(day + later for day in these) or (later and monday + later in taken):
            later += timedelta(weeks=1)
        taken.add(monday + later)
        found |= {day: day + later for day in these}
    return found


def _series(row, day, off, today):
    """A series leaves holidays out, and is as many times as the file says, unless it rests on them by itself."""
    rule = _rule(row, day, row["rule"])
    if rule.skips_public_holidays:
        return rule
    times = read_parts(row["rule"]).get("COUNT")
    left_out = []
    while True:
        every = ScheduleRule(day=day, begins=rule.begins, ends=rule.ends, extra_days=rule.extra_days, rule=rule.rule)
        found = [slot.day for slot in slots(every, zone=ZONE, until=today + AHEAD) if slot.day in off]
        if found == left_out:
            rule.except_days = [day.isoformat() for day in found]
            return rule
        left_out = found
        if times:
            rule.rule = row["rule"].replace(f"COUNT={times}", f"COUNT={int(times) + len(found)}")


def _rule(row, day, rule=""):
    begins, ends, extra_days = hours_of(row)
    return ScheduleRule(
        day=day,
        begins=begins,
        ends=ends,
        extra_days=extra_days,
        rule=rule,
        skips_public_holidays=row.get("holidays_off", False),
        skips_school_holidays=row.get("schools_off", ""),
    )
