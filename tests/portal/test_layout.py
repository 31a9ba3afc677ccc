"""What stands around every page."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.cms.models import HomePage, SiteIdentity, StandardPage
from tests.factories import make_event, make_partner, make_quartier, publish_event

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "nl", "en")
BASE = "http://localhost:8000"


def address(language, name, *args):
    with override(language):
        return reverse(name, args=args)


def get(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def links(html, part):
    """[(href, words)] of the links in the part of the page with this class."""
    block = re.search(rf'class="{part}".*?</ul>', html, re.S).group(0)
    return [
        (href, re.sub(r"<[^>]*>", "", words)) for href, words in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', block)
    ]


def languages(html):
    return dict(zip(LANGUAGES, (href for href, _words in links(html, "masthead-langs")), strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_of_menu_and_foot_answers(site, client, language):
    home = get(client, f"/{language}/")
    menu, foot = links(home, "masthead-nav"), links(home, "footer-links")
    assert (len(menu), len(foot)) == (5, 3)
    for href, _words in menu + foot:
        assert href.startswith(f"/{language}/")
        assert client.get(href).status_code in (200, 302), href


def test_menu_marks_where_one_is(site, client):
    html = get(client, "/fr/quartiers/")
    assert re.findall(r'<a href="([^"]*)" aria-current="page"', html) == ["/fr/quartiers/"]


def test_language_switch_stays_on_the_same_page(site, client):
    make_partner("Querelle", quartier=make_quartier("Marolles"))
    publish_event(make_event(texts={"fr": "Brocante"}))
    pages = [
        ("annuaire",), ("partenaire", "querelle"), ("quartiers",), ("quartier", "marolles"), ("evenement", "brocante"),
        ("formations",), ("benevolat",), ("accessibilite",), ("donnees-personnelles",),
    ]  # fmt: skip
    for page in pages:
        expected = {language: address(language, *page) for language in LANGUAGES}
        for language in LANGUAGES:
            assert languages(get(client, expected[language])) == expected


def test_language_switch_keeps_what_was_chosen_where_it_means_the_same(site, client):
    make_partner("Querelle")
    html = get(client, "/fr/annuaire/?q=%22%3E%3Cb%3E&type=sport")
    assert languages(html)["nl"] == address("nl", "annuaire") + "?q=%22%3E%3Cb%3E&amp;type=sport"
    publish_event(make_event(texts={"fr": "Brocante"}))
    html = get(client, address("fr", "evenement", "brocante") + "?texte=ar")
    assert languages(html)["nl"] == address("nl", "evenement", "brocante")


def test_staff_page_leads_to_its_translations_and_else_home(site, client):
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    french = homes["fr"].add_child(instance=StandardPage(title="Le projet", slug="projet", locale=homes["fr"].locale))
    dutch = StandardPage(title="Het project", slug="het-project", locale=homes["nl"].locale)
    dutch.translation_key = french.translation_key
    homes["nl"].add_child(instance=dutch)
    html = get(client, "/fr/projet/")
    assert languages(html) == {"fr": "/fr/projet/", "nl": "/nl/het-project/", "en": "/en/"}
    assert re.findall(r'hreflang="([\w-]+)" href="([^"]*)"', html.split("<body")[0]) == [
        ("fr-BE", f"{BASE}/fr/projet/"),
        ("nl-BE", f"{BASE}/nl/het-project/"),
        ("x-default", f"{BASE}/fr/projet/"),
    ]


def test_head_names_the_page_once_and_its_translations(site, client):
    head = get(client, "/fr/annuaire/?q=x&page=2").split("<body")[0]
    assert re.findall(r'rel="canonical" href="([^"]*)"', head) == [f"{BASE}/fr/annuaire/"]
    assert re.findall(r'hreflang="([\w-]+)" href="([^"]*)"', head) == [
        ("fr-BE", f"{BASE}/fr/annuaire/"),
        ("nl-BE", BASE + address("nl", "annuaire")),
        ("en", BASE + address("en", "annuaire")),
        ("x-default", f"{BASE}/fr/annuaire/"),
    ]


def test_page_of_one_person_is_not_offered_to_search_engines(site, client):
    publish_event(make_event(texts={"fr": "Brocante"}, registration_mode="date"))
    assert 'rel="canonical"' not in get(client, address("fr", "inscription", "brocante"))


def test_staff_arrange_menu_and_foot(site, client):
    home = HomePage.objects.get(locale__language_code="fr")
    page = home.add_child(instance=StandardPage(title="Le <projet>", slug="projet", locale=home.locale))
    kept = SiteIdentity.load()
    kept.menu = [
        ("portal", {"name": "quartiers", "label_fr": "Par quartier", "label_nl": "", "label_en": ""}),
        ("page", {"page": page, "label_fr": "", "label_nl": "", "label_en": ""}),
        ("link", {"address": "https://bruxelles.example/", "label_fr": "La Ville", "label_nl": "De Stad"}),
        ("link", {"address": "javascript:alert(1)", "label_fr": "Piège", "label_nl": "Val"}),
    ]
    kept.footer = [("portal", {"name": "agenda"})]
    kept.save()
    french, dutch = get(client, "/fr/benevolat/"), get(client, address("nl", "benevolat"))
    assert links(french, "masthead-nav") == [
        ("/fr/quartiers/", "Par quartier"),
        ("/fr/projet/", "Le &lt;projet&gt;"),
        ("https://bruxelles.example/", "La Ville"),
    ]
    assert [href for href, _words in links(dutch, "masthead-nav")] == [
        address("nl", "quartiers"),
        "https://bruxelles.example/",
    ]
    assert links(french, "footer-links") == [("/fr/agenda/", "Agenda")]


def test_layout_costs_one_query(site, client, django_assert_num_queries):
    get(client, "/fr/accessibilite/")
    # SiteIdentity for the layout, and for the contact that the page itself shows.
    with django_assert_num_queries(2):
        get(client, "/fr/accessibilite/")


def test_menu_of_staff_pages_costs_one_query_more(site, client, django_assert_num_queries):
    home = HomePage.objects.get(locale__language_code="fr")
    entries = []
    for number in range(3):
        page = StandardPage(title=f"Page {number}", slug=f"page-{number}", locale=home.locale)
        entries.append(("page", {"page": home.add_child(instance=page)}))
    kept = SiteIdentity.load()
    kept.menu = entries
    kept.save()
    get(client, "/fr/accessibilite/")
    with django_assert_num_queries(3):
        assert len(links(get(client, "/fr/accessibilite/"), "masthead-nav")) == 3


@pytest.mark.parametrize("path", ["/fr/compte/login/", "/fr/compte/login/code/"])
def test_the_sign_in_pages_bear_the_portal_s_name(client, site, path):
    page = client.get(path).content.decode()
    assert "– Maillage</title>" in page
    assert "Ville de Bruxelles" in page
