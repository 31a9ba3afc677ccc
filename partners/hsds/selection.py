"""Which rows answer what was asked: keys, in a fixed order. A term that nobody knows is no error: nothing has it."""

import math
import re
import unicodedata
from collections import defaultdict
from statistics import fmean

from django.db.models import Q

from ..models import Partner, PartnerText, Place, PlaceFeature, Presence, Quartier, Service, ServiceText, Theme
from .ids import at_seat, term_id
from .parts import instant
from .terms import TAXONOMIES, all_terms

EARTH = 6_371_000  # metres
FEW = 500
MARKS = re.compile("[\u0300-\u036f]+")  # accents, once they stand by themselves


def terms():
    """Every Term of the portal."""
    return all_terms(Theme.objects.order_by("slug"), Quartier.objects.order_by("slug"))


def service_keys(asked):
    """The keys of the services: a list, or a queryset that need not be read whole."""
    keys = _with_audience(_services(asked), asked)
    return _with_words(keys, asked, (ServiceText, "service_id", ("name", "summary", "description", "eligibility")))


def organization_keys(asked):
    """The keys of the partners: a list, or a queryset that need not be read whole."""
    found = Partner.objects.published()
    if asked.organization_id:
        found = found.filter(uuid=asked.organization_id)
    if asked.modified_after:
        found = found.filter(
            Q(changed_at__gte=asked.modified_after)
            | _changed_place("place", asked)
            | Q(pk__in=Presence.objects.filter(_changed_place("place", asked)).values("partner"))
        )
    presences = Presence.objects.filter(place__in=_places_found(asked))
    at = Q(place__in=_places_found(asked)) | Q(pk__in=presences.values("partner"))
    found = _classified(found, asked, kind="kind", quartier="quartier", at=at)
    keys = _with_audience(found, asked)
    return _with_words(keys, asked, (PartnerText, "partner_id", ("name", "summary", "description")))


def site_keys(asked):
    """(key of the service, uuid of the service at a location) of each."""
    services = service_keys(asked)
    near = _near(asked) if asked.postcode else None
    sites = defaultdict(list)
    placed = Presence.objects.filter(service__isnull=False, place__confidential=False).order_by("sort_order", "pk")
    for service, place, uuid in placed.values_list("service_id", "place_id", "uuid"):
        sites[service].append((place, uuid))
    seats = Service.objects.shown().filter(partner__place__confidential=False, presences=None)
    for service, place, uuid in seats.values_list("pk", "partner__place_id", "uuid"):
        sites[service].append((place, at_seat(uuid)))
    return [(service, uuid) for service in services for place, uuid in sites[service] if near is None or place in near]


def minimal_services(keys):
    """[{id, modified_date}] of these services, for whoever looks what is new (parameter `minimal`).

    Of all services at once, all are read: a database takes no list of so many keys.
    """
    changed = defaultdict(list)
    shown, placed = Service.objects.shown(), Presence.objects.filter(service__isnull=False)
    if len(keys) <= FEW:
        shown, placed = shown.filter(pk__in=keys), placed.filter(service__in=keys)
    for service, hidden, moment in placed.values_list("service_id", "place__confidential", "place__changed_at"):
        changed[service].append(None if hidden else moment)
    columns = ("pk", "uuid", "changed_at", "partner__changed_at", "partner__place__confidential")
    rows = shown.values_list(*columns, "partner__place__changed_at")
    listed = {}
    for key, uuid, own, partners, hidden, seats in rows:
        places = changed.get(key, [None if hidden else seats])
        moments = [own, partners, *filter(None, places)]
        listed[key] = {"id": str(uuid), "modified_date": instant(max(moments))}
    return [listed[key] for key in keys if key in listed]


def _services(asked):
    found = Service.objects.shown()
    if asked.organization_id:
        found = found.filter(partner__uuid=asked.organization_id)
    if asked.modified_after:
        # As ServiceRecord.modified_at computes it.
        found = found.filter(
            Q(changed_at__gte=asked.modified_after)
            | Q(partner__changed_at__gte=asked.modified_after)
            | Q(pk__in=Presence.objects.filter(_changed_place("place", asked)).values("service"))
            | (_at_seat() & _changed_place("partner__place", asked))
        )
    presences = Presence.objects.filter(place__in=_places_found(asked))
    at = Q(pk__in=presences.values("service")) | (_at_seat() & Q(partner__place__in=_places_found(asked)))
    return _classified(found, asked, kind="partner__kind", quartier="partner__quartier", at=at)


def _at_seat():
    """A service that says of no place that it is there. (A join would tell the other services once for each place.)"""
    return ~Q(pk__in=Presence.objects.filter(service__isnull=False).values("service"))


def _changed_place(name, asked):
    return Q(**{f"{name}__changed_at__gte": asked.modified_after, f"{name}__confidential": False})


def _classified(found, asked, *, kind, quartier, at):
    """The rows with the term and a term of the taxonomy asked for; publics are left to `_audiences_of`."""
    if asked.taxonomy_term_id:
        term = _term(asked)
        if term is None:
            return found.none()
        asked_for = {
            "type": lambda: Q(**{kind: term.code}),
            "theme": lambda: Q(themes=term.row),
            "quartier": lambda: Q(**{quartier: term.row}),
            "acces": lambda: at,
            "public": Q,
        }
        found = found.filter(asked_for[term.taxonomy]())
    if asked.taxonomy_id:
        code = _taxonomy(asked)
        if code is None:
            return found.none()
        any_theme = Q(pk__in=found.model.objects.filter(themes__isnull=False).values("pk"))
        has_any = {"theme": any_theme, "quartier": Q(**{f"{quartier}__isnull": False}), "acces": at}
        found = found.filter(has_any.get(code, Q()))
    return found


def _term(asked):
    return next((term for term in terms() if term.id == str(asked.taxonomy_term_id)), None)


def _taxonomy(asked):
    return next((code for code in TAXONOMIES if term_id(code, "") == str(asked.taxonomy_id)), None)


def _audiences_of(asked):
    """The codes of which a row must have one; None when publics were not asked. (SQLite cannot look into lists.)"""
    wanted = None
    if asked.taxonomy_id and _taxonomy(asked) == "public":
        wanted = {term.code for term in terms() if term.taxonomy == "public"}
    if asked.taxonomy_term_id and (term := _term(asked)) and term.taxonomy == "public":
        wanted = {term.code}
    return wanted


def _places_found(asked):
    """The keys of the places at which the accessibility asked for was found, "yes" for one term."""
    found = PlaceFeature.objects.filter(place__confidential=False)
    term = _term(asked) if asked.taxonomy_term_id else None
    if term is not None and term.taxonomy == "acces":
        return found.filter(code=term.code, value="yes").values("place")
    return found.exclude(value="unknown").values("place")


def _with_audience(found, asked):
    wanted = _audiences_of(asked)
    if wanted is None:
        return found.order_by("pk").values_list("pk", flat=True)
    rows = found.order_by("pk").values_list("pk", "audiences")
    return [key for key, codes in rows if not wanted.isdisjoint(codes)]


def _with_words(keys, asked, source):
    """Those whose texts in some language have every word, whatever the case and accents.

    source: (model of the texts, its key to the rows, its fields).
    """
    words = _folded(asked.search).split()
    if not words:
        return keys
    found = defaultdict(list)
    model, column, fields = source
    for owner, *texts in model.objects.values_list(column, *fields):
        found[owner] += texts
    keyed = ((key, _folded(" ".join(found[key]))) for key in keys)
    return [key for key, text in keyed if all(word in text for word in words)]


def _folded(text):
    return MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _near(asked):
    """The keys of the places that may be shown, in the postal code or so many metres around its middle."""
    places = Place.objects.showable()
    if asked.proximity is None:
        return set(places.filter(postal_code=asked.postcode).values_list("pk", flat=True))
    quartiers = list(Quartier.objects.filter(postal_code=asked.postcode).values_list("latitude", "longitude"))
    if not quartiers:
        return set()
    centre = fmean(row[0] for row in quartiers), fmean(row[1] for row in quartiers)
    located = places.filter(latitude__isnull=False).values_list("pk", "latitude", "longitude")
    return {key for key, *position in located if _metres(centre, position) <= asked.proximity}


def _metres(one, other):
    """The distance on a sphere between two (latitude, longitude)."""
    (lat, lon), (lat2, lon2) = ([math.radians(degrees) for degrees in point] for point in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))
