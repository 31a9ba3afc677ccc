"""How long and at what hours one may help in a day. Moments in, minutes and yes or no out.

Days and hours are those of Brussels; lengths are real ones, also when the clock changes.
"""

from datetime import UTC, datetime, time, timedelta
from math import cos, hypot, radians

from django.utils import timezone

from partners.finding.near import METRES

MOST_MINUTES_A_DAY = 10 * 60
MOST_MINUTES_OF_MINORS = 8 * 60
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)  # when nobody under 18 works
METRES_A_MINUTE = 4000 / 60  # on foot, in a straight line
MARGIN = timedelta(minutes=10)  # to find the place and the people


def minutes_by_day(starts_at, ends_at):
    """{local date: minutes} of a shift; one across midnight counts on both days."""
    found, at = {}, starts_at
    while at < ends_at:
        day = timezone.localdate(at)
        until = min(ends_at, _local(day + timedelta(days=1), time()))
        found[day] = found.get(day, 0) + (_utc(until) - _utc(at)) // timedelta(minutes=1)
        at = until
    return found


def touches_night(starts_at, ends_at):
    """Whether any of it lies between 22:00 and 6:00."""
    day = timezone.localdate(starts_at) - timedelta(days=1)
    while (night := _local(day, NIGHT_BEGINS)) < ends_at:
        if starts_at < _local(day + timedelta(days=1), NIGHT_ENDS):
            return True
        day += timedelta(days=1)
    return night < ends_at


def walk(one, other):
    """How long one walks between two Places (timedelta), with a margin; None when it is the same or unknown."""
    if one is None or other is None or one.pk == other.pk:
        return None
    if None in (one.latitude, other.latitude):
        return None
    east = cos(radians(one.latitude))
    metres = hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * east) * METRES
    return timedelta(minutes=round(metres / METRES_A_MINUTE)) + MARGIN


def _local(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def _utc(moment):
    return moment.astimezone(UTC)
