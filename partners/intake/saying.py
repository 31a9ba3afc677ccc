"""What the directory says of a record in the file that it hands out, as the facts of a Claim: equal means unchanged.

Facts that a file cannot have (hours of one of several places, further contacts) are nobody's business here.
"""

from django.utils.translation import override

from portal.kit.texts import choose_text

from ..hsds.parts import main_phone, phones_and_contacts
from ..hsds.schedules import schedule_objects
from ..hsds.services import application_process, schedules, schedules_at
from ..models import Known as Found
from .hours_heard import from_schedules


class Saying:
    """For a file of that shape ("hsds" or "sheet") in the language of `reader`."""

    def __init__(self, reader, shape, words):
        self.reader, self.words, self.nested = reader, words, shape == "hsds"

    def of(self, kind, record, wanted):
        """Facts of a record, with the words of fixed lists in the language of the file."""
        with override(self.reader.language):
            return getattr(self, kind)(record, wanted)

    def partner(self, record, wanted):
        """Facts of an OrganizationRecord; `wanted`: which are compared, others may be missing."""
        row = record.partner
        facts = self._texts(record, row.slug) | {
            "kind": row.kind,
            "email": row.email,
            "phone": row.phone or self._other_phone(record.contacts, row) if self.nested else row.phone,
            "website": row.website,
            "legal_form": row.legal_form,
            "enterprise_number": row.enterprise_number,
            "audiences": sorted(row.audiences),
            "languages": sorted(row.languages),
            "themes": sorted(theme.slug for theme in record.themes),
            "quartier": row.quartier.slug if row.quartier else "",
            "parent": str(row.parent.uuid) if row.parent else "",
            "places": [str(location.place.uuid) for location in record.locations],
        }
        if "hours" in wanted:
            facts["hours"] = self._hours_of_partner(record)
        return facts

    def service(self, record, wanted):
        """Facts of a ServiceRecord."""
        row, partner = record.service, record.organization.partner
        text = choose_text(record.texts, self.reader.language)
        contacts = [each for each in record.contacts if each.place_id is None]
        phone = row.phone or partner.phone
        languages = row.languages if self.nested else row.languages or partner.languages
        facts = self._texts(record, row.slug) | {
            "eligibility": text.eligibility if text else "",
            "application": text.application if text else "",
            "fees": text.fees if text else "",
            "documents": "\n".join(text.document_list) if text else "",
            "url": row.url,
            "email": row.email or partner.email,
            "phone": phone or self._other_phone(contacts, row) if self.nested else phone,
            "status": row.status,
            "minimum_age": row.minimum_age,
            "maximum_age": row.maximum_age,
            "fee": "0.00" if row.is_free else f"{row.fee:.2f}" if row.fee is not None else "",
            "audiences": sorted(row.audiences),
            "languages": sorted(languages),
            "themes": sorted(theme.slug for theme in record.themes),
            "places": [str(site.location.place.uuid) for site in record.sites],
        }
        if self.nested:
            facts["application"] = application_process(row, text, self.reader)
        if "hours" in wanted:
            facts["hours"] = self._hours_of_service(record)
        return facts

    def place(self, record, _wanted):
        """Facts of a LocationRecord."""
        row, dutch = record.place, self.reader.language == "nl"
        text = choose_text(record.texts, self.reader.language)
        name = text.name if text else row.slug
        street = (row.street_nl if dutch else "") or row.street
        return {
            "name": name,
            "other_name": self._other_name(record, name),
            "directions": text.directions if text else "",
            "street": street or (name if self.nested else ""),
            "postal_code": row.postal_code,
            "municipality": (row.municipality_nl if dutch else "") or row.municipality,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "quartier": row.quartier.slug if row.quartier else "",
            "features": sorted([each.code, str(each.value)] for each in record.features if each.value != Found.UNKNOWN),
        }

    def _texts(self, record, slug):
        text = choose_text(record.texts, self.reader.language)
        name = text.name if text else slug
        description = text.description if text else ""
        return {
            "name": name,
            "other_name": self._other_name(record, name),
            "summary": text.summary if text else "",
            "description": description or (text.summary if text and self.nested else ""),
        }

    def _other_name(self, record, name):
        other = choose_text(record.texts, "nl" if self.reader.language == "fr" else "fr")
        return other.name if other and other.name != name else ""

    def _other_phone(self, contacts, row):
        """The number that stands first where there is no main one."""
        phones, _contacts = phones_and_contacts(contacts, self.reader, owner=row.uuid, key="")
        return next((each["number"] for each in main_phone("", owner="", key="") + phones if _is_voice(each)), "")

    def _hours_of_partner(self, record):
        partner = record.partner
        if not self.nested:
            return self._rows(rule for rule in record.hours if rule.place_id in (None, partner.place_id))
        if not record.locations:
            return []
        place = record.locations[0].place
        seat = place.pk == partner.place_id
        rules = [row for row in record.hours if row.place_id == place.pk or (seat and row.place_id is None)]
        changes = [row for row in record.changes if row.place_id in (None, place.pk)]
        at = {"owner": place.uuid, "key": "", "closed_on_holidays": False}
        return from_schedules(schedule_objects(rules, changes, self.reader, **at), self.words)[0]

    def _hours_of_service(self, record):
        if not self.nested:
            usual = self._hours_of_partner(record.organization)
            return self._rows(record.hours) if record.hours else usual
        own = schedules(record, self.reader)
        if not own and len(record.sites) == 1:
            own = schedules_at(record, record.sites[0], self.reader)
        return from_schedules(own, self.words)[0]

    def _rows(self, rules):
        """As a table says them: days and hours, nothing else."""
        rows = [[sorted(r.days), f"{r.opens:%H:%M}", f"{r.closes:%H:%M}", "", "", 1, "", ""] for r in rules]
        return sorted(rows)


def _is_voice(phone):
    return phone.get("type", "voice") == "voice"


def exceptional(record, reader, words):
    """Hours of temporary changes, which a file of ours gives among its schedules and which stay as they are."""
    none = {"owner": "", "key": "", "closed_on_holidays": False}
    changes = [*record.changes, *getattr(getattr(record, "organization", None), "changes", ())]
    with override(reader.language):
        return from_schedules(schedule_objects([], changes, reader, **none), words)[0]
