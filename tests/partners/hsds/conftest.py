"""A partner with everything that can be exported, and with what must not be."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from partners.models import Contact, OpeningRule, Presence, TemporaryChange
from tests.factories import make_partner, make_place, make_quartier, make_service, make_theme

SECRET = "Refuge"
HIDDEN_STREET, HIDDEN_PHONE, HIDDEN_HOUR = "rue Secrète 13", "+3225550666", "03:33"


@pytest.fixture
def city(site):
    """querelle (seat at Jeu de Balle, a confidential site), its service law at both; desk, a service at the seat."""
    quartier, theme = make_quartier("Marolles", summary_fr="Entre deux places."), make_theme("Droits", slug="droits")
    seat = make_place(quartier=quartier, features={"entree": "yes", "toilettes": "no", "calme": "unknown"})
    secret = make_place(
        SECRET, street=HIDDEN_STREET, street_nl=HIDDEN_STREET, latitude=50.8123, longitude=4.3123, confidential=True
    )
    union = make_partner("Union", legal_form="asbl", enterprise_number="0878065378")
    querelle = make_partner(
        texts={
            "fr": {"name": "Querelle", "summary": "Une maison."},
            "nl": {"name": "Twist", "description": "Een huis."},
        },
        quartier=quartier,
        place=seat,
        parent=union,
        enterprise_number="0403227515",
        legal_form="asbl",
        audiences=["jeunes", "familles"],
        phone="+3225550101",
        email="info@querelle.example",
        website="https://querelle.example/",
    )
    querelle.themes.add(theme)
    querelle.save()
    law = make_service(
        partner=querelle,
        texts={
            "fr": {
                "name": "Aide juridique",
                "description": "Un juriste vous écoute. Été comme hiver.",
                "eligibility": "Tout le monde.",
                "application": "Téléphonez.",
                "documents": "Carte d’identité\n- Lettre reçue",
                "fees": "Cinq euros.",
            }
        },
        minimum_age=16,
        is_free=False,
        fee="5.50",
        appointment="required",
        channels=["phone"],
        audiences=["adultes"],
        url="https://querelle.example/droit",
    )
    law.themes.add(theme)
    law.save()
    desk = make_service("Permanence", partner=querelle)
    at_seat = Presence.objects.create(service=law, place=seat, note_fr="Au premier étage")
    for owner in ({"partner": querelle}, {"service": law}):
        Presence.objects.create(place=secret, **owner)
        OpeningRule.objects.create(place=secret, days=[6], opens=time(3, 33), closes=time(4, 33), **owner)
        TemporaryChange.objects.create(place=secret, starts_on=date(2027, 3, 8), text_fr=HIDDEN_STREET, **owner)
        Contact.objects.create(place=secret, name=SECRET, phone=HIDDEN_PHONE, **owner)
    Contact.objects.create(service=law, phone="+3225550102", role_fr="Secrétariat", languages=["fr", "ar"])
    Contact.objects.create(service=law, name="Ada", email="ada@querelle.example", role_fr="Juriste", extension=12)
    Contact.objects.create(service=law, phone="+3225550999", role_fr="Interne", public=False)
    OpeningRule.objects.create(partner=querelle, days=[0, 1], opens=time(9), closes=time(17))
    OpeningRule.objects.create(
        service=law,
        days=[1],
        opens=time(18),
        closes=time(0, 30),
        every=2,
        valid_from=date(2027, 3, 1),
        note_fr="Sonnez.",
    )
    TemporaryChange.objects.create(
        partner=querelle, starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 9), text_fr="Congés."
    )
    TemporaryChange.objects.create(
        service=law,
        effect="hours",
        starts_on=date(2027, 7, 6),
        opens=time(10),
        closes=time(11),
        shown_from=date(2027, 3, 1),
        text_fr="Horaire d’été.",
    )
    return SimpleNamespace(
        quartier=quartier,
        theme=theme,
        seat=seat,
        secret=secret,
        union=union,
        querelle=querelle,
        law=law,
        desk=desk,
        at_seat=at_seat,
    )
