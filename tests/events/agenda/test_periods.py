"""Days, in Brussels."""

from datetime import date, timedelta

import pytest

from events.agenda.bitmaps import Maps
from events.agenda.periods import Period, bits_of_period, period, shown_day

from .reference import instant

TUESDAY, SATURDAY, SUNDAY = date(2027, 3, 2), date(2027, 3, 6), date(2027, 3, 7)


@pytest.mark.parametrize(
    ("when", "today", "days"),
    [
        ("aujourdhui", TUESDAY, (TUESDAY, TUESDAY)),
        ("demain", TUESDAY, (date(2027, 3, 3), date(2027, 3, 3))),
        ("weekend", TUESDAY, (SATURDAY, SUNDAY)),
        ("weekend", SATURDAY, (SATURDAY, SUNDAY)),
        ("weekend", SUNDAY, (SUNDAY, SUNDAY)),
        ("semaine", TUESDAY, (TUESDAY, SUNDAY)),
        ("semaine", SUNDAY, (SUNDAY, SUNDAY)),
        ("mois", TUESDAY, (TUESDAY, date(2027, 3, 31))),
        ("mois", date(2027, 12, 31), (date(2027, 12, 31), date(2027, 12, 31))),
        ("mois", date(2028, 2, 29), (date(2028, 2, 29), date(2028, 2, 29))),
    ],
)
def test_quick_dates(when, today, days):
    assert period(when, today) == Period(*days)


def counts(starts, ends, first, last, now):
    """Whether one date alone counts for a period."""
    seconds = [moment.timestamp() for moment in (starts, ends)]
    long = [0] if seconds[1] - seconds[0] > 24 * 3600 else []
    none = {"facets": {}, "opens": [], "closes": [], "capacities": [], "of_event": {}}
    maps = Maps("", None, occurrences=[1], events=[1], starts=seconds[:1], ends=seconds[1:], long=long, **none)
    return bits_of_period(maps, Period(first, last), now) == 1


def at(day, hour, minute=0):
    return instant(date(2027, 3, day)) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("starts", "ends", "now", "shown"),
    [
        (at(2, 9), at(2, 11), at(2, 10), {2}),  # began today, still on
        (at(2, 9), at(2, 11), at(2, 11), set()),  # over
        (at(3, 20), at(4, 2), at(2, 10), {3}),  # a night belongs to its evening
        (at(3, 20), at(4, 6), at(2, 10), {3}),
        (at(3, 20), at(4, 7), at(2, 10), {3, 4}),
        (at(1, 20), at(2, 2), at(2, 1), {2}),  # running after midnight is today's
        (at(1, 9), at(4, 17), at(2, 10), {2, 3, 4}),
        (at(3, 0), at(5, 0), at(2, 10), {3, 4}),
        (at(4, 23, 59), at(4, 23, 59), at(2, 10), {4}),
    ],
)
def test_days_for_which_a_date_counts(starts, ends, now, shown):
    days = [date(2027, 3, number) for number in range(2, 7)]
    assert {day.day for day in days if counts(starts, ends, day, day, now)} == shown


def test_a_period_without_end_starts_on_its_day():
    assert counts(at(9, 10), at(9, 12), date(2027, 3, 9), None, at(2, 10))
    assert not counts(at(8, 10), at(8, 12), date(2027, 3, 9), None, at(2, 10))
    assert counts(at(2, 10), at(20, 12), date(2027, 3, 9), None, at(3, 10))


def test_the_day_on_which_clocks_go_forward_is_whole():
    sunday = date(2027, 3, 28)
    assert counts(instant(sunday), instant(sunday) + timedelta(minutes=5), sunday, sunday, at(2, 10))
    last = instant(sunday + timedelta(days=1)) - timedelta(minutes=1)
    assert counts(last, last + timedelta(minutes=5), sunday, sunday, at(2, 10))
    after = last + timedelta(minutes=1)
    assert not counts(after, after + timedelta(minutes=5), sunday, sunday, at(2, 10))


def test_what_began_before_stands_under_the_first_day_shown():
    now = at(2, 10)
    assert shown_day(at(1, 9), [], now) == TUESDAY
    assert shown_day(at(4, 9), [], now) == date(2027, 3, 4)
    assert shown_day(at(4, 9), [Period(SATURDAY, SUNDAY)], now) == SATURDAY
    assert shown_day(at(4, 9), [Period(SATURDAY, SUNDAY), Period(TUESDAY, TUESDAY)], now) == date(2027, 3, 4)
