"""The map of the agenda: a point for each activity at each place, none for what is confidential."""

import json
import re

import pytest

from tests.factories import make_event, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db


def asked(client, query="", language="fr"):
    response = client.get(f"/{language}/agenda/carte.json{query}")
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_a_point_says_what_where_and_when_in_the_readers_language(client, clock):
    make_quartier("Marolles")
    event = make_event(texts={"fr": "Atelier <b>vélo</b>", "nl": "Fietsatelier"}, place=make_place())
    event = publish_event(event)
    found = asked(client, language="nl")
    [[latitude, longitude, title, slug, kind, when]] = found["points"]
    assert (latitude, longitude, title, slug, kind) == (50.837, 4.3457, "Fietsatelier", event.slug, "atelier")
    assert when.replace("\xa0", " ") == "dinsdag 9 maart, 14 uur"
    assert found["address"] == "/nl/agenda/-/"
    assert found["quartiers"] == [[50.836, 4.346, "Marolles (nl)"]]
    assert found["left"] == ""


def test_a_confidential_or_unplaced_date_has_no_point_and_is_counted(client, clock):
    publish_event(make_event(place=make_place("Refuge", confidential=True, latitude=50.8123), texts={"fr": "Secret"}))
    publish_event(make_event(place=make_place("Sans point", latitude=None, longitude=None)))
    publish_event(make_event(is_online=True))
    response = client.get("/fr/agenda/carte.json")
    assert "50.8123" not in response.content.decode()
    found = json.loads(response.content)
    assert found["points"] == []
    assert found["left"].replace("\xa0", " ") == "3 dates ne sont pas sur la carte ; elles sont dans la liste."


def test_the_map_keeps_the_filters_of_the_list(client, clock):
    publish_event(make_event(kind="conference", texts={"fr": "Débat"}))
    publish_event(make_event(kind="atelier", texts={"fr": "Couture"}))
    html = client.get("/fr/agenda/?type=conference&vue=carte").content.decode()
    [address] = re.findall(r'data-points="([^"]*)"', html)
    assert [point[2] for point in asked(client, address.removeprefix("/fr/agenda/carte.json"))["points"]] == ["Débat"]
    assert '<input type="hidden" name="vue" value="carte">' in html
    assert "Débat" in html and "Couture" not in html.split('id="resultats"')[1]


def test_only_the_map_may_show_images_of_the_tile_server(client):
    policies = [
        client.get(f"/fr/agenda/{query}")["Content-Security-Policy"] for query in ("", "?vue=mois", "?vue=carte")
    ]
    assert ["https://tile.openstreetmap.org" in policy for policy in policies] == [False, False, True]


def test_points_cost_no_more_queries_for_three_than_for_one(client, clock, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        while len(asked(client)["points"]) < rows:
            publish_event(make_event(place=make_place()))
        asked(client)
        with django_assert_max_num_queries(12) as captured:
            asked(client)
        counts.append(len(captured))
    assert counts[0] == counts[1]
