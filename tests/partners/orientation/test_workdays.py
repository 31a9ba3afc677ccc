"""Working days in Belgium, across holidays and changes of hour."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.orientation.workdays import is_workday, workdays_between

HERE = ZoneInfo("Europe/Brussels")


def at(*parts):
    return datetime(*parts, tzinfo=HERE)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(2027, 3, 2, 9), at(2027, 3, 2, 18), 0),
        (at(2027, 3, 5, 17), at(2027, 3, 8, 9), 1),  # Friday to Monday
        (at(2027, 3, 26, 9), at(2027, 3, 30, 9), 1),  # Easter Monday, and the hour that is lost on the Sunday
        (at(2027, 7, 20, 9), at(2027, 7, 22, 9), 1),  # 21 July
        (at(2026, 12, 24, 9), at(2026, 12, 28, 9), 1),  # Christmas on a Friday
        (at(2027, 10, 29, 9), at(2027, 11, 2, 9), 1),  # an hour more on the Sunday, All Saints on the Monday
        (at(2027, 3, 2, 23, 59), at(2027, 3, 3, 0, 1), 1),  # days are those of Brussels, not of Greenwich
    ],
)
def test_days_are_counted(start, end, days):
    assert workdays_between(start, end) == days


moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(HERE))


@given(moments, moments, moments)
def test_the_way_is_as_long_in_two_parts(one, two, three):
    first, middle, last = sorted([one, two, three])
    whole = workdays_between(first, last)
    assert whole == workdays_between(first, middle) + workdays_between(middle, last)
    assert 0 <= whole <= (last.date() - first.date()).days


def test_a_sunday_and_a_holiday_are_none():
    assert [is_workday(at(2027, 5, day).date()) for day in (6, 7, 8, 9, 10)] == [False, True, False, False, True]
