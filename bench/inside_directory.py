"""What the bench asks of the directory from the inside: as bench.inside, with thousands of partners."""

import json
import sys
from datetime import time
from itertools import cycle

from .inside import queries  # sets Django up: models are imported after it

from partners.models import (  # isort: skip
    Audience,
    Contact,
    OpeningRule,
    Partner,
    PartnerKind,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Quartier,
    Service,
    ServiceText,
    TemporaryChange,
    Theme,
)
from django.utils import timezone  # isort: skip

MARK = "banc-"
LANGUAGES = ("fr", "nl")
LONG = "Un accueil ouvert à tout le monde, avec ou sans rendez-vous, dans plusieurs langues. " * 6


def fill(*, partners, services):
    """{partners, services} of the public, once there are that many: each with words, hours, contacts and a place."""
    missing = partners - Partner.objects.published().count()
    if missing > 0:
        _fill(missing, services - Service.objects.shown().count())
    return {"partners": Partner.objects.published().count(), "services": Service.objects.shown().count()}


def _fill(partners, services):
    quartiers, themes = cycle(Quartier.objects.all()), cycle(Theme.objects.all())
    kinds, audiences = cycle(PartnerKind.values), cycle(Audience.values)
    places = [
        Place(
            slug=f"{MARK}{n}", street=f"rue du Banc {n}", postal_code="1000", quartier=next(quartiers), **_position(n)
        )
        for n in range(partners)
    ]
    places = _made(places)
    _made(PlaceText(place=place, language=code, name=f"Maison {place.pk}") for place in places for code in LANGUAGES)
    _made(PlaceFeature(place=place, code=code, value="yes") for place in places for code in ("entree", "toilettes"))
    owners = _made(
        Partner(
            slug=f"{MARK}{n}",
            kind=next(kinds),
            place=place,
            quartier=place.quartier,
            languages=["fr", "nl"],
            audiences=[next(audiences)],
            phone="+3225550101",
            email=f"banc{n}@exemple.test",
        )
        for n, place in enumerate(places)
    )
    _made(_text(PartnerText, code, f"Partenaire {owner.pk}", partner=owner) for owner in owners for code in LANGUAGES)
    whose = cycle(owners)
    offers = _made(
        Service(
            slug=f"{MARK}{n}",
            partner=next(whose),
            languages=["fr", "nl", "ar"],
            audiences=[next(audiences)],
            channels=["phone"],
        )
        for n in range(services)
    )
    _made(_text(ServiceText, code, f"Service {offer.pk}", service=offer) for offer in offers for code in LANGUAGES)
    _made(Partner.themes.through(partner=owner, theme=next(themes)) for owner in owners)
    _made(Service.themes.through(service=offer, theme=next(themes)) for offer in offers for _time in range(2))
    _made(Presence(service=offer, place_id=offer.partner.place_id) for offer in offers[::2])
    keys = [{"partner": owner} for owner in owners] + [{"service": offer} for offer in offers[::3]]
    _made(OpeningRule(days=[day, day + 1], opens=time(9), closes=time(17), **key) for key in keys for day in (0, 2))
    _made(Contact(name="Accueil", phone="+3225550102", languages=["fr"], **key) for key in keys)
    today = timezone.localdate()
    _made(TemporaryChange(starts_on=today, text_fr="Fermé pour inventaire.", **key) for key in keys[::10])


def _text(model, code, name, **key):
    return model(language=code, name=name, summary="En quelques mots.", description=LONG, **key)


def _position(number):
    return {"latitude": 50.83 + number % 97 / 1000, "longitude": 4.33 + number % 89 / 1000}


def _made(rows):
    rows = list(rows)
    return type(rows[0]).objects.bulk_create(rows, batch_size=500)


__all__ = ["fill", "queries"]

if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
