"""What was read of a calendar becomes drafts, and what was imported before follows it. One event's error holds no
other; what there was no time for is done by the next run."""

import gc
import logging
import time
from dataclasses import dataclass, field

from django.db import transaction

from portal.kit.slugs import Slugs

from ..models import Event, ImportedEvent, SourceState
from .creating import create, to_come
from .following import AGAIN, Followed, follow, link, publish
from .mapping import Mapping
from .moderation import submit

logger = logging.getLogger("maillage.imports")

COUNTED = ("new", "changed", "moved", "cancelled", "unchanged", "gone", "refused")
AT_ONCE = 250  # events in one transaction
MAX_LINES = 500
SECONDS = 45  # of a run; the queue ends a task at 120, fetching and reading included


@dataclass
class Report:
    """What a run did. counts: {one of COUNTED: number}; lines: see ImportRun; waiting: events that moderators read
    now because of it; left: events for which there was no time."""

    counts: dict = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    lines: list = field(default_factory=list)
    waiting: int = 0
    left: int = 0

    def add(self, what, title="", code="", facts=None, event=None):
        """Count it, and say it in a line while there is room."""
        if what in self.counts:
            self.counts[what] += 1
        if what != "unchanged":
            self.say(what, title, code, facts, event)

    def say(self, what, title, code="", facts=None, event=None):
        if len(self.lines) < MAX_LINES:
            line = {"what": what, "title": title, "code": code, "facts": facts or {}, "event": event}
            self.lines.append(line)


def apply(source, reading, *, user, now):
    """The Report of bringing the agenda in line with a Reading of the source's calendar."""
    report, until = Report(), time.monotonic() + SECONDS
    for notice in reading.notices:
        report.say("note", notice.title, notice.code, notice.facts)
    _take_over(source, {read.key for read in reading.events})
    known = {row.key: row for row in ImportedEvent.objects.filter(source=source)}
    mapping = Mapping(source)
    new = [read for read in reading.events if read.key not in known]
    facts = {"source": source, "mapping": mapping, "user": user, "now": now}
    gc.freeze()  # what was read, and the program itself, is not looked through again and again while rows are made
    try:
        _take_in([read for read in new if to_come(read, now=now)], report, until, **facts)
    finally:
        gc.unfreeze()
    for read in reading.events:
        row = known.get(read.key)
        if row is None:
            continue
        if row.digest == read.digest and row.gone_at is None:
            report.add("unchanged")
        elif time.monotonic() > until:
            report.left += 1
        else:
            _follow(row, read, report, **facts)
    _flag_gone(known, {read.key for read in reading.events}, report, now=now)
    return report


def _take_over(source, keys):
    """What a file brought before and is read here again follows this calendar from now on: nothing is made twice."""
    keys = keys - set(ImportedEvent.objects.filter(source=source).values_list("key", flat=True))
    brought = ImportedEvent.objects.filter(source__partner=source.partner, source__state=SourceState.DONE)
    latest = {key: pk for pk, key in brought.order_by("pk").values_list("pk", "key") if key in keys}
    found = sorted(latest.values())
    with transaction.atomic():
        for first in range(0, len(found), AT_ONCE):
            rows = ImportedEvent.objects.filter(pk__in=found[first : first + AT_ONCE])
            rows.exclude(digest="").update(digest=AGAIN)
            rows.update(source=source)


def _take_in(reads, report, until, *, source, mapping, user, now):
    slugs = Slugs(Event) if reads else None
    facts = {"source": source, "mapping": mapping, "slugs": slugs, "user": user, "now": now}
    for first in range(0, len(reads), AT_ONCE):
        chunk = reads[first : first + AT_ONCE]
        if time.monotonic() > until:
            report.left += len(chunk)
            continue
        try:
            made = create(chunk, **facts)
        except Exception:
            logger.warning("Calendar %s: a batch of events is taken in one by one.", source.pk)
            made = [pair for read in chunk for pair in _one(read, report, **facts)]
        by_key = {read.key: read for read in chunk}
        for row, event in made:
            read = by_key[row.key]
            codes = [(mark, {}) for mark in read.marks]
            if event.place_id is None and not event.is_online:
                codes.append(("place_unknown" if read.place else "place_missing", {"place": read.place}))
            done = Followed()
            if source.publishes and time.monotonic() <= until:
                _publish_new(row, event, read, done, user=user)
                report.waiting += done.waits
            elif not source.publishes:
                report.waiting += 1
            code, said = codes[0] if codes else ("", {})
            report.add("new", read.title, code, said, event.pk)
            for code, said in [*codes[1:], *done.notes]:
                report.say("note", read.title, code, said, event.pk)


def _one(read, report, **facts):
    try:
        return create([read], **facts)
    except Exception:
        logger.exception("Calendar %s: an event could not be taken in.", facts["source"].pk)
        report.add("refused", read.title, "error")
        return []


def _publish_new(row, event, read, done, *, user):
    """A trusted source's new event is published; where that is refused, moderators read it."""
    try:
        with transaction.atomic():
            event = Event.objects.get(pk=event.pk)
            if publish(event, done, user=user):
                link(row, event)
            else:
                done.waits = bool(submit([event], user=user))
            ImportedEvent.objects.filter(pk=row.pk).update(digest=read.digest)
    except Exception:
        logger.exception("Event %s, just imported, could not be published.", event.pk)
        done.note("error")


def _follow(row, read, report, **facts):
    try:
        done = follow(row, read, **facts)
    except Exception:
        logger.exception("Calendar %s: event %s could not follow it.", facts["source"].pk, row.event_id)
        report.add("refused", read.title, "error", event=row.event_id)
        return
    report.waiting += done.waits
    for what in sorted(done.did & set(COUNTED)):
        report.add(what, read.title, event=done.event_id)
    if not done.did:
        report.add("unchanged")
    for code, said in done.notes:
        report.say("note", read.title, code, said, done.event_id)


def _flag_gone(known, read, report, *, now):
    """Events that the calendar no longer has, and that have a date to come, are flagged once, never deleted."""
    missing = [row.pk for key, row in known.items() if key not in read and row.gone_at is None]
    for first in range(0, len(missing), AT_ONCE):
        rows = ImportedEvent.objects.filter(pk__in=missing[first : first + AT_ONCE], dates__ends_at__gt=now).distinct()
        for row in rows.exclude(event=None):
            ImportedEvent.objects.filter(pk=row.pk).update(gone_at=now)
            report.add("gone", row.title, "event_gone", event=row.event_id)
