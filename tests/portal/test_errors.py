"""Pages for what went wrong."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from portal.errors import bad_request, forbidden, server_error, too_many
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


def test_not_found_page_says_what_else_there_is(site, client):
    publish_event(make_event(texts={"fr": "Brocante", "nl": "Rommelmarkt"}))
    response = client.get("/nl/bestaat-niet/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Rommelmarkt" in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert 'href="/fr/" lang="fr"' in html


def test_not_found_page_stands_without_pages_or_events(client):
    assert client.get("/fr/nulle-part/").status_code == 404


def test_not_found_page_that_cannot_ask_the_database_is_the_static_one(client, monkeypatch):
    def unreachable(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("portal.errors.more_nearby", unreachable)
    response = client.get("/fr/annuaire/personne/")
    assert response.status_code == 500
    assert "L’erreur vient de nous." in response.content.decode()


def test_failing_view_answers_in_three_languages_without_context(client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("partners.views.quartiers_context", fail)
    client.raise_request_exception = False
    response = client.get(reverse("quartiers"))
    html = response.content.decode()
    assert response.status_code == 500
    assert all(word in html for word in ("L’erreur vient de nous.", "De fout ligt bij ons", "The fault is ours"))
    assert "boom" not in html


@pytest.mark.parametrize(("view", "status"), [(bad_request, 400), (server_error, 500), (too_many, 429)])
def test_static_pages_ask_nothing(rf, view, status, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert view(rf.get("/fr/")).status_code == status


def test_forbidden_page_is_in_the_sites_design(site, rf):
    response = forbidden(rf.get("/fr/espace/"))
    assert response.status_code == 403
    assert 'class="masthead"' in response.content.decode()
