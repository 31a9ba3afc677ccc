"""What staff decided about a date outlives its rule, and no second date is made beside one that they moved."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events import occurrences
from events.cards import state_of
from events.models import Event, Occurrence, RegistrationMode
from events.publication import DatesAtStake, accept, fates
from events.registration import cancel, register
from events.schedule import extend_all, forget_former_hours, planned_dates
from portal.schedules import publish_due
from tests.factories import make_event, make_place, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = date(2027, 3, 9), date(2027, 3, 10)
WEDNESDAY_14 = {
    "starts_at": datetime(2027, 3, 10, 13, tzinfo=UTC),
    "ends_at": datetime(2027, 3, 10, 15, tzinfo=UTC),
}
WHY = {"fr": "La salle est inondée."}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def rule(day=TUESDAY, begins=time(14), ends=time(16), **facts):
    return make_rule(day, begins=begins, ends=ends, **facts)


def published(*dates, mode=RegistrationMode.NONE):
    seats = None if mode == RegistrationMode.NONE else 10
    return publish_event(make_event(dates=list(dates) or [rule()], registration_mode=mode, seats=seats))


def book(occurrence, now, name="Amina"):
    return register(
        occurrence.event, occurrence=occurrence, name=name, email=f"{name.lower()}@exemple.test", phone="",
        party_size=2, language="fr", now=now,
    ).registration  # fmt: skip


def draft(event, *dates, **facts):
    edited = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    edited.rules = list(dates)
    for name, value in facts.items():
        setattr(edited, name, value)
    return edited.save_revision()


def agree(revision, now):
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=make_user())
    revision.publish()


def public(event):
    """[(uuid, start in Brussels in March)] of the dates that the public sees."""
    shown = event.occurrences.filter(in_schedule=True).order_by("starts_at", "pk")
    return [(date.uuid, f"{date.starts_at + timedelta(hours=1):%d %H:%M}") for date in shown]


def summary(found):
    return [(fate.occurrence.rule_day.day, fate.persons, fate.becomes) for fate in found]


@pytest.mark.parametrize("mode", [RegistrationMode.NONE, RegistrationMode.DATE])
def test_a_rule_that_follows_a_moved_date_makes_no_second_one(now, mode):
    event = published(mode=mode)
    occurrence = event.occurrences.get()
    if mode == RegistrationMode.DATE:
        book(occurrence, now)
    occurrences.move(occurrence, **WEDNESDAY_14, reason=WHY)
    draft(event, rule(WEDNESDAY)).publish()
    assert public(event) == [(occurrence.uuid, "10 14:00")]
    kept = Occurrence.objects.get()
    assert (kept.rule_day, kept.ordinal, kept.rule_starts_at, kept.moved) == (
        TUESDAY,
        0,
        WEDNESDAY_14["starts_at"],
        True,
    )
    draft(event, rule(WEDNESDAY), kind="fete").publish()
    extend_all()
    assert public(event) == [(occurrence.uuid, "10 14:00")]


def test_a_moved_date_covers_its_slot_before_another_takes_its_old_day(now):
    event = published()
    occurrence = event.occurrences.get()
    occurrences.move(occurrence, **WEDNESDAY_14, reason=WHY)
    draft(event, rule(begins=time(18), ends=time(20)), rule(WEDNESDAY)).publish()
    assert [shown for _uuid, shown in public(event)] == ["09 18:00", "10 14:00"]
    assert (occurrence.uuid, "10 14:00") in public(event)


def decided(event, how):
    occurrence = event.occurrences.order_by("starts_at").first()
    acts = {
        "moved": lambda: occurrences.move(occurrence, **WEDNESDAY_14, reason=WHY),
        "cancelled": lambda: occurrences.cancel(occurrence, reason=WHY),
        "postponed": lambda: occurrences.postpone(occurrence, reason=WHY),
        "elsewhere": lambda: occurrences.relocate(occurrence, place=make_place("Gymnase"), reason=WHY),
    }
    acts[how]()
    return occurrence


@pytest.mark.parametrize("registered", [False, True])
@pytest.mark.parametrize("how", ["moved", "cancelled", "postponed", "elsewhere"])
def test_what_was_decided_stays_when_its_rule_goes_and_is_listed_first(now, how, registered):
    event = published(rule(rule="FREQ=WEEKLY;COUNT=2"), mode=RegistrationMode.DATE)
    if registered:
        book(event.occurrences.order_by("starts_at").first(), now)
    occurrence = decided(event, how)
    revision = draft(event, rule(date(2027, 3, 16)))
    with pytest.raises(DatesAtStake) as refused:
        revision.publish()
    assert summary(refused.value.fates) == [(9, 2 if registered else 0, "stays")]
    before = Occurrence.objects.filter(pk=occurrence.pk).values().get()
    agree(revision, now)
    assert Occurrence.objects.filter(pk=occurrence.pk).values().get() == before
    draft(event, rule(date(2027, 3, 16)), kind="fete").publish()
    extend_all()
    assert Occurrence.objects.filter(pk=occurrence.pk).values().get() == before


def test_what_was_decided_does_not_hold_back_a_publication_by_the_clock(now, clock):
    event = published(rule(rule="FREQ=WEEKLY;COUNT=2"))
    draft(event, rule(date(2027, 3, 16)), go_live_at=now + timedelta(days=1)).publish()
    occurrence = decided(event, "cancelled")
    clock.advance(days=1, minutes=1)
    publish_due()
    assert public(event) == [(occurrence.uuid, "09 14:00"), (event.occurrences.last().uuid, "16 14:00")]
    assert not Event.objects.get().has_unpublished_changes


def test_what_staff_held_stays_when_its_last_registrant_cancels(now):
    event = published(rule(rule="FREQ=WEEKLY"), mode=RegistrationMode.DATE)
    occurrence = event.occurrences.order_by("starts_at").first()
    registration = book(occurrence, now)
    agree(draft(event, rule(WEDNESDAY, rule="FREQ=WEEKLY")), now)
    occurrences.keep(occurrence)
    cancel(registration, now=now)
    extend_all(now=now)
    occurrence.refresh_from_db()
    assert (occurrence.in_schedule, state_of(occurrence)) == (True, None)


def test_another_hour_is_no_news_once_the_first_one_is_back(now):
    event = published()
    draft(event, rule(begins=time(15), ends=time(17))).publish()
    assert state_of(event.occurrences.get()).label == "Nouvel horaire"
    draft(event, rule(begins=time(16), ends=time(18))).publish()
    assert event.occurrences.get().previous_starts_at == datetime(2027, 3, 9, 13, tzinfo=UTC)
    draft(event, rule()).publish()
    assert (event.occurrences.get().previous_starts_at, state_of(event.occurrences.get())) == (None, None)


def test_a_date_moved_twice_says_when_it_was_announced_first():
    event = published()
    occurrence = event.occurrences.get()
    occurrences.move(occurrence, **WEDNESDAY_14, reason=WHY)
    later = {name: moment + timedelta(days=1) for name, moment in WEDNESDAY_14.items()}
    occurrences.move(occurrence, **later, reason=WHY)
    assert Occurrence.objects.get().previous_starts_at == datetime(2027, 3, 9, 13, tzinfo=UTC)


def test_a_month_later_another_hour_of_the_rules_is_news_to_who_registered_only(now, clock, monkeypatch):
    told = []
    free, booked, moved = (
        published(rule(date(2027, 6, 1))),
        published(rule(date(2027, 6, 1)), mode=RegistrationMode.DATE),
        published(rule(date(2027, 6, 1))),
    )
    for event in (free, booked):
        draft(event, rule(date(2027, 6, 1), begins=time(15), ends=time(17))).publish()
    occurrences.move(
        moved.occurrences.get(), **WEDNESDAY_14 | {"ends_at": datetime(2027, 6, 1, tzinfo=UTC)}, reason=WHY
    )
    book(booked.occurrences.get(), now)
    monkeypatch.setattr("events.catalogue.event_changed", told.append)

    def with_news():
        changed = Occurrence.objects.exclude(previous_starts_at=None)
        return set(changed.values_list("event", flat=True))

    clock.advance(days=29)
    forget_former_hours()
    assert (with_news(), told) == ({free.pk, booked.pk, moved.pk}, [])
    clock.advance(days=2)
    forget_former_hours()
    assert (with_news(), told) == ({booked.pk, moved.pk}, [free.pk])


def test_planned_dates_are_those_that_publication_makes(now):
    event = published(rule(rule="FREQ=WEEKLY;COUNT=3"), mode=RegistrationMode.DATE)
    decided(event, "moved")
    edited = draft(
        event, rule(date(2027, 3, 16), begins=time(15), ends=time(17), rule="FREQ=WEEKLY;COUNT=3")
    ).as_object()
    planned = [(date.starts_at, date.ends_at, date.capacity.limit) for date in planned_dates(edited, now=now)]
    revision = Event.objects.get().latest_revision
    agree(revision, now)
    made = event.occurrences.filter(in_schedule=True).order_by("starts_at")
    assert planned == list(made.values_list("starts_at", "ends_at", "capacity__limit"))
    assert len(planned) == 4
