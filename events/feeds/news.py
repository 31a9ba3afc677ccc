"""Which activities of a selection changed last."""

from django.db.models.functions import Coalesce, Greatest

from ..coming import first_of_each
from ..models import Occurrence

ENTRIES = 100
AT_ONCE = 5000  # ids in one query


def news(selection):
    """The Occurrences that a news feed of a Selection shows, with their events and texts, the latest change first.

    At most ENTRIES, one for each activity: its first date that takes place.
    """
    chosen = _latest(first_of_each(selection.snapshot.maps, selection.search.found))
    dates = Occurrence.objects.select_related("event").prefetch_related("event__texts").in_bulk(chosen)
    return [dates[pk] for pk in chosen if pk in dates]


def _latest(occurrence_ids):
    """The ids of those whose date or event changed last, in that order (the soonest first among equals)."""
    found = []
    for first in range(0, len(occurrence_ids), AT_ONCE):
        found += _dated(occurrence_ids[first : first + AT_ONCE])
    return [pk for pk, _changed in sorted(found, key=lambda row: row[1], reverse=True)[:ENTRIES]]


def _dated(occurrence_ids):
    """[(id, when it last changed)] of the first ENTRIES: the database compares, so that few moments are read."""
    published = Coalesce("event__last_published_at", "changed_at")
    dates = Occurrence.objects.filter(pk__in=occurrence_ids).annotate(news=Greatest("changed_at", published))
    return list(dates.order_by("-news", "starts_at", "pk").values_list("pk", "news")[:ENTRIES])
