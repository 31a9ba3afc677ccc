"""What the clock does: reminds the service, then tells the worker of other services, closes, forgets.

Each run asks again under the row's lock, so that a run beside another, or beside an answer, does nothing twice.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.kit.letters import LetterState

from ..models import ActKind, Orientation, OrientationLetter, OrientationSettings, OrientationState
from .acts import locked, note, write_to_service, write_to_worker
from .following import close, forget
from .workdays import is_workday, workdays_between

logger = logging.getLogger("maillage.orientation")

LETTERS_KEPT = timedelta(days=30)


def run_due(now=None):
    """Every morning."""
    now, times = now or timezone.now(), OrientationSettings.load()
    for pk in _late(now, times):
        _attempt(pk, lambda row: push(row, times, now=now))
    answered = Orientation.objects.unclosed().filter(decided_at__lt=now - timedelta(days=times.follow_days))
    for pk in _keys(answered):
        _attempt(pk, lambda row: close(row, now=now))
    old = Orientation.objects.filter(anonymised_at=None, closed_at__lt=now - timedelta(days=times.keep_days))
    for pk in _keys(old):
        _attempt(pk, lambda row: forget(row, now=now))
    settled = OrientationLetter.objects.exclude(state__in=(LetterState.QUEUED, LetterState.SENDING))
    settled.filter(created_at__lt=now - LETTERS_KEPT).delete()


def push(orientation, times, *, now):
    """The next step of one that waits: remind, tell of others, or close; returns its ActKind or None."""
    with transaction.atomic():
        fresh = locked(orientation)
        if not fresh.is_open:
            return None
        days = workdays_between(fresh.waiting_since, now)
        if fresh.waiting_since < now - timedelta(days=times.lapse_days):
            return _lapse(fresh, now)
        if not is_workday(timezone.localdate(now)):
            return None
        if fresh.state == OrientationState.SENT and days >= times.chase_workdays and not fresh.chased_at:
            fresh.chased_at = now
            return _say(fresh, ActKind.CHASED, now, write_to_worker, "chased")
        if days >= times.remind_workdays and not fresh.reminded_at:
            fresh.reminded_at = now
            if fresh.state == OrientationState.ASKING:
                return _say(fresh, ActKind.REMINDED, now, write_to_worker, "still_asked")
            return _say(fresh, ActKind.REMINDED, now, write_to_service, "reminded")
    return None


def _lapse(orientation, now):
    orientation.state, orientation.closed_at = OrientationState.LAPSED, now
    return _say(orientation, ActKind.LAPSED, now, write_to_worker, "lapsed")


def _say(orientation, kind, now, write, letter):
    orientation.save()
    note(orientation, kind, now)
    write(orientation, letter)
    return kind


def _late(now, times):
    """Those for which something may be due: as many days as working days have passed at least."""
    since = now - timedelta(days=min(times.remind_workdays, times.chase_workdays, times.lapse_days))
    waiting = Orientation.objects.awaiting().unclosed()
    steps = Q(reminded_at=None) | Q(chased_at=None) | Q(waiting_since__lt=now - timedelta(days=times.lapse_days))
    return _keys(waiting.filter(steps, waiting_since__lte=since + timedelta(days=1)))


def _keys(rows):
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _attempt(pk, act):
    """One orientation's trouble holds up none of the others; nothing of it stands in the log."""
    row = Orientation.objects.filter(pk=pk).first()
    try:
        if row is not None:
            act(row)
    except Exception as error:  # its message may quote the row
        logger.error("Orientation %s: its turn failed (%s).", pk, type(error).__name__)
