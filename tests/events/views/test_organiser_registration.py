"""One registration for its organiser: everything about it, its history, and acts that tell its person."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from events.asking.details import Details, NeedsGiven
from events.letters import managing_path
from events.messages.composing import compose
from events.models import Registration, RegistrationMode
from events.registration import cancel
from portal.accounts.groups import EDITOR
from tests.events.booking import assert_counters_equal_rows, book, kinds
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(texts={"fr": "Atelier pain"}, registration_mode=RegistrationMode.DATE, seats=4))


@pytest.fixture
def organiser(client, event):
    user = make_user(partner=event.organiser)
    client.force_login(user)
    return user


def href(registration, rest=""):
    return f"/fr/espace/organisation/{registration.event.slug}/fiche/{registration.reference}/{rest}"


def said(response):
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_history_is_told_in_order_with_what_became_of_the_letters(client, event, organiser):
    registration = book(event, "Ali", details=Details(needs=NeedsGiven(codes=("quiet",))))
    registration.letters.update(state="failed")
    cancel(registration, now=timezone.now())
    page = client.get(href(registration))
    told = [(entry["text"].replace("\u00a0", " "), entry["trouble"]) for entry in page.context["history"]]
    assert told[0] == ("Inscription faite en ligne", False)
    assert ("Lettre « Inscription confirmée : Atelier pain »", True) in told
    assert ("Inscription annulée", False) in told
    assert ("Consentement donné : besoins", False) in told
    assert page.context["change_href"] == page.context["cancel_href"] == page.context["link_href"] == ""


def test_who_may_only_look_is_offered_no_act(client, event):
    registration = book(event, "Ali")
    client.force_login(make_user(groups=[EDITOR]))
    page = client.get(href(registration))
    assert (page.status_code, page.context["change_href"]) == (200, "")
    for rest in ("changer/", "annuler/", "lien/"):
        assert client.get(href(registration, rest)).status_code == 404


@pytest.mark.parametrize("reference", ["%00", "ABC", "ABCDEFG%00", "%C3%89BCDEFGH"])
def test_what_is_no_reference_is_not_even_looked_for(client, event, organiser, reference):
    base = f"/fr/espace/organisation/{event.slug}/fiche/{reference}/"
    assert [client.get(base + rest).status_code for rest in ("", "changer/", "annuler/", "lien/")] == [404] * 4


def test_the_head_count_changes_within_the_places_and_the_person_is_told(client, event, organiser):
    registration = book(event, "Ali", persons=2)
    data = {"name": "Ali", "phone": "", "party_size": "4", "language": "fr", "action": "change"}
    response = client.post(href(registration, "changer/"), data)
    assert (response.url, said(response)) == (href(registration), ["C’est noté."])
    assert Registration.objects.get().party_size == 4
    assert kinds(registration) == ["confirmed", "changed"]
    page = client.post(href(registration, "changer/"), data | {"party_size": "5"})
    assert "Il n’y a que 4 places en tout." in text_of(page)
    assert_counters_equal_rows()


def test_who_has_no_address_is_called_about_a_change(client, event, organiser):
    registration = book(event, "Ali", email="", phone="+32470123456")
    data = {"name": "Ali", "phone": "0470 12 34 56", "party_size": "2", "language": "fr"}
    client.post(href(registration, "changer/"), data)
    assert list(registration.letters.values_list("kind", "state")) == [("confirmed", "to_call"), ("changed", "to_call")]


def test_cancelling_tells_why_and_leads_to_the_list(client, event, organiser):
    registration = book(event, "Ali")
    assert "elle reçoit" not in text_of(client.get(href(registration, "annuler/")))
    response = client.post(href(registration, "annuler/"), {"comment": "La salle est fermée."})
    assert response.url == f"/fr/espace/organisation/{event.slug}/"
    assert said(response) == ["Ali : inscription annulée."]
    registration.refresh_from_db()
    assert (registration.state, registration.end_reason) == ("cancelled", "staff")
    _subject, text, html, _files = compose(registration.letters.get(kind="cancelled"))
    for words in (text, html):
        assert "L’organisateur vous écrit : « La salle est fermée. »" in words
    assert said(client.post(href(registration, "annuler/")))[-1:] == ["Cette inscription était déjà annulée."]
    assert client.get(href(registration, "annuler/")).url == href(registration)
    assert client.get(href(registration, "changer/")).url == href(registration)


def test_a_change_that_comes_after_a_cancellation_gets_a_sentence(client, event, organiser):
    registration = book(event, "Ali")
    cancel(registration, now=timezone.now())
    data = {"name": "Ali", "phone": "", "party_size": "2", "language": "fr"}
    response = client.post(href(registration, "changer/"), data)
    assert (response.url, said(response)) == (href(registration), ["Cette inscription est annulée."])
    assert Registration.objects.get().party_size == 1


def test_what_is_over_is_not_cancelled(client, event, organiser, clock):
    past = publish_event(make_event(organiser=event.organiser, registration_mode=RegistrationMode.DATE))
    registration = book(past, "Ali")
    clock.advance(days=30)
    client.force_login(organiser)
    assert said(client.post(href(registration, "annuler/"))) == ["Cette activité est terminée."]
    assert client.get(href(registration)).context["cancel_href"] == ""


def test_the_link_is_sent_again_or_replaced(client, event, organiser):
    registration = book(event, "Ali")
    before = managing_path(registration)
    assert said(client.post(href(registration, "lien/"), {"act": "send"})) == ["Le lien part par lettre."]
    assert client.get(before).status_code == 200
    assert said(client.post(href(registration, "lien/"), {"act": "replace"})) == [
        "L’ancien lien n’ouvre plus rien ; le nouveau part par lettre."
    ]
    assert client.get(before).status_code == 404
    assert kinds(registration) == ["confirmed", "link", "link"]
    client.post(href(registration, "lien/"), {"act": "other"})
    assert client.get(href(registration, "lien/")).url == href(registration)
    assert kinds(registration) == ["confirmed", "link", "link"]
