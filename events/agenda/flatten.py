"""From an event and its dates to the flat rows that the agenda searches. No query: everything arrives loaded."""

import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from partners.models import Feature
from portal.kit.texts import SPOKEN_CHOICES

from ..cards import accessible_features
from ..models import AgendaRow, AgendaText, Audience, OccurrenceState, RegistrationMode
from ..opening import closes_at
from .fulltext import words_of

SPOKEN = {code for code, _label in SPOKEN_CHOICES}
ANY_AGE = 999
NOON, EVENING = 12, 18
# When a part of the day begins, in hours since the first midnight. The night belongs to its evening until six.
PARTS = ((6, "matin"), (12, "apres-midi"), (18, "soir"), (30, "matin"), (36, "apres-midi"), (42, "soir"))
_TAGS = re.compile(r"<[^>]*>")


def moments_of(starts_at, ends_at):
    """The parts of the day in which a date starts or goes on, in order, each once, by the portal's clocks.

    `matin` before noon, `apres-midi` before 18:00, `soir` after.
    """
    starts, ends = (timezone.localtime(moment).replace(tzinfo=None) for moment in (starts_at, ends_at))
    midnight = starts.replace(hour=0, minute=0, second=0, microsecond=0)
    begun, over = (moment - midnight for moment in (starts, ends))
    first = "matin" if starts.hour < NOON else "apres-midi" if starts.hour < EVENING else "soir"
    return list(dict.fromkeys([first, *(part for hour, part in PARTS if begun < timedelta(hours=hour) < over)]))


def flat_rows(event, occurrences, theme_ids):
    """The AgendaRows of an event. occurrences: all its dates, in order; theme_ids: the ids of its themes."""
    scheduled = [date for date in occurrences if date.in_schedule and date.state == OccurrenceState.SCHEDULED]
    course_starts_at = scheduled[0].starts_at if scheduled else None
    marks_at = {}
    for occurrence in occurrences:
        place = occurrence.place or event.place
        if (key := place and place.pk) not in marks_at:
            marks_at[key] = " ".join(_event_marks(event, place, theme_ids))
        bookable = occurrence.state == OccurrenceState.SCHEDULED
        row = AgendaRow(
            occurrence=occurrence,
            event=event,
            visible=event.live and occurrence.in_schedule,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            start=_seconds(occurrence.starts_at),
            end=_seconds(occurrence.ends_at),
            kind=event.kind,
            quartier_id=_quartier_id(place),
            place=place,
            partner_id=event.organiser_id,
            marks=" ".join([marks_at[key], *_moment_marks(occurrence)]),
        )
        if bookable and event.registration_mode == RegistrationMode.NONE:
            row.marks += " libre:1"
        elif bookable:
            whole = event.registration_mode == RegistrationMode.WHOLE
            row.marks += " inscription:1"
            row.capacity_id = event.capacity_id if whole else occurrence.capacity_id
            row.opens = _seconds(event.registration_opens_at)
            starts_at = course_starts_at if whole else occurrence.starts_at
            row.closes = _seconds(closes_at(event, starts_at))
        yield row


def _seconds(moment):
    """Seconds since 1970, the last one begun; None stays None."""
    return None if moment is None else int(moment.timestamp())


def _quartier_id(place):
    """None without a place, or when nobody may learn where it is."""
    return place.quartier_id if place and not place.confidential else None


def _moment_marks(occurrence):
    return [f"moment:{part}" for part in moments_of(occurrence.starts_at, occurrence.ends_at)]


def _event_marks(event, place, theme_ids):
    yield f"type:{event.kind}"
    yield f"partenaire:{event.organiser_id}"
    if quartier_id := _quartier_id(place):
        yield f"quartier:{quartier_id}"
    yield from (f"theme:{theme_id}" for theme_id in sorted(theme_ids))
    yield from (f"public:{code}" for code in Audience.values if code in (event.audiences or []))
    yield from (f"langue:{code}" for code in sorted(SPOKEN.intersection(event.languages or [])))
    offered = accessible_features(event, place)
    yield from (f"acces:{code}" for code in Feature.values if code in offered)
    yield f"age:{event.age_min or 0}-{ANY_AGE if event.age_max is None else event.age_max}"
    if event.is_free:
        yield "gratuit:1"
    if event.has_childcare:
        yield "garderie:1"


def flat_texts(event, texts, theme_names):
    """The AgendaTexts of an event. texts: [(language, title, summary, body as raw stream data)], any order.

    theme_names: the names of its themes, in all languages: like the quartier's, they are looked up in any of them.
    """
    place = event.place if event.place and not event.place.confidential else None
    for rank, (language, title, summary, body) in enumerate(sorted(texts, key=lambda text: text[0])):
        parts = [title, summary, *_stream_words(body)]
        parts += [row.text(language).name for row in (event.organiser, place) if row and row.text(language)]
        parts += [*_quartier_names(place), *theme_names]
        words = sorted(set(words_of(" ".join(parts))))
        yield AgendaText(id=event.pk * AgendaText.TEXTS + rank, event=event, words=" ".join(words))


def _quartier_names(place):
    quartier = place and place.quartier
    return [quartier.name_fr, quartier.name_nl, quartier.name_en] if quartier else []


def _stream_words(value):
    """The words in the raw data of a StreamField: the strings under every `value`, without tags."""
    if isinstance(value, str):
        yield unescape(_TAGS.sub(" ", value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"id", "type"}:
                yield from _stream_words(inner)
    else:
        for block in value if isinstance(value, (list, tuple)) else ():
            yield from _stream_words(block)
