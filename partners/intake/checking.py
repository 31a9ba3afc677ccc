"""Whether what a file says may stand in a record: the rules of its editor, said at the field."""

from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..hours_check import contradictions, rule_errors
from ..models import OpeningRule, Partner, PartnerText, Place, PlaceText, Service, ServiceText
from ..position import check_position
from .claims import PARTNER, PLACE, SERVICE
from .wording import sentence

OWN = {
    PARTNER: (Partner, ("kind", "email", "phone", "website", "legal_form", "enterprise_number")),
    SERVICE: (Service, ("status", "url", "email", "phone", "minimum_age", "maximum_age")),
    PLACE: (Place, ("postal_code", "latitude", "longitude")),
}
TEXTS = {
    PARTNER: (PartnerText, ("name", "summary", "description")),
    SERVICE: (
        ServiceText,
        ("name", "summary", "description", "eligibility", "application", "documents", "fees"),
    ),
    PLACE: (PlaceText, ("name", "directions")),
}
IN_LANGUAGE = ("street", "municipality")  # columns of a place in French, and in Dutch


def check(line, record):
    """{fact: sentence} of what a Line cannot bring in. record: what it is here, None when it is new."""
    if record is not None and not line.before:
        return {}
    facts, errors = line.facts, {}
    if record is None and not facts.get("name"):
        errors["name"] = sentence("name")
    if record is None and line.kind == PLACE and not facts.get("postal_code"):
        errors["postal_code"] = sentence("postal_code")
    for model, names in (OWN[line.kind], TEXTS[line.kind]):
        errors |= _fields(model, {name: facts[name] for name in names if name in facts})
    if "other_name" in facts:
        refused = _fields(PartnerText, {"name": facts["other_name"]})
        errors |= {"other_name": refused["name"]} if refused else {}
    if line.kind == PLACE:
        errors |= _place(facts, record)
    if line.kind == SERVICE:
        errors |= _ages(facts, record)
    if "hours" in line.before:
        errors |= hours_errors(facts["hours"])
    return errors


def _fields(model, given):
    """{field: sentence}, by the validators of its columns."""
    errors = {}
    for name, value in given.items():
        field = model._meta.get_field(name)
        try:
            if value not in field.empty_values:
                field.clean(value, None)  # no row of it: making one costs more than all that is asked of it
        except ValidationError as error:
            errors[name] = " ".join(error.messages)
    return errors


def _place(facts, record):
    languages = {f"{name}{ending}": facts[name] for name in IN_LANGUAGE if name in facts for ending in ("", "_nl")}
    errors = {name.removesuffix("_nl"): said for name, said in _fields(Place, languages).items()}
    place = Place(
        latitude=facts.get("latitude", record.place.latitude if record else None),
        longitude=facts.get("longitude", record.place.longitude if record else None),
    )
    if (place.latitude is None) != (place.longitude is None):
        errors["latitude"] = _("Donnez la latitude et la longitude, ou aucune des deux.")
    try:
        check_position(place)
    except ValidationError as error:
        errors |= {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return errors


def _ages(facts, record):
    low, high = (
        facts.get(name, getattr(record.service, name) if record else None) for name in ("minimum_age", "maximum_age")
    )
    if None in (low, high) or low <= high:
        return {}
    return {"maximum_age": _("L’âge le plus bas dépasse le plus haut.")}


def hours_errors(rows):
    rules = [rule_of(row) for row in rows]
    errors = [said for rule in rules for said in rule_errors(rule).values()]
    errors += [said for _row, _field, said in contradictions(rules, [], seat_id=None)]
    errors += [said for row in rows for said in _fields(OpeningRule, {"note_fr": row[7]}).values()]
    if any(row[3] and row[4] and row[3] > row[4] for row in rows):
        errors.append(_("La période finit avant de commencer."))
    return {"hours": str(errors[0])} if errors else {}


def rule_of(row, language="fr"):
    """The unsaved OpeningRule of a row of hours_heard."""
    days, opens, closes, starts, ends, every, attending, note = row
    return OpeningRule(
        days=days,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        valid_from=date.fromisoformat(starts) if starts else None,
        valid_to=date.fromisoformat(ends) if ends else None,
        every=every,
        attending=attending,
        **{f"note_{language if language in ('fr', 'nl', 'en') else 'fr'}": note},
    )
