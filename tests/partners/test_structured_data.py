"""Partners and places as schema.org says them."""

import pytest

from partners.structured_data import partner_data, place_data
from tests.factories import make_partner, make_place

pytestmark = pytest.mark.django_db
URL = "https://maillage.example/fr/annuaire/regenboog/"


def test_partner_stands_with_its_place_in_the_readers_language():
    place = make_place(
        texts={"fr": "Place du Jeu de Balle", "nl": "Vossenplein"}, features={"entree": "yes", "calme": "unknown"}
    )
    texts = {"fr": {"name": "Arc-en-ciel", "summary": "Une crèche."}, "nl": {"name": "Regenboog", "summary": "Opvang."}}
    partner = make_partner(kind="creche", texts=texts, place=place, phone="+3225550199")
    address = {
        "@type": "PostalAddress",
        "streetAddress": "Vossenplein 1",
        "postalCode": "1000",
        "addressLocality": "Brussel",
        "addressCountry": "BE",
    }
    assert partner_data(partner, "nl", url=URL) == {
        "@context": "https://schema.org",
        "@type": "ChildCare",
        "@id": URL,
        "url": URL,
        "name": "Regenboog",
        "description": "Opvang.",
        "telephone": "+3225550199",
        "knowsLanguage": ["fr", "nl"],
        "address": address,
        "location": {
            "@type": "Place",
            "name": "Vossenplein",
            "address": address,
            "geo": {"@type": "GeoCoordinates", "latitude": 50.837, "longitude": 4.3457},
            "amenityFeature": [{"@type": "LocationFeatureSpecification", "name": "entree", "value": True}],
        },
    }


def test_confidential_place_is_not_exported():
    place = make_place(confidential=True)
    assert place_data(place, "fr") is None
    assert {"location", "address"}.isdisjoint(partner_data(make_partner(place=place), "fr", url=URL))
