"""What HSDS 3.1 demands of each object: required fields, types, formats, words. Facts of the standard, told anew.

The schemas themselves are under CC BY-SA (Human Services Data Specification: an Open Referral resource,
https://openreferral.org/) and are not kept here.
"""

import re
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID


def text(value):
    assert isinstance(value, str)


def number(value):
    assert isinstance(value, int | float)
    assert not isinstance(value, bool)


def uuid(value):
    assert str(UUID(value)) == value


def uri(value):
    assert urlsplit(value).scheme in ("http", "https")
    assert " " not in value


def email(value):
    assert re.fullmatch(r"[^@\s]+@[^@\s]+", value)


def day(value):
    assert date.fromisoformat(value).isoformat() == value


def moment(value):
    assert value.endswith("Z")
    assert datetime.fromisoformat(value).tzinfo


def words(*allowed):
    def check(value):
        assert value in allowed

    return check


BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def days(value):
    assert set(value.split(",")) <= set(BYDAY)


def hour(value):
    assert re.fullmatch(r"[0-2]\d:[0-5]\d[+-]\d\d:\d\d", value)


def texts(*names):
    return dict.fromkeys(names, text)


PLACE_KINDS = words("physical", "postal", "virtual")
LINKS = dict.fromkeys(
    ("organization_id", "service_id", "location_id", "service_at_location_id", "contact_id", "phone_id"), uuid
)

# object → (required fields, {field: check}, {field: object, or [object] for a list}); every object has an id.
OBJECTS = {
    "metadata": (
        ("last_action_date", "last_action_type", "field_name", "previous_value", "replacement_value", "updated_by"),
        {"resource_id": uuid, "last_action_date": day}
        | texts("resource_type", "last_action_type", "field_name", "previous_value", "replacement_value", "updated_by"),
        {},
    ),
    "taxonomy": (("name", "description"), texts("name", "description"), {}),
    "taxonomy_term": (
        ("name", "description"),
        texts("code", "name", "description", "taxonomy", "language") | {"taxonomy_id": uuid},
        {},
    ),
    "attribute": (
        (),
        texts("link_type", "link_entity", "value", "label") | {"link_id": uuid, "taxonomy_term_id": uuid},
        {"taxonomy_term": "taxonomy_term"},
    ),
    "url": (("url",), {"label": text, "url": uri}, {}),
    "language": ((), texts("name", "code", "note"), {}),
    "phone": (
        ("number",),
        {"number": text, "extension": number, "description": text}
        | {"type": words("text", "voice", "fax", "cell", "video", "pager", "textphone")},
        {"languages": ["language"]},
    ),
    "contact": ((), texts("name", "title") | {"email": email}, {"phones": ["phone"]}),
    "schedule": (
        (),
        {"valid_from": day, "valid_to": day, "dtstart": day, "until": day, "timezone": number, "interval": number}
        | {
            "freq": words("WEEKLY", "MONTHLY"),
            "wkst": words(*BYDAY),
            "byday": days,
            "opens_at": hour,
            "closes_at": hour,
        }
        | texts("attending_type", "description", "notes"),
        {"attributes": ["attribute"]},
    ),
    "cost_option": ((), texts("option", "currency") | {"amount": number}, {}),
    "required_document": ((), {"document": text}, {}),
    "accessibility": ((), texts("description", "details"), {"attributes": ["attribute"]}),
    "address": (
        ("address_1", "city", "state_province", "postal_code", "country", "address_type"),
        texts("address_1", "city", "state_province", "postal_code")
        | {"country": words("BE"), "address_type": PLACE_KINDS},
        {},
    ),
    "organization_identifier": (
        ("identifier_type", "identifier"),
        texts("identifier_scheme", "identifier_type", "identifier"),
        {},
    ),
    "location": (
        ("location_type",),
        {"location_type": PLACE_KINDS, "latitude": number, "longitude": number}
        | texts("name", "alternate_name", "transportation"),
        {
            "addresses": ["address"],
            "accessibility": ["accessibility"],
            "contacts": ["contact"],
            "phones": ["phone"],
            "schedules": ["schedule"],
            "attributes": ["attribute"],
            "metadata": ["metadata"],
        },
    ),
    "organization": (
        ("name", "description"),
        texts("name", "alternate_name", "description", "legal_status")
        | {"email": email, "website": uri, "parent_organization_id": uuid},
        {
            "additional_websites": ["url"],
            "contacts": ["contact"],
            "phones": ["phone"],
            "locations": ["location"],
            "organization_identifiers": ["organization_identifier"],
            "attributes": ["attribute"],
            "metadata": ["metadata"],
            "services": ["service"],
        },
    ),
    "service": (
        ("name", "status"),
        texts("name", "alternate_name", "description", "application_process", "fees_description", "alert")
        | {"eligibility_description": text, "minimum_age": number, "maximum_age": number, "assured_date": day}
        | {"url": uri, "email": email, "last_modified": moment}
        | {"status": words("active", "inactive", "defunct", "temporarily closed")},
        {
            "organization": "organization",
            "additional_urls": ["url"],
            "phones": ["phone"],
            "contacts": ["contact"],
            "schedules": ["schedule"],
            "languages": ["language"],
            "cost_options": ["cost_option"],
            "required_documents": ["required_document"],
            "service_at_locations": ["service_at_location"],
            "attributes": ["attribute"],
        },
    ),
    "service_at_location": (
        (),
        {"description": text},
        {
            "location": "location",
            "service": "service",
            "contacts": ["contact"],
            "phones": ["phone"],
            "schedules": ["schedule"],
        },
    ),
}


def check_shape(name, data):
    """Fail unless the object is what the standard says, as deep as it goes; a field that it does not know fails too."""
    required, fields, nested = OBJECTS[name]
    assert {"id", *required} <= set(data), (name, data)
    for field, value in data.items():
        inner = nested.get(field)
        if isinstance(inner, list):
            assert isinstance(value, list)
            for each in value:
                check_shape(inner[0], each)
        elif inner:
            check_shape(inner, value)
        else:
            ({"id": uuid} | LINKS | fields)[field](value)


def check_unique(data, kind="", seen=None):
    """Fail when two rows of one table, told in one document, share an identifier and differ."""
    seen = {} if seen is None else seen
    if isinstance(data, list):
        for each in data:
            check_unique(each, kind, seen)
    elif isinstance(data, dict):
        plain = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
        if "id" in data and kind in ("schedules", "phones", "contacts", "attributes", "languages"):
            assert seen.setdefault((kind, data["id"]), plain) == plain
        for key, value in data.items():
            check_unique(value, key, seen)
    return seen
