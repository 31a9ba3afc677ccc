"""A partner as a contact card: vCard 4.0 (RFC 6350). Objects in, text out."""

from portal.kit.calendar import clean_line, escape_text, fold

MEDIA_TYPE = "text/vcard; charset=utf-8"
# Our kinds of numbers are those of RFC 6350 §6.4.1 already; what is no voice says so.
VCARD_TYPES = {"voice": "work", "cell": "cell", "text": "text", "textphone": "textphone", "fax": "fax"}


def vcard(partner, language, *, url):
    """The card of a partner loaded by `with_seat()`, for readers of `language`; lines end in CRLF (§3.2).

    FN is required (§6.2.1); TEL is a `tel:` address (§6.4.1); ADR has seven parts (§6.3.1); a confidential seat
    gives neither ADR nor GEO.
    """
    text = partner.text(language)
    name = escape_text(clean_line(text.name if text else partner.slug))
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:urn:uuid:{partner.uuid}",
        f"FN:{name}",
        f"ORG:{name}",
        f"SOURCE:{clean_line(url)}",
    ]
    if text and text.summary:
        lines.append(f"NOTE;LANGUAGE={text.language}:{escape_text(text.summary)}")
    if partner.phone:
        lines.append(f"TEL;VALUE=uri;TYPE=work:tel:{partner.phone}")
    numbers = [contact for contact in partner.contacts.all() if contact.public and contact.phone]
    lines += [f"TEL;VALUE=uri;TYPE={VCARD_TYPES[contact.kind]}:tel:{contact.phone}" for contact in numbers]
    if partner.email:
        lines.append(f"EMAIL;TYPE=work:{escape_text(clean_line(partner.email))}")
    if partner.website:
        lines.append(f"URL:{clean_line(partner.website)}")
    lines += [f"LANG;PREF={rank}:{code}" for rank, code in enumerate(partner.languages, start=1)]
    lines += _seat(partner.place, language)
    return "".join(map(fold, [*lines, "END:VCARD"]))


def _seat(place, language):
    if place is None or place.confidential:
        return []
    dutch = language == "nl"
    street = (place.street_nl if dutch else "") or place.street
    town = (place.municipality_nl if dutch else "") or place.municipality
    parts = ["", "", street, town, "", place.postal_code, "BE"]
    lines = ["ADR;TYPE=work:" + ";".join(escape_text(clean_line(part)) for part in parts)]
    if place.latitude is not None:
        lines.append(f"GEO:geo:{place.latitude:.5f},{place.longitude:.5f}")
    return lines
