"""The home page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db


def get(client, path="/fr/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def titles(html, heading):
    """The titles of the rows under this heading."""
    found = re.search(rf"<h2>{heading}</h2>.*?</section>", html, re.S)
    return re.findall(r'<h3 class="row-title"><a [^>]*>([^<]*)</a>', found.group(0)) if found else []


def week(html):
    return [int(count) for count in re.findall(r'week-count" aria-hidden="true">(\d+)<', html)]


def today_at(hour, days=0):
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def test_empty_portal_has_a_home_in_each_language(site, client):
    for language, words in (("fr", "près de chez vous"), ("nl", "in de buurt"), ("en", "near you")):
        html = get(client, f"/{language}/")
        assert words in html
        assert f'<html lang="{language}"' in html
        assert week(html) == [0] * 7


def test_soon_is_what_is_left_of_today(site, client, clock):
    for title, hour in (("Matin", 7), ("Midi", 12), ("Soir", 19), ("Nuit", 22)):
        publish_event(make_event(texts={"fr": title}, dates=[today_at(hour)]))
    publish_event(make_event(texts={"fr": "Demain"}, dates=[today_at(9, days=1)]))
    html = get(client)
    assert titles(html, "Aujourd’hui") == ["Midi", "Soir", "Nuit"]
    assert "row-day" not in html, "the heading has said which day"


def test_when_little_is_left_of_today_tomorrow_stands_beside(site, client, clock):
    publish_event(make_event(texts={"fr": "Soir"}, dates=[today_at(19)]))
    for title in ("Un", "Deux"):
        publish_event(make_event(texts={"fr": title}, dates=[today_at(9, days=1)]))
    html = get(client)
    assert titles(html, "Aujourd’hui et demain") == ["Soir", "Un", "Deux"]
    assert re.findall(r'row-weekday">([^<]*)</span> ([^<]*)<', html) == [
        ("Mardi", "2\u00a0mars"), ("Mercredi", "3\u00a0mars"), ("Mercredi", "3\u00a0mars"),
    ]  # fmt: skip


def test_quiet_days_show_what_comes_next_one_row_for_each_event(site, client, clock):
    rule = {"date": today_at(9, days=5).date(), "rule": "FREQ=DAILY;COUNT=5"}
    publish_event(make_event(texts={"fr": "Cours"}, dates=[rule]))
    publish_event(make_event(texts={"fr": "Fête"}, dates=[today_at(20, days=30)]))
    assert titles(get(client), "Prochainement") == ["Cours", "Fête"]


def test_week_counts_equal_what_the_agenda_of_each_day_shows(site, client, clock):
    publish_event(make_event(dates=[today_at(14), today_at(14, days=2), today_at(16, days=2), today_at(14, days=9)]))
    html = get(client)
    assert week(html) == [1, 0, 2, 0, 0, 0, 0]
    assert 'href="/fr/agenda/?du=2027-03-04&amp;au=2027-03-04"' in html
    assert html.count('aria-current="date"') == 1


def test_chosen_events_show_their_next_date_until_they_are_over(site, client, clock):
    publish_event(make_event(featured=True, texts={"fr": "Choisie"}, dates=[today_at(9, days=-3), today_at(9, days=3)]))
    publish_event(make_event(featured=True, texts={"fr": "Passée"}, dates=[today_at(9, days=-3)]))
    make_event(featured=True, texts={"fr": "Brouillon"})
    publish_event(make_event(texts={"fr": "Ordinaire"}))
    assert titles(get(client), "À ne pas manquer") == ["Choisie"]


def test_search_form_offers_quartiers_in_the_readers_language(site, client):
    make_quartier("Quartier Nord", name_nl="Noordwijk")
    make_quartier("Haren", name_nl="Haren")
    html = get(client, "/nl/")
    form = re.search(r'<form class="ask".*?</form>', html, re.S).group(0)
    with override("nl"):
        assert f'action="{reverse("agenda")}"' in form
    assert re.findall(r'<option value="([^"]+)">([^<]*)<', form)[:2] == [
        ("haren", "Haren"),
        ("quartier-nord", "Noordwijk"),
    ]


def test_tiles_are_the_quartiers_where_most_is_on(site, client):
    for number in range(12):
        place = make_place(quartier=make_quartier(f"Quartier {number:02}"))
        for _event in range(number):
            publish_event(make_event(place=place))
    # However often it comes, it is one activity; what is far away is not counted yet.
    publish_event(make_event(place=place, dates=[{"rule": "FREQ=WEEKLY"}]))
    publish_event(make_event(place=place, dates=[today_at(9, days=40)]))
    tiles = re.findall(r'tile-name">([^<]*)</span> <span class="tile-note">([^<]*)<', get(client))
    counts = [*range(2, 11), 12]
    assert tiles == [
        (f"Quartier {number:02}", f"{count}\u00a0activités") for number, count in zip(range(2, 12), counts, strict=True)
    ]


def test_week_has_the_usual_short_names(site, client):
    def names(path):
        found = re.findall(r'week-name">([^<]*)<span class="week-rest">([^<]*)<', get(client, path))
        return {start: start + rest for start, rest in found}

    assert names("/nl/") == {
        "ma": "maandag", "di": "dinsdag", "wo": "woensdag", "do": "donderdag", "vr": "vrijdag", "za": "zaterdag",
        "zo": "zondag",
    }  # fmt: skip
    assert set(names("/fr/")) == {"lun", "mar", "mer", "jeu", "ven", "sam", "dim"}


def test_shared_home_shows_title_sentence_and_picture(site, client):
    said = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', get(client)))
    assert said["title"] == re.search(r'<h1 class="hero-title">([^<]*)<', get(client)).group(1)
    assert said["description"].startswith("Fêtes de quartier")
    assert said["image"].endswith("/affiche/quartier/accueil/1200x630.png")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_as_many_queries_for_one_row_as_for_three(site, client, language, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        for number in range(rows):
            place = make_place(quartier=make_quartier(f"Quartier {rows} {number}"), features={"entree": "yes"})
            publish_event(make_event(place=place, organiser=make_partner(), featured=True))
        get(client, f"/{language}/")
        with django_assert_max_num_queries(12) as captured:
            get(client, f"/{language}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
