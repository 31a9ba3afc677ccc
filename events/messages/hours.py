"""When a letter that can wait leaves: by day, as the clocks of Brussels show it."""

from datetime import datetime, time, timedelta

from django.utils import timezone

OPENS, CLOSES = time(8), time(20)
LATEST = time(19)  # of what is planned: an hour is left to send it in


def humane(moment):
    """`moment` itself between eight in the morning and eight in the evening, else the next morning at eight."""
    local = timezone.localtime(moment)
    if OPENS <= local.time() < CLOSES:
        return moment
    return _at(local.date() + timedelta(days=local.time() >= CLOSES), OPENS)


def days_before(starts_at, days):
    """The moment `days` days before a start, at the same hour of the clock as far as that is by day.

    On the day itself (0) it is the morning: what begins in an hour is no reminder.
    """
    local = timezone.localtime(starts_at)
    hour = min(max(local.time(), OPENS), LATEST) if days else OPENS
    return _at(local.date() - timedelta(days=days), hour)


def day_after(ends_at):
    """Ten in the morning of the day after."""
    return _at(timezone.localdate(ends_at) + timedelta(days=1), time(10))


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
