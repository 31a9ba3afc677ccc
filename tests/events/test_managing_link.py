"""The managing link, sent again or replaced by the organiser."""

import pytest
from django.utils import translation

from events.letters import managing_path
from events.managing_link import send_again
from events.messages.composing import compose
from events.models import Registration, RegistrationMode
from events.registration import cancel
from portal.kit.refusal import Refusal
from tests.events.booking import book, kinds
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE))


def test_the_letter_says_that_the_organiser_sends_it(event):
    registration = book(event, "Ali")
    letter = send_again(registration)
    with translation.override("fr"):
        _subject, text, html, _files = compose(letter)
    for words in (text, html):
        assert "L’organisateur vous renvoie le lien de votre inscription." in words
        assert "s’inscrire à nouveau" not in words
        assert managing_path(registration) in words


def test_replacing_ends_the_links_that_went_before(event, client):
    registration = book(event, "Ali")
    before = managing_path(registration)
    letter = send_again(registration, replace=True)
    registration = Registration.objects.get()
    assert [client.get(path).status_code for path in (before, managing_path(registration))] == [404, 200]
    letter.registration = registration
    assert managing_path(registration) in compose(letter)[1]


def test_a_link_can_be_replaced_for_who_has_no_address(event, client):
    registration = book(event, "Ali", email="", phone="+32470123456")
    before = managing_path(registration)
    assert send_again(registration, replace=True) is None
    assert client.get(before).status_code == 404
    with pytest.raises(Refusal, match="pas d’adresse e-mail"):
        send_again(registration)


def test_no_link_is_sent_to_what_is_over(event):
    registration = book(event, "Ali")
    cancel(registration, now=registration.created_at)
    with pytest.raises(Refusal, match="annulée"):
        send_again(registration)
    assert kinds(registration) == ["confirmed", "cancelled"]
