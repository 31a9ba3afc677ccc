"""Who gets a place by a change reads both in one letter."""

from datetime import timedelta

import icalendar
import pytest
from django.utils import translation

from events import occurrences
from events.calls import call_lines
from events.models import Event, RegistrationLetter, RegistrationMode
from events.registration import cancel
from portal.kit.letters import deliver_due
from tests.events.booking import book, kinds
from tests.factories import make_event, make_place, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def off_and_free(call_off=occurrences.cancel, **facts):
    """(event, who waits): the date was called off, all were told, and then somebody gave two places back."""
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 2, "place": make_place("Le Lac")} | facts
    event = publish_event(make_event(texts={"fr": "Atelier vélo"}, **facts))
    first, waiting = book(event, "Amina", persons=2), book(event, "Bram")
    call_off(event.occurrences.get(), reason=WHY)
    RegistrationLetter.objects.update(state="sent", attempts=1)
    cancel(first, now=event.occurrences.get().changed_at)
    return event, waiting


def unsent(registration):
    return list(registration.letters.filter(state__in=("queued", "to_call")))


def written(letter):
    """(subject, text, html, VEVENTs) with plain spaces."""
    with translation.override("fr"):
        subject, text, html, files = RegistrationLetter.objects.get(pk=letter.pk).compose()
    entries = [entry for _n, content, _t in files for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    return *(" ".join(part.replace("\u00a0", " ").split()) for part in (subject, text, html)), entries


def test_a_reinstated_date_is_one_letter_to_who_gets_a_place():
    event, waiting = off_and_free()
    occurrences.reinstate(event.occurrences.get())
    [letter] = unsent(waiting)
    subject, text, html, (entry,) = written(letter)
    assert subject == "A bien lieu, et une place est à vous : Atelier vélo"
    for body in (text, html):
        assert "Cela a bien lieu" in body and "Une place s’est libérée : elle est à vous." in body
        assert "Le Lac" in body, "who waited was never told where"
        assert "liste d’attente" not in body and waiting.reference in body
    assert entry["STATUS"] == "CONFIRMED"


def test_a_place_that_is_offered_is_answered_from_the_same_letter():
    event, waiting = off_and_free(offer_hours=24)
    occurrences.reinstate(event.occurrences.get())
    [letter] = unsent(waiting)
    subject, text, html, entries = written(letter)
    assert subject == "A bien lieu, et une place vous attend, répondez : Atelier vélo"
    for body in (text, html):
        assert "Une place s’est libérée pour vous. Elle est gardée pour vous jusqu’au" in body
        assert "/place/" in body and "Oui, je viens" in body
    assert entries == []


def test_a_postponed_date_that_is_fixed_is_one_letter_too():
    event, waiting = off_and_free(occurrences.postpone)
    date = event.occurrences.get()
    later = timedelta(days=7)
    occurrences.move(date, starts_at=date.starts_at + later, ends_at=date.ends_at + later, reason=WHY)
    [letter] = unsent(waiting)
    subject, text, _html, _entries = written(letter)
    assert "une place est à vous" in subject and "elle est à vous" in text


def test_who_had_a_place_reads_of_the_date_alone():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2, texts={"fr": "Atelier vélo"}))
    held = book(event, "Amina")
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    RegistrationLetter.objects.update(state="sent", attempts=1)
    occurrences.reinstate(event.occurrences.get())
    [letter] = unsent(held)
    subject, text, _html, _entries = written(letter)
    assert subject == "A bien lieu : Atelier vélo" and "Une place s’est libérée" not in text


def test_cancelled_again_before_the_letter_left_it_says_nothing():
    event, waiting = off_and_free()
    occurrences.reinstate(event.occurrences.get())
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    [letter] = unsent(waiting)
    with translation.override("fr"):
        assert letter.compose() is None


def test_off_for_minutes_only_the_place_is_told():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2))
    first, waiting = book(event, "Amina", persons=2), book(event, "Bram")
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    cancel(first, now=event.occurrences.get().changed_at)
    occurrences.reinstate(event.occurrences.get())
    assert kinds(waiting) == ["waiting", "notice", "promoted"]
    assert [letter.state for letter in waiting.letters.filter(kind="notice")] == ["dropped"]


def test_the_call_list_says_both_in_one_call():
    event, _waiting = off_and_free()
    waiting = book(event_with_phone(), "Chloe", email="", phone="+32470123456")
    [line] = [line for line in reinstated(waiting) if line["name"] == "Chloe"]
    assert "elle est à vous" in line["text"].replace("\u00a0", " ") and "maintenant" in line["text"]
    assert event.occurrences.count() == 1


def event_with_phone():
    """A full event whose only place comes free while its date is off."""
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=1))
    book(event, "Dounia")
    return event


def reinstated(waiting):
    event = Event.objects.get(pk=waiting.event_id)
    occurrences.cancel(event.occurrences.get(), reason=WHY)
    RegistrationLetter.objects.update(state="sent", attempts=1)
    cancel(event.registrations.get(name="Dounia"), now=event.occurrences.get().changed_at)
    occurrences.reinstate(event.occurrences.get())
    with translation.override("fr"):
        return call_lines(event, title="Atelier", language="fr")


def test_what_begins_within_the_hour_does_not_wait(clock):
    event, waiting = off_and_free()
    date = event.occurrences.get()
    clock.advance(seconds=(date.starts_at - date.changed_at).total_seconds() - 1800)
    occurrences.reinstate(event.occurrences.get())
    assert sorted(letter.kind for letter in unsent(waiting)) == ["notice", "promoted"]


def test_it_leaves_once(clock, mailoutbox):
    event, waiting = off_and_free()
    occurrences.reinstate(event.occurrences.get())
    left = []
    for minutes in (0, 11, 11):
        clock.advance(minutes=minutes)
        deliver_due()
        left.append(sum(message.to == [waiting.email] for message in mailoutbox))
    assert left == [0, 1, 1]
