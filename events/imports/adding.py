"""A partner's calendar is added in two steps: read and shown, then confirmed with what its words mean here."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from portal.kit.refusal import Refusal

from ..models import CalendarSource, ImportedEvent, SourceState
from .apart import read_apart
from .fetching import MAX_OCTETS, FetchError, checked_address, fetch
from .following import AGAIN
from .preview import found_words
from .wordage import one_line
from .wording import failure_words

MOST_SOURCES = 20  # of one partner
FORGOTTEN_AFTER = timedelta(days=2)  # what was read once and never confirmed


def add(partner, *, address="", content=None, name="", language="fr", user=None, now=None):
    """(CalendarSource still to be confirmed, its Reading) of an address or of a file's content (bytes).

    Raises Refusal, with the reason as a sentence, when nothing can be read there.
    """
    now = now or timezone.now()
    if partner.calendar_sources.exclude(state=SourceState.DONE).count() >= MOST_SOURCES:
        raise Refusal(_("C’est assez de calendriers : retirez-en un d’abord."), code="most")
    source = CalendarSource(partner=partner, name=name, language=language, created_by=user)
    try:
        if address:
            source.url = address = checked_address(address)
            fetched = fetch(address)
            content = fetched.content or b""
    except FetchError as error:
        raise Refusal(failure_words(error.code), code=error.code) from None
    reading = _reading(content, now)
    source.kind, source.content = reading.kind, content
    source.name = one_line(name or reading.name, 80) or source.host or _("Calendrier")
    source.default_place = partner.place
    source.words = found_words(source, reading)
    source.save()
    return source, reading


def _reading(content, now):
    if len(content) > MAX_OCTETS:
        raise Refusal(failure_words("large"), code="large")
    reading = read_apart(content, now=now)
    if reading.refused:
        raise Refusal(failure_words(reading.refused), code=reading.refused)
    return reading


def read_again(source, *, now=None):
    """The Reading of what was added and not yet confirmed. Raises Refusal."""
    if not source.content:
        raise Refusal(failure_words("no_file"), code="no_file")
    return _reading(bytes(source.content), now or timezone.now())


def set_up(source, *, name, language, default_kind, default_place, mapping, publishes=None):
    """Say what a calendar's words mean here; what was imported is compared anew at the next run.

    publishes: whether the City trusts it; None leaves that as it is.
    """
    source.name, source.language, source.mapping = name, language, mapping
    source.default_kind, source.default_place = default_kind, default_place
    source.publishes = source.publishes if publishes is None else publishes
    fields = ["name", "language", "mapping", "default_kind", "default_place", "publishes"]
    with transaction.atomic():
        source.save(update_fields=fields)
        # An empty digest stays: a run ended before that event was published or submitted.
        ImportedEvent.objects.filter(source=source).exclude(digest="").update(digest=AGAIN)
        CalendarSource.objects.filter(pk=source.pk).update(content_hash="", etag="", modified="")


def start(source, *, now=None):
    """Read it from now on: at once, then every hour; a file once. Confirms it, or takes it up after a pause.

    What is read already is left to its hour, however often somebody asks.
    """
    now = now or timezone.now()
    values = {"state": SourceState.ACTIVE, "next_run_at": now, "failures": 0}
    waiting = CalendarSource.objects.filter(pk=source.pk).exclude(state__in=(SourceState.ACTIVE, SourceState.DONE))
    if waiting.update(**values):
        transaction.on_commit(lambda: async_task("events.imports.running.run_by_id", source.pk, save=False))


def pause(source):
    """Leave it alone until somebody takes it up."""
    CalendarSource.objects.filter(pk=source.pk, state=SourceState.ACTIVE).update(
        state=SourceState.PAUSED, next_run_at=None
    )


def remove(source):
    """Forget a calendar with its reports; the activities that came from it stay and no longer follow it."""
    source.delete()


def forget_unconfirmed(*, now=None):
    """Every night: what was read once and never confirmed."""
    before = (now or timezone.now()) - FORGOTTEN_AFTER
    CalendarSource.objects.filter(state=SourceState.PREVIEW, created_at__lt=before).delete()
