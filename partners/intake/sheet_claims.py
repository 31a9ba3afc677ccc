"""Rows of the table that the directory is handed out as (directory_sheet) into Claims; headings say the language."""

import re

from django.conf import settings
from django.utils.translation import override

from portal.kit.contact import name_key

from ..directory_sheet import LINES, fields
from .claims import PARTNER, PLACE, SERVICE, Claim, folded
from .hours_heard import from_text
from .wording import sentence

PARTNER_COLUMNS = ("website", "enterprise_number")
SERVICE_COLUMNS = ("eligibility", "application", "fees")
OFFER_COLUMNS = ("summary", "description", "phone", "email")  # of the service, or of a partner without any
ADDRESS = re.compile(r"^(?:(?P<street>.+),\s*)?(?P<postal_code>\d{4,5})\s+(?P<municipality>\D.*)$")


def headings(rows):
    """(language, {heading: code of a column}) of the language whose headings fit best; ("", {}) for none."""
    given = {name: name_key(name) for _number, cells in rows[:50] for name in cells}
    best = ("", {})
    for language, _label in settings.LANGUAGES:
        with override(language):
            codes = {name_key(str(column.label)): column.code for column in fields(language, None)}
        found = {name: codes[key] for name, key in given.items() if key in codes}
        if len(found) > len(best[1]) and {"partner", "partner_id"} & set(found.values()):
            best = (language, found)
    return best


def hear(claims, number, cells, words):
    """Take what one row says, cells being {code of a column: text}. Returns why nothing can be taken, or ""."""
    partner = _partner(claims, number, cells, words)
    if partner is None:
        return "name"
    service = None
    if cells.get("name") or cells.get("service_id"):
        service = claims.open(
            SERVICE, number, cells.get("service_id", ""), folded(cells.get("name", "")), owner=partner
        )
        service.say("name", cells.get("name"))
    offer = service or partner
    _offer(offer, cells, words, SERVICE_COLUMNS if service else ())
    places = _places(claims, number, cells)
    if isinstance(places, str):
        offer.errors["places"] = sentence(places)
    else:
        offer.say("places", places)
    return ""


def _partner(claims, number, cells, words):
    names = [name for name in (cells.get("partner_id"), folded(cells.get("partner") or "")) if name]
    if not names:
        return None
    claim = claims.open(PARTNER, number, *names[:1] if cells.get("partner_id") else names)
    said = Claim(PARTNER, number)
    said.say("name", cells.get("partner"))
    for code in PARTNER_COLUMNS:
        said.say(code, cells.get(code))
    said.say("kind", _word(said, words, "type", cells.get("kind")))
    said.say("quartier", _word(said, words, "quartier", cells.get("quartier")))
    for name in claims.merge(claim, said):
        claim.errors[name] = sentence("otherwise", {"line": number})
    return claim


def _offer(claim, cells, words, more):
    for code in (*OFFER_COLUMNS, *more):
        claim.say(code, cells.get(code))
    for code, listed in (("themes", "theme"), ("audiences", "public"), ("languages", "spoken")):
        claim.say(code, _listed(claim, words, listed, cells.get(code, "")))
    if hours := cells.get("hours"):
        rows = from_text(hours, words)
        if rows is None:
            claim.errors["hours"] = sentence("hours")
        else:
            claim.say("hours", rows)


def _listed(claim, words, listed, text):
    """The codes of words between commas; a name may have a comma of its own."""
    parts, codes = [each.strip() for each in text.split(",") if each.strip()], []
    while parts:
        longest = next((n for n in range(len(parts), 0, -1) if words.find(listed, ", ".join(parts[:n]))), 1)
        codes.append(_word(claim, words, listed, ", ".join(parts[:longest])))
        parts = parts[longest:]
    return [each for each in dict.fromkeys(codes) if each is not None]


def _places(claims, number, cells):
    """The Claims of the places that a row names; a code when an address does not read as one."""
    names = _several(cells.get("place"))
    addresses = _several(cells.get("address"))
    found = []
    for at, address in enumerate(addresses):
        parts = ADDRESS.match(address)
        if parts is None:
            return "address"
        name = names[at] if len(names) == len(addresses) else ""
        street = parts["street"] or name
        claim = claims.open(PLACE, number, folded(name or street, address))
        claim.say("name", name or street)
        for part in ("street", "postal_code", "municipality"):
            claim.say(part, parts[part])
        if at == 0:
            _position(claim, cells)
        found.append(claim)
    return found


def _position(claim, cells):
    for name in ("latitude", "longitude"):
        if value := cells.get(name, "").replace(",", "."):
            try:
                claim.say(name, float(value))
            except ValueError:
                claim.errors[name] = sentence("number")


def _several(text):
    return [each.strip() for each in (text or "").split(LINES.strip()) if each.strip()]


def _word(claim, words, listed, text):
    code = words.find(listed, text) if text else None
    if text and code is None:
        claim.note("unknown_word", word=text[:80])
    return code
