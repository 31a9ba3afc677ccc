"""The first page of the admin lists what waits for a decision."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events import occurrences
from events.editing.dashboard import dates_to_decide, held_publications
from events.models import Event, RegistrationMode
from events.registration import cancel, register
from events.schedule import synchronise
from portal.accounts.groups import DESK, EDITOR
from portal.schedules import publish_due
from tests.events.editing.filled import words
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def event():
    rule = make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=2")
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=10))


def book(event, now, *, occurrence):
    outcome = register(
        event, occurrence=occurrence, name="Amina", email="amina@exemple.test", phone="", party_size=2, language="fr",
        now=now,
    )  # fmt: skip
    return outcome.registration


def to_decide(now):
    return [occurrence.pk for occurrence in dates_to_decide(now=now)]


def test_a_date_that_left_its_rule_waits_until_it_is_cancelled_or_held(event, now):
    first = event.occurrences.first()
    book(event, now, occurrence=first)
    assert to_decide(now) == []
    event.rules = [make_rule(date(2027, 3, 16))]
    event.save()
    synchronise(event)
    assert to_decide(now) == [first.pk]
    occurrences.cancel(first, reason={"fr": "Grève."})
    assert to_decide(now) == []
    occurrences.reinstate(first)
    assert to_decide(now) == [first.pk]
    occurrences.keep(first)
    assert to_decide(now) == []


def test_dates_of_a_withdrawn_event_wait_while_somebody_is_registered(event, now, clock):
    first = event.occurrences.first()
    registration = book(event, now, occurrence=first)
    Event.objects.get().unpublish()
    assert to_decide(now) == [first.pk]
    assert to_decide(now + timedelta(days=8)) == []
    cancel(registration, now=now)
    assert to_decide(now) == []


def test_every_date_of_a_withdrawn_whole_waits(now):
    rule = make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=2")
    event = publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.WHOLE))
    book(event, now, occurrence=None)
    Event.objects.get().unpublish()
    assert len(to_decide(now)) == 2


def test_a_publication_that_was_held_back_waits_until_somebody_goes_on(event, now, clock):
    event.rules = [make_rule(date(2027, 3, 16))]
    event.go_live_at = now + timedelta(days=1)
    revision = event.save_revision()
    revision.publish()
    book(event, now, occurrence=event.occurrences.first())
    clock.advance(days=1, minutes=1)
    publish_due()
    [(held, reason)] = held_publications(now=clock.moment)
    assert (held, "Des personnes sont inscrites" in reason) == (event, True)
    later = Event.objects.get()
    later.kind = "fete"
    later.rules = [make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=2")]
    later = later.save_revision()
    assert [event for event, _reason in held_publications(now=clock.moment)] == [event]
    clock.advance(minutes=1)
    later.publish()
    assert held_publications(now=clock.moment) == []


def test_a_publication_that_was_held_back_no_longer_waits_once_it_is_scheduled_anew(event, now, clock):
    event.rules = [make_rule(date(2027, 3, 16))]
    event.go_live_at = now + timedelta(days=1)
    event.save_revision().publish()
    registration = book(event, now, occurrence=event.occurrences.first())
    clock.advance(days=1, minutes=1)
    publish_due()
    assert len(held_publications(now=clock.moment)) == 1
    cancel(registration, now=now)
    again = Event.objects.get().get_latest_revision_as_object()
    again.go_live_at = clock.moment + timedelta(days=1)
    again.save_revision().publish()
    assert held_publications(now=clock.moment) == []


def test_the_first_page_says_it_to_who_can_decide(client, event, now):
    book(event, now, occurrence=event.occurrences.first())
    Event.objects.get().unpublish()
    client.force_login(make_user(groups=[EDITOR]))
    assert "À décider" in words(client.get(reverse("wagtailadmin_home")))
    client.force_login(make_user(groups=[DESK]))
    assert "À décider" not in words(client.get(reverse("wagtailadmin_home")))
