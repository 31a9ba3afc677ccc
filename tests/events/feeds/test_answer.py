"""Feeds for programs that have one already and say only when it was made."""

from datetime import date

import pytest

from events.catalogue import event_changed, pages_changed
from portal.cms.models import SiteIdentity
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db
FEEDS = ["agenda.ics", "agenda.atom", "quartiers/marolles.ics", "annuaire/querelle.ics", "agenda/couture.ics"]


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def quartier():
    marolles, partner = make_quartier("Marolles", slug="marolles"), make_partner(slug="querelle")
    event = make_event(
        texts={"fr": "Couture"}, slug="couture", dates=[date(2027, 3, 5)], organiser=partner,
        place=make_place(quartier=marolles),
    )  # fmt: skip
    event_changed(publish_event(event).pk)
    return marolles


def since(client, path, moment):
    return client.get(f"/fr/{path}", headers={"if-modified-since": moment}).status_code


def made_at(client, path):
    return client.get(f"/fr/{path}").headers["Last-Modified"]


@pytest.mark.parametrize("path", FEEDS)
def test_what_has_not_changed_since_is_not_sent(client, quartier, clock, path):
    before = made_at(client, path)
    clock.advance(hours=1)
    assert since(client, path, before) == 304


@pytest.mark.parametrize("path", ["agenda.ics?quartier=marolles", "agenda.atom?quartier=marolles", FEEDS[2]])
def test_a_new_name_of_a_quartier_is_a_change(client, quartier, clock, django_capture_on_commit_callbacks, path):
    before = made_at(client, path)
    clock.advance(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        quartier.name_fr = "Les Marolles"
        quartier.save()
    assert since(client, path, before) == 200
    assert made_at(client, path) == "Tue, 02 Mar 2027 10:00:00 GMT"


@pytest.mark.parametrize("path", FEEDS)
def test_a_new_name_of_the_portal_is_a_change(client, quartier, clock, django_capture_on_commit_callbacks, path):
    pages_changed()
    before = made_at(client, path)
    clock.advance(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        identity = SiteIdentity.load()
        identity.name = "Le Maillage"
        identity.save()
    assert since(client, path, before) == 200


@pytest.mark.parametrize("query", ["places=1", "quand=aujourdhui", "quand=weekend&gratuit=1"])
@pytest.mark.parametrize("path", ["agenda.ics", "agenda.atom"])
def test_what_changes_with_the_hour_is_known_by_its_etag_alone(client, quartier, path, query):
    response = client.get(f"/fr/{path}?{query}")
    assert "Last-Modified" not in response.headers
    assert response.headers["ETag"]
    assert since(client, f"{path}?{query}", "Fri, 01 Jan 2100 00:00:00 GMT") == 200
