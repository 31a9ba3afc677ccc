"""What is found in the directory: words of services, themes, publics, accessibility, who is open, who is near."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.http import QueryDict

from partners.finding.index import directory_index
from partners.finding.near import distance_words, read_near
from partners.finding.query import read
from partners.finding.search import Search
from partners.finding.stamp import directory_changed
from partners.models import OpeningRule, Partner, Place, Presence, TemporaryChange
from tests.factories import make_partner, make_place, make_quartier, make_service, make_theme

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels


def found(query="", *, now=TUESDAY, language="fr"):
    """The slugs of the partners that answer, in the order of the list."""
    index = directory_index()
    asked, _notices = read(QueryDict(query), index)
    search = Search(index, asked, now)
    listed = [index.entries[position].slug for position, _metres in search.listed(language)]
    assert len(listed) == search.total
    return listed


def open_every_day(**owner):
    return OpeningRule.objects.create(days=[0, 1, 2, 3, 4, 5, 6], opens=time(9), closes=time(17), **owner)


def test_words_of_a_service_find_its_partner():
    partner = make_partner("Querelle")
    make_service(partner=partner, texts={"fr": "Écrivain public", "nl": "Openbare schrijver"})
    make_service("Vieux service", partner=partner, status="defunct")
    make_partner("Autre")
    assert found("q=ecrivain") == found("q=schrijver") == ["querelle"]
    assert found("q=vieux") == []


def test_a_word_late_in_a_long_description_is_found():
    make_partner(texts={"fr": {"name": "Querelle", "description": "Bonjour. " * 60 + "Numérisation."}})
    assert found("q=numerisation") == ["querelle"]


def test_names_of_themes_and_publics_are_found_in_any_language():
    partner = make_partner("Querelle", audiences=["aines"])
    partner.themes = [make_theme("Santé", name_nl="Gezondheid", slug="sante")]
    partner.save()
    assert found("q=sante") == found("q=gezondheid") == found("q=aines") == ["querelle"]


def test_themes_publics_and_languages_are_those_of_the_services_too():
    theme = make_theme(slug="emploi")
    partner = make_partner("Querelle", audiences=["jeunes"], languages=["fr"])
    service = make_service(partner=partner, audiences=["aines"], languages=["tr"])
    service.themes = [theme]
    service.save()
    make_partner("Autre", languages=["fr"])
    for query in ("theme=emploi", "public=aines", "public=jeunes", "langue=tr", "theme=emploi&public=jeunes&langue=fr"):
        assert found(query) == ["querelle"], query


def test_accessibility_asks_for_all_at_one_place():
    steps = make_place("Ici", features={"entree": "yes", "toilettes": "no"})
    wide = make_place("Là", features={"toilettes": "yes"})
    both = make_partner("Querelle", place=steps)
    Presence.objects.create(partner=both, place=wide)
    make_partner("Nadine", place=make_place("Ailleurs", features={"entree": "yes", "toilettes": "yes"}))
    assert found("acces=entree") == ["nadine", "querelle"]
    assert found("acces=entree&acces=toilettes") == ["nadine"]


def test_open_now_knows_hours_of_the_seat_other_places_and_services_and_closures():
    seat, site, service = make_partner("Seat"), make_partner("Site"), make_partner("Service")
    closed, unknown, paused = make_partner("Closed"), make_partner("Unknown"), make_partner("Paused")
    open_every_day(partner=seat)
    elsewhere = make_place("Ailleurs")
    Presence.objects.create(partner=site, place=elsewhere)
    open_every_day(partner=site, place=elsewhere)
    open_every_day(service=make_service(partner=service))
    open_every_day(service=make_service(partner=paused, status="temporarily closed"))
    open_every_day(partner=closed)
    TemporaryChange.objects.create(partner=closed, effect="closed", starts_on=date(2027, 1, 5))
    assert found("ouvert=1") == ["seat", "service", "site"]
    assert found("ouvert=1", now=TUESDAY.replace(hour=16)) == []
    assert found("ouvert=1", now=datetime(2027, 1, 6, 9, 0, tzinfo=UTC)) == ["closed", "seat", "service", "site"]
    assert unknown.slug not in found("ouvert=1")


def test_a_night_that_began_yesterday_is_open():
    partner = make_partner("Nuit", closed_on_holidays=False)
    OpeningRule.objects.create(partner=partner, days=[0], opens=time(20), closes=time(4))
    assert found("ouvert=1", now=datetime(2027, 1, 5, 1, 0, tzinfo=UTC)) == ["nuit"]
    assert found("ouvert=1", now=datetime(2027, 1, 5, 4, 0, tzinfo=UTC)) == []


def test_the_nearest_comes_first_and_who_has_no_place_last():
    make_partner("Loin", place=make_place("Loin", latitude=50.89, longitude=4.40))
    make_partner("Pres", place=make_place("Pres", latitude=50.8372, longitude=4.3457))
    make_partner("Nulle part")
    two = make_partner("Deux", place=make_place("Deux", latitude=50.88, longitude=4.38))
    Presence.objects.create(partner=two, place=make_place("Antenne", latitude=50.8400, longitude=4.3457))
    assert found("pres=50.837,4.3457") == ["pres", "deux", "loin", "nulle-part"]


def test_a_confidential_place_is_neither_near_nor_found_nor_named():
    hidden = make_place("Refuge", street="rue Cachée 9", confidential=True, features={"entree": "yes"})
    partner = make_partner("Femmes", place=hidden)
    make_service(partner=partner)
    index = directory_index()
    (entry,) = index.entries
    assert entry.points == [] and entry.place is None and entry.values["acces"] == set()
    assert "cachee" not in entry.words and "refuge" not in entry.words
    assert [each for each in index.addresses if "refuge" in each[0] or "cachee" in each[0]] == []
    assert found("pres=50.837,4.3457") == ["femmes"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Jeu de Balle", "Place du Jeu de Balle"),
        ("place du jeu de balle 99", "Place du Jeu de Balle"),
        ("vossenplein", "Vossenplein 1"),
        ("marolles", "Marolles"),
        ("1120", "Haren"),
        ("50.84, 4.35", "votre position"),
    ],
)
def test_an_address_is_found_among_places_and_quartiers(text, label):
    make_place()
    make_quartier("Marolles")
    make_quartier("Haren", postal_code="1120", latitude=50.9, longitude=4.42)
    point, said = read_near(text, directory_index().addresses)
    assert (point.label, said) == (label, "")


@pytest.mark.parametrize("text", ["Atlantide", "12", "0,0", "91.5,4.35", "50.84;4.35;9", "٥٠,٤", "%s", "🦊"])
def test_an_unknown_address_is_said(text):
    make_place()
    point, said = read_near(text, directory_index().addresses)
    assert point is None and said


def test_distances_are_said_as_people_say_them():
    said = [distance_words(metres).replace("\xa0", " ") for metres in (3, 120, 949, 1240, 12_300)]
    assert said == ["50 m", "100 m", "950 m", "1,2 km", "12 km"]


def test_what_changes_is_found_at_once():
    partner = make_partner("Querelle")
    assert found("q=querelle") == ["querelle"]
    partner.texts.get(language="fr").delete()
    assert found("q=querelle") == []
    service = make_service("Vestiaire", partner=partner)
    assert found("q=vestiaire") == ["querelle"]
    service.delete()
    assert found("q=vestiaire") == []
    partner.published = False
    partner.save()
    assert found() == []


def test_a_place_that_becomes_confidential_leaves_at_once():
    make_partner("Querelle", place=make_place())
    assert directory_index().entries[0].points == [(50.837, 4.3457)]
    place = Place.objects.get()
    place.confidential = True
    place.save()
    assert directory_index().entries[0].points == []


def test_a_selection_is_a_filter_and_follows_former_addresses():
    make_partner("Autre")
    partner = make_partner("Querelle")
    partner.slug = "nouveau"
    partner.save()
    assert found("partenaire=querelle") == found("partenaire=nouveau") == ["nouveau"]
    assert found("partenaire=nouveau&partenaire=autre") == ["autre", "nouveau"]
    assert found("partenaire=jamais") == ["autre", "nouveau"]


def test_the_index_is_built_with_few_queries_however_many_rows(django_assert_max_num_queries):
    directory_index()  # the first of a process asks for the stamp once less
    counts = []
    for rows in (1, 3):
        while Partner.objects.count() < rows:
            partner = make_partner(f"P{Partner.objects.count()}", place=make_place(features={"entree": "yes"}))
            open_every_day(partner=partner)
            open_every_day(service=make_service(partner=partner))
        with django_assert_max_num_queries(11) as captured:
            directory_index()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    with django_assert_max_num_queries(1):
        directory_index()


def test_the_page_shows_distance_and_whether_it_is_open(client, clock):
    partner = make_partner("Querelle", place=make_place())
    open_every_day(partner=partner)
    html = client.get("/fr/annuaire/?pres=jeu de balle").content.decode().replace("\xa0", " ")
    assert re.findall(r"</svg>(\d+ m)</span>", html) == ["50 m"]
    assert "Ouvert jusqu’à 17 h" in html
    assert "Du plus proche au plus loin" in html
    assert 'value="jeu de balle"' in html
    html = client.get("/nl/gids/?pres=<b>atlantis</b>").content.decode()
    assert "<b>atlantis" not in html


def test_each_count_is_the_number_of_rows_that_the_choice_shows():
    theme, other = make_theme(slug="sante"), make_theme(slug="emploi")
    here = make_place("Ici", features={"entree": "yes", "toilettes": "yes"})
    there = make_place("Là", features={"entree": "yes"})
    for number, (place, themes, audiences) in enumerate(
        ((here, [theme], ["aines"]), (there, [theme, other], ["jeunes", "aines"]), (None, [other], []))
    ):
        partner = make_partner(f"P{number}", place=place, audiences=audiences, languages=["fr", "ar"][: number + 1])
        partner.themes = themes
        partner.save()
        if number != 1:
            open_every_day(partner=partner)
    index = directory_index()
    for query in ("", "theme=sante", "acces=entree", "public=aines&langue=ar", "q=p1", "ouvert=1&theme=emploi"):
        search = Search(index, read(QueryDict(query), index)[0], TUESDAY)
        others = [pair for pair in query.split("&") if pair]
        for name in ("theme", "public", "acces", "langue"):
            kept = [pair for pair in others if name == "acces" or not pair.startswith(f"{name}=")]
            for value, count in search.counts(name).items():
                assert len(found("&".join([*kept, f"{name}={value}"]))) == count, (query, name, value)
        kept = [pair for pair in others if not pair.startswith("ouvert")]
        assert len(found("&".join([*kept, "ouvert=1"]))) == search.open_count()


def test_a_bulk_writer_renews_the_directory_itself():
    make_partner("Querelle")
    assert found("q=zinneke") == []
    Partner.objects.get().texts.update(name="Zinneke")
    assert found("q=zinneke") == []
    directory_changed()
    assert found("q=zinneke") == ["querelle"]
