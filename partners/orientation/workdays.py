"""Counting working days: Monday to Friday, the public holidays of Belgium left out. Days are those of Brussels."""

from datetime import timedelta
from functools import lru_cache

from django.utils import timezone

from ..hours import is_holiday

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=4096)
def is_workday(day):
    """Whether offices are open on that day."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def workdays_between(start, end):
    """How many working days begin after the day of `start` and no later than the day of `end` (aware instants).

    Answered on the same day: 0; on Monday what came on Friday: 1. The hour does not count, so neither do its changes.
    """
    day, last, found = timezone.localdate(start), timezone.localdate(end), 0
    while day < last:
        day += DAY
        found += is_workday(day)
    return found
