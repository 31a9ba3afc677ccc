"""The directory from the inside: thousands of partners with services, hours and places, and pages asked of them."""

import json
import random
import sys
import time
from datetime import time as clock
from statistics import median

import django

django.setup()

from django.db import connection  # noqa: E402 - models load after the set-up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from partners.finding.stamp import directory_changed  # noqa: E402
from partners.models import (  # noqa: E402
    PLACE_FEATURES,
    Audience,
    Known,
    OpeningRule,
    Partner,
    PartnerKind,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Quartier,
    Service,
    ServiceText,
    Theme,
)

WORDS = (
    "accueil", "aide", "atelier", "bureau", "chantier", "conseil", "couture", "cuisine", "danse", "dialogue",
    "droit", "emploi", "enfance", "famille", "femmes", "forum", "français", "jardin", "jeu", "justice", "langue",
    "lecture", "logement", "marché", "musique", "nature", "papier", "permanence", "quartier", "repas", "santé",
    "scène", "social", "soutien", "sport", "théâtre", "tissage", "travail", "vélo", "voisin",
)  # fmt: skip
AT_ONCE = 500


def fill(*, partners):
    """Fill up to that many partners with two services each; how many can be found."""
    draw, before = random.Random(4), Partner.objects.count()
    numbers = range(before, partners)
    places = [_place(draw, number) for number in numbers]
    Place.objects.bulk_create(places, AT_ONCE)
    PlaceText.objects.bulk_create(
        [PlaceText(place=place, language=code, name=place.street) for place in places for code in ("fr", "nl")], AT_ONCE
    )
    found = [
        PlaceFeature(place=place, code=code, value=draw.choice((Known.YES, Known.NO)))
        for place in places
        for code in PLACE_FEATURES
        if draw.random() < 0.4
    ]
    PlaceFeature.objects.bulk_create(found, AT_ONCE)
    made = [_partner(draw, number, place) for number, place in zip(numbers, places, strict=True)]
    Partner.objects.bulk_create(made, AT_ONCE)
    services = [
        Service(
            partner=partner, slug=f"{partner.slug}-{n}", languages=["fr", "nl"], audiences=_some(draw, Audience.values)
        )
        for partner in made
        for n in (1, 2)
    ]
    Service.objects.bulk_create(services, AT_ONCE)
    PartnerText.objects.bulk_create(
        [PartnerText(partner=each, language=code, **_said(draw)) for each in made for code in ("fr", "nl")], AT_ONCE
    )
    ServiceText.objects.bulk_create(
        [ServiceText(service=each, language=code, **_said(draw)) for each in services for code in ("fr", "nl")], AT_ONCE
    )
    themes = list(Theme.objects.values_list("pk", flat=True))
    link = Partner.themes.through
    link.objects.bulk_create([link(partner_id=each.pk, theme_id=draw.choice(themes)) for each in made], AT_ONCE)
    OpeningRule.objects.bulk_create([_hours(draw, each) for each in made for _rule in (1, 2)], AT_ONCE)
    directory_changed()
    return size()


def size():
    """How many partners can be found."""
    return Partner.objects.filter(published=True).count()


def _place(draw, number):
    street = f"rue {draw.choice(WORDS)} {number}"
    return Place(
        slug=f"banc-lieu-{number}",
        street=street,
        street_nl=street,
        postal_code="1000",
        latitude=draw.uniform(50.79, 50.90),
        longitude=draw.uniform(4.30, 4.45),
    )


def _partner(draw, number, place):
    quartiers = list(Quartier.objects.order_by("pk")) if not hasattr(_partner, "quartiers") else _partner.quartiers
    _partner.quartiers = quartiers
    return Partner(
        slug=f"banc-{number}",
        kind=draw.choice(PartnerKind.values),
        quartier=draw.choice(quartiers),
        place=place,
        languages=["fr", *_some(draw, ["nl", "en", "ar", "tr"])],
        audiences=_some(draw, Audience.values),
    )


def _some(draw, values):
    return draw.sample(list(values), draw.randrange(3))


def _said(draw):
    def words(number):
        return " ".join(draw.choice(WORDS) for _word in range(number))

    return {"name": f"{words(3)}".capitalize(), "summary": words(12), "description": words(90)}


def _hours(draw, partner):
    opens = draw.choice((8, 9, 13, 14))
    return OpeningRule(partner=partner, days=draw.sample(range(7), 4), opens=clock(opens), closes=clock(opens + 4))


def addresses(draw, number):
    """Addresses of the directory with up to three filters, words, a place, who is open, and the map."""
    quartiers = list(Quartier.objects.values_list("slug", flat=True))
    themes = list(Theme.objects.values_list("slug", flat=True))
    lists = {
        "type": PartnerKind.values,
        "quartier": quartiers,
        "theme": themes,
        "public": Audience.values,
        "langue": ["nl", "en", "ar"],
        "acces": ["entree", "toilettes"],
    }
    found = []
    for _number in range(number):
        asked = [f"{name}={draw.choice(lists[name])}" for name in draw.sample(list(lists), draw.randrange(4))]
        asked += [f"q={draw.choice(WORDS)} {draw.choice(WORDS)}"] if draw.random() < 0.3 else []
        asked += (
            [f"pres={draw.uniform(50.80, 50.89):.3f},{draw.uniform(4.31, 4.44):.3f}"] if draw.random() < 0.3 else []
        )
        asked += ["ouvert=1"] if draw.random() < 0.2 else []
        asked += ["vue=carte"] if draw.random() < 0.5 else []
        found.append("&".join(asked))
    return found


def pages(*, number, rounds):
    """{page, points: seconds of each address, in the median of rounds; whole map, after: seconds; queries}."""
    client, asked = Client(headers={"host": "localhost"}), addresses(random.Random(7), number)
    found = {}
    for name, path in (("page", "/fr/annuaire/"), ("points", "/fr/annuaire/carte.json")):
        client.get(path)
        client.get(f"{path}?ouvert=1")
        seen = [[_seconds(client, f"{path}?{query}") for query in asked] for _round in range(rounds)]
        found[name] = [median(each) for each in zip(*seen, strict=True)]
    found["whole map"] = median(_seconds(client, "/fr/annuaire/carte.json") for _round in range(rounds))
    with CaptureQueriesContext(connection) as captured:
        client.get("/fr/annuaire/?vue=carte&ouvert=1&pres=50.84,4.35")
    found["queries"] = len(captured)
    after = []
    for _change in range(3):
        directory_changed()
        after.append(_seconds(client, "/fr/annuaire/?ouvert=1"))
    return found | {"after": median(after)}


def _seconds(client, path):
    began = time.perf_counter()
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return time.perf_counter() - began


if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
