"""What the list of registrations finds, and that what it cannot read is left aside."""

import uuid
from datetime import time

import pytest
from django.http import QueryDict

from events.asking.details import Details, Given, NeedsGiven, Person
from events.models import Question, QuestionKind, Registration, RegistrationLetter, RegistrationMode
from events.organiser.selection import field_of, read
from events.registration import cancel
from tests.events.booking import book
from tests.factories import make_event, make_rule, publish_event

pytestmark = pytest.mark.django_db

BREAD = [{"code": "pain", "fr": "Pain", "nl": "", "en": "", "places": None}]
CAKE = [{"code": "tarte", "fr": "Tarte", "nl": "", "en": "", "places": None}]


@pytest.fixture
def event():
    """Two dates, questions of three kinds, one of them sensitive."""
    event = make_event(
        registration_mode=RegistrationMode.DATE,
        seats=3,
        party_max=6,
        participants="names",
        dates=[make_rule(), make_rule(rule="FREQ=DAILY;COUNT=1", begins=time(18), ends=time(19))],
    )
    event.questions = [
        Question(kind=QuestionKind.CHOICE, label_fr="Quel atelier ?", options=[*BREAD, *CAKE]),
        Question(kind=QuestionKind.SEVERAL, label_fr="Quels jours ?", options=[*BREAD, *CAKE]),
        Question(kind=QuestionKind.YES_NO, label_fr="Déjà venu ?"),
        Question(kind=QuestionKind.CHOICE, label_fr="Traitement ?", options=BREAD, sensitive=True),
    ]
    return publish_event(event)


def asked(event, **query):
    """Names that the query finds, in order."""
    params = QueryDict(mutable=True)
    params.update(query)
    return [row.name for row in read(event, params).registrations()]


def answer(event, name, number, value):
    question = list(event.questions.all())[number]
    given = Given(question=question.uuid, label=question.label_fr, value=value)
    return book(event, name, details=Details(participants=(Person(name),), answers=(given,)))


def people(*names):
    return Details(participants=tuple(Person(name) for name in names))


def test_what_still_stands_is_shown_first_and_each_state_apart(event):
    for name in ("Ali", "Bea", "Chen", "Dina"):
        book(event, name, details=people(name))
    cancel(Registration.objects.get(name="Ali"), now=Registration.objects.get(name="Ali").created_at)
    assert asked(event) == ["Dina", "Chen", "Bea"]
    assert asked(event, etat="cancelled") == ["Ali"]
    assert asked(event, etat="toutes", tri="nom") == ["Ali", "Bea", "Chen", "Dina"]
    assert read(event, QueryDict("")).counts() == {"confirmed": (3, 3), "cancelled": (1, 1)}


def test_one_is_found_by_name_reference_address_telephone_or_who_comes_along(event):
    hélène = book(event, "Hélène Petit", phone="+32470123456", email="hp@exemple.test", details=people("Zoé"))
    book(event, "Bea", details=people("Bea"))
    for words in ("helene", "PETIT", hélène.reference.lower(), "hp@ex", "0470 12 34", "Zoé"):
        assert asked(event, q=words) == ["Hélène Petit"], words
    assert asked(event, q="personne") == []


def test_registrations_of_one_date(event):
    first, second = event.occurrences.in_order()
    book(event, "Ali", date=first, details=people("Ali"))
    book(event, "Bea", date=second, details=people("Bea"))
    assert asked(event, date=str(second.uuid)) == ["Bea"]


def test_who_needs_something_and_who_was_not_told(event):
    needs = Details(participants=(Person("Ali"),), needs=NeedsGiven(codes=("quiet",)))
    book(event, "Ali", details=needs)
    book(event, "Bea", email="", phone="+32470123456", details=people("Bea"))
    assert asked(event, besoins="on") == ["Ali"]
    assert asked(event, lettre="on") == ["Bea"]
    RegistrationLetter.objects.update(state="called")
    assert asked(event, lettre="on") == []


def test_answers_are_found_whatever_the_kind_of_the_question(event):
    first, second, third, _sensitive = event.questions.all()
    answer(event, "Ali", 0, "pain")
    answer(event, "Bea", 1, ["tarte", "pain"])
    answer(event, "Chen", 2, False)
    assert asked(event, **{field_of(first): "pain"}) == ["Ali"]
    assert asked(event, **{field_of(first): "tarte"}) == []
    assert asked(event, **{field_of(second): "pain"}) == ["Bea"]
    assert asked(event, **{field_of(third): "no"}) == ["Chen"]
    assert asked(event, **{field_of(third): "yes"}) == []


def test_nobody_filters_by_a_sensitive_answer(event):
    sensitive = list(event.questions.all())[3]
    answer(event, "Ali", 3, "pain")
    book(event, "Bea", details=people("Bea"))
    assert asked(event, **{field_of(sensitive): "pain"}) == ["Bea", "Ali"]


@pytest.mark.parametrize(
    "query",
    [
        "etat=x",
        "date=hier",
        f"date={uuid.UUID(int=7)}",
        "tri=%00",
        "q=%00",
        "page=-1",
        "page=99999999999999999999",
        "besoins=x",
    ],
)
def test_what_makes_no_sense_is_left_out(event, query):
    book(event, "Ali", details=people("Ali"))
    book(event, "Bea", details=Details(participants=(Person("Bea"),), needs=NeedsGiven(codes=("quiet",))))
    found = read(event, QueryDict(query))
    assert "Bea" in [row.name for row in found.registrations()]
    assert found.left_out == (query.split("=")[0] not in ("page", "besoins"))


def test_the_query_of_a_selection_asks_for_the_same_again(event):
    question = event.questions.first()
    date = event.occurrences.in_order().first()
    text = f"q=ali&etat=waiting&date={date.uuid}&besoins=on&lettre=on&{field_of(question)}=pain&tri=nom&page=2"
    assert read(event, QueryDict(text)).query() == text
    assert read(event, QueryDict(text)).query(page="", etat="") == text.replace("&page=2", "").replace(
        "&etat=waiting", ""
    )


def test_erased_registrations_are_not_listed(event):
    registration = book(event, "Ali", details=people("Ali"))
    Registration.objects.filter(pk=registration.pk).update(anonymised_at=registration.created_at)
    assert asked(event, etat="toutes") == []
