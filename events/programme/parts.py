"""The parts of an event as readers see them: plain values, one for each published date of a part."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.texts import lang_attribute

from ..cards import SeatsNote, State, place_name, seats_note, state_of
from ..models import EventKind, Occurrence, Question

MODULAR = (EventKind.FORMATION, EventKind.COURS)  # their parts are modules
MOST_DATES = 400


@dataclass(frozen=True)
class Part:
    """One date of a part. starts, ends: aware, in the portal's time zone; stage: "" where there is but one."""

    href: str
    title: str
    title_lang: str
    kind: str
    kind_label: str
    starts: datetime
    ends: datetime
    stage: str
    state: State | None
    seats: SeatsNote


def part_dates(event):
    """The published dates of the parts of `event`, in order, each with `asks_questions`; texts by `complete()`."""
    asks = Exists(Question.objects.filter(event=OuterRef("event")))
    dates = Occurrence.objects.for_cards().prefetch_related(None).published().filter(event__programme=event)
    return dates.annotate(asks_questions=asks).in_order()[:MOST_DATES]


def part(date, whole, language, *, now):
    """The Part of a date loaded by `part_dates()`, `whole` being what it is a part of."""
    event = date.event
    text = event.text(language)
    return Part(
        href=reverse("evenement", args=[event.slug]),
        title=text.title if text else event.slug,
        title_lang=lang_attribute(text, language),
        kind=event.kind,
        kind_label=event.get_kind_display(),
        starts=timezone.localtime(date.starts_at),
        ends=timezone.localtime(date.ends_at),
        stage=stage_of(date, whole, language),
        state=state_of(date),
        seats=seats_note(date, now=now),
    )


def stage_of(date, whole, language):
    """The stage or room; without one, the place when it is not that of the whole."""
    place = date.effective_place
    elsewhere = place is not None and place.pk != whole.place_id
    return date.event.stage or (place_name(place, language) if elsewhere else "")


def by_day(parts):
    """[(day, [Part])] of Parts in order of time; a night belongs to the day on which it starts."""
    return [(day, list(rows)) for day, rows in groupby(parts, key=lambda part: part.starts.date())]


def words(event):
    """What the parts of this event are called: {title, everything, choose}."""
    if event.kind in MODULAR:
        return {
            "title": _("Les modules"),
            "everything": _("Tous les modules"),
            "choose": _("S’inscrire à plusieurs modules"),
        }
    return {
        "title": _("Le programme"),
        "everything": _("Tout le programme"),
        "choose": _("S’inscrire à plusieurs activités"),
    }


def count_label(event, count):
    """« 12 activités », « 3 modules »."""
    if event.kind in MODULAR:
        return ngettext("%(count)s module", "%(count)s modules", count) % {"count": count}
    return ngettext("%(count)s activité", "%(count)s activités", count) % {"count": count}


def whole_of(event, language):
    """{title, title_lang, href} of what this event is a part of, or None; the whole and its texts are loaded."""
    whole = event.programme if event.programme_id else None
    if whole is None or not whole.live:
        return None
    text = whole.text(language)
    return {
        "title": text.title if text else whole.slug,
        "title_lang": lang_attribute(text, language),
        "href": reverse("evenement", args=[whole.slug]),
    }
