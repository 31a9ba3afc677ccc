"""The blocks that feeds are made of, kept in step with the published dates."""

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.images.models import Filter, SourceImageIOError

from portal.kit.site import absolute

from ..cards import PICTURE_SPECS
from ..models import Event, EventSettings, FeedBlock, FeedOrigin, Occurrence
from .vevent import dated, sameness, undated

DATES_AT_ONCE = 1000
IMAGE_SPEC = PICTURE_SPECS["hero"][-1]


def rewrite(event_ids):
    """Bring the blocks of these events (ids) in line with what is published of them; withdrawn ones leave."""
    addresses = _addresses()
    for chunk in _chunks(Event.objects.filter(pk__in=event_ids)):
        _rewrite_some(chunk, addresses)
    _changed(addresses, update=["changed_at"])


def rebuild():
    """Bring all blocks in line, some events at a time: readers and registrations go on meanwhile."""
    addresses = _addresses()
    for chunk in _chunks(Event.objects.all()):
        _rewrite_some(chunk, addresses)
    _changed(addresses, update=["changed_at", *addresses])


def ensure_site_url():
    """Rebuild when the addresses that stand in the blocks are no longer this portal's; says whether it did."""
    origin = FeedOrigin.objects.filter(pk=1).values("site_url", "uid_domain").first()
    if origin == _addresses():
        return False
    rebuild()
    return True


def _addresses():
    return {"site_url": absolute(""), "uid_domain": EventSettings.load().uid_domain}


def _changed(addresses, *, update):
    origin = FeedOrigin(pk=1, changed_at=timezone.now(), **addresses)
    FeedOrigin.objects.bulk_create([origin], update_conflicts=True, unique_fields=["id"], update_fields=update)


def _chunks(events):
    """Lists of event ids whose dates are about DATES_AT_ONCE together."""
    chunk, dates = [], 0
    for pk, count in events.order_by("pk").values_list("pk", Count("occurrences")):
        if chunk and dates + count > DATES_AT_ONCE:
            yield chunk
            chunk, dates = [], 0
        chunk.append(pk)
        dates += count
    if chunk:
        yield chunk


def _rewrite_some(event_ids, addresses):
    with transaction.atomic():
        gone = FeedBlock.objects.filter(occurrence__event__in=event_ids)
        gone.exclude(occurrence__event__live=True, occurrence__in_schedule=True).delete()
        FeedBlock.objects.bulk_create(
            list(_blocks(event_ids, **addresses)),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["occurrence", "language"],
            update_fields=["text"],
        )


def _blocks(event_ids, *, site_url, uid_domain):
    """The FeedBlocks of the published dates of these events; what dates of one event share is written once."""
    shared = {}
    for date, image_url in _published_dates(event_ids):
        first_lines = dated(date, uid_domain=uid_domain)
        for language, _name in settings.LANGUAGES:
            key = (date.event_id, language, sameness(date))
            if key not in shared:
                shared[key] = undated(date, language, site_url=site_url, image_url=image_url)
            yield FeedBlock(occurrence=date, language=language, text=first_lines + shared[key])


def _published_dates(event_ids):
    """(Occurrence, address of its image or ""), each event and each place loaded once for all its dates."""
    events = (
        Event.objects.published()
        .filter(pk__in=event_ids)
        .select_related("organiser")
        .prefetch_related("texts", "organiser__texts", "place__texts", "image__renditions")
    )
    known = {event.pk: event for event in events}
    images = {event.pk: _image_url(event) for event in known.values()}
    dates = Occurrence.objects.published().filter(event__in=known).order_by("pk")
    for date in dates.prefetch_related("place__texts"):
        date.event = known[date.event_id]
        yield date, images[date.event_id]


def _image_url(event):
    """The absolute address of the event's image as its page shows it; empty without one, or when its file is gone."""
    if event.image is None:
        return ""
    wanted = Filter(IMAGE_SPEC)
    found = event.image.find_existing_renditions(wanted).get(wanted)
    try:
        return urljoin(absolute("/"), (found or event.image.get_rendition(wanted)).url)
    except SourceImageIOError:
        return ""
