"""The dates that are kept follow the schedule, and never at the expense of who registered."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Capacity, Event, Occurrence, OccurrenceState, Registration, RegistrationMode
from events.recurrence import Slot
from events.registration import cancel, register
from events.schedule import AHEAD, extend_all, plan, synchronise, wanted_slots
from tests.factories import make_event, make_rule, publish_event

pytestmark = pytest.mark.django_db

TUESDAY = date(2027, 3, 9)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def announced(monkeypatch):
    """The ids of the events that the catalogue was told of."""
    told = []
    monkeypatch.setattr("events.catalogue.event_changed", told.append)
    return told


def rule(day=TUESDAY, begins=time(14), ends=time(16), **facts):
    return make_rule(day, begins=begins, ends=ends, **facts)


def course(*dates, mode=RegistrationMode.DATE, seats=10, **facts):
    return publish_event(make_event(dates=list(dates) or [rule()], registration_mode=mode, seats=seats, **facts))


def book(event, now, name="Amina", *, occurrence=None, persons=1):
    """A registration to one date, or to the whole of an event that is followed as a whole."""
    if event.registration_mode == RegistrationMode.DATE:
        occurrence = occurrence or event.occurrences.first()
    outcome = register(
        event,
        occurrence=occurrence,
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=now,
    )
    return outcome.registration


def reschedule(event, *dates):
    """The live event with other rules, saved as publication saves them, and its dates brought in line."""
    event = Event.objects.get(pk=event.pk)
    event.rules = list(dates)
    event.save()
    return synchronise(event)


def hours(event, **filters):
    """[(starts, ends)] of the dates kept, as clocks in Brussels in March show them (UTC+1)."""
    found = event.occurrences.filter(**filters).order_by("starts_at", "pk")
    return [f"{o.starts_at + timedelta(hours=1):%d %H:%M}–{o.ends_at + timedelta(hours=1):%H:%M}" for o in found]


def counters(occurrence):
    capacity = Capacity.objects.get(pk=occurrence.capacity_id)
    return capacity.limit, capacity.taken, capacity.waiting


def test_publishing_makes_the_dates_and_their_places():
    event = course(rule(), rule(begins=time(18), ends=time(20)), seats=8)
    assert hours(event) == ["09 14:00–16:00", "09 18:00–20:00"]
    assert list(event.occurrences.values_list("rule_day", "ordinal")) == [(TUESDAY, 0), (TUESDAY, 1)]
    assert [counters(occurrence) for occurrence in event.occurrences.all()] == [(8, 0, 0), (8, 0, 0)]


def test_publishing_again_changes_nothing(now):
    event = course(rule(), rule(begins=time(18), ends=time(20)))
    before = list(event.occurrences.values())
    assert synchronise(event).__dict__ == plan(event, now=now).__dict__ == type(plan(event, now=now))().__dict__
    assert list(event.occurrences.values()) == before


def test_the_same_date_from_two_rules_is_one_date(now):
    event = make_event(dates=[rule(), rule(rule="FREQ=WEEKLY;COUNT=2")])
    assert [slot.day for slot in wanted_slots(event, now=now)] == [TUESDAY, date(2027, 3, 16)]


def test_another_hour_keeps_the_date_its_key_its_registrations_and_counters(now):
    event = course()
    registration = book(event, now, persons=3)
    key = event.occurrences.values_list("pk", "uuid", "rule_day", "ordinal").get()
    reschedule(event, rule(begins=time(15), ends=time(17)))
    moved = event.occurrences.get()
    assert (moved.pk, moved.uuid, moved.rule_day, moved.ordinal) == key
    assert hours(event) == ["09 15:00–17:00"]
    assert moved.previous_starts_at == datetime(2027, 3, 9, 13, tzinfo=UTC)
    assert (moved.sequence, moved.changed_at, moved.moved) == (1, now, False)
    assert (registration.occurrence_id, counters(moved)) == (moved.pk, (10, 3, 0))


def test_dates_of_one_day_are_matched_by_hour_first_then_in_order(now):
    event = course(rule(begins=time(9), ends=time(10)), rule(begins=time(14), ends=time(16)))
    morning, afternoon = event.occurrences.order_by("starts_at")
    reschedule(event, rule(begins=time(14), ends=time(16)), rule(begins=time(18), ends=time(19)))
    assert hours(event, pk=afternoon.pk) == ["09 14:00–16:00"]
    assert hours(event, pk=morning.pk) == ["09 18:00–19:00"]


def test_two_dates_that_start_together_do_not_swap_their_ends(now):
    long, short = rule(ends=time(18)), rule(ends=time(15))
    event = course(long)
    first = event.occurrences.get()
    result = reschedule(event, long, short)
    assert (len(result.created), result.changed) == (1, [])
    assert hours(event, pk=first.pk) == ["09 14:00–18:00"]


def test_a_date_that_left_the_schedule_is_deleted_with_its_places_when_nobody_registered():
    event = course(rule(), rule(date(2027, 3, 16)))
    gone = event.occurrences.last()
    result = reschedule(event, rule())
    assert result.removed == [gone]
    assert not Capacity.objects.filter(pk=gone.capacity_id).exists()
    assert hours(event) == ["09 14:00–16:00"]


def test_a_date_that_left_the_schedule_stays_when_people_registered(now):
    event = course(rule(), rule(date(2027, 3, 16)))
    kept = event.occurrences.last()
    registration = book(event, now, occurrence=kept, persons=2)
    result = reschedule(event, rule())
    assert (result.orphaned, result.touches_people) == ([kept], [(kept, None)])
    kept.refresh_from_db()
    assert (kept.in_schedule, counters(kept)) == (False, (10, 2, 0))
    assert Registration.objects.get().pk == registration.pk


def test_a_date_of_which_every_registration_was_cancelled_stays_but_concerns_nobody(now):
    event = course(rule(), rule(date(2027, 3, 16)))
    kept = event.occurrences.last()
    cancel(book(event, now, occurrence=kept), now=now)
    result = reschedule(event, rule())
    assert (result.orphaned, result.touches_people) == ([kept], [])


def test_a_date_comes_back_with_its_registrations_when_its_hour_comes_back(now):
    event = course(rule(), rule(date(2027, 3, 16)))
    kept = event.occurrences.last()
    book(event, now, occurrence=kept, persons=2)
    reschedule(event, rule())
    result = reschedule(event, rule(), rule(date(2027, 3, 16)))
    assert [occurrence.pk for occurrence, _slot in result.returned] == [kept.pk]
    kept.refresh_from_db()
    assert (kept.in_schedule, counters(kept)) == (True, (10, 2, 0))


def test_who_registered_for_a_date_that_left_is_not_moved_into_a_new_one_of_that_day(now):
    event = course(rule(), rule(date(2027, 3, 16)))
    kept = event.occurrences.last()
    book(event, now, occurrence=kept)
    reschedule(event, rule())
    result = reschedule(event, rule(), rule(date(2027, 3, 16), begins=time(19), ends=time(21)))
    assert ([slot.day for slot in result.created], result.returned) == ([date(2027, 3, 16)], [])
    kept.refresh_from_db()
    assert (kept.in_schedule, f"{kept.starts_at:%H:%M}", kept.ordinal) == (False, "13:00", 0)
    assert event.occurrences.get(in_schedule=True, rule_day=date(2027, 3, 16)).ordinal == 1


def test_a_date_that_comes_back_with_another_end_concerns_who_registered(now):
    event = course(rule(), rule(date(2027, 3, 16)))
    kept = event.occurrences.last()
    book(event, now, occurrence=kept)
    reschedule(event, rule())
    event.rules = [rule(), rule(date(2027, 3, 16), ends=time(20))]
    [(occurrence, slot)] = plan(event, now=now).touches_people
    assert (occurrence.pk, slot.ends_at) == (kept.pk, datetime(2027, 3, 16, 19, tzinfo=UTC))


def test_what_operations_decided_survives_another_hour_of_the_rule(now):
    event = course()
    Occurrence.objects.update(
        starts_at=datetime(2027, 3, 10, 9, tzinfo=UTC), ends_at=datetime(2027, 3, 10, 11, tzinfo=UTC), moved=True
    )
    book(event, now)
    result = reschedule(event, rule(begins=time(15), ends=time(17)))
    assert result.touches_people == []
    moved = event.occurrences.get()
    assert hours(event) == ["10 10:00–12:00"]
    assert moved.rule_starts_at == datetime(2027, 3, 9, 14, tzinfo=UTC)


def test_what_is_over_stays_as_it_was(now, clock):
    event = course(rule(), rule(date(2027, 3, 16)))
    clock.go_to(datetime(2027, 3, 9, 17, tzinfo=UTC))
    result = reschedule(event, rule(begins=time(18, 30), ends=time(20)), rule(date(2027, 3, 16)))
    assert (result.changed, result.removed) == ([], [])
    assert [slot.starts_at for slot in result.created] == [datetime(2027, 3, 9, 17, 30, tzinfo=UTC)]
    assert hours(event) == ["09 14:00–16:00", "09 18:30–20:00", "16 14:00–16:00"]


def test_a_changed_rule_invents_no_dates_in_the_past(clock):
    event = course(rule(rule="FREQ=WEEKLY;COUNT=3"))
    clock.go_to(datetime(2027, 3, 17, 9, tzinfo=UTC))
    reschedule(event, rule(date(2027, 3, 11), rule="FREQ=WEEKLY;COUNT=3"))
    assert hours(event) == ["09 14:00–16:00", "16 14:00–16:00", "18 14:00–16:00", "25 14:00–16:00"]


def test_a_course_that_already_runs_is_published_with_its_first_dates():
    event = course(rule(date(2027, 2, 23), rule="FREQ=WEEKLY;COUNT=3"))
    assert event.occurrences.count() == 3


def test_who_follows_the_whole_is_concerned_by_each_date(now):
    event = course(rule(rule="FREQ=WEEKLY;COUNT=3"), mode=RegistrationMode.WHOLE)
    book(event, now, persons=4)
    event.rules = [rule(begins=time(15), ends=time(17), rule="FREQ=WEEKLY;COUNT=2")]
    touched = [
        (occurrence.rule_day.day, occurrence.registered, slot and f"{slot.starts_at:%H:%M}")
        for occurrence, slot in plan(event, now=now).touches_people
    ]
    assert touched == [(9, 4, "14:00"), (16, 4, "14:00"), (23, 4, None)]
    event.save()
    synchronise(event)
    assert hours(event, in_schedule=False) == ["23 14:00–16:00"]


def test_registering_as_a_whole_has_one_capacity_and_registering_by_date_one_each(now):
    event = course(rule(rule="FREQ=WEEKLY;COUNT=2"), mode=RegistrationMode.WHOLE, seats=5)
    assert (event.capacity.limit, Capacity.objects.count()) == (5, 1)
    Event.objects.update(registration_mode=RegistrationMode.DATE)
    synchronise(event)
    assert [counters(occurrence) for occurrence in event.occurrences.all()] == [(5, 0, 0), (5, 0, 0)]


def test_free_entry_keeps_the_counters_of_who_registered_before(now):
    event = course(seats=5)
    book(event, now, persons=2)
    Event.objects.update(registration_mode=RegistrationMode.NONE, seats=None)
    synchronise(event)
    assert counters(event.occurrences.get()) == (5, 2, 0)


def test_more_seats_promote_who_waits(now):
    event = course(seats=2)
    book(event, now, persons=2)
    waiting = book(event, now, "Bart", persons=2)
    Event.objects.update(seats=4)
    synchronise(event)
    waiting.refresh_from_db()
    assert (waiting.state, counters(event.occurrences.get())) == ("confirmed", (4, 4, 0))


def test_fewer_seats_never_go_under_those_taken(now):
    event = course(seats=10)
    book(event, now, persons=6)
    Event.objects.update(seats=4)
    synchronise(event)
    assert counters(event.occurrences.get()) == (6, 6, 0)


def test_a_date_with_a_limit_of_its_own_does_not_follow_the_event():
    event = course(rule(rule="FREQ=WEEKLY;COUNT=2"), seats=10)
    own = event.occurrences.first()
    Capacity.objects.filter(pk=own.capacity_id).update(limit=3)
    Occurrence.objects.filter(pk=own.pk).update(own_limit=True)
    Event.objects.update(seats=12)
    synchronise(event)
    assert [counters(occurrence)[0] for occurrence in event.occurrences.all()] == [3, 12]


@pytest.mark.parametrize("change", [{"state": OccurrenceState.CANCELLED}, {"state": OccurrenceState.POSTPONED}])
def test_more_seats_promote_nobody_to_a_date_that_is_called_off(now, change):
    event = course(seats=1)
    book(event, now)
    waiting = book(event, now, "Bart")
    Occurrence.objects.update(**change)
    Event.objects.update(seats=5)
    synchronise(event)
    waiting.refresh_from_db()
    assert (waiting.state, counters(event.occurrences.get())) == ("waiting", (1, 1, 1))


@pytest.mark.parametrize("mode", [RegistrationMode.DATE, RegistrationMode.WHOLE])
def test_more_seats_promote_nobody_to_what_is_over(now, clock, mode):
    event = course(mode=mode, seats=1)
    book(event, now)
    waiting = book(event, now, "Bart")
    clock.go_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    Event.objects.update(seats=5)
    synchronise(event)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_every_night_endless_rules_get_the_dates_that_have_come_within_reach(now, clock, announced):
    endless = course(rule(rule="FREQ=WEEKLY"))
    mixed = course(rule(rule="FREQ=WEEKLY"), rule(date(2027, 3, 10), rule="FREQ=WEEKLY;COUNT=2"))
    ending = course(rule(rule="FREQ=WEEKLY;COUNT=2"))
    announced.clear()
    counts = [event.occurrences.count() for event in (endless, mixed, ending)]
    assert counts == [78, 80, 2]
    clock.advance(days=21)
    extend_all()
    assert [event.occurrences.count() for event in (endless, mixed, ending)] == [81, 83, 2]
    assert announced == [endless.pk, mixed.pk]
    announced.clear()
    extend_all()
    assert announced == []
    assert endless.occurrences.last().starts_at <= now + timedelta(days=21) + AHEAD


def test_one_event_that_cannot_be_extended_holds_no_other(clock, announced, caplog):
    broken, sound = course(rule(rule="FREQ=WEEKLY")), course(rule(rule="FREQ=WEEKLY"))
    announced.clear()
    Event.objects.filter(pk=broken.pk).update(timezone="Europe/Nowhere")
    clock.advance(days=7)
    extend_all()
    assert announced == [sound.pk]
    assert f"Dates of event {broken.pk} could not be extended." in caplog.messages


def test_withdrawn_events_are_not_extended(clock, announced):
    event = course(rule(rule="FREQ=WEEKLY"))
    event.unpublish()
    announced.clear()
    clock.advance(days=70)
    extend_all()
    assert (event.occurrences.count(), announced) == (78, [])


days = st.sampled_from([date(2027, 3, 9), date(2027, 3, 10), date(2027, 3, 11)])
starts = st.sampled_from([time(9), time(11), time(14), time(18)])
schedules = st.lists(
    st.builds(
        lambda day, begins, hours: make_rule(day, begins=begins, ends=time(begins.hour + hours)),
        days,
        starts,
        st.integers(1, 3),
    ),
    max_size=5,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(schedules.filter(bool), schedules, schedules, st.integers(0, 5))
def test_whatever_is_rescheduled_nobody_is_lost_nor_moved_unannounced(now, first, second, third, chosen):
    with transaction.atomic():
        event = course(*first)
        dates = list(event.occurrences.order_by("starts_at", "pk"))
        booked = dates[chosen % len(dates)]
        book(event, now, occurrence=booked, persons=2)
        for rules in (second, third):
            event.rules = rules
            announced = {o.pk: slot for o, slot in plan(event, now=now).touches_people}
            before = Occurrence.objects.get(pk=booked.pk)
            event.save()
            synchronise(event)
            after = Occurrence.objects.get(pk=booked.pk)
            if booked.pk in announced:
                slot = announced[booked.pk] or Slot(before.starts_at, before.ends_at, before.rule_day)
                assert (after.starts_at, after.ends_at) == (slot.starts_at, slot.ends_at)
            else:
                assert (after.starts_at, after.ends_at) == (before.starts_at, before.ends_at)
                assert after.in_schedule >= before.in_schedule
            assert counters(after) == (10, 2, 0)
            shown = {(o.starts_at, o.ends_at) for o in event.occurrences.filter(in_schedule=True)}
            assert shown == {(slot.starts_at, slot.ends_at) for slot in wanted_slots(event, now=now)}
            again = plan(event, now=now)
            assert not (again.created or again.changed or again.returned or again.removed or again.orphaned)
        transaction.set_rollback(True)
