"""The page that a volunteer's link opens."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.kit.links import link_token
from tests.factories import make_mission, make_shift, make_volunteer
from tests.volunteers.test_sign_up import needs_of, someone, states
from volunteers.letters import LINK, compose
from volunteers.models import VolunteerLetter
from volunteers.sign_up import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(clock, now):
    shifts = [make_shift(make_mission("Montage", contact_name="Nadia"), now + timedelta(days=day)) for day in (2, 3)]
    volunteer = sign_up(needs_of(*shifts), someone(), now=now).volunteer
    with override("fr"):
        return volunteer, reverse("benevole", args=[link_token(volunteer, purpose=LINK)])


def test_one_or_all_are_given_back(client, taken):
    volunteer, path = taken
    first = volunteer.sign_ups.in_order()[0]
    assert "Nadia" in client.get(path).content.decode()
    assert states(volunteer) == ["confirmed", "confirmed"]
    client.post(path, {"rows": [str(first.pk)]})
    assert states(volunteer) == ["cancelled", "confirmed"]
    client.post(path, {"all": "1"})
    assert states(volunteer) == ["cancelled", "cancelled"]


def test_nobody_gives_back_somebody_elses(client, taken, now):
    _volunteer, path = taken
    other = sign_up(needs_of(make_shift(starts_at=now + timedelta(days=5))), someone("Un A"), now=now)
    client.post(path, {"rows": [str(other.made[0].pk)]})
    assert states(other.volunteer) == ["confirmed"]


def test_an_unknown_or_replaced_link_opens_nothing(client, taken):
    volunteer, path = taken
    volunteer.link_key = "0" * 32
    volunteer.save()
    assert client.get(path).status_code == 404
    assert client.get(f"{path}maillage.ics").status_code == 404


def test_more_is_taken_without_saying_again_who_one_is(client, taken, now):
    volunteer, _path = taken
    shift = make_shift(make_mission("Bar"), now + timedelta(days=9))
    with override("fr"):
        path = reverse("benevole-mission", args=[link_token(volunteer, purpose=LINK), shift.mission.slug])
    html = client.get(path).content.decode()
    assert 'name="email"' not in html and "Awa Diallo" in html
    client.post(path, {"needs": [str(shift.needs.get().uuid)], "age": "18"})
    assert states(volunteer) == ["confirmed"] * 3


def test_calendar_is_read_back(client, taken):
    _volunteer, path = taken
    calendar = icalendar.Calendar.from_ical(client.get(f"{path}maillage.ics").content)
    events = calendar.walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Montage – Accueil"] * 2
    assert all(event["STATUS"] == "CONFIRMED" for event in events)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_letter_says_where_when_and_who_awaits(taken, language):
    letter = VolunteerLetter.objects.get()
    with override(language):
        _subject, plain, html, attachments = compose(letter)
    for text in (plain, html):
        assert "Montage" in text and "Nadia" in text and "Jeu de Balle" in text
    assert len(attachments) == 1


def test_pages_of_the_link_are_private(client, taken):
    answer = client.get(taken[1])
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_nobodys_link_is_anothers(client, taken):
    other = make_volunteer("Un A")
    with override("fr"):
        html = client.get(reverse("benevole", args=[link_token(other, purpose=LINK)])).content.decode()
    assert "Montage – Accueil" not in html
