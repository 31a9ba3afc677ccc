"""Everything that is planned in some days: published dates, and those that drafts would give.

Published dates are rows. Drafts have none: theirs are computed from the rules of their latest version (its JSON, in
one query for all drafts). What was withdrawn is planned again only once it is proposed again.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from partners.models import Partner, Place

from ..agenda.listing import Text
from ..models import Event, EventText, Occurrence, OccurrenceState
from .drafts import PlanState, load_drafts

SOME = 500  # ids in one question


@dataclass(slots=True)
class Activity:
    """What the dates of an event share. changed: a newer version than the published one exists.

    whole: the id of the festival or training that it is a part of, else its own. texts: [Text], loaded for what is
    shown (`load_words`); those of a draft are at hand.
    """

    pk: int
    uuid: object
    slug: str
    kind: str
    organiser: int
    whole: int
    audiences: tuple
    state: str
    changed: bool = False
    sensitive: bool = False
    changed_at: datetime | None = None
    texts: list | None = None


@dataclass(slots=True)
class Planned:
    """One date. quartier: its id or None; place: its id, None where it is online or confidential.

    date: the id of the published date, None for a draft’s. key: tells apart the dates of one draft.
    """

    activity: Activity
    starts_at: datetime
    ends_at: datetime
    quartier: int | None
    place: int | None
    happens: str = OccurrenceState.SCHEDULED
    date: int | None = None
    key: str = ""

    @property
    def takes_place(self):
        return self.happens == OccurrenceState.SCHEDULED


@dataclass
class Plan:
    """dates: [Planned] in order of start. undated: [Activity] of drafts that say no day yet.

    left_out: how many of the oldest drafts were not read.
    """

    dates: list
    undated: list
    left_out: int = 0


def plan_of(lists, first, last, names):
    """The Plan from day `first` to day `last` of what the filters `lists` ({facet: values}) leave.

    names: events.agenda.names.Names, by which slugs are known.
    """
    window = _bounds(first, last)
    ids = {facet: _ids(names, facet, lists) for facet in ("quartier", "partenaire", "theme")}
    wanted = set(lists.get("etat", PlanState.values))
    dates = list(_published(lists, ids, window)) if PlanState.PUBLISHED in wanted else []
    undated, left_out = [], 0
    if wanted - {PlanState.PUBLISHED}:
        drafts, left_out = load_drafts()
        drafts = [draft for draft in drafts if _fits(draft, lists, ids, wanted)]
        seats, places = _quartiers_of(drafts)
        for draft in drafts:
            place, quartier = _where(draft.place, places, seats.get(draft.organiser))
            if ids["quartier"] is not None and quartier not in ids["quartier"]:
                continue
            activity = _activity(draft)
            found = draft.slots(first, last)
            dates += [
                Planned(activity, slot.starts_at, slot.ends_at, quartier, place, key=f"{slot.day:%Y%m%d}-{rank}")
                for rank, slot in enumerate(found)
                if slot.starts_at < window[1] and slot.ends_at > window[0]
            ]
            if not draft.rules:
                undated.append(activity)
    dates.sort(key=lambda planned: (planned.starts_at, planned.activity.pk, planned.date or 0))
    return Plan(dates, undated, left_out)


def load_words(activities):
    """Give the activities that have none their titles, in a query for each five hundred."""
    bare = {activity.pk: activity for activity in activities if activity.texts is None}
    keys = sorted(bare)
    for start in range(0, len(keys), SOME):
        found = defaultdict(list)
        rows = EventText.objects.filter(event__in=keys[start : start + SOME]).order_by("pk")
        for event, language, title in rows.values_list("event", "language", "title"):
            found[event].append(Text(language, title=title))
        for key in keys[start : start + SOME]:
            bare[key].texts = found[key]


def _bounds(first, last):
    return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))


def _ids(names, facet, lists):
    """The ids (set) of the values of a filter, or None when it was not asked for."""
    if facet not in lists:
        return None
    return {pk for pk, slug in names.by_id[facet].items() if slug in lists[facet]}


COLUMNS = (
    "pk", "starts_at", "ends_at", "state", "place", "place__confidential", "place__quartier", "event",
    "event__uuid", "event__slug", "event__kind", "event__organiser", "event__organiser__quartier",
    "event__programme", "event__audiences", "event__has_unpublished_changes", "event__place",
    "event__place__confidential", "event__place__quartier",
)  # fmt: skip


def _published(lists, ids, window):
    """The published dates, in one query."""
    rows = Occurrence.objects.published().filter(ends_at__gt=window[0], starts_at__lt=window[1])
    if "type" in lists:
        rows = rows.filter(event__kind__in=lists["type"])
    if ids["partenaire"] is not None:
        rows = rows.filter(event__organiser__in=ids["partenaire"])
    if ids["theme"] is not None:
        with_theme = Event.themes.through.objects.filter(theme__in=ids["theme"])
        rows = rows.filter(event__in=with_theme.values("event"))
    if ids["quartier"] is not None:
        rows = rows.filter(_in_quartiers(ids["quartier"]))
    audiences, known = set(lists.get("public", ())), {}
    for row in rows.in_order().values_list(*COLUMNS):
        pk, starts_at, ends_at, state, *own, event, uuid, slug, kind, organiser, seat, whole, for_whom, changed = row[
            :16
        ]
        if audiences and audiences.isdisjoint(for_whom):
            continue
        place, confidential, quartier = own if own[0] else row[16:]
        if event not in known:
            known[event] = Activity(
                event, uuid, slug, kind, organiser, whole or event, tuple(for_whom), PlanState.PUBLISHED, changed
            )
        if place is None or confidential:
            place, quartier = None, seat
        yield Planned(known[event], starts_at, ends_at, quartier, place, state, date=pk)


def _in_quartiers(quartiers):
    """Where a date happens; what is online or at a confidential place counts where its organiser is."""
    own = Q(place__quartier__in=quartiers, place__confidential=False)
    usual = Q(place=None, event__place__quartier__in=quartiers, event__place__confidential=False)
    nowhere = Q(place__confidential=True) | Q(place=None, event__place=None)
    nowhere |= Q(place=None, event__place__confidential=True)
    return own | usual | (nowhere & Q(event__organiser__quartier__in=quartiers))


def _fits(draft, lists, ids, wanted):
    """Whether a draft passes the filters, its quartier apart."""
    return (
        draft.state in wanted
        and ("type" not in lists or draft.kind in lists["type"])
        and (ids["partenaire"] is None or draft.organiser in ids["partenaire"])
        and (ids["theme"] is None or not ids["theme"].isdisjoint(draft.themes))
        and ("public" not in lists or not set(lists["public"]).isdisjoint(draft.audiences))
    )


def _activity(draft):
    facts = {"sensitive": draft.sensitive, "changed_at": draft.changed_at, "texts": draft.texts}
    whole = draft.programme or draft.pk
    return Activity(
        draft.pk, draft.uuid, draft.slug, draft.kind, draft.organiser, whole, draft.audiences, draft.state, **facts
    )


def _quartiers_of(drafts):
    """({partner id: quartier id}, {place id: (confidential, quartier id)}) of these drafts, in two queries."""
    partners = Partner.objects.filter(pk__in={draft.organiser for draft in drafts} - {None})
    places = Place.objects.filter(pk__in={draft.place for draft in drafts} - {None})
    known = {pk: (hidden, quartier) for pk, hidden, quartier in places.values_list("pk", "confidential", "quartier")}
    return dict(partners.values_list("pk", "quartier")), known


def _where(place, places, seat):
    """(place id or None, quartier id or None) as for a published date."""
    hidden, quartier = places.get(place, (True, None))
    return (None, seat) if hidden else (place, quartier)
