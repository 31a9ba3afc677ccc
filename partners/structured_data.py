"""Partners and places as schema.org says them (https://schema.org/version/28.1/). Objects in, dicts out."""

from .models import Known, PartnerKind

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


def partner_data(partner, language, *, url):
    """The Organization of a partner; without any address when its seat is confidential."""
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
    place = place_data(partner.place, language)
    if place:
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


def _address(place, language):
    dutch = language == "nl"
    return {
        "@type": "PostalAddress",
        "streetAddress": (place.street_nl if dutch else "") or place.street,
        "postalCode": place.postal_code,
        "addressLocality": (place.municipality_nl if dutch else "") or place.municipality,
        "addressCountry": "BE",
    }
