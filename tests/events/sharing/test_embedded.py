"""The agenda in a frame and as data for other sites: who may show it, what it says, what it never does."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.occurrences import cancel
from partners.models import PartnerFormerSlug
from portal.page_cache import key_of
from tests.factories import make_event, make_partner, make_place, make_quartier, make_user, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
FRAME, DATA = "/fr/embarque/agenda/", "/fr/embarque/agenda.json"
SOON = datetime(2027, 3, 4, 17, tzinfo=UTC)
HOSTILE = "</script><img src=x onerror=alert(1)>\"' & Fête"


@pytest.fixture
def marolles():
    return make_quartier("Marolles")


@pytest.fixture
def querelle(marolles):
    return make_partner("Querelle", quartier=marolles)


def put_on(title="Atelier vélo", *, start=SOON, **facts):
    return publish_event(make_event(texts=facts.pop("texts", {"fr": title}), dates=[start], **facts))


def titles(response):
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", response.content.decode())


def data(response):
    return json.loads(response.content)


def named(response):
    return [item["title"] for item in data(response)["items"]]


# --- Who may show it ---------------------------------------------------------------------------


def test_any_site_may_frame_it_and_no_other_page(client, querelle):
    put_on(organiser=querelle)
    response = client.get(FRAME, {"partenaire": querelle.slug})
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in response
    for path in ("/fr/agenda/", f"/fr/annuaire/{querelle.slug}/partager/"):
        other = client.get(path)
        assert other["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in other["Content-Security-Policy"]


def test_other_sites_scripts_read_the_data_and_nothing_else(client, querelle):
    assert client.get(DATA, headers={"origin": "https://asbl.example"})["Access-Control-Allow-Origin"] == "*"
    for path in (FRAME, "/fr/agenda/", "/fr/agenda.ics", "/fr/espace/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"origin": "https://asbl.example"})


@pytest.mark.parametrize("path", [FRAME, DATA])
def test_no_cookie_is_set_and_no_session_is_looked_at(client, querelle, path):
    put_on(organiser=querelle)
    client.force_login(make_user(partner=querelle))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, {"partenaire": querelle.slug})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not [query for query in queries if "session" in query["sql"] or "accounts_user" in query["sql"]]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", [FRAME, DATA])
def test_it_is_only_read(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_the_frame_has_no_script(client, querelle):
    put_on(organiser=querelle)
    html = client.get(FRAME).content.decode()
    assert "<script" not in html
    assert " style=" not in html


# --- What it shows -----------------------------------------------------------------------------


def test_a_partner_s_agenda_has_its_activities_alone(client, querelle):
    put_on("La nôtre", organiser=querelle), put_on("Celle d’un autre")
    response = client.get(FRAME, {"partenaire": querelle.slug})
    assert titles(response) == ["La nôtre"]
    assert '<h1 class="embed-title">Agenda – Querelle</h1>' in response.content.decode()
    assert named(client.get(DATA, {"partenaire": querelle.slug})) == ["La nôtre"]


def test_a_quartier_s_agenda_has_what_takes_place_there(client, marolles):
    put_on("Ici", place=make_place(quartier=marolles)), put_on("Là-bas")
    response = client.get(FRAME, {"quartier": marolles.slug})
    assert titles(response) == ["Ici"]
    assert "Agenda – Marolles" in response.content.decode()


def test_drafts_and_what_is_over_are_not_there(client, querelle, clock):
    make_event(organiser=querelle, texts={"fr": "Brouillon"}, dates=[SOON]).save_revision()
    put_on("Passée", organiser=querelle, start=clock.moment - timedelta(hours=5))
    put_on("En cours", organiser=querelle, start=clock.moment - timedelta(hours=1))
    assert titles(client.get(FRAME)) == ["En cours"]


def test_a_partner_that_is_no_more_shows_nothing_rather_than_the_city(client):
    put_on("Ailleurs")
    response = client.get(FRAME, {"partenaire": "disparu"})
    assert titles(response) == []
    assert "Aucune activité" in response.content.decode()
    assert data(client.get(DATA, {"partenaire": "disparu"}))["total"] == 0


def test_a_former_slug_is_followed(client, querelle):
    put_on("La nôtre", organiser=querelle)
    PartnerFormerSlug.objects.create(slug="ancienne", target=querelle)
    assert titles(client.get(FRAME, {"partenaire": "ancienne"})) == ["La nôtre"]


def test_what_is_called_off_says_so(client, querelle):
    cancel(put_on(organiser=querelle).occurrences.get(), reason={"fr": "Pluie.", "nl": "Regen."})
    assert "Annulé" in client.get(FRAME).content.decode()
    (item,) = data(client.get(DATA))["items"]
    assert (item["state"], item["off"]) == ("Annulé", True)


def test_it_speaks_the_language_of_its_address(client, querelle):
    put_on(organiser=querelle, texts={"fr": "Atelier", "nl": "Werkplaats"})
    assert named(client.get("/nl/embarque/agenda.json")) == ["Werkplaats"]
    assert named(client.get("/en/embarque/agenda.json")) == ["Atelier"]
    assert data(client.get("/en/embarque/agenda.json"))["items"][0]["title_language"] == "fr"
    assert client.get("/de/embarque/agenda.json").status_code == 404


def test_addresses_in_the_data_are_whole(client, querelle):
    event = put_on(organiser=querelle)
    found = data(client.get(DATA, {"partenaire": querelle.slug}))
    assert found["items"][0]["url"] == f"{settings.MAILLAGE_SITE_URL}/fr/agenda/{event.slug}/"
    assert found["agenda"]["url"] == f"{settings.MAILLAGE_SITE_URL}/fr/agenda/?partenaire={querelle.slug}"
    assert found["feed"]["url"] == f"{settings.MAILLAGE_SITE_URL}/fr/agenda.ics?partenaire={querelle.slug}"
    assert found["items"][0]["starts"] == "2027-03-04T18:00+01:00"


def test_a_title_cannot_break_out(client, querelle):
    put_on(HOSTILE, organiser=querelle)
    html = client.get(FRAME).content.decode()
    assert "<img src=x" not in html
    assert "&lt;/script&gt;&lt;img" in html
    response = client.get(DATA)
    assert named(response) == [HOSTILE]
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"


# --- Its filters -------------------------------------------------------------------------------


def test_filters_of_the_agenda_narrow_it(client, querelle):
    put_on("Pour les jeunes", organiser=querelle, audiences=["jeunes"])
    put_on("Pour les aînés", organiser=querelle, audiences=["aines"])
    assert titles(client.get(FRAME, {"public": "jeunes"})) == ["Pour les jeunes"]
    assert titles(client.get(FRAME, {"public": "jeunes", "quand": "aujourdhui"})) == []
    assert titles(client.get(FRAME, {"type": "conference"})) == []


@pytest.mark.parametrize(
    "query",
    [
        "fond=%22%3E%3Cscript%3E", "nombre=0", "nombre=-1", "nombre=99999999999999999999", "nombre=x", "page=0",
        "page=abc", "page=999", "fond=clair&fond=x", "du=2027-13-45", "q=%00", "age=abc", "partenaire=%3Cb%3E",
    ],
)  # fmt: skip
def test_what_makes_no_sense_does_no_harm(client, querelle, query):
    put_on(organiser=querelle)
    for path in (FRAME, DATA):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 200
        assert "<script" not in response.content.decode() or path == DATA
        assert "<b>" not in response.content.decode()


def test_the_ground_is_one_of_two_or_the_visitor_s(client):
    for asked, shown in (("clair", ' class="embed-clair"'), ("sombre", ' class="embed-sombre"'), ("rose", "")):
        assert f'<html lang="fr"{shown}>' in client.get(FRAME, {"fond": asked}).content.decode()


def test_pages_keep_what_was_asked(client, querelle):
    for number in range(5):
        put_on(f"N° {number}", organiser=querelle, start=SOON + timedelta(days=number))
    asked = {"partenaire": querelle.slug, "nombre": 2, "fond": "sombre"}
    first = client.get(FRAME, asked)
    html = first.content.decode().replace("&amp;", "&")
    assert titles(first) == ["N° 0", "N° 1"]
    following = re.search(r'href="([^"]+)" rel="next"', html)[1]
    assert following == f"{FRAME}?partenaire={querelle.slug}&fond=sombre&nombre=2&page=2"
    assert titles(client.get(following)) == ["N° 2", "N° 3"]
    assert titles(client.get(FRAME, asked | {"page": 9})) == ["N° 4"]
    assert f'href="/nl/insluiten/agenda/?partenaire={querelle.slug}&fond=sombre&nombre=2"' in html or (
        f'href="/nl/embarque/agenda/?partenaire={querelle.slug}&fond=sombre&nombre=2"' in html
    )


def test_a_visitor_s_choice_keeps_what_the_site_asked(client, querelle):
    html = client.get(FRAME, {"partenaire": querelle.slug, "fond": "clair", "public": "jeunes"}).content.decode()
    form = html[html.index("<form") : html.index("</form>")]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([\w-]+)">', form)
    assert hidden == [("partenaire", querelle.slug), ("fond", "clair"), ("nombre", "8")]
    assert '<option value="jeunes" selected>' in form


def test_a_partner_that_is_no_more_stays_asked_by_the_form(client):
    html = client.get(FRAME, {"partenaire": "disparu"}).content.decode()
    assert '<input type="hidden" name="partenaire" value="disparu">' in html


# --- What it costs -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", [FRAME, DATA])
def test_it_asks_as_many_questions_for_one_as_for_many(client, marolles, path):
    counts = []
    for number in (1, 8):
        for _each in range(number):
            partner = make_partner(f"P{_each}{number}", quartier=marolles)
            put_on(organiser=partner, place=make_place(quartier=marolles))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_frame_is_light(client, querelle):
    for number in range(24):
        put_on(f"Une activité au titre assez long pour être vraie, n° {number}", organiser=querelle)
    assert len(client.get(FRAME, {"nombre": 24}).content) < 60_000


def test_each_address_is_kept_as_a_page_of_its_own(settings, rf, querelle):
    settings.MAILLAGE_PAGE_CACHE = True
    put_on("La nôtre", organiser=querelle, audiences=["jeunes"])
    visitor = Client()
    one, other = f"{FRAME}?partenaire={querelle.slug}", f"{FRAME}?partenaire={querelle.slug}&public=aines"
    assert [titles(visitor.get(address)) for address in (one, other)] == [["La nôtre"], []]
    with CaptureQueriesContext(connection) as queries:
        kept = [visitor.get(address) for address in (one, other)]
    assert len(queries) == 0
    assert [titles(response) for response in kept] == [["La nôtre"], []]
    assert "frame-ancestors *" in kept[0]["Content-Security-Policy"]
    assert "X-Frame-Options" not in kept[0]
    assert key_of(rf.get(one)) != key_of(rf.get(other))
    first = visitor.get(DATA)
    assert visitor.get(DATA)["Access-Control-Allow-Origin"] == "*"
    assert visitor.get(DATA, headers={"if-none-match": first["ETag"]}).status_code == 304
