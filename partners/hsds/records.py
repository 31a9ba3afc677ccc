"""What is exported of the directory, in plain containers: rows as they came, shared by everything that shows them."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Reader:
    """For whom records are written. today: a date in the portal's zone; address: PARTNER → its page, absolute.

    terms: {(taxonomy, code): object} of the terms written so far, which many records share.
    """

    language: str
    today: object
    address: object
    terms: dict = field(default_factory=dict)


@dataclass(frozen=True)
class LocationRecord:
    """A place that may be shown, with its PlaceTexts and PlaceFeatures. There is none for a confidential place."""

    place: object
    texts: list
    features: list


@dataclass(frozen=True)
class OrganizationRecord:
    """A published Partner. Its parts are those that say nothing of a confidential place.

    locations: its seat first; services: ServiceRecords of what the public sees, when they were asked for.
    """

    partner: object
    texts: list
    themes: list
    contacts: list
    hours: list
    changes: list
    locations: list
    services: list = field(default_factory=list)

    def with_services(self, services):
        return replace(self, services=services)


@dataclass(frozen=True)
class Site:
    """A service at a location. presence: the row that says so, None for a service at the seat of its partner."""

    uuid: object
    location: LocationRecord
    presence: object = None


@dataclass(frozen=True)
class ServiceRecord:
    """A Service that the public sees, with its OrganizationRecord, its own parts and its Sites."""

    service: object
    organization: OrganizationRecord
    texts: list
    themes: list
    contacts: list
    hours: list
    changes: list
    sites: list

    @property
    def modified_at(self):
        """When the service or what its record says of its partner and places last changed: selection asks the same."""
        places = [site.location.place.changed_at for site in self.sites]
        return max([self.service.changed_at, self.organization.partner.changed_at, *places])
