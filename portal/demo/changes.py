"""What happened since: some dates of the demonstration city are called off, moved or elsewhere, one event is gone.

By the operations that staff use, so that pages, feeds and counters stand as they would.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from events.messages.changes import NOTICE
from events.models import Event, RegistrationLetter
from events.occurrences import cancel, move, postpone, relocate
from partners.models import Place
from portal.kit.letters import LetterState

from .days import rules_of
from .files import read

LANGUAGES = ("fr", "nl", "en")


def make_changes(slugs, *, today, now):
    """Carry out the `change` of each [[event.date]] and the `withdrawn` of each [[event]] among these slugs."""
    for row in read("events"):
        if row["slug"] not in slugs:
            continue
        event = Event.objects.get(slug=row["slug"])
        for date, rule in zip(row["date"], rules_of(row["date"], today=today), strict=True):
            if "change" in date:
                _change(event, rule.day, date["change"], now)
        if row.get("withdrawn"):
            event.unpublish()
    # Those who registered are invented: what they are told of it stands there as sent, and leaves for nobody.
    told = RegistrationLetter.objects.filter(kind=NOTICE, state=LetterState.QUEUED)
    told.filter(registration__event__slug__in=slugs).update(state=LetterState.SENT, sent_at=now, attempts=1)


def _change(event, day, change, now):
    # What is over already when the city is loaded late in the day stays as it was.
    occurrence = event.occurrences.filter(rule_day__gte=day, ends_at__gt=now).in_order().first()
    if occurrence is None:
        return
    facts = {"reason": {language: change.get(language, "") for language in LANGUAGES}, "now": now}
    match change["act"]:
        case "cancel":
            cancel(occurrence, **facts)
        case "postpone":
            postpone(occurrence, **facts)
        case "relocate":
            relocate(occurrence, place=Place.objects.get(slug=change["place"]), **facts)
        case "move":
            starts_at = _moved(occurrence, change)
            move(
                occurrence,
                starts_at=starts_at,
                ends_at=starts_at + (occurrence.ends_at - occurrence.starts_at),
                **facts,
            )


def _moved(occurrence, change):
    day = timezone.localdate(occurrence.starts_at) + timedelta(days=change["days"])
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(change["at"])))
