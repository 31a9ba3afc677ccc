"""The directory, a partner, the quartiers, a quartier."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from partners.models import Partner
from portal.demo.pictures import make_image
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db
SECRET = "rue Cachée 99"
OPTION = re.compile(r'checkbox" id="[\w-]+" name="(\w+)" value="([\w-]+)".*?data-count="[\w-]+">(\d+)<', re.S)


def names(html):
    """The names of the partners listed, in order."""
    return re.findall(r'<h3 class="partner-name"><a [^>]*>([^<]*)</a>', html)


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def address(language, name, *args):
    with override(language):
        return reverse(name, args=args)


def make_secret_place(**facts):
    texts = {"fr": "Refuge"}
    return make_place(texts=texts, street=SECRET, street_nl=SECRET, confidential=True, latitude=50.8123, **facts)


# --- the directory ---------------------------------------------------------------------------


def test_directory_groups_partners_by_kind(client):
    make_partner("Zinneke", kind="association")
    make_partner("Écluse", kind="association")
    make_partner("Service Fêtes", kind="ville")
    html = get(client, "/fr/annuaire/")
    assert names(html) == ["Service Fêtes", "Écluse", "Zinneke"]
    assert re.findall(r"<h2>([^<]*)</h2>", html) == ["Service de la Ville", "Association"]
    assert "3 partenaires" in html


def test_directory_finds_words_without_accents_in_any_language(client):
    make_partner("Crèche Arc-en-ciel", texts={"fr": "Crèche Arc-en-ciel", "nl": "Kinderdagverblijf Regenboog"})
    make_partner("Bibliothèque")
    assert names(get(client, "/fr/annuaire/?q=creche")) == ["Crèche Arc-en-ciel"]
    assert names(get(client, "/fr/annuaire/?q=REGENBOOG arc")) == ["Crèche Arc-en-ciel"]
    assert names(get(client, "/fr/annuaire/?q=creche zorro")) == []


def test_each_count_is_the_number_of_rows_that_the_choice_shows(client):
    marolles, haren = make_quartier("Marolles"), make_quartier("Haren")
    make_partner("A", kind="culture", quartier=marolles, languages=["fr", "ar"])
    make_partner("B", kind="culture", quartier=haren, languages=["fr"])
    make_partner("C", kind="sport", quartier=haren, languages=["nl", "ar"])
    for query in ("", "?type=culture", "?quartier=haren&langue=ar", "?q=c"):
        html = get(client, f"/fr/annuaire/{query}")
        options = OPTION.findall(html)
        assert len(options) == 7
        for name, value, count in options:
            others = [pair for pair in query.removeprefix("?").split("&") if pair and not pair.startswith(f"{name}=")]
            alone = get(client, "/fr/annuaire/?" + "&".join([*others, f"{name}={value}"]))
            assert len(names(alone)) == int(count), (query, name, value)


@pytest.mark.parametrize(
    "query",
    [
        "type=licorne",
        "quartier=%00",
        "langue='; DROP TABLE partners_partner; --",
        "page=-3",
        "page=9999999999999999999999",
        "page=deux",
        "q=" + "a" * 5000,
        "q=%E2%80%AE%00%0A<script>alert(1)</script>",
        "&".join(["type=culture"] * 300),
        "inconnu=1",
        "q=%FF%FE",
    ],
)
def test_absurd_query_is_answered(client, query):
    make_partner("Espace Magh", kind="culture")
    html = get(client, f"/fr/annuaire/?{query}")
    assert "<script>alert" not in html
    assert "\u202e" not in html


def test_unknown_choice_is_left_out_and_said(client):
    make_partner("Espace Magh", kind="culture")
    html = get(client, "/fr/annuaire/?type=licorne")
    assert names(html) == ["Espace Magh"]
    assert "contient un choix inconnu" in html


def test_directory_says_what_was_chosen_and_how_to_take_it_back(client):
    make_partner("Espace Magh", kind="culture", quartier=make_quartier("Marolles"))
    assert "agenda-chosen" not in get(client, "/fr/annuaire/")
    html = get(client, "/fr/annuaire/?q=magh&type=culture&quartier=marolles")
    chips = re.findall(r'class="chip chosen" href="([^"]*)"><span [^>]*>[^<]*</span> ([^<]*)<', html)
    assert chips == [
        ("/fr/annuaire/?type=culture&amp;quartier=marolles", "«\u00a0magh\u00a0»"),
        ("/fr/annuaire/?q=magh&amp;quartier=marolles", "Culture"),
        ("/fr/annuaire/?q=magh&amp;type=culture", "Marolles"),
    ]
    assert "Filtrer (3)" in html
    assert '<a class="agenda-clear" href="/fr/annuaire/">' in html


def test_what_a_heading_says_is_not_repeated_in_its_rows(client):
    marolles = make_quartier("Marolles")
    make_partner("Espace Magh", kind="culture", quartier=marolles)
    publish_event(make_event(place=make_place(quartier=marolles), texts={"fr": "Brocante"}))
    under = {
        path: re.findall(r'<p class="partner-kind">([^<]*)<', get(client, path))
        for path in ("/fr/annuaire/", "/fr/quartiers/marolles/")
    }
    assert under == {"/fr/annuaire/": ["Marolles"], "/fr/quartiers/marolles/": ["Culture"]}
    where = re.search(r'<p class="row-where">([^<]*)</p>', get(client, "/fr/quartiers/marolles/")).group(1)
    assert where == "Place du Jeu de Balle"


def test_directory_is_paged(client, monkeypatch):
    monkeypatch.setattr("partners.directory.PER_PAGE", 2)
    for name in ("A", "B", "C"):
        make_partner(name, kind="sport")
    first, second = get(client, "/fr/annuaire/?type=sport"), get(client, "/fr/annuaire/?type=sport&page=2")
    assert (names(first), names(second)) == (["A", "B"], ["C"])
    assert 'href="/fr/annuaire/?type=sport&amp;page=2" rel="next"' in first
    assert 'href="/fr/annuaire/?type=sport" rel="prev"' in second


def test_unpublished_partner_is_nowhere(client):
    make_partner("Caché", published=False)
    assert names(get(client, "/fr/annuaire/")) == []
    get(client, "/fr/annuaire/cache/", 404)
    get(client, "/fr/annuaire/cache.vcf", 404)


# --- a partner -------------------------------------------------------------------------------


def test_partner_page_says_how_to_reach_it_and_what_comes(client):
    place = make_place("Maison Querelle", features={"entree": "yes", "toilettes": "no"})
    partner = make_partner(
        texts={"fr": {"name": "Querelle", "summary": "Pour tous.", "description": "Un.\n\nDeux & trois."}},
        place=place,
        quartier=make_quartier("Marolles"),
        phone="+3225550199",
        email="querelle@demo.example",
        website="https://www.querelle.example/",
    )
    publish_event(make_event(organiser=partner, texts={"fr": "Atelier vélo"}))
    html = get(client, "/fr/annuaire/querelle/")
    for expected in (
        "<p>Un.</p><p>Deux &amp; trois.</p>",
        'href="tel:+3225550199"><bdi>02 555 01 99<',
        'href="mailto:querelle@demo.example"',
        'href="https://www.querelle.example/"><bdi>querelle.example<',
        "place du Jeu de Balle 1",
        "1000 Bruxelles",
        "Atelier vélo",
        'href="/fr/quartiers/marolles/"',
        'href="/fr/annuaire/querelle.vcf"',
    ):
        assert expected in html
    assert re.findall(r'<div class="(yes|no|unknown)">', html) == [
        "yes",
        "no",
        "unknown",
        "unknown",
        "unknown",
        "unknown",
    ]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_logo_names_its_author(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    logo = make_image("parc-soir", "querelle", title="Logo")
    make_partner("Querelle", logo=logo)
    assert '<p class="hero-credit">Image\u00a0: Maillage</p>' in get(client, "/fr/annuaire/querelle/")
    type(logo).objects.update(credit="")
    assert "hero-credit" not in get(client, "/fr/annuaire/querelle/")


def test_partner_in_another_language_says_so(client):
    make_partner("Querelle")
    html = get(client, address("nl", "partenaire", "querelle"))
    assert '<h1 class="hero-title" lang="fr" dir="auto">Querelle</h1>' in html


def test_upcoming_shows_one_row_for_each_event(client, clock):
    partner = make_partner("Querelle")
    publish_event(make_event(organiser=partner, texts={"fr": "Permanence"}, dates=[{"rule": "FREQ=WEEKLY;COUNT=9"}]))
    publish_event(make_event(organiser=partner, texts={"fr": "Fête"}))
    publish_event(make_event(texts={"fr": "Ailleurs"}))
    make_event(organiser=partner, texts={"fr": "Brouillon"})
    html = get(client, "/fr/annuaire/querelle/")
    assert sorted(re.findall(r'<h3 class="row-title"><a [^>]*>([^<]*)<', html)) == ["Fête", "Permanence"]


def test_former_address_redirects_for_ever(client):
    partner = make_partner("Querelle")
    partner.slug = "maison-querelle"
    partner.save()
    for language, name in (("fr", "partenaire"), ("nl", "partenaire"), ("fr", "partenaire-vcf")):
        response = client.get(address(language, name, "querelle"))
        expected = address(language, name, "maison-querelle")
        assert (response.status_code, response["Location"]) == (301, expected)
    Partner.objects.update(published=False)
    get(client, "/fr/annuaire/querelle/", 404)


def test_confidential_seat_leaks_nowhere(client):
    quartier = make_quartier("Marolles")
    partner = make_partner("Femmes", place=make_secret_place(quartier=quartier, features={"entree": "yes"}))
    for path in (
        "/fr/annuaire/",
        f"/fr/annuaire/?q={SECRET}",
        "/fr/annuaire/femmes/",
        address("nl", "partenaire", "femmes"),
        "/fr/annuaire/femmes.vcf",
        "/fr/quartiers/marolles/",
    ):
        content = get(client, path)
        assert "Cachée 99" not in content.replace(f'value="{SECRET}"', "").replace(f"«\u00a0{SECRET}\u00a0»", ""), path
        assert "50.812" not in content, path
    assert names(get(client, f"/fr/annuaire/?q={SECRET}")) == []
    assert partner.place.confidential


def test_title_cannot_break_out_of_script(client):
    hostile = "</script><script>alert(1)</script><!--"
    make_partner(slug="hostile", texts={"fr": {"name": hostile, "summary": hostile, "description": hostile}})
    html = get(client, "/fr/annuaire/hostile/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S).group(1)
    assert json.loads(block)["name"] == hostile
    assert "<script>alert" not in html


def lines(html, label):
    """The lines of a fact, as they are marked."""
    return re.findall(r"<p><bdi(.*?)</bdi></p>", re.search(rf"<dt>{label}</dt>(.*?)</dd>", html, re.S).group(1))


def test_street_that_is_the_place_s_name_is_said_once(client):
    place = make_place("Place Anneessens", street="place Anneessens", street_nl="Anneessensplein")
    make_partner("Querelle", place=place)
    assert lines(get(client, "/fr/annuaire/querelle/"), "Adresse") == [">Place Anneessens", ">1000 Bruxelles"]


def test_words_in_another_language_say_so(client):
    place = make_place("Maison Querelle", street="rue Haute 1", street_nl="Hoogstraat 1")
    place.texts.update(directions="Sonnez deux fois.")
    make_partner("CPAS – antenne Marolles", slug="querelle", place=place)
    assert lines(get(client, address("nl", "partenaire", "querelle")), "Adres") == [
        ' lang="fr">Maison Querelle',
        ">Hoogstraat 1",
        ">1000 Brussel",
        ' lang="fr">Sonnez deux fois.',
    ]
    assert "CPAS\u00a0– antenne Marolles</h1>" in get(client, "/fr/annuaire/querelle/")


def notes(html):
    return re.findall(r'<p class="checks-note">([^<]*)</p>', html)


def test_a_check_is_said_once_for_all_that_it_was_about(client):
    place = make_place(features={"entree": "yes", "toilettes": "no"})
    place.features.update(checked_on=date(2026, 3, 2), source="visit")
    make_partner("Querelle", place=place)
    assert notes(get(client, "/fr/annuaire/querelle/")) == ["Vérifié le lundi\u00a02\u00a0mars 2026 (visite sur place)"]
    place.features.filter(code="toilettes").update(source="")
    assert notes(get(client, "/fr/annuaire/querelle/")) == [
        "Vérifié le lundi\u00a02\u00a0mars 2026 (visite sur place)\u00a0: Accès de plain-pied",
        "Vérifié le lundi\u00a02\u00a0mars 2026\u00a0: Toilettes adaptées",
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (("partenaire", "querelle"), ("Querelle", "On s’entend.", "/affiche/partenaire/querelle/1200x630.png")),
        (("quartier", "marolles"), ("Marolles", "Un quartier.", "/affiche/quartier/marolles/1200x630.png")),
    ],
    ids=["partenaire", "quartier"],
)
def test_shared_page_shows_title_sentence_and_picture(client, page, expected):
    quartier = make_quartier("Marolles", summary_fr="Un quartier.")
    make_partner(texts={"fr": {"name": "Querelle", "summary": "On s’entend."}}, quartier=quartier)
    html = get(client, address("fr", *page))
    said = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', html))
    picture = said["image"].removeprefix("http://localhost:8000")
    assert (said["title"], said["description"], picture) == expected
    assert (said["image:width"], said["image:height"], said["image:alt"]) == (
        "1200",
        "630",
        "Un tissage de fils de couleur",
    )
    assert client.get(picture)["Content-Type"] == "image/png"


# --- quartiers -------------------------------------------------------------------------------


def test_names_are_in_the_readers_order_accents_apart(client):
    for names_of in (("Bockstael", "Bockstael"), ("Béguinage", "Begijnhof"), ("Sablon", "Zavel"), ("Anneessens",) * 2):
        make_quartier(names_of[0], name_nl=names_of[1], name_en="Arts" if names_of[0] == "Sablon" else "")
    tiles = {
        language: re.findall(r'tile-name">([^<]*)<', get(client, address(language, "quartiers")))
        for language in ("fr", "nl", "en")
    }
    assert tiles == {
        "fr": ["Anneessens", "Béguinage", "Bockstael", "Sablon"],
        "nl": ["Anneessens", "Begijnhof", "Bockstael", "Zavel"],
        "en": ["Anneessens", "Arts", "Béguinage", "Bockstael"],
    }


def test_quartiers_count_what_is_on_and_who_is_there(client):
    marolles = make_quartier("Marolles")
    make_quartier("Haren")
    make_partner("A", quartier=marolles)
    make_partner("B", quartier=marolles)
    make_partner("C", quartier=marolles, published=False)
    publish_event(make_event(place=make_place(quartier=marolles), dates=[{"rule": "FREQ=WEEKLY;COUNT=3"}]))
    html = get(client, "/fr/quartiers/")
    tiles = re.findall(r'tile-name">([^<]*)</span>(?: <span class="tile-note">([^<]*)<)?', html)
    assert tiles == [("Haren", ""), ("Marolles", "1\u00a0activité · 2\u00a0partenaires")]


def test_quartier_says_what_is_on_who_is_there_and_what_lies_beside(client):
    marolles = make_quartier("Marolles", name_nl="Marollen", summary_fr="Un quartier.", latitude=50.836)
    make_quartier("Haren", latitude=50.89)
    make_quartier("Sablon", latitude=50.84)
    make_partner("Querelle", quartier=marolles)
    publish_event(make_event(place=make_place(quartier=marolles), texts={"fr": "Brocante"}))
    publish_event(make_event(texts={"fr": "Ailleurs"}))
    html = get(client, "/fr/quartiers/marolles/")
    assert re.findall(r'<h3 class="row-title"><a [^>]*>([^<]*)<', html) == ["Brocante"]
    assert names(html) == ["Querelle"]
    assert re.findall(r'tile-name">([^<]*)<', html) == ["Sablon", "Haren"]
    assert "Marollen · 1000" in html
    assert 'href="/fr/agenda/?quartier=marolles"' in html


def test_quartier_moved_redirects_and_unknown_is_not_found(client):
    quartier = make_quartier("Marolles")
    quartier.slug = "les-marolles"
    quartier.save()
    response = client.get("/fr/quartiers/marolles/")
    assert (response.status_code, response["Location"]) == (301, "/fr/quartiers/les-marolles/")
    get(client, "/fr/quartiers/nulle-part/", 404)


# --- the cost --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [("annuaire",), ("partenaire", "querelle"), ("quartiers",), ("quartier", "marolles")],
    ids=lambda page: page[0],
)
def test_as_many_queries_for_one_row_as_for_three(client, page, django_assert_max_num_queries):
    path = address("nl", *page)
    quartier = make_quartier("Marolles")
    make_quartier("Haren")
    counts = []
    for rows in (1, 3):
        while Partner.objects.count() < rows:
            name = "Querelle" if not Partner.objects.exists() else f"Partenaire {Partner.objects.count()}"
            place = make_place(quartier=quartier, features={"entree": "yes"})
            partner = make_partner(name, quartier=quartier, place=place)
            querelle = Partner.objects.get(slug="querelle")
            publish_event(make_event(organiser=querelle, place=partner.place))
        client.get(path)
        with django_assert_max_num_queries(12) as captured:
            get(client, path)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_event_at_a_confidential_place_tells_no_quartier(site, client):
    quartier = make_quartier("Marolles")
    make_quartier("Haren")
    publish_event(make_event(place=make_secret_place(quartier=quartier), texts={"fr": "Atelier discret"}))
    assert "Atelier discret" not in get(client, "/fr/quartiers/marolles/")
    assert "activité" not in re.sub(r"<header.*?</header>|<footer.*", "", get(client, "/fr/quartiers/"), flags=re.S)
    for path in ("/fr/", "/fr/agenda/atelier-discret/", "/fr/formations/", "/fr/nulle-part/"):
        html = client.get(path).content.decode()
        assert not any(secret in html for secret in (SECRET, "Refuge", "50.812")), path


@pytest.mark.parametrize("path", ["annuaire/querelle", "quartiers/marolles"])
def test_a_partner_and_a_quartier_are_subscribed_to_at_google_and_outlook(client, path):
    make_partner(slug="querelle")
    make_quartier("Marolles", slug="marolles")
    html = get(client, f"/fr/{path}/")
    feed = f"localhost%3A8000%2Ffr%2F{path.replace('/', '%2F')}.ics"
    assert f'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{feed}"' in html
    assert f'href="https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F{feed}"' in html
