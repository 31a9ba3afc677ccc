"""Withdrawing an activity: whether it takes place is asked, and people are told or left in peace accordingly."""

from datetime import date, time, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from events import occurrences
from events.models import Capacity, Event, Occurrence, RegistrationLetter, RegistrationMode
from partners.models import Partner
from portal.accounts.groups import EDITOR
from tests.events.booking import assert_counters_equal_rows, book
from tests.events.editing.filled import address, words
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

FLOOD = {"becomes": "off", "reason_fr": "La salle est inondée."}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def editor(client):
    user = make_user(groups=[EDITOR])
    client.force_login(user)
    return user


def weekly(**facts):
    """Tuesdays 9, 16 and 23 March, 14:00–16:00."""
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule="FREQ=WEEKLY;COUNT=3")
    return publish_event(make_event(dates=[rule], **{"registration_mode": RegistrationMode.DATE, "seats": 2} | facts))


def withdraw(client, event, data):
    return client.post(address("unpublish", event.pk), data)


def states(event):
    return list(event.occurrences.in_order().values_list("state", flat=True))


def notices(registration):
    return list(registration.letters.filter(kind="notice"))


def test_it_shows_who_is_registered_and_asks_what_becomes_of_them(client, editor):
    event = weekly()
    book(event, "Amina", persons=2)
    page = words(client.get(address("unpublish", event.pk)))
    assert "mardi 9 mars 2027, 14 h – 16 h 2" in page and "16 mars" not in page
    assert "Pourquoi la retirer ?" in page
    response = withdraw(client, event, {})
    assert "Choisissez ce que deviennent ces dates." in words(response)
    assert Event.objects.get().live


def test_what_does_not_take_place_is_told_with_its_reason(client, editor):
    event = weekly()
    confirmed, waiting = book(event, "Amina", persons=2), book(event, "Bram")
    before = event.occurrences.in_order()[0]
    withdraw(client, event, FLOOD)
    after = event.occurrences.in_order()[0]
    assert (Event.objects.get().live, states(event)) == (False, ["cancelled", "scheduled", "scheduled"])
    assert after.sequence == before.sequence + 1
    with translation.override("fr"):
        subject, text, _html, attachments = RegistrationLetter.objects.get(pk=notices(confirmed)[0].pk).compose()
    assert subject.startswith("Annulé") and "La salle est inondée." in text
    (entry,) = icalendar.Calendar.from_ical(attachments[0][1]).walk("VEVENT")
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", after.sequence)
    assert len(notices(waiting)) == 1
    assert Capacity.objects.get(pk=after.capacity_id).taken == 2, "what people registered for is kept"
    assert_counters_equal_rows()
    [entry] = ModelLogEntry.objects.filter(action="events.date.change")
    assert (entry.data["act"], entry.user) == ("cancel", editor)


def test_who_opens_their_registration_reads_that_it_is_cancelled(client, editor):
    event = weekly()
    registration = book(event, "Amina")
    withdraw(client, event, FLOOD)
    registration = type(registration).objects.get()
    from events.letters import dates_of
    from events.opening import off_reason

    assert off_reason(registration, dates_of(registration)) == "L’organisateur a annulé cette date."


def test_what_is_only_put_right_is_told_to_nobody(client, editor):
    event = weekly()
    registration = book(event, "Amina")
    withdraw(client, event, {"becomes": "kept"})
    assert (Event.objects.get().live, states(event)) == (False, ["scheduled"] * 3)
    assert notices(registration) == []
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_without_a_reason_nothing_is_withdrawn(client, editor):
    event = weekly()
    registration = book(event, "Amina")
    response = withdraw(client, event, {"becomes": "off"})
    assert "Donnez la raison, en une phrase." in words(response)
    assert (Event.objects.get().live, states(event), notices(registration)) == (True, ["scheduled"] * 3, [])


def test_the_city_gives_its_reason_in_both_languages(client, editor):
    event = weekly()
    Partner.objects.filter(pk=event.organiser_id).update(is_city=True)
    book(event, "Amina")
    assert "en français et en néerlandais" in words(withdraw(client, event, FLOOD))
    withdraw(client, event, {**FLOOD, "reason_nl": "De zaal staat onder water."})
    assert not Event.objects.get().live


def test_a_course_is_told_in_one_letter_about_what_is_still_to_come(client, editor, clock):
    event = weekly(registration_mode=RegistrationMode.WHOLE)
    registration = book(event, "Amina")
    clock.advance(days=8)
    withdraw(client, event, FLOOD)
    assert states(event) == ["scheduled", "cancelled", "cancelled"], "what took place did"
    [notice] = notices(registration)
    assert len(notice.facts["was"]) == 2


def test_what_was_put_off_is_called_off_too(client, editor, clock):
    event = weekly()
    registration = book(event, "Amina")
    occurrences.postpone(event.occurrences.in_order()[0], reason={"fr": "Travaux."})
    RegistrationLetter.objects.update(state="sent")
    clock.advance(days=30)
    client.force_login(editor)
    assert len(occurrences.promised(event, now=timezone.now())) == 1
    withdraw(client, event, FLOOD)
    assert states(event)[0] == "cancelled" and len(notices(registration)) == 2


def test_what_concerns_nobody_is_asked_as_wagtail_does(client, editor):
    event = weekly()
    assert "Pourquoi la retirer" not in words(client.get(address("unpublish", event.pk)))
    withdraw(client, event, {})
    assert (Event.objects.get().live, states(event)) == (False, ["scheduled"] * 3)


def test_after_the_last_date_nobody_is_asked_or_told(client, editor, clock):
    event = weekly()
    registration = book(event, "Amina")
    clock.advance(days=60)
    client.force_login(editor)
    withdraw(client, event, {})
    assert (Event.objects.get().live, notices(registration)) == (False, [])


def test_many_are_told_in_as_many_queries_as_few():
    asked = []
    for persons in (1, 6):
        event = weekly(seats=50, registration_mode=RegistrationMode.WHOLE)
        for number in range(persons):
            book(event, f"P{number}")
        with CaptureQueriesContext(connection) as queries:
            occurrences.call_off(event, reason={"fr": "Inondée."})
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20


def test_published_again_within_ten_minutes_the_date_can_be_held_and_nobody_hears(client, editor):
    event = weekly()
    registration = book(event, "Amina")
    withdraw(client, event, FLOOD)
    Event.objects.get().latest_revision.publish()
    occurrences.reinstate(Occurrence.objects.in_order()[0])
    assert [letter.state for letter in notices(registration)] == ["dropped"]
    assert timedelta(0) < Occurrence.objects.in_order()[0].ends_at - timezone.now()
