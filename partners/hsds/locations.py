"""Places as locations, with address, position and what was found there."""

from portal.kit.texts import choose_text

from ..models import Feature, Known
from ..place_facts import check_words
from .ids import derived
from .parts import filled, modification
from .terms import attribute, choice_term, quartier_term, text_languages


def location_basics(record, reader):
    """The one-to-one fields of a LocationRecord, as lists of services at locations say them."""
    place = record.place
    text = choose_text(record.texts, reader.language)
    other = choose_text(record.texts, "nl" if reader.language == "fr" else "fr")
    name, other_name = text.name if text else place.slug, other.name if other else ""
    return filled(
        {
            "id": str(place.uuid),
            "location_type": "physical",
            "name": name,
            "alternate_name": other_name if other_name != name else "",
            "transportation": text.directions if text else "",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    )


def location_object(record, reader, **more):
    """The location with its lists. more: contacts, phones and schedules of the organisation that says where it is."""
    place, own = record.place, {"owner": record.place.uuid, "entity": "location"}
    terms = [attribute(quartier_term(place.quartier), reader, **own)] if place.quartier else []
    return location_basics(record, reader) | filled(
        {
            "addresses": [_address(record, reader)],
            "accessibility": [_accessibility(found, place, reader) for found in _known(record)],
            "attributes": terms + text_languages(record.texts, **own),
            "metadata": [modification(place, "location")],
            **more,
        }
    )


def _address(record, reader):
    """state_province is required; Belgian addresses have none, and the postal code says the region: empty."""
    place, dutch = record.place, reader.language == "nl"
    text = choose_text(record.texts, reader.language)
    street = (place.street_nl if dutch else "") or place.street
    return {
        "id": derived(place.uuid, "address"),
        "location_id": str(place.uuid),
        "address_1": street or (text.name if text else ""),
        "city": (place.municipality_nl if dutch else "") or place.municipality,
        "state_province": "",
        "postal_code": place.postal_code,
        "country": "BE",
        "address_type": "physical",
    }


def _known(record):
    """What somebody looked at: absence of data is never "no", and so is left out."""
    return [found for found in record.features if found.value != Known.UNKNOWN]


def _accessibility(found, place, reader):
    own = derived(place.uuid, "accessibility", found.code)
    term = choice_term("acces", Feature(found.code))
    said = attribute(term, reader, owner=own, entity="accessibility", value=str(found.value))
    return filled(
        {
            "id": own,
            "location_id": str(place.uuid),
            "description": f"{found.get_code_display()}\u00a0: {found.get_value_display()}",
            "details": check_words(found) if found.checked_on else "",
            "attributes": [said],
        }
    )
