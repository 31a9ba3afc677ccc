"""The door of the site, the pages that the law asks for, and what search engines ask."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.cms.models import HomePage, StandardPage
from tests.factories import make_event, make_partner, make_quartier, publish_event

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def address(language, name, *args):
    with override(language):
        return reverse(name, args=args)


# --- the door --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        ("", "nl-BE,nl;q=0.9,en;q=0.5", "/nl/"),
        ("", "de-DE,en;q=0.5", "/en/"),
        ("", "ar", "/fr/"),
        ("", "", "/fr/"),
        ("en", "nl", "/en/"),
        ("klingon", "nl", "/nl/"),
        ("", "x" * 10_000, "/fr/"),
    ],
)
def test_door_opens_on_the_readers_language(client, cookie, accepted, expected):
    client.cookies["django_language"] = cookie
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, expected)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


# --- legal pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["accessibilite", "donnees-personnelles"])
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_legal_page_answers_in_each_language(site, client, name, language):
    response = client.get(address(language, name))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert html.count("<h2>") >= 5


def test_legal_page_stays_where_everything_links_when_it_moves(site, client):
    page = StandardPage.objects.get(slug="accessibilite")
    other = HomePage.objects.get(locale__language_code="fr").add_child(
        instance=StandardPage(title="La Ville", slug="la-ville", locale=page.locale)
    )
    page.move(other, pos="last-child")
    assert client.get("/fr/accessibilite/").status_code == 200


def test_withdrawn_legal_page_is_not_found(site, client):
    StandardPage.objects.get(slug="accessibilite").unpublish()
    assert client.get("/fr/accessibilite/").status_code == 404


# --- robots and sitemap ----------------------------------------------------------------------


def test_robots_may_read_pages_and_feeds_and_nothing_of_one_person(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    for path in (
        "/fr/agenda/",
        "/fr/agenda.ics",
        "/nl/agenda.atom",
        "/fr/annuaire/querelle.ics",
        "/affiche/fete/x.svg",
    ):
        assert robots.can_fetch("*", path), path
    for path in ("/admin/", *(address(code, "gerer", "jeton") for code in ("fr", "nl", "en")), address("nl", "espace")):
        assert not robots.can_fetch("*", path), path
    # Python's parser knows no wildcard (RFC 9309 §2.2.3): the registration of an event is read as text.
    assert f"Disallow: {address('nl', 'inscription', 'SLUG')}".replace("SLUG", "*") in text.splitlines()
    assert f"Sitemap: {BASE}/sitemap.xml" in text


def read_sitemap(client, path="/sitemap.xml"):
    """{address: {hreflang: address}}"""
    response = client.get(path)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    return {
        url.find(f"{SITEMAP}loc").text: {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        for url in root.findall(f"{SITEMAP}url")
    }


def test_sitemap_lists_what_is_public_with_reciprocal_alternates(site, client):
    publish_event(make_event(texts={"fr": "Brocante"}, organiser=make_partner("Querelle")))
    make_event(texts={"fr": "Brouillon"}, organiser=make_partner("Caché", published=False))
    make_quartier("Marolles")
    home = HomePage.objects.get(locale__language_code="fr")
    home.add_child(instance=StandardPage(title="Le projet", slug="projet", locale=home.locale))
    home.add_child(instance=StandardPage(title="À venir", slug="a-venir", locale=home.locale, live=False))
    found = read_sitemap(client)
    assert found[f"{BASE}/nl/"] == {
        "fr-BE": f"{BASE}/fr/", "nl-BE": f"{BASE}/nl/", "en": f"{BASE}/en/", "x-default": f"{BASE}/",
    }  # fmt: skip
    assert found[f"{BASE}/fr/projet/"] == {"fr-BE": f"{BASE}/fr/projet/", "x-default": f"{BASE}/fr/projet/"}
    pages = [
        ("agenda",), ("formations",), ("bibliotheque",), ("parcours",), ("annuaire",), ("quartiers",),
        ("benevolat",), ("accessibilite",),
        ("donnees-personnelles",), ("evenement", "brocante"), ("partenaire", "querelle"), ("quartier", "marolles"),
    ]  # fmt: skip
    for page in pages:
        assert BASE + address("nl", *page) in found
    assert len(found) == 3 * (1 + len(pages)) + 1
    for links in found.values():
        for other in set(links.values()) - {f"{BASE}/"}:
            assert found[other] == links


def test_every_address_of_the_sitemap_answers_and_says_the_same_alternates(site, client):
    festival = publish_event(make_event(texts={"fr": "Brocante"}))
    publish_event(make_event(texts={"fr": "Concert"}, programme=festival))
    pages = read_sitemap(client)
    assert BASE + address("nl", "programme", "brocante") in pages
    assert BASE + address("nl", "programme", "concert") not in pages
    for page, links in pages.items():
        response = client.get(page.removeprefix(BASE))
        assert response.status_code == 200, page
        head = response.content.decode().partition("<body")[0]
        assert dict(re.findall(r'hreflang="([\w-]+)" href="([^"]*)"', head)) == links


def test_large_sitemap_is_a_list_of_files(site, client, monkeypatch):
    for number in range(3):
        make_partner(f"Partenaire {number}")
    whole = read_sitemap(client)
    monkeypatch.setattr("portal.cms.sitemap.PER_FILE", 15)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [loc.text.removeprefix(BASE) for loc in root.iter(f"{SITEMAP}loc")]
    assert files == ["/sitemap.xml?page=1", "/sitemap.xml?page=2", "/sitemap.xml?page=3"]
    parts = [read_sitemap(client, path) for path in files]
    assert all(len(part) <= 15 for part in parts)
    assert {page: links for part in parts for page, links in part.items()} == whole


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "١", "9" * 50])
def test_sitemap_file_that_is_none_is_not_found(site, client, page):
    assert client.get("/sitemap.xml", {"page": page}).status_code == 404


def test_sitemap_costs_as_much_for_one_as_for_three(site, client, django_assert_num_queries):
    for _round in range(2):
        publish_event(make_event(texts={"fr": "Brocante"}, organiser=make_partner("Querelle")))
        read_sitemap(client)
        with django_assert_num_queries(7):
            read_sitemap(client)
