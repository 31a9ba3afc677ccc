"""What a registration may no longer become."""

import pytest
from django.utils import timezone

from events.asking.details import Details, Person
from events.attendance import mark_all
from events.attestations import presences
from events.models import Participant
from events.registration import change
from portal.kit.refusal import Refusal
from tests.events.attending import book, make_course, mark_of, sessions_of

pytestmark = pytest.mark.django_db


def renamed(registration, *names, name=None, **facts):
    """Change the registration to these participants, with their positions as they stand."""
    people = tuple(Person(each, None, row) for row, each in enumerate(names) if each)
    values = {"phone": "", "language": "fr", "note": "", "now": timezone.now()} | facts
    name = name or registration.name
    return change(registration, name=name, party_size=len(people) or 1, details=Details(participants=people), **values)


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def pair(course):
    """Ann was at the first session; nobody has marked Bob yet."""
    registration = book(course, names=["Ann", "Bob"])
    date = sessions_of(course)[0]
    mark = mark_of(registration, at=date.ends_at, participant=registration.participants.get(name="Ann"))
    mark_all(date, [mark], by=None, now=date.ends_at)
    return registration


@pytest.mark.parametrize("names", [("Zed", "Bob"), ("", "Bob"), ("Bob",)])
def test_whom_a_roll_has_marked_the_link_neither_renames_nor_removes(course, pair, names):
    with pytest.raises(Refusal, match="Ann est déjà sur une liste de présence"):
        renamed(pair, *names)
    assert [presence.name for presence in presences(course) if presence.attended] == ["Ann"]


@pytest.mark.parametrize("names", [("ANN", "Zed"), ("Ann",)])
def test_case_and_whoever_is_not_marked_may_change(pair, names):
    renamed(pair, *names)
    assert list(Participant.objects.values_list("name", flat=True)) == list(names)


def test_staff_corrects_a_name(course, pair):
    renamed(pair, "Anne", "Bob", by_staff=True)
    assert [presence.name for presence in presences(course) if presence.attended] == ["Anne"]


def test_a_mark_that_was_taken_back_holds_nothing(course, pair):
    date = sessions_of(course)[0]
    ann = pair.participants.get(name="Ann")
    mark_all(date, [mark_of(pair, "undone", at=date.ends_at, participant=ann)], by=None, now=date.ends_at)
    renamed(pair, "Zed", "Bob")
    assert Participant.objects.filter(name="Zed").exists()


def test_who_comes_alone_keeps_their_own_name_too(course):
    registration, date = book(course, "Amina Diallo"), sessions_of(course)[0]
    renamed(registration, name="Amina D.")
    registration.refresh_from_db()
    mark_all(date, [mark_of(registration, at=date.ends_at)], by=None, now=date.ends_at)
    with pytest.raises(Refusal, match="demandez à l’organisateur de changer votre nom"):
        renamed(registration, name="Bram Claes")
    renamed(registration, name="Bram Claes", by_staff=True)


def test_staff_takes_nobody_away_who_was_there(course, pair):
    with pytest.raises(Refusal, match="retirez-y d’abord sa marque"):
        renamed(pair, "", "Bob", by_staff=True)
    assert [presence.name for presence in presences(course) if presence.attended] == ["Ann"]
