"""Rows into records: the same number of queries for one record and for a page of them.

A confidential place is not even loaded, and nothing that holds at one is handed on: neither its hours nor who answers
there.
"""

from collections import defaultdict

from django.db.models import Q

from ..models import (
    SHOWN,
    Contact,
    OpeningRule,
    Partner,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Service,
    ServiceText,
    TemporaryChange,
)
from .ids import at_seat
from .records import LocationRecord, OrganizationRecord, ServiceRecord, Site

PARTNER_ROWS = ("quartier", "parent", "enrolment_channel")


def load_services(keys, *, full=True):
    """The ServiceRecords of the services with these keys, in their order; twelve queries at most.

    full: with everything; else with what one-to-one fields say.
    """
    keys = list(keys)
    rows = Service.objects.shown().filter(pk__in=keys)
    rows = rows.select_related("enrolment_channel", *_through("partner", ("", *PARTNER_ROWS)))
    services = {row.pk: row for row in rows}
    partners = {row.partner_id: row.partner for row in services.values()}
    parts = _Parts(partners, services, full=full)
    organizations = {key: parts.organization(partner) for key, partner in partners.items()}
    return [parts.service(services[key], organizations) for key in keys if key in services]


def load_organizations(keys, *, full=True, hidden=False):
    """The OrganizationRecords of the partners with these keys, in their order; full: with their services and parts.

    hidden: partners and services that the public does not see too, for what compares the directory with a file.
    """
    keys = list(keys)
    partners = Partner.objects.all() if hidden else Partner.objects.published()
    partners = {row.pk: row for row in partners.filter(pk__in=keys).select_related(*PARTNER_ROWS)}
    services = Service.objects.filter(partner__in=partners) if full else Service.objects.none()
    services = services if hidden else services.filter(status__in=SHOWN)
    services = {row.pk: row for row in services.select_related("enrolment_channel").order_by("slug")}
    parts = _Parts(partners, services, full=full)
    organizations = {key: parts.organization(partner) for key, partner in partners.items()}
    offered = defaultdict(list)
    for service in services.values():
        offered[service.partner_id].append(parts.service(service, organizations))
    return [organizations[key].with_services(offered[key]) for key in keys if key in partners]


class _Parts:
    """Everything that belongs to some partners and services, by owner."""

    def __init__(self, partners, services, *, full):
        owned = Q(partner__in=list(partners)) | Q(service__in=list(services))
        presences = list(Presence.objects.filter(owned).order_by("sort_order", "pk"))
        seats = {partner.place_id for partner in partners.values()}
        self.locations = load_locations(seats | {row.place_id for row in presences} - {None}, full=full)
        self.elsewhere = _by_owner(presences)
        self.contacts = self._open(Contact.objects.filter(owned, public=True).order_by("sort_order", "pk"), full)
        self.hours = self._open(OpeningRule.objects.filter(owned).order_by("pk"), full)
        self.changes = self._open(TemporaryChange.objects.filter(owned).order_by("starts_on", "pk"))
        self.partner_texts = _grouped(PartnerText.objects.filter(partner__in=partners), "partner_id")
        self.service_texts = _grouped(ServiceText.objects.filter(service__in=services), "service_id")
        self.partner_themes = _themes(Partner, partners if full else {})
        self.service_themes = _themes(Service, services if full else {})

    def _open(self, rows, asked=True):
        """By owner, without what holds at a place that may not be shown; nothing that was not asked for."""
        rows = rows if asked else []
        return _by_owner(row for row in rows if row.place_id is None or row.place_id in self.locations)

    def organization(self, partner):
        own = ("partner_id", partner.pk)
        places = dict.fromkeys([partner.place_id, *(row.place_id for row in self.elsewhere[own])])
        return OrganizationRecord(
            partner=partner,
            texts=self.partner_texts[partner.pk],
            themes=self.partner_themes[partner.pk],
            contacts=self.contacts[own],
            hours=self.hours[own],
            changes=self.changes[own],
            locations=[self.locations[key] for key in places if key in self.locations],
        )

    def service(self, service, organizations):
        own = ("service_id", service.pk)
        return ServiceRecord(
            service=service,
            organization=organizations[service.partner_id],
            texts=self.service_texts[service.pk],
            themes=self.service_themes[service.pk],
            contacts=self.contacts[own],
            hours=self.hours[own],
            changes=self.changes[own],
            sites=self._sites(service, organizations[service.partner_id].partner, self.elsewhere[own]),
        )

    def _sites(self, service, partner, presences):
        """Where it says that it is; a service that says nothing is at the seat of its partner."""
        if not presences:
            seat = self.locations.get(partner.place_id)
            return [Site(at_seat(service.uuid), seat)] if seat else []
        return [
            Site(row.uuid, self.locations[row.place_id], row) for row in presences if row.place_id in self.locations
        ]


def load_locations(keys, *, full=True):
    """{key: LocationRecord} of the places with these keys that may be shown; four queries at most."""
    places = Place.objects.showable().filter(pk__in=keys).select_related("quartier")
    places = {place.pk: place for place in places}
    texts = _grouped(PlaceText.objects.filter(place__in=places), "place_id")
    features = _grouped(PlaceFeature.objects.filter(place__in=places if full else []), "place_id")
    return {key: LocationRecord(place, texts[key], features[key]) for key, place in places.items()}


def _themes(model, owners):
    links = model.themes.through.objects.filter(**{f"{model._meta.model_name}__in": list(owners)})
    found = defaultdict(list)
    for link in links.select_related("theme").order_by("theme__slug"):
        found[getattr(link, f"{model._meta.model_name}_id")].append(link.theme)
    return found


def _grouped(rows, key):
    found = defaultdict(list)
    for row in rows.order_by("pk"):
        found[getattr(row, key)].append(row)
    return found


def _by_owner(rows):
    found = defaultdict(list)
    for row in rows:
        key = "service_id" if row.service_id else "partner_id"
        found[key, getattr(row, key)].append(row)
    return found


def _through(name, others):
    return [f"{name}__{other}" if other else name for other in others]
