"""Partners and places as schema.org says them (https://schema.org/version/28.1/). Objects in, dicts out."""

from datetime import timedelta

from .hours import is_holiday
from .models import Effect, Known, PartnerKind

CONTEXT = "https://schema.org"

TYPES = {
    PartnerKind.VILLE: "GovernmentOffice",
    PartnerKind.MAISON_DE_QUARTIER: "NGO",
    PartnerKind.MAISON_DES_ENFANTS: "ChildCare",
    PartnerKind.MADO: "NGO",
    PartnerKind.CRECHE: "ChildCare",
    PartnerKind.ECOLE: "EducationalOrganization",
    PartnerKind.SPORT: "SportsActivityLocation",
    PartnerKind.CPAS: "GovernmentOffice",
    PartnerKind.BRAVVO: "GovernmentOrganization",
    PartnerKind.BAPA: "GovernmentOrganization",
    PartnerKind.MISSION_LOCALE: "EmploymentAgency",
    PartnerKind.ACTIRIS: "EmploymentAgency",
    PartnerKind.CULTURE: "Organization",
    PartnerKind.ASSOCIATION: "NGO",
}


# What is an organisation and a place in one (https://schema.org/LocalBusiness), and so has hours itself.
LOCAL = {"GovernmentOffice", "ChildCare", "SportsActivityLocation", "EmploymentAgency"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AHEAD = 90  # days for which closed holidays are said one by one


def partner_data(partner, language, *, url, today=None):
    """The Organization of a partner; without any address when its seat is confidential.

    today: a date, from which special hours are said; None: usual hours alone.
    """
    text = partner.text(language)
    data = {
        "@context": CONTEXT,
        "@type": TYPES.get(partner.kind, "Organization"),
        "@id": url,
        "url": url,
        "name": text.name if text else partner.slug,
        "description": text.summary if text else "",
        "telephone": partner.phone,
        "email": partner.email,
        "sameAs": partner.website,
        "knowsLanguage": partner.languages,
    }
    if partner.enterprise_number:
        data["identifier"] = {"@type": "PropertyValue", "propertyID": "BCE-KBO", "value": partner.enterprise_number}
    hours = hours_data(partner, today=today)
    if data["@type"] in LOCAL:
        data |= hours
    place = place_data(partner.place, language)
    if place:
        place |= {} if data["@type"] in LOCAL else hours
        data |= {"location": place, "address": place["address"]}
    return {key: value for key, value in data.items() if value}


def place_data(place, language):
    """The Place with its address, position and what was found there; None when it may not be shown."""
    if place is None or place.confidential:
        return None
    text = place.text(language)
    data = {"@type": "Place", "name": text.name if text else "", "address": _address(place, language)}
    if place.latitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    features = [
        # What nobody has looked at is left out: absence is never "no".
        {"@type": "LocationFeatureSpecification", "name": feature.code, "value": feature.value == Known.YES}
        for feature in place.features.all()
        if feature.value != Known.UNKNOWN
    ]
    if features:
        data["amenityFeature"] = features
    return {key: value for key, value in data.items() if value}


def hours_data(partner, *, today):
    """openingHoursSpecification and specialOpeningHoursSpecification of a partner’s seat, as far as there are any.

    A rule of every second week has no words in schema.org and is left out.
    """
    here = {None, partner.place_id}
    rules = [rule for rule in partner.hours.all() if rule.place_id in here and rule.every == 1]
    usual = [
        _specification(rule.opens, rule.closes, rule.valid_from, rule.valid_to)
        | {"dayOfWeek": [f"{CONTEXT}/{DAYS[number]}" for number in sorted(rule.days)]}
        for rule in rules
    ]
    special = _special(partner, here, today) if today and usual else []
    data = {"openingHoursSpecification": usual, "specialOpeningHoursSpecification": special}
    return {key: value for key, value in data.items() if value}


def _special(partner, here, today):
    changes = [
        change
        for change in partner.changes.all()
        if change.place_id in here and change.effect != Effect.NOTICE and change.last_day >= today
    ]
    special = [_specification(change.opens, change.closes, change.starts_on, change.last_day) for change in changes]
    if not partner.closed_on_holidays:
        return special
    days = [today + timedelta(days=offset) for offset in range(AHEAD)]
    free = [day for day in days if not any(change.starts_on <= day <= change.last_day for change in changes)]
    return special + [_specification(None, None, day, day) for day in free if is_holiday(day)]


def _specification(opens, closes, first, last):
    """Without hours it is closed: what opens and closes at midnight (developers.google.com, local business)."""
    data = {
        "@type": "OpeningHoursSpecification",
        "opens": f"{opens:%H:%M}" if opens else "00:00",
        "closes": f"{closes:%H:%M}" if closes else "00:00",
        "validFrom": first.isoformat() if first else "",
        "validThrough": last.isoformat() if last else "",
    }
    return {key: value for key, value in data.items() if value}


def _address(place, language):
    dutch = language == "nl"
    return {
        "@type": "PostalAddress",
        "streetAddress": (place.street_nl if dutch else "") or place.street,
        "postalCode": place.postal_code,
        "addressLocality": (place.municipality_nl if dutch else "") or place.municipality,
        "addressCountry": "BE",
    }
