"""The desk: one press registers once, and the list of calls empties."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events import occurrences
from events.models import Registration, RegistrationLetter, RegistrationMode
from events.registration import cancel, register
from tests.events.test_registration_views import managing_path, started
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=20))


@pytest.fixture
def desk(client):
    client.force_login(make_user(groups=["Accueil"]))
    return client


@pytest.fixture
def path(event):
    return f"/fr/espace/accueil/{event.slug}/"


def book(event, name="Ali", **facts):
    values = {"email": "", "phone": "+32470123456", "party_size": 1, "language": "fr", "now": timezone.now()} | facts
    return register(event, occurrence=event.occurrences.get(), name=name, **values).registration


def names_in(page):
    return re.findall(r'class="partner-name"[^>]*>([^<]+)<', page.content.decode())


def calls_of(desk):
    return [event["calls"] for event in desk.get("/fr/espace/accueil/").context["events"]]


def test_one_form_sent_twice_registers_once_and_two_forms_twice(desk, event, path):
    data = {"occurrence": str(event.occurrences.get().uuid), "name": "Fatima", "party_size": "1", "language": "fr"}
    form = data | {"started": started()}
    assert [desk.post(path, form).status_code for _press in range(2)] == [302, 302]
    assert Registration.objects.count() == 1
    desk.post(path, data | {"started": started()})
    assert Registration.objects.count() == 2, "two people of one name, at the desk"


def test_the_desk_s_form_bears_a_stamp(desk, path):
    assert 'name="started" value="' in desk.get(path).content.decode()


def test_calls_to_make_stand_first_and_those_made_last_follow_the_latest_first(desk, event, path):
    letters = [book(event, name, phone=f"+3247012340{n}").letters.get() for n, name in enumerate("ABCD")]
    for letter, hours in ((letters[0], 2), (letters[1], 1)):
        called_at = timezone.now() - timedelta(hours=hours)
        RegistrationLetter.objects.filter(pk=letter.pk).update(state="called", called_at=called_at)
    assert names_in(desk.get(f"{path}appels/")) == ["C", "D", "B", "A"]


def test_the_number_of_people_to_call_is_that_of_the_lines_of_the_list(desk, event, path):
    ali, erased = book(event), book(event, "Bram", phone="+32470123457")
    Registration.objects.filter(pk=erased.pk).update(anonymised_at=timezone.now())
    assert (calls_of(desk), names_in(desk.get(f"{path}appels/"))) == ([1], ["Ali"])
    cancel(ali, now=timezone.now())
    assert calls_of(desk) == [1], "of its cancellation; what was said before is no longer true"
    desk.post(f"{path}appels/", {"call": ali.letters.get(kind="cancelled").pk})
    assert calls_of(desk) == [0]


def test_nobody_is_called_about_what_they_did_themselves(desk, event, path):
    registration = book(event)
    link = managing_path(registration)
    data = {"name": "Ali", "phone": "0470 12 34 56", "party_size": "2", "language": "fr"}
    desk.post(link, data)
    desk.post(f"{link}annuler/")
    assert Registration.objects.get().state == "cancelled"
    assert list(registration.letters.values_list("kind", flat=True)) == ["confirmed"]
    assert calls_of(desk) == [0]


def test_who_has_an_address_gets_the_letter_of_their_own_cancellation(client, event):
    registration = book(event, email="ali@exemple.test")
    client.post(f"{managing_path(registration)}annuler/")
    assert list(registration.letters.values_list("kind", flat=True)) == ["confirmed", "cancelled"]


@pytest.mark.parametrize("reference", ["%00", "ABC", "ABCDEFG0", "ABCDEFG%00", "%C3%89BCDEFGH"])
def test_what_is_no_reference_is_not_even_looked_for(desk, path, reference):
    for address in (f"{path}{reference}/", f"{path}{reference}/annuler/"):
        assert desk.get(address).status_code == 404


def test_a_reference_is_found_in_small_letters_too(desk, event, path):
    assert desk.get(f"{path}{book(event).reference.lower()}/").status_code == 200


def test_a_registration_to_a_cancelled_date_can_only_be_cancelled(client, event):
    registration = book(event, email="ali@exemple.test")
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    link = managing_path(registration)
    page = client.get(link).content.decode()
    assert '<strong class="badge cancelled">annulée</strong>' in page
    assert "L’organisateur a annulé cette date." in page
    assert "Enregistrer les changements" not in page and "Ajouter à mon calendrier" not in page
    data = {"name": "Ali", "phone": "", "party_size": "3", "language": "fr"}
    assert "Cette date est annulée." in client.post(link, data).content.decode()
    assert Registration.objects.get().party_size == 1
    assert f'href="{link}annuler/"' in page
    client.post(f"{link}annuler/")
    assert Registration.objects.get().state == "cancelled"


def test_a_registration_to_a_postponed_date_keeps_its_place_and_says_so(client, event):
    registration = book(event, email="ali@exemple.test")
    occurrences.postpone(event.occurrences.get(), reason=WHY)
    page = client.get(managing_path(registration)).content.decode()
    assert '<strong class="badge postponed">reportée à une date à fixer</strong>' in page
    assert "Ajouter à mon calendrier" not in page
    assert "Enregistrer les changements" in page


def test_the_calendar_of_a_registration_is_for_who_comes(client, event):
    event.occurrences.get().capacity.__class__.objects.update(limit=1)
    confirmed = book(event, email="ali@exemple.test")
    waiting = book(event, "Bram", email="bram@exemple.test", phone="")
    assert (confirmed.state, waiting.state) == ("confirmed", "waiting")
    codes = [client.get(f"{managing_path(each)}maillage.ics").status_code for each in (confirmed, waiting)]
    cancel(confirmed, now=timezone.now())
    confirmed.refresh_from_db()
    codes.append(client.get(f"{managing_path(confirmed)}maillage.ics").status_code)
    assert codes == [200, 404, 404]
