"""What the agenda searches, kept in step with events: called by whatever changes an event, a date or its places."""

import secrets
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue

from .agenda.flatten import flat_rows, flat_texts
from .cards import PICTURE_SPECS, image_of
from .models import AgendaRow, AgendaText, CatalogueStamp, Event, EventText, Occurrence

AT_ONCE = 200  # events
ROW_COLUMNS = [
    "event", "visible", "starts_at", "ends_at", "kind", "quartier", "place", "partner", "capacity", "start", "end",
    "opens", "closes", "marks",
]  # fmt: skip


_LEFT_ALONE = ContextVar("left alone", default=False)


@contextmanager
def left_alone():
    """Whoever writes many events at once calls rebuild() when all are there; none of them is followed by itself."""
    token = _LEFT_ALONE.set(True)
    try:
        yield
    finally:
        _LEFT_ALONE.reset(token)


def event_changed(event_id):
    """Rewrite what the agenda and the feeds hold of one event, which may be gone; run it after every change."""
    if _LEFT_ALONE.get():
        return
    events_changed([event_id])
    transaction.on_commit(partial(_make_pictures, event_id), robust=True)


def events_changed(event_ids):
    """Rewrite what the agenda and the feeds hold of these events, in one transaction."""
    from .feeds import blocks

    if _LEFT_ALONE.get():
        return
    with transaction.atomic():
        for chunk in _chunks(sorted(set(event_ids))):
            _rewrite(chunk)
            blocks.rewrite(chunk)
        names_changed()


def names_changed():
    """What readers hold of the agenda no longer stands: an event changed, or the name of a quartier or a theme."""
    _renew(CatalogueStamp.CATALOGUE)


def seats_changed(capacity_ids):
    """Places of these capacities were taken, freed or added. Never call it under their lock, but after commit."""
    if capacity_ids:
        _renew(CatalogueStamp.SEATS)


def pages_changed():
    """What public pages show besides the agenda no longer stands: a page, the menu, a partner, an image."""
    _renew(CatalogueStamp.PAGES)


def rebuild():
    """Rewrite everything, some events at a time, so that registrations go on; readers see it at the end."""
    from .feeds import blocks

    for chunk in _chunks(Event.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            _rewrite(chunk)
    blocks.rebuild()
    names_changed()


def stamps():
    """{"catalogue": value, "seats": value, "pages": value}, in one query; one that was never set is empty."""
    kept = dict(CatalogueStamp.objects.values_list("name", "value"))
    return {name: kept.get(name, "") for name in (CatalogueStamp.CATALOGUE, CatalogueStamp.SEATS, CatalogueStamp.PAGES)}


def _renew(name):
    stamp = CatalogueStamp(name=name, value=secrets.token_hex(8), changed_at=timezone.now())
    CatalogueStamp.objects.bulk_create(
        [stamp], update_conflicts=True, unique_fields=["name"], update_fields=["value", "changed_at"]
    )


def _chunks(event_ids):
    event_ids = list(event_ids)
    return [event_ids[first : first + AT_ONCE] for first in range(0, len(event_ids), AT_ONCE)]


def _rewrite(event_ids):
    # The lock: two changes of one event write its rows one after the other. Without the key, because whoever
    # registers refers to the event while holding places, and publication waits for places while holding the event.
    changing = Event.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=event_ids)
    list(changing.order_by("pk").values_list("pk"))
    events = Event.objects.filter(pk__in=event_ids).select_related("organiser", "place__quartier")
    dates, themes, texts = _dates(event_ids), _themes(event_ids), _texts(event_ids)
    rows, words = [], []
    for event in events.prefetch_related("organiser__texts", "place__texts", "place__features"):
        rows += flat_rows(event, dates[event.pk], themes[event.pk])
        words += flat_texts(event, texts[event.pk], [name for names in themes[event.pk].values() for name in names])
    AgendaRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["occurrence"], update_fields=ROW_COLUMNS)
    AgendaText.objects.filter(event__in=event_ids).delete()
    AgendaText.objects.bulk_create(words)


def _dates(event_ids):
    found = defaultdict(list)
    occurrences = Occurrence.objects.filter(event__in=event_ids).select_related("place").in_order()
    for occurrence in occurrences.prefetch_related("place__features"):
        found[occurrence.event_id].append(occurrence)
    return found


def _themes(event_ids):
    """{event id: {theme id: its names}}"""
    found = defaultdict(dict)
    columns = ("event", "theme", "theme__name_fr", "theme__name_nl", "theme__name_en")
    for event_id, theme_id, *names in Event.themes.through.objects.filter(event__in=event_ids).values_list(*columns):
        found[event_id][theme_id] = names
    return found


def _texts(event_ids):
    found = defaultdict(list)
    columns = ("event", "language", "title", "summary", "body")
    for event_id, language, title, summary, body in EventText.objects.filter(event__in=event_ids).values_list(*columns):
        raw = list(body.raw_data) if isinstance(body, StreamValue) else []
        found[event_id].append((language, title, summary, raw))
    return found


def _make_pictures(event_id):
    """So that no visitor waits for an image to be cut."""
    event = Event.objects.select_related("image").filter(pk=event_id).first()
    if event and event.live:
        for use in PICTURE_SPECS:
            image_of(event, "fr", use)
