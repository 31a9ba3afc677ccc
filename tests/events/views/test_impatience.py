"""The form and its receipt where browsers, slow lines and impatience have their say."""

import re

import pytest
from django.utils import timezone

from events.letters import LINK
from events.models import Registration, RegistrationLetter, RegistrationMode
from events.registration import register
from portal.kit.links import link_token
from tests.events.test_registration_views import errors, managing_path, started, typed
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


def event_with(**facts):
    return publish_event(make_event(**({"registration_mode": RegistrationMode.DATE, "seats": 4} | facts)))


@pytest.fixture
def event():
    return event_with()


@pytest.fixture
def url(event):
    return f"/fr/agenda/{event.slug}/inscription/"


def main(response):
    return " ".join(response.content.decode().partition("<main")[2].replace("\u00a0", " ").split())


def summary(response):
    """The lines of the error summary."""
    found = re.search(r'id="erreurs".*?<ul>(.*?)</ul>', response.content.decode(), re.S)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in re.findall(r"<li>(.*?)</li>", found[1], re.S)]


BY_PHONE = {"email": "", "phone": "0470 12 34 56"}


def test_a_form_that_is_sent_twice_gets_the_first_answer_with_its_link(client, event, url):
    twice = typed(event, **BY_PHONE)
    client.post(url, twice)
    page = client.post(url, twice, follow=True).content.decode()
    registration = Registration.objects.get()
    assert link_token(registration, purpose=LINK) in page
    assert registration.reference in page
    assert [letter.kind for letter in RegistrationLetter.objects.all()] == ["confirmed"]


def test_a_form_that_is_sent_twice_says_so_although_it_took_the_last_place(client):
    event = event_with(seats=2, waiting_list=False)
    url = f"/fr/agenda/{event.slug}/inscription/"
    twice = typed(event, **BY_PHONE)
    client.post(url, twice)
    assert "Votre inscription est confirmée" in client.post(url, twice, follow=True).content.decode()


def test_a_form_that_is_sent_twice_is_one_registration_even_after_the_first_look(event):
    facts = {"occurrence": event.occurrences.get(), "email": "", "phone": "0470123456", "language": "fr"}
    first, second = (
        register(event, name="Amina", party_size=2, submission="a" * 32, now=timezone.now(), **facts)
        for _press in range(2)
    )
    assert first == second
    assert first.created


@pytest.mark.parametrize("change", [{"name": "Bram Diallo"}, {"party_size": "1"}, {"started": started()}])
def test_another_form_or_other_words_are_another_sending(client, event, url, change):
    one = typed(event, **BY_PHONE)
    client.post(url, one)
    other = client.post(url, one | change, follow=True).content.decode()
    assert link_token(Registration.objects.order_by("pk").first(), purpose=LINK) not in other


def test_the_same_words_of_the_same_form_after_cancelling_register_again(client, event, url):
    one = typed(event)
    client.post(url, one)
    client.post(f"{managing_path(Registration.objects.get())}annuler/")
    client.post(url, one)
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["cancelled", "confirmed"]


def test_a_stamp_serves_one_event(client, event, url):
    whole = [event_with(registration_mode=RegistrationMode.WHOLE) for _number in range(2)]
    data = {name: value for name, value in typed(event).items() if name != "occurrence"}
    for each in whole:
        assert client.post(f"/fr/agenda/{each.slug}/inscription/", data).status_code == 302
    assert [each.registrations.count() for each in whole] == [1, 1]


def test_a_remark_of_two_lines_is_kept(client, event, url):
    client.post(url, typed(event, note="Je viens à vélo.\r\nAvec ma fille."))
    assert Registration.objects.get().note == "Je viens à vélo.\nAvec ma fille."


def test_a_line_end_counts_once_towards_the_length(client, event, url):
    client.post(url, typed(event, note="a\r\n" * 250))
    assert Registration.objects.count() == 1


def test_a_name_stands_on_one_line(client, event, url):
    response = client.post(url, typed(event, name="Amina\nDiallo"))
    assert errors(response) == ["Écrivez ceci sur une seule ligne."]


@pytest.mark.parametrize(("field", "label"), [("name", "Nom"), ("note", "Remarque pour l’organisateur")])
def test_a_character_that_hides_is_said_once_and_with_its_field(client, event, url, field, label):
    response = client.post(url, typed(event, **{field: "Amina\x00Diallo"}))
    assert summary(response) == [f"{label} : Ce texte contient des caractères invisibles. Retapez-le."]


def test_a_hidden_field_that_a_browser_filled_in_is_emptied_and_the_form_can_be_sent(client, event, url):
    response = client.post(url, typed(event, website="https://amina.example"))
    said = "Un champ caché était rempli : nous l’avons vidé. Envoyez encore une fois."
    assert [line.replace("\u00a0", " ") for line in summary(response)] == [said]
    assert "amina.example" not in response.content.decode()
    assert client.post(url, typed(event, website="")).status_code == 302


def test_a_group_for_which_too_few_places_are_left_is_told_so(client, event, url):
    client.post(url, typed(event, party_size="1"))
    page = main(client.get(url))
    assert "Quand les places ne suffisent pas pour tout le groupe, il va entier sur la liste d’attente." in page
    page = main(client.post(url, typed(event, name="Bram", email="bram@exemple.test", party_size="4"), follow=True))
    assert "Il ne reste pas assez de places pour 4 personnes." in page
    assert "Toutes les places sont prises" not in page


def test_where_nobody_waits_a_group_is_told_how_many_places_are_left(client):
    event = event_with(waiting_list=False)
    url = f"/fr/agenda/{event.slug}/inscription/"
    client.post(url, typed(event, party_size="1"))
    response = client.post(url, typed(event, name="Bram", email="bram@exemple.test", party_size="4"))
    assert summary(response) == ["Il ne reste que 3 places."]


def test_the_receipt_gives_name_and_way_of_the_place_on_lines_of_their_own(client, event, url):
    place = event.place
    place.texts.update(directions="Sonnez à « Accueil ».")
    page = main(client.post(url, typed(event), follow=True))
    assert "<dd><p>Place du Jeu de Balle</p><p>place du Jeu de Balle 1" in page
    assert "<p>Sonnez à « Accueil ».</p></dd>" in page
