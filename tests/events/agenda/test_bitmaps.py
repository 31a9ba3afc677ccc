"""What a process holds of the catalogue, and when it renews it."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from events.agenda import bitmaps
from events.agenda.bitmaps import Holder, bits_of, run, snapshot
from events.catalogue import event_changed, events_changed, names_changed, seats_changed, stamps
from events.models import AgendaRow, Capacity, CatalogueStamp, Event, Occurrence
from tests.factories import make_event, make_quartier, publish_event


@pytest.mark.parametrize("size", [1, 8, 9, 1000])
@pytest.mark.parametrize("every", [1, 3, 100])
def test_bits_of_positions(size, every):
    positions = list(range(0, size, every))
    assert bits_of(positions, size) == sum(1 << position for position in positions)
    assert bits_of(positions[::-1], size) == bits_of(positions, size)


def test_bits_of_nothing():
    assert (bits_of([], 0), bits_of([], 5), run(3, 3), run(4, 2)) == (0, 0, 0, 0)
    assert run(1, 4) == 0b1110


def put_on(**facts):
    event = publish_event(make_event(**facts))
    event_changed(event.pk)
    return event


@pytest.fixture
def _clock(db, clock):
    pass


pytestmark = pytest.mark.usefixtures("_clock")


def test_nothing_changed_costs_one_query(now, django_assert_num_queries):
    put_on()
    held = snapshot(now)
    with django_assert_num_queries(1):
        again = snapshot(now + timedelta(minutes=1))
    assert again.maps is held.maps


def test_a_change_is_seen_by_the_next_request(now):
    first = put_on()
    assert list(snapshot(now).maps.events) == [first.pk]
    second = put_on()
    assert list(snapshot(now).maps.events) == [first.pk, second.pk]
    Event.objects.filter(pk=first.pk).update(live=False)
    event_changed(first.pk)
    assert list(snapshot(now).maps.events) == [second.pk]
    second.delete()
    event_changed(second.pk)
    assert list(snapshot(now).maps.events) == []


def test_what_was_rolled_back_is_forgotten(now):
    event = put_on()
    with transaction.atomic():
        put_on()
        assert len(snapshot(now).maps.events) == 2
        transaction.set_rollback(True)
    assert list(snapshot(now).maps.events) == [event.pk]


def test_registrations_renew_places_and_never_the_maps(now, django_assert_num_queries):
    event = put_on(registration_mode="date", seats=2)
    [capacity] = Capacity.objects.all()
    held = snapshot(now)
    assert held.places == 1
    Capacity.objects.update(taken=2)
    assert snapshot(now).places == 1
    seats_changed([capacity.pk])
    with django_assert_num_queries(2):
        full = snapshot(now)
    assert full.places == 0
    assert full.maps is held.maps
    assert event.pk in held.maps.events


def test_registration_opens_and_closes_with_the_clock(now):
    opens, closes = now + timedelta(hours=1), now + timedelta(hours=3)
    put_on(registration_mode="date", registration_opens_at=opens, registration_closes_at=closes)
    moments = [now, opens - timedelta(seconds=1), opens, closes - timedelta(seconds=1), closes, opens, now]
    assert [snapshot(moment).places for moment in moments] == [0, 0, 1, 1, 0, 1, 0]


def test_places_of_a_course_close_for_all_its_dates_when_it_begins(now):
    dates = [now + timedelta(days=1), now + timedelta(days=8)]
    put_on(registration_mode="whole", seats=3, dates=dates)
    assert [snapshot(moment).places for moment in (now, dates[0])] == [0b11, 0]


def test_what_is_called_off_is_listed_and_has_no_places(now):
    event = put_on()
    Occurrence.objects.update(state="cancelled")
    event_changed(event.pk)
    held = snapshot(now)
    assert (held.maps.everything, held.places) == (1, 0)


def test_the_name_of_a_quartier_is_renewed(now, django_capture_on_commit_callbacks):
    quartier = make_quartier("Marolles", slug="marolles")
    names_changed()
    assert snapshot(now).maps.names.labels["quartier"]["fr"] == {"marolles": "Marolles"}
    connection.run_on_commit.clear()  # the test's transaction never ends
    with django_capture_on_commit_callbacks(execute=True):
        quartier.name_fr = "Les Marolles"
        quartier.save()
    assert snapshot(now).maps.names.labels["quartier"]["fr"] == {"marolles": "Les Marolles"}


def test_threads_that_come_together_build_once(monkeypatch, now):
    built = []

    def build(stamp, seconds):
        built.append(stamp)
        time.sleep(0.05)
        return bitmaps.Maps(stamp, None, {"libre": {}}, *([] for _column in range(7)), of_event={}, long=[])

    monkeypatch.setattr(bitmaps, "build", build)
    monkeypatch.setattr(bitmaps, "stamps", lambda: {"catalogue": "a", "seats": "b"})
    monkeypatch.setattr(bitmaps, "full_dates", lambda maps: 0)
    holder, seen = Holder(), []
    threads = [threading.Thread(target=lambda: seen.append(holder.snapshot(now).maps)) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == ["a"]
    assert len({id(maps) for maps in seen}) == 1


def test_stamps_differ_and_are_read_in_one_query(django_assert_num_queries):
    CatalogueStamp.objects.all().delete()
    assert set(stamps().values()) == {""}
    names_changed()
    seats_changed([])
    first = stamps()
    assert first["catalogue"]
    assert first["seats"] == ""
    seats_changed([1])
    names_changed()
    with django_assert_num_queries(1):
        second = stamps()
    assert second["catalogue"] != first["catalogue"]
    assert second["seats"]


def test_rows_follow_the_dates_of_the_event():
    event = put_on(dates=[{"rule": "FREQ=DAILY;COUNT=3"}])
    row = AgendaRow.objects.first()
    assert (row.start, row.end) == (row.starts_at.timestamp(), row.ends_at.timestamp())
    Occurrence.objects.filter(pk=row.pk).delete()
    event_changed(event.pk)
    assert AgendaRow.objects.filter(event=event).count() == 2
    events_changed([event.pk, event.pk + 1000])
    assert AgendaRow.objects.filter(event=event, visible=True).count() == 2
