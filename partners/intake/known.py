"""The directory as it stands, to be compared with a file: every record, found by what a file may call it."""

from collections import defaultdict

from portal.kit.contact import name_key

from ..hsds.loading import load_locations, load_organizations
from ..models import ImportedName, Partner, Place
from .claims import PARTNER, PLACE, SERVICE

AT_ONCE = 500


def name_of(record):
    return record.texts[0].name if record.texts else ""


class Known:
    """partners, services, places: {uuid (text): OrganizationRecord, ServiceRecord, LocationRecord}.

    Confidential places are not loaded; `confidential` has their ids and uuids, so that they are left alone.
    named: {(kind, identifier of the source): uuid}.
    """

    def __init__(self, source):
        keys = list(Partner.objects.order_by("pk").values_list("pk", flat=True))
        chunks = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
        records = [record for chunk in chunks for record in load_organizations(chunk, hidden=True)]
        self.partners = {str(record.partner.uuid): record for record in records}
        self.services = {str(each.service.uuid): each for record in records for each in record.services}
        keys = list(Place.objects.showable().order_by("pk").values_list("pk", flat=True))
        self.places = {}
        for start in range(0, len(keys), AT_ONCE):
            for record in load_locations(keys[start : start + AT_ONCE]).values():
                self.places[str(record.place.uuid)] = record
        hidden = list(Place.objects.filter(confidential=True).values_list("pk", "uuid"))
        self.confidential = {pk for pk, _uuid in hidden} | {str(uuid) for _pk, uuid in hidden}
        rows = ImportedName.objects.filter(source=source) if source else ImportedName.objects.none()
        self.named = {(row.kind, row.name): str(row.target) for row in rows}
        self._index()

    def _index(self):
        self.by_number, self.by_name, self.by_place = {}, defaultdict(list), {}
        for uuid, record in self.partners.items():
            if record.partner.enterprise_number:
                self.by_number[record.partner.enterprise_number] = uuid
            for name in {name_key(text.name) for text in record.texts}:
                self.by_name[name].append(uuid)
        self.offers = {}
        for uuid, record in self.services.items():
            for text in record.texts:
                self.offers.setdefault((str(record.organization.partner.uuid), name_key(text.name)), uuid)
        for uuid, record in self.places.items():
            place = record.place
            for street in filter(None, {place.street, place.street_nl}):
                self.by_place.setdefault((name_key(street), place.postal_code), uuid)
            for text in record.texts:
                self.by_place.setdefault((name_key(text.name), place.postal_code), uuid)

    def of(self, kind):
        return {PARTNER: self.partners, SERVICE: self.services, PLACE: self.places}[kind]

    def called(self, kind, key):
        """The uuid of the record that the source calls so, or that has this uuid; None."""
        key = key.strip()
        found = key.lower() if key.lower() in self.of(kind) else self.named.get((kind, key))
        return found if found in self.of(kind) else None

    def place_at(self, facts):
        """The uuid of the place with this street, or this name, and this postal code; None."""
        words = (facts.get("street"), facts.get("name"))
        keys = ((name_key(each), facts.get("postal_code", "")) for each in words if each)
        return next((self.by_place[key] for key in keys if key in self.by_place), None)

    def places_of(self, uuid):
        """{uuid: Place} of a partner and of its services, confidential ones left out."""
        record = self.partners[uuid]
        locations = [*record.locations, *(site.location for each in record.services for site in each.sites)]
        return {str(location.place.uuid): location.place for location in locations}

    def of_name(self, facts):
        """The uuids of all partners of this very name, wherever they are."""
        return list(dict.fromkeys(self.by_name.get(name_key(facts.get("name", "")), ())))

    def alike(self, facts, postal_codes):
        """The uuids of partners of this name that are not known to be elsewhere. postal_codes: where the file's is."""
        found = []
        for name in {name_key(facts.get(each, "")) for each in ("name", "other_name")} - {""}:
            for uuid in self.by_name.get(name, ()):
                here = {location.place.postal_code for location in self.partners[uuid].locations}
                if not here or not postal_codes or here & postal_codes:
                    found.append(uuid)
        return list(dict.fromkeys(found))
