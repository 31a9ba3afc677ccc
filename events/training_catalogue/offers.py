"""Every training and conference to come, with the marks that its filters read. Kept for a minute in the process."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.utils import timezone

from ..agenda.bitmaps import snapshot
from ..coming import first_of_each
from ..models import Event, EventKind, Framework, Occurrence, RegistrationMode

KINDS = (EventKind.FORMATION, EventKind.CONFERENCE)
SHORT, DAY = 4 * 60, 8 * 60  # minutes
MINUTE = 60


@dataclass(frozen=True)
class Offer:
    """One event at its next date (ids). marks: {filter: set of values}."""

    event: int
    occurrence: int
    marks: dict


@dataclass(frozen=True)
class Offers:
    """rows: [Offer] in order of their next date; labels: {filter: {language: {value: label}}} of what staff name."""

    rows: list
    labels: dict


_held = (None, None)


def offers(now):
    """The Offers at `now`: read again when the catalogue changes, and every minute for what is over."""
    global _held
    maps = snapshot(now).maps
    key = maps.stamp, int(now.timestamp() // MINUTE)
    if _held[0] != key:
        _held = key, _load(maps, now)
    return _held[1]


def _load(maps, now):
    # Each date has one kind: the sum of disjoint bits is their union.
    bits = maps.alive(now.timestamp()) & sum(maps.facets["type"].get(kind.value, 0) for kind in KINDS)
    event_of, months, themes = {}, defaultdict(set), defaultdict(set)
    for position in maps.positions(bits):
        event = event_of[maps.occurrences[position]] = maps.events[position]
        months[event].add(_month(maps.starts[position]))
    for slug, of_theme in maps.facets["theme"].items():
        for position in maps.positions(bits & of_theme):
            themes[maps.events[position]].add(slug)
    facts, frameworks, names = _facts(), _frameworks(), list(Framework.objects.all())
    slugs = {row.pk: row.slug for row in names}
    rows = [
        Offer(
            event,
            occurrence,
            facts[event]
            | {
                "theme": themes[event],
                "mois": months[event],
                "cadre": {slugs[pk] for pk in frameworks[event]},
            },
        )
        for occurrence in first_of_each(maps, bits)
        if (event := event_of[occurrence]) in facts
    ]
    labels = {
        "theme": maps.names.labels["theme"],
        "cadre": {code: {row.slug: row.name(code) for row in names} for code in maps.names.labels["theme"]},
    }
    return Offers(rows, labels)


def _month(start):
    return f"{timezone.localtime(datetime.fromtimestamp(start, UTC)):%Y-%m}"


def _facts():
    """{event id: its own marks}, in two queries."""
    columns = ("pk", "is_online", "gives_attestation", "training_hours", "registration_mode", "languages")
    lengths = _lengths()
    found = {}
    for pk, online, attestation, hours, mode, languages in _published().values_list(*columns):
        sessions = lengths.get(pk, timedelta()) if mode == RegistrationMode.WHOLE else timedelta()
        minutes = round(hours * 60) if hours is not None else round(sessions.total_seconds() / 60)
        found[pk] = {
            "langue": set(languages),
            "en-ligne": {"1"} if online else set(),
            "attestation": {"1"} if attestation else set(),
            "duree": {_length(minutes)} - {""},
        }
    return found


def _published():
    return Event.objects.published().filter(kind__in=KINDS).order_by()


def _lengths():
    held = Occurrence.objects.published().filter(event__kind__in=KINDS, state="scheduled").order_by()
    span = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    return dict(held.values("event").annotate(length=Sum(span)).values_list("event", "length"))


def _length(minutes):
    if not minutes:
        return ""
    return "court" if minutes <= SHORT else "jour" if minutes <= DAY else "long"


def _frameworks():
    found = defaultdict(set)
    rows = Event.frameworks.through.objects.filter(event__kind__in=KINDS, event__live=True)
    for event, framework in rows.values_list("event", "framework"):
        found[event].add(framework)
    return found
