"""Reading a feed's address: nothing widens what somebody subscribed to."""

from datetime import date

import pytest
from django.http import QueryDict

from events.agenda.filters import AgendaFilters
from events.agenda.names import Names
from events.agenda.query import Query
from events.agenda.subscription import subscribed

LABELS = {"quartier": {"fr": {"marolles": "Marolles"}}, "theme": {"fr": {"nature": "Nature"}}, "partenaire": {"fr": {}}}
FORMER = {"quartier": {"les-marolles": "marolles"}}


def read(query):
    return subscribed(AgendaFilters(QueryDict(query), names=Names(by_id={}, labels=LABELS, former=FORMER)))


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("q=&du=&quartier=&page=x&vue=x&utm=x", Query()),
        ("du=2020-01-01&au=2020-02-01", Query(first=date(2020, 1, 1), last=date(2020, 2, 1))),
        ("du=2027-03-09&au=2027-03-04", Query(first=date(2027, 3, 9), last=date(2027, 3, 4))),
        ("au=2020-02-01&quand=demain", Query(last=date(2020, 2, 1))),
        ("quand=weekend&quand=aujourdhui", Query(whens=("aujourdhui", "weekend"))),
        ("quartier=les-marolles", Query(lists={"quartier": ("marolles",)})),
        ("quartier=marolles&quartier=atlantide", Query(lists={"quartier": ("marolles",)})),
    ],
)
def test_what_is_written_stays(query, asked):
    assert read(query) == (asked, {})


@pytest.mark.parametrize(
    ("query", "void"),
    [
        ("quartier=atlantide", {"quartier": ["atlantide"]}),
        ("theme=les-marolles&gratuit=oui", {"theme": ["les-marolles"], "gratuit": ["oui"]}),
        ("quand=hier", {"quand": ["hier"]}),
        ("du=hier", {"du": ["hier"]}),
        ("age=-1", {"age": ["-1"]}),
        ("q=!!", {"q": ["!!"]}),
        ("theme=a,b,c,d", {"theme": ["a", "b", "c"]}),
    ],
)
def test_a_filter_that_keeps_no_value_finds_nothing(query, void):
    assert read(query) == (Query(), void)


def test_a_feed_has_as_many_values_as_are_written():
    asked, _void = read("&".join(f"age={age}" for age in range(121)))
    assert len(asked.lists["age"]) == 121
