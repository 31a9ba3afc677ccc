"""One date of an event as every list shows it: plain values for components/card_row.html."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.images.models import Filter, SourceImageIOError

from partners.models import Feature, Known
from portal.kit.texts import lang_attribute, unbroken
from portal.templatetags.wording import day_month_from, euros

from .models import OccurrenceState, RegistrationMode
from .opening import closes_at

DAWN = time(6)

# What a row says is shorter than what the event's page says.
SHORT_FEATURES = {Feature.LSFB: "LSFB", Feature.VGT: "VGT"}

# What decides whether somebody can come or follow; the rest stands on the event's page and in the filters.
ROW_FEATURES = (
    Feature.ENTREE,
    Feature.BOUCLE,
    Feature.LSFB,
    Feature.VGT,
    Feature.SOUS_TITRES,
    Feature.AUDIODESCRIPTION,
    Feature.FALC,
)

# use → Wagtail's filter specs, smallest first; the first is `src`.
PICTURE_SPECS = {
    "card": ("fill-160x120|format-webp", "fill-320x240|format-webp"),
    "posted": ("max-1200x1200|format-webp",),  # whole, so that whoever posts it says where one should look
    "hero": ("fill-640x400|format-webp", "fill-960x600|format-webp", "fill-1280x800|format-webp"),
    # Not every messenger reads WebP.
    "shared": ("fill-1200x630|format-jpeg",),
    # 16:9, 4:3 and 1:1, at least 720 px wide: what search engines choose from.
    "searched": ("fill-1280x720|format-webp", "fill-960x720|format-webp", "fill-960x960|format-webp"),
}


@dataclass(frozen=True)
class Sign:
    """A fact with its icon: free, price, childcare, online or a code of partners.models.Feature."""

    code: str
    label: str


@dataclass(frozen=True)
class SeatsNote:
    """Whether there is room, in words. code: open, few, full, closed, or none when the question has no object."""

    code: str
    label: str


@dataclass(frozen=True)
class State:
    """What happened to a date. code: cancelled, postponed or moved."""

    code: str
    label: str


@dataclass(frozen=True)
class Picture:
    """An image in several widths; `url`, `width` (px) and `height` (px) are those of the smallest.

    credit: its author, as shown beside it; "" where none is named.
    """

    url: str
    srcset: str
    alt: str
    width: int
    height: int
    credit: str = ""


@dataclass(frozen=True)
class Card:
    """One date in a list. starts, ends: aware, in the portal's time zone; title_lang: "" when the page's own.

    today: the day on which the list is read; another year than its own is said.
    part_of: the title of the festival or training that it belongs to, "" for what stands alone.
    """

    href: str
    title: str
    title_lang: str
    kind: str
    kind_label: str
    starts: datetime
    ends: datetime
    today: date
    place: str
    quartier: str
    online: bool
    signs: tuple[Sign, ...]
    seats: SeatsNote
    state: State | None
    poster: str
    image: Picture | None
    poster_alt: str = ""
    part_of: str = ""

    @property
    def of_one_day(self):
        """Whether it ends on its day, or by dawn of the next: a night belongs to its evening."""
        nights = (self.ends.date() - self.starts.date()).days
        return nights == 0 or (nights == 1 and self.ends.time() <= DAWN)


def card(occurrence, language, *, now):
    """The Card of an occurrence loaded by `Occurrence.objects.for_cards()`, without a further query.

    Texts are those for readers of `language`; labels and addresses follow the active language.
    """
    event = occurrence.event
    text = event.text(language)
    place = occurrence.effective_place
    return Card(
        href=_event_href(event.slug, get_language()),
        title=text.title if text else event.slug,
        title_lang=lang_attribute(text, language),
        kind=event.kind,
        kind_label=event.get_kind_display(),
        starts=timezone.localtime(occurrence.starts_at),
        ends=timezone.localtime(occurrence.ends_at),
        today=timezone.localdate(now),
        place=place_name(place, language),
        quartier=place.quartier.name(language) if place and place.quartier and not place.confidential else "",
        online=event.is_online,
        signs=tuple(signs_of(event, place, language)),
        seats=seats_note(occurrence, now=now),
        state=state_of(occurrence),
        poster=poster_of(event),
        image=image_of(event, language, "card"),
        part_of=whole_title(event, language),
    )


def whole_title(event, language):
    """The title of the published event that this one is a part of, or the empty string."""
    whole = event.programme if event.programme_id else None
    if whole is None or not whole.live:
        return ""
    text = whole.text(language)
    return text.title if text else whole.slug


def place_name(place, language):
    """The place's name; for a confidential one only that it will be told, for none the empty string."""
    if place is None:
        return ""
    if place.confidential:
        return _("Lieu communiqué à l’inscription")
    text = place.text(language)
    return unbroken(text.name) if text else ""


def signs_of(event, place, language):
    """Signs in their order: price, childcare, accessibility that is certain, online."""
    yield _price_sign(event, language)
    if event.has_childcare:
        yield Sign("childcare", _("Garderie"))
    offered = accessible_features(event, place)
    for feature in ROW_FEATURES:
        if feature in offered:
            yield Sign(feature.value, str(SHORT_FEATURES.get(feature, feature.label)))
    if event.is_online:
        yield Sign("online", _("En ligne"))


def _price_sign(event, language):
    if event.is_free:
        return Sign("free", _("Gratuit"))
    if event.price:
        return Sign("price", euros(event.price))
    return Sign("price", event.price_label(language) or _("Payant"))


def accessible_features(event, place):
    """The codes (set) that are certainly there: the place's, unless the event says otherwise."""
    known = {feature.code: feature.value for feature in place.features.all()} if place else {}
    known |= event.accessibility or {}
    return {code for code, value in known.items() if value == Known.YES}


def state_of(occurrence):
    """The State to mark this date with, or None when it is as announced."""
    if occurrence.state == OccurrenceState.CANCELLED:
        return State("cancelled", _("Annulé"))
    if occurrence.state == OccurrenceState.POSTPONED:
        return State("postponed", _("Reporté"))
    before = occurrence.previous_starts_at
    if before is None:
        # Held at its hour although its rule went, a date is as announced; another end is news.
        ends_otherwise = occurrence.moved and occurrence.ends_at != occurrence.rule_ends_at
        return State("moved", _("Nouvel horaire")) if ends_otherwise else None
    same_day = timezone.localdate(before) == timezone.localdate(occurrence.starts_at)
    return State("moved", _("Nouvel horaire") if same_day else _("Nouvelle date"))


def seats_note(occurrence, *, now):
    """The SeatsNote of an occurrence loaded by `for_cards()`; what it says of closing is what events.opening says."""
    event = occurrence.event
    if occurrence.state != OccurrenceState.SCHEDULED or occurrence.is_past(now):
        return SeatsNote("none", "")
    if event.registration_mode == RegistrationMode.NONE:
        return SeatsNote("open", _("Entrée libre"))
    if event.registration_opens_at and now < event.registration_opens_at:
        opens = day_month_from(event.registration_opens_at, timezone.localdate(now))
        return SeatsNote("closed", _("Inscriptions dès le %(day)s") % {"day": opens})
    if now >= _closing(occurrence):
        return SeatsNote("closed", _("Inscriptions closes"))
    whole = event.registration_mode == RegistrationMode.WHOLE
    return _room(event.capacity if whole else occurrence.capacity, event.waiting_list)


def _closing(occurrence):
    """When registration ends for this date, or for the course that one registers for as a whole."""
    event, starts_at = occurrence.event, occurrence.starts_at
    if event.registration_mode == RegistrationMode.WHOLE:
        starts_at = occurrence.course_starts_at or starts_at
    return closes_at(event, starts_at)


def _room(capacity, waiting_list):
    if capacity is None or capacity.limit is None:
        return SeatsNote("open", _("Sur inscription"))
    left = capacity.left
    if left <= 0:
        return SeatsNote("full", _("Complet · liste d’attente") if waiting_list else _("Complet"))
    label = ngettext("%(left)s place", "%(left)s places", left) % {"left": left}
    return SeatsNote("few" if left <= 3 or left * 10 <= capacity.limit else "open", label)


def poster_of(event):
    """The address of the event's woven poster (SVG)."""
    return _poster_href(event.kind, event.uuid.hex)


# Making an address takes as long as all the rest of a card.
@lru_cache(maxsize=10_000)
def _event_href(slug, active_language):
    return reverse("evenement", args=[slug])


@lru_cache(maxsize=10_000)
def _poster_href(kind, seed):
    return reverse("affiche", args=[kind, seed])


def image_of(event, language, use):
    """The Picture of the event for a use of PICTURE_SPECS, or None without image (or when its file is gone)."""
    pictures = pictures_of(event, language, use)
    if not pictures:
        return None
    srcset = ", ".join(f"{picture.url} {picture.width}w" for picture in pictures)
    return replace(pictures[0], srcset=srcset)


def pictures_of(event, language, use):
    """The same as one Picture for each spec of that use, without `srcset`; none without image."""
    if event.image is None:
        return []
    try:
        renditions = _renditions(event.image, [Filter(spec) for spec in PICTURE_SPECS[use]])
    except SourceImageIOError:
        return []
    alt, credit = event.image.alt(language), event.image.credit_line
    return [
        Picture(url=rendition.url, srcset="", alt=alt, width=rendition.width, height=rendition.height, credit=credit)
        for rendition in renditions
    ]


def _renditions(image, filters):
    # Asked for directly: get_renditions() writes to the cache even when nothing was missing.
    found = image.find_existing_renditions(*filters)
    if len(found) == len(filters):
        return [found[wanted] for wanted in filters]
    return list(image.get_renditions(*filters).values())
