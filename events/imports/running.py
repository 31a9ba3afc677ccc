"""One run over a calendar: claimed, fetched, read apart, applied, reported; and when the next one is.

A source that fails is asked less and less often, then no more, and its people are told once.
"""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from ..models import CalendarSource, ImportRun, RunOutcome, SourceState
from .apart import read_apart
from .applying import Report, apply
from .fetching import FetchError, fetch
from .letters import tell_moderators, tell_stopped
from .preview import found_words

logger = logging.getLogger("maillage.imports")

EVERY = timedelta(hours=1)
SOON = timedelta(minutes=5)  # for what there was no time for
MAX_FAILURES = 8  # about three days, by the waits of wait_after
STUCK_AFTER = timedelta(minutes=10)
KEPT_RUNS = 200
DUE_AT_ONCE = 20


def wait_after(failures):
    """How long to leave a calendar that failed so many times in a row alone: 1 h, 2 h, 4 h, … at most a day."""
    return min(EVERY * 2 ** min(failures - 1, 10), timedelta(hours=24))


def run_due(*, now=None):
    """Every five minutes: hand the calendars that are due to the queue, some at a time, the longest overdue first."""
    now = now or timezone.now()
    due = CalendarSource.objects.filter(state=SourceState.ACTIVE, next_run_at__lte=now)
    for pk in due.order_by("next_run_at", "pk").values_list("pk", flat=True)[:DUE_AT_ONCE]:
        # Moved ahead first: a source whose task waits in the queue is not handed over twice.
        if due.filter(pk=pk).update(next_run_at=now + EVERY):
            async_task("events.imports.running.run_by_id", pk, save=False)


def run_by_id(pk):
    """The task of the queue; the calendar may be gone, paused, or being read by somebody else."""
    source = CalendarSource.objects.filter(pk=pk).select_related("partner").first()
    if source is not None:
        run(source, user=source.created_by)


def run(source, *, user, now=None):
    """The ImportRun of reading the source's calendar now, or None when somebody else does, or it is not to be read."""
    now = now or timezone.now()
    if not _claim(source, now):
        return None
    try:
        source.refresh_from_db()
        return _run(source, user, now) if source.state == SourceState.ACTIVE else None
    finally:
        CalendarSource.objects.filter(pk=source.pk, running_since=now).update(running_since=None)


def _claim(source, now):
    """The lock of a run, which a worker that died leaves after ten minutes."""
    free = Q(running_since=None) | Q(running_since__lt=now - STUCK_AFTER)
    return bool(CalendarSource.objects.filter(free, pk=source.pk).update(running_since=now))


def _run(source, user, now):
    try:
        content, headers = _content(source, anew=_is_new_month(source, now))
    except FetchError as error:
        return _failed(source, error.code, user, now)
    digest = hashlib.sha256(content).hexdigest() if content is not None else source.content_hash
    if content is None or (digest == source.content_hash and not source.content and not _is_new_month(source, now)):
        return _done(source, RunOutcome.SAME, Report(), user, now, **headers)
    reading = read_apart(content, now=now)
    if reading.refused:
        return _failed(source, reading.refused, user, now)
    report = apply(source, reading, user=user, now=now)
    words = found_words(source, reading)
    complete = not (report.left or report.counts["refused"])
    kept = {"content_hash": digest, **headers} if complete else {"content_hash": "", "etag": "", "modified": ""}
    return _done(source, RunOutcome.DONE, report, user, now, kind=reading.kind, words=words, **kept)


def _is_new_month(source, now):
    """Whether the calendar was last read whole in an earlier month: the same words give other dates then."""
    last = source.runs.filter(outcome=RunOutcome.DONE).values_list("started_at", flat=True).first()
    return last is None or timezone.localdate(last).replace(day=1) != timezone.localdate(now).replace(day=1)


def _content(source, *, anew):
    """(bytes, or None when nothing changed; what the answer said of itself). Raises FetchError."""
    if source.content:
        return bytes(source.content), {}
    if source.is_file:
        raise FetchError("no_file")
    address = source.url
    if not address:
        raise FetchError("lost_address")
    # Of a run that was not complete nothing is remembered, so that the whole is asked for again.
    fetched = fetch(address) if anew else fetch(address, etag=source.etag, modified=source.modified)
    if fetched.content is None:
        return None, {}
    return fetched.content, {"etag": fetched.etag, "modified": fetched.modified}


def _done(source, outcome, report, user, now, **kept):
    """Write the run down; a file that was read whole is not kept."""
    left = report.left > 0
    values = {"failures": 0, "last_run_at": now, "next_run_at": _next(source, now, SOON if left else EVERY), **kept}
    if not (left and source.is_file):
        values["content"] = None
    if source.is_file and source.state == SourceState.ACTIVE and not left:
        values |= {"state": SourceState.DONE, "next_run_at": None}
    with transaction.atomic():
        CalendarSource.objects.filter(pk=source.pk).update(**values)
        run = _written(source, outcome, report, user, now)
        if report.waiting:
            tell_moderators(source, report.waiting)
    return run


def _next(source, now, wait):
    """An hour later, at a minute of the hour that is the source's own, so that not all are asked at once."""
    due = now + wait
    return due.replace(minute=source.uuid.int % 60, second=0, microsecond=0) if wait >= EVERY else due


def _failed(source, code, user, now):
    failures = source.failures + 1
    stopped = failures >= MAX_FAILURES or code in ("no_file", "lost_address")
    values = {"failures": failures, "last_run_at": now, "next_run_at": _next(source, now, wait_after(failures))}
    if source.is_file:
        values["content"] = None
        stopped = True
    was_active = source.state == SourceState.ACTIVE
    if stopped and was_active:
        values |= {"state": SourceState.STOPPED, "next_run_at": None}
    logger.warning("Calendar %s could not be read (%s), failure %s.", source.pk, code, failures)
    with transaction.atomic():
        changed = CalendarSource.objects.filter(pk=source.pk).exclude(state=SourceState.STOPPED).update(**values)
        run = _written(source, RunOutcome.FAILED, Report(), user, now, failure=code)
        if stopped and was_active and changed:
            tell_stopped(source, code)
    return run


def _written(source, outcome, report, user, now, failure=""):
    run = ImportRun.objects.create(
        source=source,
        outcome=outcome,
        failure=failure,
        counts=report.counts,
        lines=report.lines,
        by=user,
        started_at=now,
        ended_at=max(now, timezone.now()),
    )
    old = source.runs.order_by("-started_at", "-pk").values_list("pk", flat=True)[KEPT_RUNS:]
    ImportRun.objects.filter(pk__in=list(old)).delete()
    return run
