"""The directory under `/hsds/`, in HSDS 3.1 (openapi.json of the standard). One language at a time: `?lang=`."""

from functools import wraps

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.kit.site import absolute, identity

from ..models import Partner, Presence, Service
from .answers import Listing, many, not_found, one, open_data, refused
from .asking import read
from .ids import at_seat
from .loading import load_organizations, load_services
from .openapi import PROFILE, VERSION, openapi
from .organizations import organization_basics, organization_object
from .records import Reader
from .selection import minimal_services, organization_keys, service_keys, site_keys, terms
from .services import (
    service_at_location_object,
    service_at_location_summary,
    service_basics,
    service_details,
    service_object,
    service_summary,
)
from .terms import TAXONOMIES, taxonomy_object, term_object


def asking(view):
    """view(asked, reader, …) of a request whose parameters make sense; others are told what does not."""

    @open_data
    @wraps(view)
    def answered(request, **facts):
        asked, problems = read(request.GET, get_language() or "fr")
        if problems:
            return refused(_("Un paramètre n’est pas compris."), 400, parameters=problems)
        with override(asked.language):
            return view(asked, Reader(asked.language, timezone.localdate(), _page_of), **facts)

    return answered


def _page_of(partner):
    return absolute(reverse("partenaire", args=[partner.slug]))


@asking
def root(asked, reader):
    """Which version of the standard this is, and where it is described."""
    described = absolute(reverse("hsds-openapi"))
    return one({"version": VERSION, "profile": PROFILE, "openapi_url": described}, asked.language)


@asking
def described(asked, reader):
    """openapi.json of this API."""
    return one(openapi(identity(asked.language).name, absolute(reverse("hsds")).rstrip("/")), asked.language)


@asking
def services(asked, reader):
    """Services: one-to-one fields, everything (`full`), or what changed when (`minimal`)."""
    keys = service_keys(asked)
    if asked.minimal:
        return many(asked, Listing(keys, lambda some: minimal_services(list(some))))
    write = service_object if asked.full else service_summary

    def written(some):
        return [write(record, reader) for record in load_services(some, full=asked.full)]

    return many(asked, Listing(keys, written))


@asking
def service(asked, reader, id):
    """One service, fully nested."""
    key = Service.objects.shown().filter(uuid=id).values_list("pk", flat=True)
    found = load_services(list(key))
    return one(service_object(found[0], reader), asked.language) if found else not_found()


@asking
def organizations(asked, reader):
    """Organizations: one-to-one fields, or everything (`full`, and `full_service` for their services too)."""

    nested = asked.full or asked.full_service

    def write(keys):
        return [_organization(record, asked, reader) for record in load_organizations(keys, full=nested)]

    return many(asked, Listing(organization_keys(asked), write))


def _organization(record, asked, reader):
    if not (asked.full or asked.full_service):
        return organization_basics(record, reader)
    return _nested(record, asked, reader)


def _nested(record, asked, reader):
    """“Fully nested organization with service array that contains simple information”, or `full_service`."""
    write = service_details if asked.full_service else service_basics
    return organization_object(record, reader, [write(each, reader) for each in record.services])


@asking
def organization(asked, reader, id):
    """One organization, fully nested."""
    key = Partner.objects.published().filter(uuid=id).values_list("pk", flat=True)
    found = load_organizations(list(key))
    return one(_nested(found[0], asked, reader), asked.language) if found else not_found()


@asking
def service_at_locations(asked, reader):
    """Services at locations, also around a postal code (`postcode`, `proximity` in metres)."""
    write = service_at_location_object if asked.full else service_at_location_summary

    def written(pairs):
        loaded = load_services(list(dict.fromkeys(key for key, _uuid in pairs)), full=asked.full)
        records = {record.service.pk: record for record in loaded}
        found = ((records.get(key), uuid) for key, uuid in pairs)
        sites = [(record, site) for record, uuid in found if record for site in record.sites if site.uuid == uuid]
        return [write(record, site, reader) for record, site in sites]

    return many(asked, Listing(site_keys(asked), written))


@asking
def service_at_location(asked, reader, id):
    """One service at one location, fully nested. Without a row it is a service at the seat of its partner."""
    keys = list(Presence.objects.filter(uuid=id, service__isnull=False).values_list("service_id", flat=True))
    keys = keys or list(Service.objects.filter(uuid=at_seat(id)).values_list("pk", flat=True))
    found = [(record, site) for record in load_services(keys) for site in record.sites if site.uuid == id]
    return one(service_at_location_object(*found[0], reader), asked.language) if found else not_found()


@asking
def taxonomies(asked, reader):
    """The lists by which records are classified."""
    wanted = asked.search.casefold()
    found = [data for data in map(taxonomy_object, TAXONOMIES) if wanted in data["name"].casefold()]
    return many(asked, Listing(found, list))


@asking
def taxonomy(asked, reader, id):
    """One of these lists."""
    found = [data for data in map(taxonomy_object, TAXONOMIES) if data["id"] == str(id)]
    return one(found[0], asked.language) if found else not_found()


@asking
def taxonomy_terms(asked, reader):
    """Their terms. No list has branches here: `top_only` leaves all, `parent_id` none."""
    found = [term_object(term, reader) for term in terms()] if asked.parent_id is None else []
    wanted, list_id = asked.search.casefold(), asked.taxonomy_id and str(asked.taxonomy_id)
    found = [data for data in found if wanted in data["name"].casefold() and list_id in (None, data["taxonomy_id"])]
    return many(asked, Listing(found, list))


@asking
def taxonomy_term(asked, reader, id):
    """One term."""
    found = [term for term in terms() if term.id == str(id)]
    return one(term_object(found[0], reader), asked.language) if found else not_found()


@open_data
def nothing(request, rest):
    """Any other address."""
    return not_found()
