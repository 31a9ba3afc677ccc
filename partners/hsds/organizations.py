"""Partners as organizations."""

from django.utils.translation import gettext as _

from portal.kit.texts import choose_text

from ..kind_facts_words import kind_facts
from ..models import Audience, PartnerKind
from .ids import derived
from .locations import location_object
from .parts import filled, main_phone, modification, page_object, phones_and_contacts
from .schedules import schedule_objects
from .terms import attribute, choice_term, fact, quartier_term, text_languages, theme_term


def organization_basics(record, reader):
    """The one-to-one fields, as lists of organizations and of services say them. `description` is required."""
    partner = record.partner
    text = choose_text(record.texts, reader.language)
    other = choose_text(record.texts, "nl" if reader.language == "fr" else "fr")
    name, other_name = text.name if text else partner.slug, other.name if other else ""
    description = (text.description or text.summary) if text else ""
    parent = partner.parent if partner.parent and partner.parent.published else None
    found = {
        "id": str(partner.uuid),
        "name": name,
        "alternate_name": other_name if other_name != name else "",
        "email": partner.email,
        "website": partner.website,
        "legal_status": str(partner.get_legal_form_display()) if partner.legal_form else "",
        "parent_organization_id": str(parent.uuid) if parent else "",
    }
    return filled(found) | {"description": description}


def organization_card(record, reader):
    """The organization inside a service: who it is, its numbers and identifiers; where it is, the service says."""
    own = {"owner": record.partner.uuid, "key": "organization_id"}
    elsewhere = [row for row in record.contacts if row.place_id and row.place_id != record.partner.place_id]
    contacts = [row for row in record.contacts if row not in elsewhere]
    phones, contacts = phones_and_contacts(contacts, reader, **own)
    return organization_basics(record, reader) | filled(
        {
            "additional_websites": [page_object(record.partner, reader, **own)],
            "phones": main_phone(record.partner.phone, **own) + phones,
            "contacts": contacts,
            "organization_identifiers": _identifiers(record.partner),
            "attributes": _attributes(record, reader),
            "metadata": [modification(record.partner, "organization")],
        }
    )


def organization_object(record, reader, services):
    """The organization with its locations and the `services`, objects that were made already."""
    locations = [_location(location, record, reader) for location in record.locations]
    return organization_card(record, reader) | filled({"locations": locations, "services": services})


def _location(location, record, reader):
    """A location of this organization, which alone it has hours for: another may stand at the same address."""
    partner, place = record.partner, location.place
    seat = place.pk == partner.place_id
    at = {"owner": place.uuid, "key": "location_id"}
    here = [row for row in record.contacts if row.place_id == place.pk and not seat]
    phones, contacts = phones_and_contacts(here, reader, **at)
    schedules = schedule_objects(
        [row for row in record.hours if row.place_id == place.pk or (seat and row.place_id is None)],
        [row for row in record.changes if row.place_id in (None, place.pk)],
        reader,
        closed_on_holidays=partner.closed_on_holidays,
        # Another partner may have its rules here: the same row never stands at two places.
        inherited=True,
        **at,
    )
    return location_object(location, reader, phones=phones, contacts=contacts, schedules=schedules)


def _identifiers(partner):
    """BE-BCE_KBO is the register's code at https://org-id.guide/list/BE-BCE_KBO; the number has ten digits there."""
    if not partner.enterprise_number:
        return []
    return [
        {
            "id": derived(partner.uuid, "identifier", "BE-BCE_KBO"),
            "organization_id": str(partner.uuid),
            "identifier_scheme": "BE-BCE_KBO",
            "identifier_type": _("Numéro d’entreprise (BCE)"),
            "identifier": partner.enterprise_number,
        }
    ]


def _attributes(record, reader):
    partner, own = record.partner, {"owner": record.partner.uuid, "entity": "organization"}
    terms = [choice_term("type", PartnerKind(partner.kind)), *map(theme_term, record.themes)]
    terms += [choice_term("public", audience) for audience in Audience if audience in partner.audiences]
    terms += [quartier_term(partner.quartier)] if partner.quartier else []
    spoken = [fact("languages", _("Langues parlées"), ",".join(partner.languages), **own)] if partner.languages else []
    known = kind_facts(partner, reader.language)
    facts = [
        fact(f"fact-{number}", label, line, **own)
        for number, (label, line) in enumerate(known["facts"] if known else [], start=1)
    ]
    return [attribute(term, reader, **own) for term in terms] + spoken + facts + text_languages(record.texts, **own)
