"""New events of a calendar become drafts, hundreds in one transaction: rows, texts, dates, version and history."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from ..models import Event, EventText, ImportedEvent, ImportedOccurrence, ScheduleRule
from .mapping import prints, rule_facts, write
from .moderation import IMPORTED, submit

BATCH = 200  # rows of one statement
UNTOLD = ("questions", "trainers", "stalls", "frameworks")  # what no calendar says


def to_come(read, *, now):
    """The dates of an event that can still be announced."""
    return [] if read.cancelled else [date for date in read.dates if date.ends_at > now and not date.cancelled]


def create(reads, *, source, mapping, slugs, user, now):
    """[(ImportedEvent, Event)] of these ReadEvents, each with a date to come, all of them or none.

    They enter the moderators' workflow, unless the source is trusted: then whoever called publishes them, and their
    `digest` stays empty until that is done.
    """
    with transaction.atomic():
        composed = [_composed(read, source, mapping, slugs, now) for read in reads]
        events = [event for event, _values in composed]
        Event.objects.bulk_create(events, batch_size=BATCH)
        _create_children(events)
        _create_versions(events, user)
        waiting = not source.publishes
        rows = [
            ImportedEvent(
                source=source,
                key=read.key,
                event=event,
                title=read.title,
                fields=prints(values),
                digest=read.digest if waiting else "",
            )
            for read, (event, values) in zip(reads, composed, strict=True)
        ]
        ImportedEvent.objects.bulk_create(rows, batch_size=BATCH)
        dates = [
            ImportedOccurrence(imported=row, key=date.key, starts_at=date.starts_at, ends_at=date.ends_at)
            for row, read in zip(rows, reads, strict=True)
            for date in to_come(read, now=now)
        ]
        ImportedOccurrence.objects.bulk_create(dates, batch_size=BATCH)
        if waiting:
            submit(events, user=user)
    return list(zip(rows, events, strict=True))


def _composed(read, source, mapping, slugs, now):
    """(unsaved Event, its plain values)."""
    values = mapping.values(read)
    values["rules"] = [rule_facts(date) for date in to_come(read, now=now)]
    first = datetime.fromisoformat(values["rules"][0][0])
    event = Event(
        organiser=source.partner,
        live=False,
        has_unpublished_changes=True,
        slug=slugs.free(read.title, first.year),
    )
    for relation in UNTOLD:  # known to be empty, so that nothing is asked of the database
        setattr(event, relation, [])
    write(event, values, themes=mapping.themes)
    return event, values


def _create_children(events):
    """The rows of each event's cluster, as saving it would have made them."""
    texts, rules, themes = [], [], []
    for event in events:
        for rows, found in ((event.texts.all(), texts), (event.rules.all(), rules)):
            for row in rows:
                row.event = event
                found.append(row)
        themes += [Event.themes.through(event=event, theme=theme) for theme in event.themes.all()]
    EventText.objects.bulk_create(texts, batch_size=BATCH)
    ScheduleRule.objects.bulk_create(rules, batch_size=BATCH)
    Event.themes.through.objects.bulk_create(themes, batch_size=BATCH)


def _create_versions(events, user):
    """The first version of each event, and a line of its history."""
    kind, now = events[0].get_content_type(), timezone.now()
    facts = {"content_type": kind, "user": user}
    revisions = [
        Revision(
            **facts,
            base_content_type=kind,
            object_id=str(event.pk),
            created_at=now,
            content=event.serializable_data(),
            object_str=str(event),
        )
        for event in events
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for event, revision in zip(events, revisions, strict=True):
        event.latest_revision = revision
    own = Revision.objects.filter(base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    made = Event.objects.filter(pk__in=[event.pk for event in events])
    made.update(latest_revision=Subquery(own.order_by("-pk").values("pk")[:1]))
    entries = [
        ModelLogEntry(
            **facts,
            label=revision.object_str,
            action=IMPORTED,
            timestamp=now,
            object_id=revision.object_id,
            revision=revision,
            content_changed=True,
        )
        for revision in revisions
    ]
    ModelLogEntry.objects.bulk_create(entries, batch_size=BATCH)
