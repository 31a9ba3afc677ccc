"""One act on many: each outcome has its sentence, nothing goes over the places, a repeat is harmless."""

import pytest
from django.utils import timezone

from events.approval import decide
from events.models import RegistrationLetter, RegistrationMode
from events.organiser.bulk import ACTS, perform, ticked
from events.registration import cancel
from tests.events.booking import assert_counters_equal_rows, book, kinds, states
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


def event_of(**facts):
    return publish_event(make_event(**{"registration_mode": RegistrationMode.DATE, "seats": 2} | facts))


def do(code, event, *registrations, comment=""):
    """[(level, sentence)] of the act on these."""
    rows = list(ticked(event, [row.reference for row in registrations]))
    said = perform(ACTS[code], rows, comment=comment, user=make_user(), now=timezone.now())
    return [(level, sentence.replace("\u00a0", " ")) for level, sentence in said]


def test_cancelling_gives_the_places_to_who_waits_and_tells_everybody_why():
    event = event_of()
    ali, bea, chen = (book(event, name) for name in ("Ali", "Bea", "Chen"))
    assert do("cancel", event, ali, comment="La salle est plus petite.") == [("success", "1 inscription annulée.")]
    assert states(ali, bea, chen) == ["cancelled", "confirmed", "confirmed"]
    assert ali.letters.get(kind="cancelled").facts == {"comment": "La salle est plus petite."}
    ali.refresh_from_db()
    assert ali.end_reason == "staff"
    assert_counters_equal_rows()


def test_what_somebody_else_did_meanwhile_is_said():
    event = event_of()
    ali, bea = book(event, "Ali"), book(event, "Bea")
    cancel(ali, now=timezone.now())
    assert do("cancel", event, ali, bea) == [
        ("info", "1 inscription l’était déjà : rien n’a changé."),
        ("success", "1 inscription annulée."),
    ]
    assert kinds(ali).count("cancelled") == 1


def test_accepting_more_than_there_are_places_puts_the_others_on_the_waiting_list():
    event = event_of(approval="organiser")
    rows = [book(event, name) for name in ("Ali", "Bea", "Chen")]
    assert do("agree", event, *rows) == [
        ("success", "2 demandes acceptées : inscrites."),
        ("success", "1 demande acceptée, sur la liste d’attente : il n’y a plus assez de places."),
    ]
    assert states(*rows) == ["confirmed", "confirmed", "waiting"]
    assert_counters_equal_rows()


def test_nobody_is_given_a_place_that_is_cancelled_in_the_same_act():
    event = event_of()
    ali, bea, chen = (book(event, name) for name in ("Ali", "Bea", "Chen"))
    assert do("cancel", event, ali, bea, chen) == [("success", "3 inscriptions annulées.")]
    assert kinds(chen) == ["waiting", "cancelled"]
    assert_counters_equal_rows()


def test_places_go_in_the_order_of_arrival_to_those_who_are_accepted_together():
    event = event_of(approval="organiser")
    rows = [book(event, name) for name in ("Zoe", "Yann", "Ali")]
    do("agree", event, *rows)
    assert states(*rows) == ["confirmed", "confirmed", "waiting"]


def test_two_organisers_who_answer_differently_get_a_sentence():
    event = event_of(approval="organiser")
    ali, bea = book(event, "Ali"), book(event, "Bea")
    decide(ali.approval, agreed=True, now=timezone.now())
    assert do("decline", event, ali, bea, comment="Complet.") == [
        ("success", "1 demande refusée."),
        ("error", "1 inscription : Une réponse a déjà été donnée."),
    ]
    assert states(ali, bea) == ["confirmed", "declined"]


def test_what_the_employer_decides_is_left_to_them():
    event = event_of(approval="organiser")
    registration = book(event, "Ali")
    registration.approval.by_employer = True
    registration.approval.save()
    assert do("agree", event, registration) == [("error", "1 inscription : C’est à l’employeur de répondre.")]
    assert states(registration) == ["pending"]


def test_the_link_goes_to_who_has_an_address_and_not_without_end():
    event = event_of()
    ali, bea = book(event, "Ali"), book(event, "Bea", email="", phone="+32470123456")
    for _time in range(3):
        assert do("link", event, ali) == [("success", "1 lien renvoyé.")]
    assert do("link", event, ali, bea) == [
        ("error", "1 inscription : Le lien vient d’être envoyé plusieurs fois. Attendez une heure."),
        ("error", "1 inscription : Cette personne n’a pas d’adresse e-mail."),
    ]
    assert kinds(ali) == ["confirmed", "link", "link", "link"]


def test_calls_are_noted_once_with_who_made_them():
    event = event_of()
    ali = book(event, "Ali", email="", phone="+32470123456")
    assert do("called", event, ali) == [("success", "1 personne notée comme appelée.")]
    letter = RegistrationLetter.objects.get()
    assert (letter.state, letter.called_by is not None) == ("called", True)
    assert do("called", event, ali) == [("info", "1 inscription l’était déjà : rien n’a changé.")]


def test_only_this_event_s_registrations_can_be_ticked():
    event, other = event_of(), event_of()
    stranger = book(other, "Ali")
    assert do("cancel", event, stranger) == []
    assert states(stranger) == ["confirmed"]
