"""The call list: noted once, taken back, and what it says of letters that may not have come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import occurrences
from events.calls import call_lines, letters_about, mark_called, undo_called
from events.models import EndReason, Event, RegistrationLetter, RegistrationMode, Source
from events.registration import cancel
from tests.events.booking import book
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE))


def lines(event):
    return call_lines(event, title="Atelier", language="fr")


def test_a_call_is_noted_once_and_can_be_taken_back(event):
    book(event, "Ali", email="", phone="+32470123456")
    letters, now = letters_about(event), timezone.now()
    first, second = make_user(), make_user()
    assert [mark_called(letters, by=user, now=now) for user in (first, second)] == [1, 0]
    assert RegistrationLetter.objects.get().called_by == first
    assert [line["done"] for line in lines(event)] == [True]
    assert undo_called(letters) == 1
    letter = RegistrationLetter.objects.get()
    assert (letter.state, letter.called_at, letter.called_by) == ("to_call", None, None)
    assert [line["done"] for line in lines(event)] == [False]


def test_a_letter_that_was_sent_is_never_taken_back(event):
    book(event, "Ali")
    RegistrationLetter.objects.update(state="sent")
    assert undo_called(letters_about(event)) == 0
    assert lines(event) == []


def test_the_line_says_why_a_letter_is_told_by_telephone_and_what_the_organiser_wrote(event):
    registration = book(event, "Ali", email="", phone="+32470123456")
    cancel(registration, now=timezone.now(), reason=EndReason.STAFF, comment="La salle est fermée.")
    bea = book(event, "Bea")
    bea.letters.update(state="unknown")
    cancelled, unknown = lines(event)
    assert "La salle est fermée." in cancelled["text"]
    assert unknown["why"] == "On ne sait pas si la lettre est arrivée."


WHY = {"fr": "La salle est inondée."}


def test_nobody_is_called_to_confirm_what_does_not_take_place(event):
    book(event, "Ali", email="", phone="+32470123456")
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    first = lines(event)[0]["text"]
    assert "Inscription confirmée" not in first
    assert "L’organisateur a annulé cette date. La salle est inondée." in first


def test_nobody_is_called_about_what_is_over_unless_its_new_day_is_to_come(event, clock):
    clock.go_to(event.occurrences.get().starts_at - timedelta(days=1))
    book(event, "Ali", email="", phone="+32470123456")
    clock.advance(days=3)
    assert lines(event) == []
    assert Event.objects.counting_calls().get().calls == 0
    clock.advance(days=-3)
    occurrences.postpone(event.occurrences.get(), reason=WHY)
    clock.advance(days=3)
    assert "Cette date est reportée" in lines(event)[0]["text"]


def test_the_list_of_a_course_asks_for_its_dates_once(django_assert_max_num_queries):
    course = publish_event(make_event(registration_mode=RegistrationMode.WHOLE))
    for name in ("Ali", "Bea", "Cem"):
        book(course, name, email="", phone="+32470123456")
    with django_assert_max_num_queries(8):
        assert len(lines(course)) == 3


def test_who_left_no_way_to_be_reached_is_said_to_have_been_there(event):
    book(event, "Ahmed", email="", phone="", source=Source.DESK)
    book(event, "Ali", email="", phone="+32470123456")
    assert [line["unreachable"] for line in lines(event)] == [True, False]
