"""A publication changes everything or nothing, and nobody who registered is moved, dropped or hidden unseen."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db.models import ProtectedError
from django_q.models import OrmQ
from wagtail.models import ModelLogEntry, Revision

from events import occurrences, publication
from events.models import AgendaRow, Capacity, Event, EventFormerSlug, Occurrence, RegistrationMode
from events.publication import DatesAtStake, accept, accepted, fates
from events.registration import cancel, register
from portal.accounts.groups import MODERATOR
from portal.kit.refusal import Refusal
from portal.schedules import publish_due
from tests.factories import make_event, make_partner, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

TUESDAY = date(2027, 3, 9)
BOTH = {
    "fr": {"title": "Bal des Marolles", "summary": "On danse."},
    "nl": {"title": "Marollenbal", "summary": "We dansen."},
}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def rule(day=TUESDAY, begins=time(14), ends=time(16), **facts):
    return make_rule(day, begins=begins, ends=ends, **facts)


@pytest.fixture
def event():
    """Tuesday 9 and 16 March, 14:00–16:00, by registration to a date."""
    dates = [rule(rule="FREQ=WEEKLY;COUNT=2")]
    return publish_event(make_event(dates=dates, registration_mode=RegistrationMode.DATE, seats=10))


def book(occurrence, now, name="Amina", *, event=None, persons=2):
    outcome = register(
        event or occurrence.event,
        occurrence=occurrence,
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=now,
    )
    return outcome.registration


def draft(event, *dates, user=None, **facts):
    """A revision with other rules and facts; the live event stays as it is."""
    edited = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    if dates:
        edited.rules = list(dates)
    for name, value in facts.items():
        setattr(edited, name, value)
    return edited.save_revision(user=user)


def live_hours(event):
    return list(event.occurrences.filter(in_schedule=True).values_list("starts_at", flat=True).order_by("starts_at"))


def summary(found):
    return [(fate.occurrence.rule_day.day, fate.persons, fate.becomes) for fate in found]


def test_publishing_what_touches_nobody_asks_nothing(event, now):
    draft(event, rule(begins=time(15), ends=time(17))).publish()
    assert live_hours(event) == [datetime(2027, 3, 9, 14, tzinfo=UTC)]


def test_publishing_what_touches_people_is_refused_whole(event, now):
    first, second = event.occurrences.all()
    book(first, now)
    book(second, now, "Bart", persons=1)
    revision = draft(event, rule(begins=time(15), ends=time(17)), kind="fete")
    with pytest.raises(DatesAtStake) as refused:
        revision.publish()
    assert summary(refused.value.fates) == [(9, 2, "moved"), (16, 1, "dropped")]
    fresh = Event.objects.get(pk=event.pk)
    assert (fresh.kind, fresh.live_revision_id, fresh.has_unpublished_changes) == (
        "atelier",
        event.live_revision_id,
        True,
    )
    assert live_hours(event) == [first.starts_at, second.starts_at]
    assert not ModelLogEntry.objects.filter(action="wagtail.publish", revision=revision).exists()


def test_what_was_accepted_is_published_and_stands_in_the_history(event, now):
    first, second = event.occurrences.all()
    book(first, now)
    book(second, now, "Bart", persons=1)
    user = make_user(is_superuser=True)
    revision = draft(event, rule(begins=time(15), ends=time(17)))
    tokens = [fate.token for fate in fates(revision.as_object(), now=now)]
    accept(revision, tokens, user=user)
    revision.publish(user=user)
    assert live_hours(event) == [datetime(2027, 3, 9, 14, tzinfo=UTC)]
    assert Occurrence.objects.filter(pk=second.pk, in_schedule=False).exists()
    entry = ModelLogEntry.objects.get(action=publication.ACCEPTED)
    assert (entry.user, entry.data) == (user, {"dates": sorted(tokens)})
    assert entry.object_id == str(event.pk)


def test_an_acceptance_covers_no_other_fate_and_no_other_version(event, now):
    first, second = event.occurrences.all()
    book(first, now)
    revision = draft(event, rule(begins=time(15), ends=time(17)))
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=None)
    book(second, now, "Bart")
    with pytest.raises(DatesAtStake) as refused:
        revision.publish()
    assert summary(refused.value.fates) == [(9, 2, "moved"), (16, 2, "dropped")]
    other = draft(event, rule(begins=time(15), ends=time(17)), rule(date(2027, 3, 16)))
    assert accepted(other) == set()
    with pytest.raises(DatesAtStake):
        other.publish()


def test_more_people_on_an_accepted_date_need_no_second_acceptance(event, now):
    first = event.occurrences.first()
    book(first, now)
    revision = draft(event, rule(begins=time(15), ends=time(17)), rule(date(2027, 3, 16)))
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=None)
    book(first, now, "Bart")
    revision.publish()
    assert Capacity.objects.get(pk=first.capacity_id).taken == 4


def test_an_older_draft_brings_back_neither_hours_nor_places_that_operations_changed(event, now):
    old = event.live_revision
    second = event.occurrences.last()
    book(second, now)
    later = {"starts_at": datetime(2027, 3, 18, 9, tzinfo=UTC), "ends_at": datetime(2027, 3, 18, 10, tzinfo=UTC)}
    occurrences.move(second, **later, reason={"fr": "Salle prise."})
    occurrences.set_own_limit(second, limit=4)
    draft(event, kind="fete").publish()
    Revision.objects.get(pk=old.pk).publish()
    second.refresh_from_db()
    assert (Event.objects.get().kind, second.starts_at, second.moved) == ("atelier", later["starts_at"], True)
    capacity = Capacity.objects.get(pk=second.capacity_id)
    assert (capacity.limit, capacity.taken, capacity.waiting) == (4, 2, 0)


def test_an_older_draft_from_before_registration_as_a_whole_keeps_the_capacity(now):
    event = publish_event(make_event(dates=[rule()], registration_mode=RegistrationMode.NONE))
    old = event.live_revision
    draft(event, registration_mode=RegistrationMode.WHOLE, seats=5).publish()
    event = Event.objects.get(pk=event.pk)
    registration = book(None, now, event=event)
    with pytest.raises(Refusal, match="entrée libre"):
        Revision.objects.get(pk=old.pk).publish()
    cancel(registration, now=now)
    Revision.objects.get(pk=old.pk).publish()
    draft(event, registration_mode=RegistrationMode.WHOLE, seats=5).publish()
    capacity = Event.objects.get(pk=event.pk).capacity
    assert (capacity.pk, capacity.limit, capacity.taken) == (event.capacity_id, 5, 0)


def test_who_is_registered_to_a_date_can_become_neither_of_the_other_ways(event, now):
    book(event.occurrences.first(), now)
    for mode, reason in ((RegistrationMode.WHOLE, "inscrites à une date"), (RegistrationMode.NONE, "entrée libre")):
        with pytest.raises(Refusal, match=reason):
            draft(event, registration_mode=mode).publish()
    assert Event.objects.get().registration_mode == RegistrationMode.DATE


def test_who_is_registered_to_the_whole_cannot_become_registered_to_a_date(now):
    event = publish_event(make_event(dates=[rule()], registration_mode=RegistrationMode.WHOLE))
    book(None, now, event=event)
    with pytest.raises(Refusal, match="inscrites à l’ensemble"):
        draft(event, registration_mode=RegistrationMode.DATE).publish()


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        ({"fr": BOTH["fr"]}, "le titre en néerlandais, le résumé en néerlandais."),
        ({"fr": BOTH["fr"], "nl": "Marollenbal"}, "à la fois. Il manque\u00a0: le résumé en néerlandais."),
        ({"nl": BOTH["nl"], "en": "Ball"}, "Il manque\u00a0: le titre en français, le résumé en français."),
    ],
)
def test_the_city_publishes_in_both_languages_or_not_at_all(texts, missing):
    event = make_event(organiser=make_partner(is_city=True), texts=texts)
    with pytest.raises(Refusal) as refused:
        publish_event(event)
    assert str(refused.value).endswith(missing)
    assert (Event.objects.get().live, Occurrence.objects.count()) == (False, 0)


def test_the_city_publishes_in_both_languages_and_a_partner_in_one():
    assert publish_event(make_event(organiser=make_partner(is_city=True), texts=BOTH)).live
    assert publish_event(make_event(texts={"ar": "ورشة خياطة"})).live


def test_nothing_is_published_without_a_title():
    with pytest.raises(Refusal, match="pas encore de titre"):
        publish_event(make_event(texts={"fr": ""}))


def test_a_failure_in_the_dates_takes_the_texts_back(event, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("dates")

    monkeypatch.setattr("events.schedule._create", broken)
    revision = draft(event, rule(date(2027, 4, 1)), kind="fete")
    with pytest.raises(RuntimeError):
        revision.publish()
    fresh = Event.objects.get(pk=event.pk)
    assert (fresh.kind, fresh.live_revision_id, fresh.occurrences.count()) == ("atelier", event.live_revision_id, 2)


def test_a_publication_for_later_changes_no_date_before_its_hour(event, now, clock):
    draft(event, rule(begins=time(15), ends=time(17)), go_live_at=now + timedelta(days=1)).publish()
    assert len(live_hours(event)) == 2
    clock.advance(days=1, minutes=1)
    publish_due()
    assert live_hours(event) == [datetime(2027, 3, 9, 14, tzinfo=UTC)]


def test_a_publication_for_later_is_accepted_once(event, now, clock):
    book(event.occurrences.first(), now)
    revision = draft(event, rule(begins=time(15), ends=time(17)), go_live_at=now + timedelta(days=1))
    with pytest.raises(DatesAtStake):
        revision.publish()
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=None)
    revision.publish()
    clock.advance(days=1, minutes=1)
    publish_due()
    assert live_hours(event) == [datetime(2027, 3, 9, 14, tzinfo=UTC)]


def test_by_the_clock_nobody_is_moved_whom_nobody_accepted_to_move(
    event, now, clock, django_capture_on_commit_callbacks
):
    author, moderator = make_user(), make_user(groups=[MODERATOR])
    revision = draft(event, rule(begins=time(15), ends=time(17)), user=author, go_live_at=now + timedelta(days=1))
    revision.publish()
    book(event.occurrences.first(), now)
    clock.advance(days=1, minutes=1)
    other = draft(publish_event(make_event()), kind="fete", go_live_at=now + timedelta(days=1))
    Revision.objects.filter(pk=other.pk).update(approved_go_live_at=now + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        publish_due()
    revision.refresh_from_db()
    fresh = Event.objects.get(pk=event.pk)
    assert (revision.approved_go_live_at, fresh.live, fresh.live_revision_id) == (None, True, event.live_revision_id)
    assert len(live_hours(event)) == 2
    assert Event.objects.get(pk=other.object_id).kind == "fete"
    entry = ModelLogEntry.objects.get(action=publication.HELD)
    assert "Des personnes sont inscrites" in entry.data["reason"]
    letters = [task.task for task in OrmQ.objects.all()]
    told = {letter["args"][2][0] for letter in letters if letter["func"] == "portal.accounts.letters.send"}
    assert told == {author.email, moderator.email}
    publish_due()
    assert ModelLogEntry.objects.filter(action=publication.HELD).count() == 1
    assert mail.outbox == []


def test_withdrawing_before_dates_with_people_is_shown_first(event, now):
    book(event.occurrences.last(), now)
    revision = draft(event, expire_at=datetime(2027, 3, 12, tzinfo=UTC))
    with pytest.raises(DatesAtStake) as refused:
        revision.publish()
    assert summary(refused.value.fates) == [(16, 2, "hidden")]
    accept(revision, [fate.token for fate in refused.value.fates], user=None)
    revision.publish()
    assert fates(draft(event, kind="fete").as_object(), now=now) == []


def test_expiry_and_withdrawal_keep_dates_registrations_and_counters(
    event, now, clock, django_capture_on_commit_callbacks
):
    occurrence = event.occurrences.first()
    registration = book(occurrence, now)
    Event.objects.update(expire_at=now + timedelta(days=1))
    clock.advance(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        publish_due()
    fresh = Event.objects.get(pk=event.pk)
    assert (fresh.live, fresh.expired, fresh.occurrences.count()) == (False, True, 2)
    registration.refresh_from_db()
    assert (registration.state, Capacity.objects.get(pk=occurrence.capacity_id).taken) == ("confirmed", 2)
    assert not AgendaRow.objects.filter(event=event, visible=True).exists()


def test_what_was_withdrawn_comes_back_with_its_registrations(event, now):
    occurrence = event.occurrences.first()
    book(occurrence, now)
    Event.objects.get(pk=event.pk).unpublish()
    draft(event).publish()
    assert [(o.pk, o.in_schedule, o.registered) for o in event.occurrences.counting_registrations().in_order()] == [
        (occurrence.pk, True, 2),
        (event.occurrences.last().pk, True, 0),
    ]


def test_what_people_registered_for_is_not_deleted(event, now):
    book(event.occurrences.first(), now)
    with pytest.raises(ProtectedError):
        Event.objects.get(pk=event.pk).delete()
    assert (Event.objects.count(), Occurrence.objects.count()) == (1, 2)


def test_what_is_deleted_leaves_no_places_and_its_address_is_gone(event, django_capture_on_commit_callbacks):
    slug = event.slug
    with django_capture_on_commit_callbacks(execute=True):
        Event.objects.get(pk=event.pk).delete()
    assert (Capacity.objects.count(), AgendaRow.objects.count()) == (0, 0)
    assert EventFormerSlug.objects.get(slug=slug).target is None


def test_a_draft_that_is_deleted_leaves_its_address_free():
    event = make_event()
    event.delete()
    assert EventFormerSlug.objects.count() == 0


def test_the_agenda_shows_what_is_published_once_it_is(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        event = publish_event(make_event())
    assert list(AgendaRow.objects.values_list("event", "visible")) == [(event.pk, True)]


def test_a_changed_address_leads_to_the_new_one(event):
    old = event.slug
    draft(event, slug="bal-des-marolles").publish()
    assert EventFormerSlug.objects.get(slug=old).target == event
