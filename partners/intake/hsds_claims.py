"""Objects of HSDS 3.1 into Claims: organizations and services, nested in each other or side by side."""

from decimal import Decimal, InvalidOperation

from ..models import PLACE_FEATURES
from .claims import PARTNER, PLACE, SERVICE
from .hours_heard import from_schedules
from .wording import sentence

# field of the standard → fact
ORGANIZATION = {
    "name": "name",
    "alternate_name": "other_name",
    "description": "description",
    "email": "email",
    "website": "website",
}
OFFER = {
    "name": "name",
    "alternate_name": "other_name",
    "description": "description",
    "url": "url",
    "email": "email",
    "application_process": "application",
    "fees_description": "fees",
    "eligibility_description": "eligibility",
}
LOCATION = {"name": "name", "alternate_name": "other_name", "transportation": "directions"}
ADDRESS = {"address_1": "street", "city": "municipality", "postal_code": "postal_code"}
FEATURES = {feature.value for feature in PLACE_FEATURES}
OF_SERVICE = {"organization_id", "organization", "status", "service_at_locations", "last_modified", "modified_date"}


def hear(claims, number, data, words):
    """Take what one object of a file says. Returns the code of why nothing can be taken, or ""."""
    if isinstance(data.get("service"), dict) and isinstance(data.get("location"), dict):
        _location(claims, number, data["location"], words)
        data = data["service"]
    if not data.get("name") and not data.get("id"):
        return "kind"
    if data.get("taxonomy") or "taxonomy_id" in data:
        return "kind"
    if OF_SERVICE & set(data):
        _service(claims, number, data, _organization_of(claims, number, data, words), words)
    else:
        _organization(claims, number, data, words)
    return ""


def language_of(rows):
    """The language in which a file of ours names its terms, or ""."""
    for _number, data in rows[:50]:
        attributes = _rows(data, "attributes")
        for owner in [*_rows(data, "locations"), data.get("organization")]:
            attributes += _rows(owner, "attributes") if isinstance(owner, dict) else []
        for each in attributes:
            term = each.get("taxonomy_term")
            if isinstance(term, dict) and isinstance(term.get("language"), str) and term["language"]:
                return term["language"]
    return ""


def _organization_of(claims, number, data, words):
    nested = data.get("organization")
    if isinstance(nested, dict) and (nested.get("id") or nested.get("name")):
        return _organization(claims, number, nested, words)
    key = _text(data.get("organization_id"))
    return claims.open(PARTNER, number, key, mentioned=True) if key else None


def _organization(claims, number, data, words):
    key = _text(data.get("id")) or _text(data.get("name"))
    claim = claims.open(PARTNER, number, key)
    _texts(claim, data, ORGANIZATION)
    if not claim.facts.get("website"):
        claim.say("website", _text(data.get("url")))
    claim.say("legal_form", _word(claim, words, "legal_form", data.get("legal_status")))
    claim.say("phone", _main_phone(data))
    for each in _rows(data, "organization_identifiers"):
        if _text(each.get("identifier_scheme")).upper() in ("BE-BCE_KBO", "BCE", "KBO"):
            claim.say("enterprise_number", _text(each.get("identifier")))
    if parent := _text(data.get("parent_organization_id")):
        claim.say("parent", claims.open(PARTNER, number, parent, mentioned=True))
    _terms(claim, data, words, {"theme": "themes", "public": "audiences"}, {"type": "kind", "quartier": "quartier"})
    for each in _rows(data, "attributes"):
        if each.get("link_type") == "languages":
            _spoken(claim, _text(each.get("value")).split(","), words)
    locations = _rows(data, "locations")
    claim.say("places", [_location(claims, number, each, words) for each in locations])
    if locations:
        _hours(claim, _rows(locations[0], "schedules"), words)
    for each in _rows(data, "services"):
        _service(claims, number, each, claim, words)
    return claim


def _service(claims, number, data, owner, words):
    key = _text(data.get("id")) or _text(data.get("name"))
    claim = claims.open(SERVICE, number, key, owner=owner)
    _texts(claim, data, OFFER)
    claim.say("status", _word(claim, words, "status", data.get("status")))
    claim.say("phone", _main_phone(data))
    for name in ("minimum_age", "maximum_age"):
        claim.say(name, _whole(claim, name, data.get(name)))
    claim.say("fee", _fee(_rows(data, "cost_options")))
    claim.say(
        "documents", "\n".join(filter(None, (_text(d.get("document")) for d in _rows(data, "required_documents"))))
    )
    _spoken(claim, [_text(each.get("code")) or _text(each.get("name")) for each in _rows(data, "languages")], words)
    _terms(claim, data, words, {"theme": "themes", "public": "audiences"}, {})
    sites = [each for each in _rows(data, "service_at_locations") if isinstance(each.get("location"), dict)]
    claim.say("places", [_location(claims, number, each["location"], words) for each in sites])
    _hours(claim, hours_of(data), words)
    return claim


def hours_of(data):
    """The schedules of a service: its own, or those of its only location."""
    own, sites = _rows(data, "schedules"), _rows(data, "service_at_locations")
    return own or (_rows(sites[0], "schedules") if len(sites) == 1 else [])


def _location(claims, number, data, words):
    address = next(iter(_rows(data, "addresses")), {})
    key = _text(data.get("id")) or f"{_text(data.get('name'))} / {_text(address.get('address_1'))}"
    claim = claims.open(PLACE, number, key)
    _texts(claim, data, LOCATION)
    _texts(claim, address, ADDRESS)
    for name in ("latitude", "longitude"):
        claim.say(name, _real(claim, name, data.get(name)))
    _terms(claim, data, words, {}, {"quartier": "quartier"})
    features = []
    for each in (found for listed in _rows(data, "accessibility") for found in _rows(listed, "attributes")):
        code = words.find("acces", *_names(each))
        if code in FEATURES and each.get("value") in ("yes", "no"):
            features.append([code, each["value"]])
    claim.say("features", features)
    return claim


def _texts(claim, data, fields):
    for name, fact in fields.items():
        value = data.get(name)
        if isinstance(value, list | dict):
            claim.errors[fact] = sentence("text")
        elif fact not in claim.facts:
            claim.say(fact, _text(value))


def _terms(claim, data, words, many, one):
    """Attributes whose terms the lists of the portal know; of other taxonomies, by the words of the term."""
    found = {fact: [] for fact in many.values()}
    for each in _rows(data, "attributes"):
        names, listed = _names(each), _text(each.get("link_type"))
        for taxonomy in [listed] if listed in (*many, *one) else [*many, *one] if not _is_fact(each) else []:
            code = words.find(taxonomy, *names)
            if code is not None and taxonomy in many:
                found[many[taxonomy]].append(code)
            elif code is not None:
                claim.say(one[taxonomy], code)
            elif listed == taxonomy:
                claim.note("unknown_word", word=next(iter(filter(None, names)), "")[:80])
    for fact, codes in found.items():
        claim.say(fact, list(dict.fromkeys(codes)))


def _names(attribute):
    term = attribute.get("taxonomy_term")
    term = term if isinstance(term, dict) else {}
    names = [attribute.get("taxonomy_term_id"), term.get("code"), term.get("name"), attribute.get("label")]
    return [_text(name) for name in names]


def _is_fact(attribute):
    """An attribute without a term says something of its own, in no list."""
    return not attribute.get("taxonomy_term_id") and not attribute.get("taxonomy_term")


def _word(claim, words, listed, value):
    text = _text(value)
    code = words.find(listed, text) if text else None
    if text and code is None:
        claim.note("unknown_word", word=text[:80])
    return code


def _spoken(claim, named, words):
    codes = []
    for word in filter(None, (each.strip() for each in named)):
        code = words.find("spoken", word)
        if code is None:
            claim.note("unknown_word", word=word[:80])
        else:
            codes.append(code)
    claim.say("languages", list(dict.fromkeys(codes)))


def _hours(claim, schedules, words):
    rows, whole = from_schedules(schedules, words)
    if not whole:
        claim.note("hours_kept")
    elif not claim.facts.get("hours"):
        claim.say("hours", rows)


def _main_phone(data):
    """The first number that is a voice's; others stay with the contacts, which staff keep."""
    voices = [each for each in _rows(data, "phones") if each.get("type") in (None, "", "voice")]
    return _text(voices[0].get("number")) if voices else ""


def _fee(costs):
    for each in costs:
        try:
            amount = Decimal(str(each.get("amount")))
        except InvalidOperation:
            continue
        if amount.is_finite() and 0 <= amount < 100_000:
            return f"{amount:.2f}"
    return ""


def _whole(claim, name, value):
    number = _real(claim, name, value)
    return int(number) if number is not None else None


def _real(claim, name, value):
    if value in (None, ""):
        return None
    try:
        number = float(str(value).replace(",", "."))
        if abs(number) > 10**6 or number != number:
            raise ValueError
    except ValueError:
        claim.errors[name] = sentence("number")
        return None
    return number


def _rows(data, name):
    """The objects of a list; what is none of them says nothing."""
    listed = data.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _text(value):
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
