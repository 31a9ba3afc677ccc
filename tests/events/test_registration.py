"""Registering, waiting, changing, cancelling: the seats and who holds them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Capacity, Event, Registration, RegistrationLetter, RegistrationMode, Source
from events.registration import cancel, change, register
from events.seats import set_limit, take
from portal.kit.refusal import Refusal
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=10))


@pytest.fixture
def date(event):
    return event.occurrences.get()


def book(event, name, *, persons=1, date=None, **facts):
    values = {"email": f"{name.lower()}@exemple.test", "phone": "", "language": "fr", "now": timezone.now()} | facts
    date = date or (event.occurrences.first() if event.registration_mode == RegistrationMode.DATE else None)
    return register(event, occurrence=date, name=name, party_size=persons, **values)


def counters(capacity_id):
    capacity = Capacity.objects.get(pk=capacity_id)
    return capacity.taken, capacity.waiting


def assert_counters_equal_rows(capacity_id):
    def total(state):
        rows = Registration.objects.filter(seats__capacity=capacity_id, state=state)
        return rows.aggregate(n=Sum("seats__persons"))["n"] or 0

    assert counters(capacity_id) == (total("confirmed"), total("waiting"))


def kinds(registration):
    return list(registration.letters.order_by("pk").values_list("kind", "state"))


def test_a_place_is_taken_and_the_letter_written(event, date):
    outcome = book(event, "Amina", persons=3)
    assert (outcome.created, outcome.registration.state) == (True, "confirmed")
    assert counters(date.capacity_id) == (3, 0)
    assert kinds(outcome.registration) == [("confirmed", "queued")]


def test_a_group_waits_whole(event, date):
    book(event, "Amina", persons=6)
    waiting = book(event, "Bram", persons=5)
    assert waiting.registration.state == "waiting"
    assert counters(date.capacity_id) == (6, 5)
    assert kinds(waiting.registration) == [("waiting", "queued")]


def test_a_smaller_group_that_fits_does_not_wait_behind_a_larger_one(event, date):
    book(event, "Amina", persons=6)
    book(event, "Bram", persons=5)
    assert book(event, "Chloé", persons=4).registration.state == "confirmed"
    assert counters(date.capacity_id) == (10, 5)


def test_cancel_gives_seats_back_and_promotes_the_oldest_group_that_fits(event, date):
    first = book(event, "Amina", persons=6).registration
    book(event, "Bram", persons=4)
    too_large = book(event, "Chloé", persons=5, date=date).registration
    Registration.objects.filter(pk=too_large.pk).update(party_size=7)
    too_large.seats.update(persons=7)
    Capacity.objects.update(waiting=7)
    fits = book(event, "Dilan", persons=6).registration
    cancel(first, now=timezone.now())
    too_large.refresh_from_db()
    fits.refresh_from_db()
    assert (too_large.state, fits.state) == ("waiting", "confirmed")
    assert counters(date.capacity_id) == (10, 7)
    assert kinds(fits) == [("waiting", "queued"), ("promoted", "queued")]
    assert kinds(first) == [("confirmed", "queued"), ("cancelled", "queued")]


def test_cancel_twice_gives_the_seats_back_once(event, date):
    registration = book(event, "Amina", persons=4).registration
    book(event, "Bram", persons=2)
    cancel(registration, now=timezone.now())
    cancel(registration, now=timezone.now())
    assert counters(date.capacity_id) == (2, 0)
    assert kinds(registration) == [("confirmed", "queued"), ("cancelled", "queued")]


def test_a_cancelled_wait_leaves_the_queue(event, date):
    book(event, "Amina", persons=6)
    waiting = book(event, "Bram", persons=5).registration
    cancel(waiting, now=timezone.now())
    assert counters(date.capacity_id) == (6, 0)


def test_a_repeat_is_harmless_and_sends_the_link_again(event, date):
    first = book(event, "José  Dupont", email="Jose@Exemple.test").registration
    second = book(event, "jose dupont", email="jose@exemple.test ")
    assert (second.created, second.registration) == (False, first)
    assert counters(date.capacity_id) == (1, 0)
    assert kinds(first) == [("confirmed", "queued"), ("link", "queued")]


def test_a_repeat_with_another_number_is_offered_as_a_change(event):
    book(event, "Amina", persons=2)
    repeat = book(event, "Amina", persons=5)
    assert repeat.registration.party_size == 2
    assert repeat.registration.letters.get(kind="link").facts == {"asked": 5}


def test_a_repeat_learns_nothing_of_the_earlier_registration(event):
    book(event, "Amina", persons=6)
    book(event, "Bram", persons=4)
    assert book(event, "Amina", persons=1).shown_state == "waiting"
    assert Registration.objects.get(name="Amina").state == "confirmed"


def test_the_link_is_sent_again_at_most_three_times_an_hour(event):
    registration = book(event, "Amina").registration
    for _again in range(5):
        book(event, "Amina")
    assert registration.letters.filter(kind="link").count() == 3


def test_the_same_person_is_known_by_telephone_too(event):
    first = book(event, "Amina", email="", phone="0470 12 34 56").registration
    assert book(event, "Amina", email="", phone="+32470123456").registration == first


def test_a_family_shares_one_address_under_different_names(event):
    book(event, "Amina", email="famille@exemple.test")
    assert book(event, "Younes", email="famille@exemple.test").created is True


def test_the_desk_may_register_the_same_contact_twice(event):
    for _twice in range(2):
        outcome = book(event, "Fatima", email="", phone="", source=Source.DESK)
        assert outcome.created is True
    assert list(RegistrationLetter.objects.values_list("state", flat=True)) == ["to_call", "to_call"]


def test_the_database_refuses_an_active_duplicate(event, date):
    first = book(event, "Amina").registration
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            event=event, occurrence=date, name="Amina", name_key="amina", email=first.email, language="fr"
        )


def test_the_database_refuses_one_seat_too_many(event, date):
    with pytest.raises(IntegrityError), transaction.atomic():
        take(Capacity.objects.get(pk=date.capacity_id), 11)


def test_after_cancelling_one_may_register_again(event):
    cancel(book(event, "Amina").registration, now=timezone.now())
    again = book(event, "Amina")
    assert (again.created, again.registration.state) == (True, "confirmed")


def test_more_persons_than_allowed_are_refused_with_the_number(event, date):
    with pytest.raises(Refusal, match="6 personnes"):
        book(event, "Amina", persons=7)
    assert counters(date.capacity_id) == (0, 0)


def test_a_group_larger_than_the_room_is_refused(date, event):
    set_limit(date.capacity_id, 3)
    with pytest.raises(Refusal, match="3 places en tout"):
        book(event, "Amina", persons=4)


def test_without_a_waiting_list_full_is_refused_and_nothing_is_kept():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=1, waiting_list=False))
    book(event, "Amina")
    with pytest.raises(Refusal, match="plus de place"):
        book(event, "Bram")
    assert Registration.objects.count() == 1
    assert RegistrationLetter.objects.count() == 1


def test_one_enrolment_covers_every_session():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10, 17)]
    event = publish_event(make_event(kind="formation", registration_mode=RegistrationMode.WHOLE, seats=2, dates=days))
    registration = book(event, "Amina").registration
    assert registration.occurrence is None
    assert counters(event.capacity_id) == (1, 0)


def test_a_date_of_another_event_is_refused(event):
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=10))
    with pytest.raises(Refusal):
        book(event, "Amina", date=other.occurrences.get())
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"registration_opens_at": timezone.now() + timedelta(days=2)}, "ouvrent"),
        ({"registration_closes_at": timezone.now() - timedelta(days=2)}, "closes"),
        ({"registration_mode": RegistrationMode.NONE}, "libre"),
    ],
)
def test_a_closed_registration_says_why(facts, words):
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 5} | facts
    event = publish_event(make_event(**facts))
    with pytest.raises(Refusal, match=words):
        book(event, "Amina", date=event.occurrences.get())


def test_a_past_date_is_refused(event, date):
    with pytest.raises(Refusal, match="terminée"):
        book(event, "Amina", now=date.ends_at + timedelta(seconds=1))


def test_a_cancelled_date_is_refused(event, date):
    event.occurrences.update(state="cancelled")
    with pytest.raises(Refusal, match="annulée"):
        book(event, "Amina")


def test_a_withdrawn_event_is_refused(event):
    event.unpublish()
    with pytest.raises(Refusal, match="plus proposée"):
        book(event, "Amina")


def test_fewer_persons_let_the_next_group_in(event, date):
    first = book(event, "Amina", persons=6).registration
    book(event, "Bram", persons=4)
    next_group = book(event, "Chloé", persons=2).registration
    change(first, name="Amina", phone="", party_size=4, language="nl", note="", now=timezone.now())
    next_group.refresh_from_db()
    assert next_group.state == "confirmed"
    assert counters(date.capacity_id) == (10, 0)
    assert_counters_equal_rows(date.capacity_id)


def test_a_larger_group_that_no_longer_fits_stays_as_it_was(event, date):
    first = book(event, "Amina", persons=4).registration
    book(event, "Bram", persons=5)
    with pytest.raises(Refusal, match="1 place"):
        change(first, name="Amina", phone="", party_size=6, language="fr", note="", now=timezone.now())
    first.refresh_from_db()
    assert first.party_size == 4
    assert counters(date.capacity_id) == (9, 0)
    assert_counters_equal_rows(date.capacity_id)


def test_a_cancelled_registration_cannot_be_changed(event):
    registration = book(event, "Amina").registration
    cancel(registration, now=timezone.now())
    with pytest.raises(Refusal, match="annulée"):
        change(registration, name="Amina", phone="", party_size=1, language="fr", note="", now=timezone.now())


def test_raising_the_limit_promotes_in_order(event, date):
    book(event, "Amina", persons=6)
    book(event, "Bram", persons=4)
    waiting = [book(event, name, persons=3).registration for name in ("Chloé", "Dilan", "Elif")]
    set_limit(date.capacity_id, 16)
    states = [Registration.objects.get(pk=registration.pk).state for registration in waiting]
    assert states == ["confirmed", "confirmed", "waiting"]
    assert_counters_equal_rows(date.capacity_id)


def test_the_limit_never_falls_under_those_who_are_in(event, date):
    book(event, "Amina", persons=6)
    assert set_limit(date.capacity_id, 2) == 6


def test_names_cannot_hide_what_is_written(event):
    from events.forms import RegistrationForm

    form = RegistrationForm({"name": "Amina\u202egro.live"}, event=event, occurrences=())
    assert "name" in form.errors


def test_changing_to_somebody_else_s_name_and_telephone_is_refused(event):
    book(event, "Amina", email="", phone="0470 12 34 56")
    other = book(event, "Younes", email="", phone="0470 12 34 56").registration
    with pytest.raises(Refusal, match="autre inscription"):
        change(other, name="Amina", phone="0470 12 34 56", party_size=1, language="fr", note="", now=timezone.now())
    other.refresh_from_db()
    assert other.name == "Younes"


def test_a_change_is_counted_where_the_seats_are_whatever_the_event_became(event, date):
    registration = book(event, "Amina").registration
    type(event).objects.update(registration_mode=RegistrationMode.NONE)
    change(registration, name="Amina", phone="", party_size=4, language="fr", note="", now=timezone.now())
    assert_counters_equal_rows(date.capacity_id)
    assert counters(date.capacity_id) == (4, 0)


@pytest.mark.parametrize("called_off", [{"state": "cancelled"}, {"state": "postponed"}, {"in_schedule": False}])
def test_nobody_is_promoted_to_what_does_not_take_place(event, date, called_off):
    first = book(event, "Amina", persons=6).registration
    book(event, "Bram", persons=4)
    waiting = book(event, "Chloé", persons=2).registration
    event.occurrences.update(**called_off)
    cancel(first, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_what_is_over_cannot_be_cancelled(event, date):
    registration = book(event, "Amina").registration
    with pytest.raises(Refusal, match="terminée"):
        cancel(registration, now=date.ends_at + timedelta(seconds=1))
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_a_repeat_where_nobody_can_wait_is_told_what_anybody_is_told():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2, waiting_list=False))
    first = book(event, "Amina", persons=2).registration
    with pytest.raises(Refusal, match="plus de place"):
        book(event, "Amina", persons=2)
    assert kinds(first) == [("confirmed", "queued"), ("link", "queued")]


def test_a_repeat_by_telephone_with_another_number_is_called(event):
    first = book(event, "Amina", email="", phone="0470 12 34 56").registration
    book(event, "Amina", email="", phone="0470 12 34 56", persons=2)
    assert kinds(first) == [("confirmed", "to_call"), ("link", "to_call")]
    assert first.letters.get(kind="link").facts == {"asked": 2}


def test_a_repeat_under_another_address_never_gets_the_link(event):
    first = book(event, "Rosa", email="rosa.wrong@exemple.test", phone="0470 12 34 56").registration
    book(event, "Rosa", email="rosa.right@exemple.test", phone="0470 12 34 56")
    call = first.letters.get(kind="link")
    assert (call.state, call.address, call.facts) == ("to_call", "", {"email": "rosa.right@exemple.test"})


def test_who_finds_no_room_asks_the_same_of_one_and_of_three_who_wait(event):
    counts = []
    book(event, "Amina", persons=6)
    book(event, "Ali", persons=4)
    for name in ("Bart", "Chloe", "Dina", "Elif"):
        with CaptureQueriesContext(connection) as asked:
            assert book(event, name).registration.state == "waiting"
        counts.append(len(asked))
    assert counts == counts[:1] * 4


def test_who_fits_does_not_pass_a_smaller_group_that_waits(event, date):
    book(event, "Amina", persons=6)
    book(event, "Ali", persons=3)
    waiting = book(event, "Bart", persons=2).registration
    Capacity.objects.filter(pk=date.capacity_id).update(limit=11)  # without a promotion, which set_limit() would do
    book(event, "Chloe", persons=1)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert Registration.objects.get(name="Chloe").state == "waiting"
    assert_counters_equal_rows(date.capacity_id)


def test_a_date_whose_places_became_those_of_the_whole_is_refused(event, date):
    whole = Capacity.objects.create(limit=5)
    Event.objects.filter(pk=event.pk).update(registration_mode=RegistrationMode.WHOLE, capacity=whole)
    with pytest.raises(Refusal) as refused:
        book(event, "Amina", date=date)
    assert refused.value.code == "gone"
    assert not Registration.objects.exists()
