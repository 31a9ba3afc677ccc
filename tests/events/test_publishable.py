"""What may not be published says why, and what old drafts refer to is mended."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_q.models import OrmQ

from events import occurrences
from events.models import Event, EventFormerSlug, RegistrationMode
from events.publication import DatesAtStake, accept, fates
from events.registration import register
from portal.accounts.groups import COORDINATOR, MODERATOR
from portal.kit.refusal import Refusal
from portal.schedules import publish_due
from tests.events.editing.filled import address
from tests.factories import make_event, make_partner, make_place, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def rule(day=date(2027, 3, 9), **facts):
    return make_rule(day, **facts)


@pytest.fixture
def event():
    dates = [rule(rule="FREQ=WEEKLY;COUNT=2")]
    return publish_event(make_event(dates=dates, registration_mode=RegistrationMode.DATE, seats=10))


def book(occurrence, now):
    return register(
        occurrence.event, occurrence=occurrence, name="Amina", email="amina@exemple.test", phone="", party_size=2,
        language="fr", now=now,
    ).registration  # fmt: skip


def draft(event, *, user=None, **facts):
    edited = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in facts.items():
        setattr(edited, name, value)
    return edited.save_revision(user=user)


def test_a_draft_with_a_place_that_was_deleted_opens_and_says_that_the_place_is_missing(client, event):
    place = make_place("Salle démolie")
    revision = draft(event, place=place)
    place.delete()
    client.force_login(make_user(groups=[MODERATOR]))
    for page in (address("edit", event.pk), address("list"), address("revisions_view", event.pk, revision.pk)):
        assert client.get(page).status_code == 200
    with pytest.raises(Refusal, match="Dites où l’activité a lieu"):
        revision.publish()
    assert revision.as_object().place_id is None


def test_a_draft_with_an_organiser_that_was_deleted_keeps_the_one_it_has(client, event):
    partner = make_partner("Association dissoute")
    revision = draft(event, organiser=partner)
    partner.delete()
    client.force_login(make_user(groups=[MODERATOR]))
    assert client.get(address("edit", event.pk)).status_code == 200
    revision.publish()
    assert Event.objects.get().organiser_id == event.organiser_id


def test_nowhere_is_not_published_and_online_is():
    with pytest.raises(Refusal, match="Dites où l’activité a lieu"):
        publish_event(make_event(place=None))
    assert publish_event(make_event(is_online=True)).live


def test_an_address_that_another_event_has_or_had_is_refused(event):
    other = publish_event(make_event(texts={"fr": "Bal"}))
    wanted = [draft(event, slug="bal-des-marolles"), draft(other, slug="bal-des-marolles")]
    wanted[1].publish()
    with pytest.raises(Refusal, match="l’adresse «\u00a0bal-des-marolles\u00a0»"):
        wanted[0].publish()
    with pytest.raises(ValidationError, match="Une autre activité a, ou avait, l’adresse"):
        draft(event, slug="bal")
    assert EventFormerSlug.objects.get(slug="bal").target == other
    draft(other, slug="bal").publish()
    assert Event.objects.get(pk=other.pk).slug == "bal"


def test_approving_an_address_that_was_taken_meanwhile_says_so(client, event):
    draft(event, slug="bal-des-marolles")
    event = Event.objects.get(pk=event.pk)
    event.get_workflow().start(event, make_user(groups=[COORDINATOR]))
    draft(publish_event(make_event(texts={"fr": "Bal"})), slug="bal-des-marolles").publish()
    client.force_login(make_user(groups=[MODERATOR]))
    url = reverse(
        "wagtailsnippets_events_event:workflow_action",
        args=[event.pk, "approve", event.current_workflow_task_state.pk],
    )
    response = client.post(url, {"comment": ""})
    assert (response.status_code, response.url) == (302, address("edit", event.pk))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(26, 12, 1), date(1999, 12, 31), date(2037, 3, 3), date.max])
def test_days_that_nobody_means_are_neither_written_nor_published(day):
    far = rule(day, rule="FREQ=DAILY")
    with pytest.raises(ValidationError) as refused:
        far.clean()
    sentence = "Ce jour est trop loin\u00a0: donnez un jour entre le 01/01/2000 et le 02/03/2037."
    assert refused.value.message_dict == {"day": [sentence]}
    with pytest.raises(Refusal) as unpublished:
        publish_event(make_event(dates=[far]))
    assert str(unpublished.value) == sentence


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2037, 3, 2)])
def test_the_first_and_the_last_day_that_calendars_hold_are_published(day):
    rule(day).clean()
    assert publish_event(make_event(dates=[rule(day)])).occurrences.count() == 1


def test_a_schedule_whose_days_are_all_excepted_is_refused(event):
    with pytest.raises(Refusal, match="aucune date"):
        publish_event(make_event(dates=[rule(except_days=["2027-03-09"])]))


def test_a_day_may_be_excepted_once_its_date_was_moved(now):
    event = publish_event(make_event(dates=[rule()]))
    hours = {"starts_at": datetime(2027, 3, 10, 13, tzinfo=UTC), "ends_at": datetime(2027, 3, 10, 15, tzinfo=UTC)}
    occurrences.move(event.occurrences.get(), **hours, reason={"fr": "Grève."})
    revision = draft(event, rules=[rule(except_days=["2027-03-09"])])
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=None)
    revision.publish()
    assert event.occurrences.get().in_schedule


def test_another_place_is_shown_first_to_who_publishes(event, now):
    first, _second = event.occurrences.order_by("starts_at")
    book(first, now)
    elsewhere = make_place("Gymnase")
    revision = draft(event, place=elsewhere)
    with pytest.raises(DatesAtStake) as refused:
        revision.publish()
    [fate] = refused.value.fates
    assert (fate.occurrence, fate.persons, fate.becomes, fate.place) == (first, 2, "relocated", elsewhere)
    accept(revision, [fate.token], user=None)
    revision.publish()
    assert Event.objects.get().place == elsewhere
    online = draft(event, place=None, is_online=True)
    assert [(fate.becomes, fate.place) for fate in fates(online.as_object(), now=now)] == [("relocated", None)]


def test_another_place_and_hour_are_one_fate_and_another_acceptance(event, now):
    first, _second = event.occurrences.order_by("starts_at")
    book(first, now)
    later = [rule(rule="FREQ=WEEKLY;COUNT=2", begins=time(15), ends=time(17))]
    [moved] = fates(draft(event, rules=later).as_object(), now=now)
    [both] = fates(draft(event, rules=later, place=make_place("Gymnase")).as_object(), now=now)
    assert (moved.becomes, both.becomes, moved.elsewhere, both.elsewhere) == ("moved", "moved", False, True)
    assert moved.token != both.token


def test_a_date_with_a_place_of_its_own_does_not_follow_the_event_s(event, now):
    first, _second = event.occurrences.order_by("starts_at")
    book(first, now)
    occurrences.relocate(first, place=make_place("Salle B"), reason={"fr": "Travaux."})
    assert fates(draft(event, place=make_place("Gymnase")).as_object(), now=now) == []


def test_at_expiry_staff_are_told_whose_dates_left_the_site(event, now, clock, django_capture_on_commit_callbacks):
    moderator = make_user(groups=[MODERATOR])
    quiet = publish_event(make_event(dates=[rule()]))
    book(event.occurrences.order_by("starts_at").first(), now)
    Event.objects.update(expire_at=now + timedelta(days=1))
    clock.advance(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        publish_due()
    assert not Event.objects.filter(pk__in=[event.pk, quiet.pk], live=True).exists()
    letters = [task.task["args"] for task in OrmQ.objects.all() if task.task["func"].endswith("letters.send")]
    [(subject, body, addresses)] = letters
    assert (subject, addresses) == (f"Activité retirée à sa date de fin\u00a0: {event}", [moderator.email])
    assert "– mardi\u00a09\u00a0mars 2027, 14\u00a0h – 16\u00a0h\u00a0: 2 personnes" in body


def test_what_is_withdrawn_by_hand_needs_no_letter(event, now, django_capture_on_commit_callbacks):
    make_user(groups=[MODERATOR])
    book(event.occurrences.first(), now)
    with django_capture_on_commit_callbacks(execute=True):
        Event.objects.get().unpublish()
    assert OrmQ.objects.count() == 0
