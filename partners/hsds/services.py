"""Services, and services at locations."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.kit.texts import choose_text, translated

from ..hours import notices
from ..models import Appointment, Audience, Channel
from .ids import derived
from .locations import location_basics, location_object
from .organizations import organization_basics, organization_card
from .parts import filled, instant, language_objects, main_phone, page_object, phones_and_contacts
from .schedules import schedule_objects
from .terms import attribute, choice_term, text_languages, theme_term


def service_summary(record, reader):
    """The one-to-one fields, its organization's included: an entry of a list of services."""
    return service_basics(record, reader) | {"organization": organization_basics(record.organization, reader)}


def service_basics(record, reader):
    """The one-to-one fields without the organization."""
    service, partner = record.service, record.organization.partner
    text = choose_text(record.texts, reader.language)
    other = choose_text(record.texts, "nl" if reader.language == "fr" else "fr")
    name, other_name = text.name if text else service.slug, other.name if other else ""
    alerts = [row.text(reader.language).text for row in notices(record.changes, reader.today)]
    return filled(
        {
            "id": str(service.uuid),
            "organization_id": str(partner.uuid),
            "name": name,
            "alternate_name": other_name if other_name != name else "",
            "description": (text.description or text.summary) if text else "",
            "url": service.url,
            "email": service.email or partner.email,
            "status": service.status,
            "application_process": application_process(service, text, reader),
            "fees_description": text.fees if text else "",
            "eligibility_description": text.eligibility if text else "",
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
            "assured_date": service.confirmed_at.date().isoformat() if service.confirmed_at else "",
            "alert": " ".join(alerts),
            "last_modified": instant(record.modified_at),
        }
    )


def service_object(record, reader):
    """The fully nested service."""
    return service_details(record, reader) | filled(
        {
            "organization": organization_card(record.organization, reader),
            "service_at_locations": [_site(site, record, reader) for site in record.sites],
        }
    )


def service_details(record, reader):
    """The service with its lists, without its organization and locations: what an organization nests."""
    service, own = record.service, {"owner": record.service.uuid, "key": "service_id"}
    anywhere = [row for row in record.contacts if row.place_id is None]
    phones, contacts = phones_and_contacts(anywhere, reader, **own)
    number = service.phone or record.organization.partner.phone
    text = choose_text(record.texts, reader.language)
    return service_basics(record, reader) | filled(
        {
            "additional_urls": [page_object(record.organization.partner, reader, **own)],
            "phones": main_phone(number, **own) + phones,
            "contacts": contacts,
            "schedules": schedules(record, reader),
            "languages": language_objects(service.languages, reader, **own),
            "cost_options": _costs(service),
            "required_documents": _documents(service, text),
            "attributes": _attributes(record, reader),
        }
    )


def service_at_location_summary(record, site, reader):
    """The one-to-one fields: an entry of a list of services at locations."""
    return _link(record, site, reader) | {
        "location": location_basics(site.location, reader),
        "service": service_summary(record, reader),
    }


def service_at_location_object(record, site, reader):
    """The fully nested service at a location."""
    service = service_details(record, reader) | {"organization": organization_card(record.organization, reader)}
    return _site(site, record, reader) | {"service": service}


def _link(record, site, reader):
    return filled(
        {
            "id": str(site.uuid),
            "service_id": str(record.service.uuid),
            "location_id": str(site.location.place.uuid),
            "description": translated(site.presence, "note", reader.language) if site.presence else "",
        }
    )


def _site(site, record, reader):
    own = {"owner": site.uuid, "key": "service_at_location_id"}
    here = [row for row in record.contacts if row.place_id == site.location.place.pk]
    phones, contacts = phones_and_contacts(here, reader, **own)
    return _link(record, site, reader) | filled(
        {
            "location": location_object(site.location, reader),
            "phones": phones,
            "contacts": contacts,
            "schedules": schedules_at(record, site, reader),
        }
    )


def schedules(record, reader):
    """When it is open wherever it is; without hours of its own and without any location, as its partner is."""
    rules = [row for row in record.hours if row.place_id is None]
    changes = [row for row in record.changes if row.place_id is None]
    own = {"owner": record.service.uuid, "key": "service_id", "closed_on_holidays": record.service.closed_on_holidays}
    theirs = [row for row in record.organization.changes if row.place_id is None]
    if record.hours or record.sites:
        return schedule_objects(rules, changes, reader, closures=theirs, **own)
    usual = [row for row in record.organization.hours if row.place_id is None]
    return schedule_objects(usual, changes + theirs, reader, inherited=True, **own)


def schedules_at(record, site, reader):
    """When it is open here alone; a service without hours for here keeps those of its partner here."""
    here, seat = site.location.place.pk, record.organization.partner.place_id
    own = {"owner": site.uuid, "key": "service_at_location_id"}
    own["closed_on_holidays"] = record.service.closed_on_holidays
    rules = [row for row in record.hours if row.place_id == here]
    changes = [row for row in record.changes if row.place_id == here]
    everywhere = [row for row in record.changes if row.place_id is None]
    theirs = [row for row in record.organization.changes if row.place_id in (None, here)]
    if rules or any(row.place_id is None for row in record.hours):
        return schedule_objects(rules, changes, reader, closures=everywhere + theirs, **own)
    usual = [row for row in record.organization.hours if (row.place_id or seat) == here]
    return schedule_objects(usual, changes + theirs, reader, closures=everywhere, inherited=True, **own)


def application_process(service, text, reader):
    """How one asks for it: in the words of the text, then what the fixed lists say."""
    return "\n".join(filter(None, [text.application if text else "", *application_lists(service, reader)]))


def application_lists(service, reader):
    """What the fixed lists say of how one asks for it, a line each; "" where they say nothing."""
    channel = service.enrolment_channel
    return [
        capfirst(str(Appointment(service.appointment).label)) if service.appointment else "",
        capfirst(", ".join(str(each.label) for each in Channel if each in service.channels)),
        " ".join(filter(None, [translated(channel, "name", reader.language), channel.url])) if channel else "",
    ]


def _costs(service):
    """cost_options, structured: what is free costs 0. currency is a code of ISO 4217, amount a number (not money)."""
    if not service.is_free and service.fee is None:
        return []
    amount = 0 if service.is_free else float(service.fee)
    words = _("Gratuit") if service.is_free else ""
    cost = {"id": derived(service.uuid, "cost"), "service_id": str(service.uuid), "currency": "EUR", "amount": amount}
    return [cost | filled({"option": words})]


def _documents(service, text):
    return [
        {"id": derived(service.uuid, "document", number), "service_id": str(service.uuid), "document": document}
        for number, document in enumerate(text.document_list if text else [], start=1)
    ]


def _attributes(record, reader):
    own = {"owner": record.service.uuid, "entity": "service"}
    terms = list(map(theme_term, record.themes))
    terms += [choice_term("public", audience) for audience in Audience if audience in record.service.audiences]
    return [attribute(term, reader, **own) for term in terms] + text_languages(record.texts, **own)
