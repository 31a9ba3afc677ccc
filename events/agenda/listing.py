"""Cards of a page of dates from a few light queries.

Model instances that know everything cost five times as much as the whole page may. The classes here stand in for
Occurrence, Event and Place wherever events.cards reads them, and know what a card shows, no more.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from wagtail.images import get_image_model

from partners.models import Place, PlaceFeature, PlaceText
from portal.kit.texts import choose_text, translated

from ..cards import PICTURE_SPECS, card
from ..models import AgendaRow, Capacity, Event, EventKind, EventText

DATE_COLUMNS = (
    "occurrence", "event", "starts_at", "ends_at", "closes", "place", "capacity", "capacity__limit",
    "capacity__taken", "occurrence__state", "occurrence__moved", "occurrence__previous_starts_at",
    "occurrence__rule_ends_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "slug", "uuid", "kind", "is_online", "is_free", "price", "price_label_fr", "price_label_nl", "price_label_en",
    "childcare", "childcare_seats", "accessibility", "registration_mode", "waiting_list", "registration_opens_at",
    "registration_closes_at", "expire_at", "programme_id", "programme__live", "programme__slug",
)  # fmt: skip
PLACE_COLUMNS = ("confidential", "quartier", "quartier__name_fr", "quartier__name_nl", "quartier__name_en")
KINDS = dict(EventKind.choices)


@dataclass(slots=True)
class Text:
    language: str
    title: str = ""
    name: str = ""


class Texts:
    """Something that has its words in several languages, in `rows`."""

    def text(self, language):
        return choose_text(self.rows, language)


class ListedQuartier:
    def name(self, language):
        return translated(self, "name", language)


class ListedPlace(Texts):
    """features: see Feature below; quartier: None, or a ListedQuartier."""


class ListedEvent(Texts):
    has_childcare = Event.has_childcare

    def price_label(self, language):
        return translated(self, "price_label", language)

    def get_kind_display(self):
        return str(KINDS[self.kind])


class ListedDate:
    def is_past(self, now):
        return self.ends_at <= now


class Features(list):
    """Rows of (code, value), asked for as a related manager is."""

    def all(self):
        return self


def listed_cards(occurrence_ids, language, *, now, places):
    """The Cards of these dates (ids), in order of start, as `card()` makes them of what `for_cards()` loads.

    places: {id: ListedPlace} that are known already and still hold; those that are missing are added.
    """
    return [card(date, language, now=now) for date in _dates(occurrence_ids, places)]


def _dates(occurrence_ids, places):
    columns = (*DATE_COLUMNS, "event__image", *(f"event__{name}" for name in EVENT_COLUMNS))
    rows = AgendaRow.objects.filter(pk__in=occurrence_ids).order_by("starts_at", "occurrence").values_list(*columns)
    rows = [dict(zip(columns, row, strict=True)) for row in rows]
    if missing := {row["place"] for row in rows} - {None} - places.keys():
        places.update(_places(missing))
    images = _images({row["event__image"] for row in rows} - {None})
    texts = _texts({row[name] for row in rows for name in ("event", "event__programme_id")} - {None})
    return [_date(row, places, images, texts) for row in rows]


def _date(row, places, images, texts):
    event = ListedEvent()
    for name in EVENT_COLUMNS:
        setattr(event, name, row[f"event__{name}"])
    event.rows = texts[row["event"]]
    event.programme = ListedEvent()
    event.programme.rows = texts[row["event__programme_id"]]
    event.programme.live, event.programme.slug = row["event__programme__live"], row["event__programme__slug"]
    event.image = images.get(row["event__image"])
    date = ListedDate()
    date.event = event
    date.starts_at, date.ends_at = row["starts_at"], row["ends_at"]
    date.state, date.moved = row["occurrence__state"], row["occurrence__moved"]
    date.previous_starts_at = row["occurrence__previous_starts_at"]
    date.rule_ends_at = row["occurrence__rule_ends_at"]
    date.effective_place = places.get(row["place"])
    # The row has the capacity that counts, and when registration closes: at the start of the course unless staff said.
    date.capacity = event.capacity = row["capacity"] and Capacity(
        pk=row["capacity"], limit=row["capacity__limit"], taken=row["capacity__taken"]
    )
    date.course_starts_at = None if row["closes"] is None else datetime.fromtimestamp(row["closes"], UTC)
    return date


def _places(place_ids):
    names, features, found = defaultdict(list), defaultdict(Features), {}
    for place, language, name in PlaceText.objects.filter(place__in=place_ids).values_list("place", "language", "name"):
        names[place].append(Text(language, name=name))
    for row in PlaceFeature.objects.filter(place__in=place_ids).only("place", "code", "value"):
        features[row.place_id].append(row)
    for pk, *values in Place.objects.filter(pk__in=place_ids).order_by().values_list("pk", *PLACE_COLUMNS):
        place = found[pk] = ListedPlace()
        place.rows, place.features = names[pk], features[pk]
        place.confidential, place.quartier = values[0], None
        if values[1] is not None:
            place.quartier = ListedQuartier()
            place.quartier.name_fr, place.quartier.name_nl, place.quartier.name_en = values[2:]
    return found


def _images(image_ids):
    if not image_ids:
        return {}
    images = get_image_model().objects.filter(pk__in=image_ids).prefetch_renditions(*PICTURE_SPECS["card"])
    return {image.pk: image for image in images}


def _texts(event_ids):
    found = defaultdict(list)
    for event, language, title in EventText.objects.filter(event__in=event_ids).values_list(
        "event", "language", "title"
    ):
        found[event].append(Text(language, title=title))
    return found
