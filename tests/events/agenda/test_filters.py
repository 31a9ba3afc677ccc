"""Reading addresses: what makes sense is kept, the rest is ignored and said."""

from datetime import date

import pytest
from django.http import QueryDict

from events.agenda.filters import AgendaFilters
from events.agenda.names import Names
from events.agenda.query import Query

TODAY = date(2027, 3, 2)
LABELS = {"quartier": {"fr": {"marolles": "Marolles"}}, "theme": {"fr": {"nature": "Nature"}}, "partenaire": {"fr": {}}}


def read(query):
    return AgendaFilters(QueryDict(query), names=Names(by_id={}, labels=LABELS)).read(TODAY)


def refused(value, name):
    return f"« {value} » n’a pas été compris ({name}) : c’est ignoré."


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", Query()),
        ("q=+v%C3%A9lo+++jardin%09", Query(words="vélo jardin")),
        ("q=v%C3%A9lo&q=jardin", Query(words="vélo jardin")),
        ("quand=weekend&quand=aujourdhui", Query(whens=("aujourdhui", "weekend"))),
        ("du=2027-03-04&au=2027-03-09", Query(first=date(2027, 3, 4), last=date(2027, 3, 9))),
        ("du=&au=&q=&age=&page=", Query()),
        ("quartier=marolles&quartier=marolles", Query(lists={"quartier": ("marolles",)})),
        ("public=jeunes,enfants", Query(lists={"public": ("enfants", "jeunes")})),
        ("age=006&age=40", Query(lists={"age": ("40", "6")})),
        ("gratuit=1&garderie=1&places=1", Query(lists={"gratuit": ("1",), "garderie": ("1",), "places": ("1",)})),
        ("vue=liste&page=3&utm_source=x", Query(page=3)),
        ("vue=mois", Query(view="mois")),
        ("vue=mois&du=2027-03-01", Query(view="mois")),
    ],
)
def test_what_makes_sense_is_kept_without_a_word(query, asked):
    assert read(query) == (asked, [])


@pytest.mark.parametrize(
    ("query", "notices"),
    [
        ("quartier=atlantide", [refused("atlantide", "Quartier")]),
        ("gratuit=oui", [refused("oui", "Gratuit")]),
        ("age=-1&age=121&age=%D9%A3", [refused("-1", "Âge"), refused("121", "Âge"), refused("٣", "Âge")]),
        ("quand=hier", [refused("hier", "Quand")]),
        ("du=31/12/2027", [refused("31/12/2027", "Du")]),
        ("du=2027-02-30", [refused("2027-02-30", "Du")]),
        ("au=9999-12-31", [refused("9999-12-31", "Au")]),
        ("page=0", [refused("0", "Page")]),
        ("page=1e9", [refused("1e9", "Page")]),
        ("q=%00%01!!", [refused("!!", "Recherche")]),
        ("type=%00%E2%80%AEfete", [refused("fete", "Type d’activité")]),
        ("au=2027-03-01", ["La dernière date est passée : elle est ignorée."]),
        ("du=2020-01-01", ["Ce qui est passé n’est pas montré : la liste commence aujourd’hui."]),
        ("du=2027-03-09&au=2027-03-04", ["La dernière date précède la première : elles sont ignorées."]),
    ],
)
def test_what_makes_none_is_ignored_and_said(query, notices):
    assert read(query) == (Query(), notices)


def test_one_wrong_value_leaves_the_others():
    asked, notices = read("theme=nature&theme=x&public=jeunes,martiens")
    assert asked == Query(lists={"theme": ("nature",), "public": ("jeunes",)})
    assert notices == [refused("x", "Thème"), refused("martiens", "Pour qui")]


def test_written_days_win_over_quick_dates():
    asked, notices = read("quand=weekend&du=2027-03-09")
    assert asked == Query(first=date(2027, 3, 9))
    assert notices == ["Les dates écrites l’emportent sur le choix rapide."]


def test_a_thousand_wrong_values_make_three_sentences():
    _asked, notices = read("&".join(f"quartier=x{number}" for number in range(9000)))
    assert len(notices) == 3


def test_a_former_address_of_a_value_is_read_as_the_present_one():
    names = Names(by_id={}, labels=LABELS, former={"quartier": {"les-marolles": "marolles"}})
    asked = AgendaFilters(QueryDict("quartier=les-marolles&theme=les-marolles"), names=names).read(TODAY)
    assert asked == (Query(lists={"quartier": ("marolles",)}), [refused("les-marolles", "Thème")])


def test_more_values_than_a_page_can_show_are_left_out_and_said():
    asked, notices = read("&".join(f"age={age}" for age in range(121)) + "&langue=fr")
    assert asked == Query(lists={"age": ("0", "1", "10", "100", "101", "102"), "langue": ("fr",)})
    assert notices == ["Pas plus de 6 choix à la fois (Âge)\u00a0: les suivants sont ignorés."]


def test_a_long_search_is_cut_between_words():
    asked, notices = read("q=" + "+".join(["couture"] * 40))
    assert asked.words == " ".join(["couture"] * 12)
    assert notices == ["La recherche est limitée à 100 caractères."]


def test_the_address_says_the_query_always_in_the_same_order():
    asked, _notices = read("places=1&public=jeunes&public=enfants&quartier=marolles&q=caf%C3%A9&quand=demain&page=2")
    said = "q=caf%C3%A9&quand=demain&quartier=marolles&public=enfants&public=jeunes&places=1"
    assert asked.encoded() == said
    assert asked.address("/fr/agenda/") == f"/fr/agenda/?{said}&page=2"
    assert asked.without("public", "jeunes").address("/") == f"/?{said.replace('&public=jeunes', '')}"
    assert asked.without("public").without("q").without("dates").encoded() == "quartier=marolles&places=1"
    assert Query().address("/fr/agenda/") == "/fr/agenda/"
