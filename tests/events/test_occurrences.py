"""What staff decide about one date takes effect at once and outlives every draft."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events import occurrences
from events.models import AgendaRow, Capacity, Event, Occurrence, OccurrenceState, RegistrationMode
from events.registration import cancel as cancel_registration
from events.registration import register
from events.schedule import synchronise
from portal.kit.refusal import Refusal
from tests.factories import make_event, make_partner, make_place, make_rule, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}
LATER = {"starts_at": datetime(2027, 3, 11, 17, tzinfo=UTC), "ends_at": datetime(2027, 3, 11, 19, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def event():
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16))
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=2))


@pytest.fixture
def occurrence(event):
    return event.occurrences.get()


def book(event, now, name="Amina", *, persons=1):
    outcome = register(
        event,
        occurrence=event.occurrences.get(),
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=now,
    )
    return outcome.registration


def counters(occurrence):
    capacity = Capacity.objects.get(pk=occurrence.capacity_id)
    return capacity.limit, capacity.taken, capacity.waiting


def facts(occurrence, *names):
    return dict(zip(names, Occurrence.objects.values_list(*names).get(pk=occurrence.pk), strict=True))


def test_a_moved_date_remembers_when_it_was_and_why(occurrence, now):
    occurrences.move(occurrence, **LATER, reason=WHY)
    names = ("starts_at", "moved", "previous_starts_at", "rule_starts_at", "reason_nl", "sequence", "changed_at")
    assert facts(occurrence, *names) == {
        "starts_at": LATER["starts_at"],
        "moved": True,
        "previous_starts_at": datetime(2027, 3, 9, 13, tzinfo=UTC),
        "rule_starts_at": datetime(2027, 3, 9, 13, tzinfo=UTC),
        "reason_nl": WHY["nl"],
        "sequence": 1,
        "changed_at": now,
    }


def test_a_repeat_is_no_new_version(occurrence):
    occurrences.move(occurrence, **LATER, reason=WHY)
    occurrences.move(occurrence, **LATER, reason=WHY)
    assert facts(occurrence, "sequence") == {"sequence": 1}


def test_moved_back_to_its_hour_a_date_follows_its_rule_again(occurrence):
    occurrences.move(occurrence, **LATER, reason=WHY)
    hours = {"starts_at": occurrence.rule_starts_at, "ends_at": occurrence.rule_ends_at}
    occurrences.move(occurrence, **hours, reason=WHY)
    assert facts(occurrence, "moved", "previous_starts_at", "sequence") == {
        "moved": False,
        "previous_starts_at": None,
        "sequence": 2,
    }


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (timedelta(days=2), timedelta(days=1), "La fin précède le début."),
        (-timedelta(days=1), timedelta(days=1), "La nouvelle date est déjà passée."),
    ],
)
def test_a_date_is_not_moved_where_nobody_could_come(occurrence, now, starts, ends, sentence):
    with pytest.raises(Refusal, match=sentence):
        occurrences.move(occurrence, starts_at=now + starts, ends_at=now + ends, reason=WHY)
    assert facts(occurrence, "sequence") == {"sequence": 0}


def test_another_place_and_back(occurrence):
    elsewhere = make_place("Gymnase")
    occurrences.relocate(occurrence, place=elsewhere, reason=WHY)
    assert Occurrence.objects.get().effective_place == elsewhere
    occurrences.relocate(occurrence, place=occurrence.event.place, reason=WHY)
    assert facts(occurrence, "place", "sequence") == {"place": None, "sequence": 2}


def test_a_cancelled_date_keeps_its_registrations_and_counters(event, occurrence, now):
    registration = book(event, now, persons=2)
    waiting = book(event, now, "Bart")
    occurrences.cancel(occurrence, reason=WHY)
    names = ("state", "cancelled_at", "starts_at", "reason_fr")
    assert facts(occurrence, *names) == {
        "state": "cancelled",
        "cancelled_at": now,
        "starts_at": occurrence.starts_at,
        "reason_fr": WHY["fr"],
    }
    registration.refresh_from_db()
    waiting.refresh_from_db()
    assert (registration.state, waiting.state, counters(occurrence)) == ("confirmed", "waiting", (2, 2, 1))


def test_a_second_reason_for_cancelling_keeps_the_first_hour(occurrence, now, clock):
    occurrences.cancel(occurrence, reason=WHY)
    clock.advance(hours=2)
    occurrences.cancel(occurrence, reason={"fr": "La salle est inondée jusqu’en avril."})
    assert facts(occurrence, "cancelled_at", "sequence", "reason_nl") == {
        "cancelled_at": now,
        "sequence": 2,
        "reason_nl": "",
    }


def test_a_cancelled_date_is_not_moved_before_it_is_reinstated(occurrence):
    occurrences.cancel(occurrence, reason=WHY)
    with pytest.raises(Refusal, match="rétablissez-la"):
        occurrences.move(occurrence, **LATER, reason=WHY)


def test_a_postponed_date_is_fixed_again_by_moving_it(occurrence):
    occurrences.postpone(occurrence, reason=WHY)
    assert facts(occurrence, "state", "starts_at")["state"] == "postponed"
    occurrences.move(occurrence, **LATER, reason=WHY)
    assert facts(occurrence, "state", "starts_at") == {"state": "scheduled", "starts_at": LATER["starts_at"]}


def test_a_postponed_date_can_be_fixed_after_its_old_day(occurrence, clock):
    occurrences.postpone(occurrence, reason=WHY)
    clock.go_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    with pytest.raises(Refusal, match="déplacez-la"):
        occurrences.reinstate(occurrence)
    occurrences.move(occurrence, **LATER, reason=WHY)
    assert facts(occurrence, "state") == {"state": "scheduled"}


def test_a_reinstated_date_has_the_places_that_the_event_gives_now(event, occurrence, now):
    book(event, now, persons=2)
    waiting = book(event, now, "Bart")
    occurrences.cancel(occurrence, reason=WHY)
    Event.objects.update(seats=3)
    synchronise(event)
    assert counters(occurrence) == (2, 2, 1)
    occurrences.reinstate(occurrence)
    waiting.refresh_from_db()
    assert facts(occurrence, "state", "reason_fr", "cancelled_at") == {
        "state": "scheduled",
        "reason_fr": "",
        "cancelled_at": None,
    }
    assert (waiting.state, counters(occurrence)) == ("confirmed", (3, 3, 0))


def test_a_limit_of_its_own_stays_when_the_event_changes_its_own(event, occurrence):
    assert occurrences.set_own_limit(occurrence, limit=5) == 5
    Event.objects.update(seats=20)
    synchronise(event)
    assert (facts(occurrence, "own_limit", "sequence"), counters(occurrence)) == (
        {"own_limit": True, "sequence": 0},
        (5, 0, 0),
    )
    assert occurrences.follow_limit_of_event(occurrence) == 20
    assert (facts(occurrence, "own_limit"), counters(occurrence)) == ({"own_limit": False}, (20, 0, 0))


def test_a_limit_never_goes_under_the_places_taken(event, occurrence, now):
    book(event, now, persons=2)
    assert occurrences.set_own_limit(occurrence, limit=1) == 2
    assert counters(occurrence) == (2, 2, 0)


def test_there_is_no_limit_where_one_does_not_register_by_date(occurrence):
    Event.objects.update(registration_mode=RegistrationMode.WHOLE)
    with pytest.raises(Refusal, match="n’a pas de places à elle"):
        occurrences.set_own_limit(occurrence, limit=5)


def test_a_cancelled_date_promotes_nobody(event, occurrence, now):
    book(event, now, persons=2)
    waiting = book(event, now, "Bart")
    occurrences.cancel(occurrence, reason=WHY)
    with pytest.raises(Refusal, match="n’a pas lieu"):
        occurrences.set_own_limit(occurrence, limit=5)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_a_date_that_left_the_schedule_can_be_held_all_the_same(event, occurrence, now):
    book(event, now)
    event.rules = [make_rule(date(2027, 3, 18))]
    event.save()
    synchronise(event)
    assert facts(occurrence, "in_schedule") == {"in_schedule": False}
    occurrences.keep(occurrence)
    assert synchronise(event).touches_people == []
    assert facts(occurrence, "in_schedule", "starts_at") == {
        "in_schedule": True,
        "starts_at": datetime(2027, 3, 9, 13, tzinfo=UTC),
    }


def test_what_staff_moved_stays_when_its_rule_goes(event, occurrence, now):
    book(event, now)
    occurrences.move(occurrence, **LATER, reason=WHY)
    event.rules = [make_rule(date(2027, 3, 18))]
    event.save()
    assert synchronise(event).touches_people == []
    assert facts(occurrence, "in_schedule", "starts_at") == {"in_schedule": True, "starts_at": LATER["starts_at"]}


def test_what_is_over_is_left_alone(occurrence, clock):
    clock.go_to(datetime(2027, 3, 9, 16, tzinfo=UTC))
    for act in (occurrences.cancel, occurrences.postpone):
        with pytest.raises(Refusal, match="Cette date est passée"):
            act(occurrence, reason=WHY)
    with pytest.raises(Refusal, match="Cette date est passée"):
        occurrences.move(occurrence, **LATER, reason=WHY)


def test_a_date_that_was_deleted_meanwhile_is_said_to_be_gone(occurrence):
    Occurrence.objects.all().delete()
    with pytest.raises(Refusal, match="Cette date n’existe plus"):
        occurrences.cancel(occurrence, reason=WHY)


@pytest.mark.parametrize(
    ("is_city", "reason", "sentence"),
    [
        (False, {}, "Donnez la raison"),
        (False, {"fr": "  "}, "Donnez la raison"),
        (True, {"fr": "La salle est inondée."}, "en français et en néerlandais"),
    ],
)
def test_a_reason_is_given_and_by_the_city_in_both_languages(occurrence, is_city, reason, sentence):
    Event.objects.update(organiser=make_partner(is_city=is_city))
    with pytest.raises(Refusal, match=sentence):
        occurrences.cancel(occurrence, reason=reason)
    assert facts(occurrence, "state", "sequence") == {"state": OccurrenceState.SCHEDULED, "sequence": 0}


def test_one_language_is_enough_for_a_partner(occurrence):
    occurrences.cancel(occurrence, reason={"en": " The room  is flooded. "})
    assert facts(occurrence, "reason_en") == {"reason_en": "The room is flooded."}


def test_the_agenda_shows_what_was_decided_as_soon_as_it_is(occurrence, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        occurrences.move(occurrence, **LATER, reason=WHY)
    assert AgendaRow.objects.get(occurrence=occurrence).starts_at == LATER["starts_at"]


def freed_while_off(event, now, call_off):
    """Two are in and one waits; the date is called off, and one of the two cancels. Returns who waits."""
    first = book(event, now)
    book(event, now, "Bram")
    waiting = book(event, now, "Chloé")
    call_off(event.occurrences.get())
    cancel_registration(first, now=now)
    assert counters(event.occurrences.get()) == (2, 1, 1), "nobody is promoted to what does not take place"
    return waiting


@pytest.mark.parametrize(
    ("call_off", "bring_back"),
    [
        (lambda date: occurrences.cancel(date, reason=WHY), occurrences.reinstate),
        (lambda date: occurrences.postpone(date, reason=WHY), occurrences.reinstate),
        (
            lambda date: occurrences.postpone(date, reason=WHY),
            lambda date: occurrences.move(date, **LATER, reason=WHY),
        ),
        (lambda date: Occurrence.objects.update(in_schedule=False), occurrences.keep),
    ],
)
@pytest.mark.parametrize("own_limit", [False, True])
def test_places_freed_while_a_date_was_off_are_given_out_when_it_comes_back(
    event, now, call_off, bring_back, own_limit
):
    waiting = freed_while_off(event, now, call_off)
    Occurrence.objects.update(own_limit=own_limit)
    bring_back(event.occurrences.get())
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert counters(event.occurrences.get()) == (2, 2, 0)
    letters = waiting.letters.exclude(kind="waiting")
    assert len([row for row in letters if row.kind == "promoted" or row.facts.get("placed")]) == 1
