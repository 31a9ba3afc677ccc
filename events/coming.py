"""What comes next, for pages other than the agenda: from its own maps (events.agenda.bitmaps), or for a few events."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import ngettext

from .agenda.periods import Period, bits_of_period
from .cards import card
from .models import Event, Occurrence, OccurrenceState

NBSP = "\u00a0"
# How many dates are looked at for each row wanted, since one event may have many of them.
DATES_PER_ROW = 12
NEAR = 30  # days


def cards_of(occurrence_ids, language, *, now):
    """{occurrence id: Card} in order of time, in at most five queries. The ids may be a query."""
    dates = list(Occurrence.objects.for_cards().prefetch_related(None).filter(pk__in=occurrence_ids).in_order())
    complete(dates)
    return {date.pk: card(date, language, now=now) for date in dates}


def complete(dates, events=()):
    """Load what `for_cards()` prefetches for these dates, and the texts of more `events`, in at most four queries.

    A date's own place and its event's are of one kind, so that they do not ask twice; what is there already stays.
    """
    events = [*events, *(date.event for date in dates)]
    events += [event.programme for event in events if event.programme_id]
    places = [place for date in dates for place in (date.place, date.event.place) if place]
    prefetch_related_objects(events, "texts")
    prefetch_related_objects([event.image for event in events if event.image], "renditions")
    prefetch_related_objects(places, "texts", "features")


def next_dates(events, *, now):
    """Ids (as a query) of the next date, not called off, of each of `events` (an Event queryset)."""
    dates = Occurrence.objects.published().upcoming(now).filter(state=OccurrenceState.SCHEDULED)
    first = dates.filter(event=OuterRef("pk")).in_order().values("pk")[:1]
    following = events.published().order_by().annotate(next_date=Subquery(first))
    return following.filter(next_date__isnull=False).values_list("next_date", flat=True)


def first_dates(events, *, now, limit):
    """Ids of the first `limit` of the next dates of `events`, in order of time."""
    dates = Occurrence.objects.filter(pk__in=next_dates(events, now=now)).in_order()
    return list(dates.values_list("pk", flat=True)[:limit])


def next_cards(events, language, *, now, limit=None):
    """Cards of the next date of each of `events`; what is over, withdrawn or called off is left out."""
    ids = next_dates(events, now=now) if limit is None else first_dates(events, now=now, limit=limit)
    return list(cards_of(ids, language, now=now).values())


def soonest(maps, bits, *, limit):
    """Ids of the soonest dates among `bits`, one for each event: a date called off only where none takes place."""
    happening = bits & maps.happening
    found = _firsts(maps, happening, limit)
    for event, position in _firsts(maps, bits & ~happening, limit).items():
        if event not in found and not happening & maps.of_events({event}):
            found[event] = position
    return [maps.occurrences[position] for position in sorted(found.values())[:limit]]


def _firsts(maps, bits, limit):
    """{event id: position of its first date} of the first `limit` events among `bits`."""
    found = {}
    for position in maps.positions(bits, 0, limit * DATES_PER_ROW):
        found.setdefault(maps.events[position], position)
        if len(found) == limit:
            break
    return found


def first_of_each(maps, bits):
    """Ids of the first date of each event among `bits`, in order of time; called off only where none takes place."""
    found = {}
    for among in (bits & maps.happening, bits & ~maps.happening):
        this_time = {}
        for position in maps.positions(among):
            this_time.setdefault(maps.events[position], position)
        found = this_time | found
    return [maps.occurrences[position] for position in sorted(found.values())]


def quartier_cards(maps, slug, language, *, now, limit):
    """Cards of the soonest dates in a quartier, one for each event."""
    bits = maps.alive(now.timestamp()) & maps.facets["quartier"].get(slug, 0)
    ids = soonest(maps, bits, limit=limit)
    cards = cards_of(ids, language, now=now)
    return [cards[pk] for pk in ids]


def activities_by_quartier(maps, *, now):
    """{slug: activities with a date in the next NEAR days}; one that comes every week counts once."""
    today = timezone.localdate(now)
    soon = bits_of_period(maps, Period(today, today + timedelta(days=NEAR - 1)), now)
    return {
        slug: len({maps.events[position] for position in maps.positions(soon & bits)})
        for slug, bits in maps.facets["quartier"].items()
    }


def dates_by_day(maps, *, now, days=7):
    """[(day, dates)] for today and the days that follow, as the agenda of each day counts them."""
    today = timezone.localdate(now)
    following = [today + timedelta(days=number) for number in range(days)]
    return [(day, bits_of_period(maps, Period(day, day), now).bit_count()) for day in following]


def activities(count):
    """« 18 activités », on one line."""
    words = ngettext("%(count)s activité", "%(count)s activités", count) % {"count": count}
    return words.replace(" ", NBSP)


def featured(now, *, limit):
    """Ids of the next date of the first events that the editors chose, in order of time."""
    return first_dates(Event.objects.filter(featured=True), now=now, limit=limit)
