"""What records are made of: telephones, contacts, languages, addresses on the web, costs, documents."""

from django.utils.translation import gettext as _

from portal.kit.texts import language_name

from .ids import derived


def filled(data):
    """Without what is empty: the schemas allow a field to be absent, and never to be null."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def instant(moment):
    """« 2027-03-02T09:00:00.000Z »: last_modified “should have millisecond accuracy” (service.last_modified)."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def language_objects(codes, reader, *, owner, key):
    """languages of the row with the uuid `owner`; key: the field that names it. Codes are BCP-47, here ISO 639-1."""
    return [
        {
            "id": derived(owner, "language", code),
            key: str(owner),
            "name": language_name(code, reader.language),
            "code": code,
        }
        for code in codes
    ]


def main_phone(number, *, owner, key):
    """phones with the main number of a partner or service, or nothing."""
    if not number:
        return []
    return [{"id": derived(owner, "phone"), key: str(owner), "number": number, "type": "voice"}]


def phones_and_contacts(contacts, reader, *, owner, key):
    """(phones, contacts) of Contacts: a number without name or e-mail is a phone, everything else a contact."""
    bare = [row for row in contacts if row.phone and not row.name and not row.email]
    others = [row for row in contacts if row not in bare]
    phones = [_phone(row, reader, id=str(row.uuid), description=row.role(reader.language).text) for row in bare]
    for phone in phones:
        phone[key] = str(owner)
    return phones, [_contact(row, reader, owner=owner, key=key) for row in others]


def _contact(row, reader, *, owner, key):
    phones = [_phone(row, reader, id=derived(row.uuid, "phone"), contact_id=str(row.uuid))] if row.phone else []
    return filled(
        {
            "id": str(row.uuid),
            key: str(owner),
            "name": row.name,
            "title": row.role(reader.language).text,
            "email": row.email,
            "phones": phones,
        }
    )


def _phone(row, reader, **more):
    """number: E.164; type: our kinds are those of RFC 6350 already."""
    languages = language_objects(row.languages, reader, owner=row.uuid, key="phone_id")
    for language in languages:
        language["phone_id"] = more["id"]
    return filled({"number": row.phone, "extension": row.extension, "type": row.kind, "languages": languages} | more)


def page_object(partner, reader, *, owner, key):
    """A url: the page of the portal where people read the same."""
    return {
        "id": derived(owner, "url"),
        key: str(owner),
        "label": _("Page dans l’annuaire"),
        "url": reader.address(partner),
    }


def modification(row, entity):
    """metadata that says when the row changed. What changed and who did it is nobody’s business: empty, as required."""
    return {
        "id": derived(row.uuid, "metadata"),
        "resource_id": str(row.uuid),
        "resource_type": entity,
        "last_action_date": row.changed_at.date().isoformat(),
        "last_action_type": "update",
        "field_name": "",
        "previous_value": "",
        "replacement_value": "",
        "updated_by": "",
    }
