"""Publication and registration at the same time. On SQLite writers take turns, so there is nothing to race for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Event as Signal

import pytest
from django.db import connection, connections
from django.db.models import ProtectedError, Sum
from django.utils import timezone

from events import publication, schedule
from events.models import Capacity, Event, Occurrence, Registration, RegistrationMode
from events.registration import register
from portal.kit.refusal import Refusal
from tests.factories import make_event, make_rule, publish_event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]

PATIENCE = 2  # seconds that one waits for the other at the tightest moment


def in_a_week(hour, **facts):
    day = timezone.localdate() + timedelta(days=7)
    return make_rule(day, begins=time(hour), ends=time(hour + 2), **facts)


@pytest.fixture
def event():
    return publish_event(make_event(dates=[in_a_week(10)], registration_mode=RegistrationMode.DATE, seats=50))


def draft(event, *dates, **facts):
    edited = Event.objects.get(pk=event.pk)
    edited.rules = list(dates)
    for name, value in facts.items():
        setattr(edited, name, value)
    return edited.save_revision()


def book(event, occurrence, name):
    return register(
        event,
        occurrence=occurrence,
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=1,
        language="fr",
        now=timezone.now(),
    ).registration


def in_a_thread(act, *args):
    try:
        return act(*args)
    except Exception as error:
        return error
    finally:
        connections.close_all()


def race(monkeypatch, revision, event, *, at):
    """Publish; at the step `at` of it somebody registers. Returns (outcome of publishing, outcome of registering)."""
    occurrence = event.occurrences.get()
    reached, done = Signal(), Signal()
    step = getattr(schedule, at)

    def paused(*args):
        if args[0] and not reached.is_set():
            reached.set()
            done.wait(PATIENCE)
        return step(*args)

    def visitor():
        reached.wait(20)
        try:
            return book(event, occurrence, "Amina")
        finally:
            done.set()

    monkeypatch.setattr(schedule, at, paused)
    with ThreadPoolExecutor(2) as pool:
        publishing = pool.submit(in_a_thread, revision.publish)
        registering = pool.submit(in_a_thread, visitor)
        return publishing.result(), registering.result()


@pytest.fixture
def unlocked(monkeypatch):
    """Publication as it would be without its locks on places."""

    def only_read(event):
        return Event.objects.get(pk=event.pk)

    monkeypatch.setattr(schedule, "lock_with_capacities", only_read)
    monkeypatch.setattr(publication, "lock_with_capacities", only_read)


def test_unlocked_somebody_registers_for_an_hour_that_changes_under_them(monkeypatch, event, unlocked):
    before = event.occurrences.get().starts_at
    published, registration = race(monkeypatch, draft(event, in_a_week(15)), event, at="_follow")
    assert (published, isinstance(registration, Registration)) == (None, True)
    assert Occurrence.objects.get().starts_at != before  # nobody was asked, and they were told the old hour


def test_locked_who_registers_during_a_publication_gets_the_hour_that_it_gives(monkeypatch, event):
    published, registration = race(monkeypatch, draft(event, in_a_week(15)), event, at="_follow")
    assert (published, isinstance(registration, Registration)) == (None, True)
    kept = Occurrence.objects.get()
    assert registration.created_at is not None
    assert timezone.localtime(kept.starts_at).hour == 15
    assert registration.occurrence.starts_at == kept.starts_at
    assert Capacity.objects.get().taken == 1


def test_unlocked_a_date_is_deleted_while_somebody_registers_for_it(monkeypatch, event, unlocked):
    day_after = make_rule(timezone.localdate() + timedelta(days=8))
    published, registration = race(monkeypatch, draft(event, day_after), event, at="_remove")
    assert isinstance(registration, Registration)
    assert isinstance(published, ProtectedError)  # the publication breaks instead of showing what it would do


def test_locked_who_comes_too_late_for_a_date_is_told_that_it_has_gone(monkeypatch, event):
    day_after = make_rule(timezone.localdate() + timedelta(days=8))
    published, refusal = race(monkeypatch, draft(event, day_after), event, at="_remove")
    assert published is None
    assert isinstance(refusal, Refusal)
    assert (Registration.objects.count(), Occurrence.objects.count(), Capacity.objects.count()) == (0, 1, 1)


def test_publishing_again_and_again_holds_up_nobody_and_loses_nobody(event):
    occurrence = event.occurrences.get()

    def publishing(number):
        draft(event, in_a_week(10), in_a_week(14), seats=50 + number).publish()

    with ThreadPoolExecutor(6) as pool:
        publications = [pool.submit(in_a_thread, publishing, number) for number in range(6)]
        names = [f"Visiteur{number}" for number in range(30)]
        registrations = [pool.submit(in_a_thread, book, event, occurrence, name) for name in names]
        assert [future.result() for future in publications] == [None] * 6
        failed = [future.result() for future in registrations if not isinstance(future.result(), Registration)]
        assert failed == []
    capacity = Capacity.objects.get(pk=occurrence.capacity_id)
    held = Registration.objects.filter(occurrence=occurrence).aggregate(persons=Sum("party_size"))["persons"]
    assert (capacity.taken, capacity.waiting, held) == (30, 0, 30)


def test_two_publications_at_once_take_turns(event):
    dates = [timezone.localdate() + timedelta(days=number) for number in (7, 9)]
    revisions = [draft(event, make_rule(day)) for day in dates]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda revision: in_a_thread(revision.publish), revisions))
    assert results == [None, None]
    live = Event.objects.get()
    wanted = {slot.starts_at for slot in schedule.wanted_slots(live, now=timezone.now())}
    assert set(Occurrence.objects.values_list("starts_at", flat=True)) == wanted
