"""The map of the directory and its selections: points, paper, favourites."""

import json
import re

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from partners.models import Partner
from tests.factories import make_partner, make_place, make_quartier, make_service
from tests.kit.pdf.reading import is_for_everybody, text_of

pytestmark = pytest.mark.django_db


def points(client, query="", language="fr"):
    with override(language):
        return json.loads(client.get(reverse("annuaire-carte") + query).content)


def test_points_are_those_of_the_list_and_no_confidential_place_is_one(client):
    make_quartier("Marolles")
    make_partner("Querelle", place=make_place(), kind="culture")
    make_partner("Refuge", place=make_place("Abri", confidential=True, latitude=50.8123), kind="culture")
    make_partner("Stade", place=make_place("Stade"), kind="sport")
    found = points(client, "?type=culture")
    assert found["points"] == [[50.837, 4.3457, "Querelle", "querelle", "culture"]]
    assert found["left"].replace("\xa0", " ") == "1 partenaire n’a pas d’adresse sur la carte ; il est dans la liste."
    assert found["address"] == "/fr/annuaire/-/"
    assert found["quartiers"] == [[50.836, 4.346, "Marolles"]]
    assert found["kinds"]["culture"] == "Culture"


def test_points_follow_a_change_and_the_readers_language(client):
    partner = make_partner(texts={"fr": "Arc-en-ciel", "nl": "Regenboog"}, place=make_place())
    assert points(client)["points"][0][2] == "Arc-en-ciel"
    assert points(client, language="nl")["points"][0][2] == "Regenboog"
    text = partner.texts.get(language="fr")
    text.name = "Prisme"
    text.save()
    assert points(client)["points"][0][2] == "Prisme"


def test_only_the_map_may_show_images_of_the_tile_server(client):
    def policies():
        return [client.get(f"/fr/annuaire/{query}")["Content-Security-Policy"] for query in ("", "?vue=carte")]

    assert ["https://tile.openstreetmap.org" in policy for policy in policies()] == [False, True]
    with override_settings(MAP_TILES="https://{s}.tiles.example/{z}/{x}/{y}.png"):
        assert "https://*.tiles.example" in policies()[1]
    with override_settings(MAP_TILES=""):
        assert policies()[0] == policies()[1]


def test_the_map_keeps_the_filters_and_the_list_below_it(client):
    make_partner("Querelle", place=make_place(), kind="culture")
    html = client.get("/fr/annuaire/?vue=carte&type=culture").content.decode()
    assert re.findall(r'data-points="([^"]*)"', html) == ["/fr/annuaire/carte.json?type=culture"]
    assert 'class="partner-name"' in html
    assert re.findall(r'<nav class="views".*?</nav>', html, re.S)[0].count("type=culture") == 2


def test_a_selection_is_printed_for_everybody(client):
    place = make_place("Maison Querelle")
    make_partner("Querelle", place=place, phone="+3225550199", languages=["fr", "ar"])
    make_partner("Refuge", place=make_place("Abri", confidential=True, street="rue Cachée 9", street_nl=""))
    make_partner("Autre")
    response = client.get("/fr/annuaire/selection.pdf?partenaire=querelle&partenaire=refuge")
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content).replace("\xa0", " ")
    assert is_for_everybody(response.content) == ("Annuaire", "fr", True, "1")
    for expected in ("Querelle", "02 555 01 99", "place du Jeu de Balle 1", "Français, arabe", "2 partenaires"):
        assert expected in text, expected
    assert "Cachée" not in text and "Abri" not in text and "Autre" not in text


def test_an_empty_selection_and_a_long_one_are_printed(client):
    with override("nl"):
        assert client.get(reverse("annuaire-pdf") + "?q=zzzz").status_code == 200
    make_partner("Querelle")
    long = "&".join(f"partenaire=p{number}" for number in range(90))
    assert client.get(f"/fr/annuaire/selection.pdf?partenaire=querelle&{long}").status_code == 200


def test_a_selection_costs_few_queries_however_many_partners(client, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        while Partner.objects.count() < rows:
            partner = make_partner(f"P{Partner.objects.count()}", place=make_place())
            make_service(partner=partner)
        client.get("/fr/annuaire/selection.pdf")
        with django_assert_max_num_queries(12) as captured:
            client.get("/fr/annuaire/selection.pdf")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_each_partner_can_be_kept_and_shared(client):
    make_partner("Querelle")
    assert 'data-favourite="querelle"' in client.get("/fr/annuaire/").content.decode()
    html = client.get("/fr/annuaire/querelle/").content.decode()
    assert 'data-favourite="querelle"' in html
    assert re.search(r'id="adresse"[^>]*value="([^"]*)"', html)[1].endswith("/fr/annuaire/querelle/")


def test_what_is_printed_leads_back_to_the_same_list(client):
    make_partner("Querelle", kind="culture")
    html = client.get("/fr/annuaire/?type=culture").content.decode()
    code = re.search(r'class="on-paper-qr" src="([^"]*)"', html)[1].replace("&amp;", "&")
    assert client.get(code)["Content-Type"] == "image/svg+xml"
    assert "/fr/annuaire/?type=culture</p>" in html
