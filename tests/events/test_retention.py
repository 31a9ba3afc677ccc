"""What is kept no longer than said."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from events.models import (
    Evaluation,
    EventSettings,
    OrganiserMessage,
    Registration,
    RegistrationLetter,
    RegistrationMode,
)
from events.occurrences import postpone
from events.registration import register
from events.retention import purge
from events.seats import set_limit
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


def book(event, name, *, occurrence, persons=1):
    return register(
        event,
        occurrence=occurrence,
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="+32470123456",
        party_size=persons,
        language="fr",
        note="je viens à vélo",
        now=timezone.now(),
    ).registration


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2))


def personal(registration):
    registration.refresh_from_db()
    return [getattr(registration, name) for name in ("name", "name_key", "email", "phone", "note")]


def test_a_year_after_the_date_names_contacts_and_letters_are_erased(event):
    date = event.occurrences.get()
    registration = book(event, "Amina", occurrence=date)
    key = registration.link_key
    over = date.ends_at + relativedelta(months=12)
    assert purge(now=over - timedelta(hours=1)) == 0
    assert personal(registration)[0] == "Amina"
    assert purge(now=over + timedelta(hours=1)) == 1
    assert personal(registration) == [""] * 5
    assert registration.link_key != key
    assert RegistrationLetter.objects.count() == 0
    assert (registration.state, registration.party_size) == ("confirmed", 1), "the count stays"


def test_who_only_waited_is_erased_after_thirty_days(event):
    date = event.occurrences.get()
    book(event, "Amina", occurrence=date, persons=2)
    waiting = book(event, "Bram", occurrence=date)
    assert purge(now=date.ends_at + timedelta(days=31)) == 1
    assert personal(waiting) == [""] * 5


def test_the_times_are_those_that_staff_wrote(event):
    date = event.occurrences.get()
    book(event, "Amina", occurrence=date)
    settings = EventSettings.load()
    settings.registration_months = 1
    settings.save()
    assert purge(now=date.ends_at + timedelta(days=40)) == 1


def test_a_training_is_over_after_its_last_session():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 60)]
    event = publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=2, dates=days))
    book(event, "Amina", occurrence=None)
    first, last = event.occurrences.in_order()
    assert purge(now=first.ends_at + relativedelta(months=12, days=1)) == 0
    assert purge(now=last.ends_at + relativedelta(months=12, days=1)) == 1


def test_a_second_purge_erases_nothing_more(event):
    date = event.occurrences.get()
    book(event, "Amina", occurrence=date)
    later = date.ends_at + relativedelta(months=13)
    assert [purge(now=later), purge(now=later)] == [1, 0]
    assert Registration.objects.count() == 1


def test_who_is_erased_waits_no_longer(event):
    date = event.occurrences.get()
    book(event, "Amina", occurrence=date, persons=2)
    erased = book(event, "Bram", occurrence=date)
    purge(now=date.ends_at + timedelta(days=31))
    date.refresh_from_db()
    assert (date.capacity.taken, date.capacity.waiting) == (2, 0)
    assert set_limit(date.capacity_id, 5) == 5
    erased.refresh_from_db()
    assert erased.state == "waiting"
    date.capacity.refresh_from_db()
    assert (date.capacity.taken, date.capacity.waiting) == (2, 0)
    assert list(Registration.objects.waiting()) == []


@pytest.mark.parametrize("mode", [RegistrationMode.DATE, RegistrationMode.WHOLE])
def test_what_was_put_off_is_not_over(mode):
    event = publish_event(make_event(registration_mode=mode, seats=2))
    date = event.occurrences.get()
    registered = date if mode == RegistrationMode.DATE else None
    book(event, "Amina", occurrence=registered, persons=2)
    book(event, "Bram", occurrence=registered)
    postpone(date, reason={"fr": "La salle est inondée.", "nl": "De zaal staat onder water."})
    later = date.ends_at + relativedelta(months=13)
    assert purge(now=later) == 0
    event.occurrences.update(state="scheduled")
    assert purge(now=later) == 2


def message(event, *, sent_at, text="Bonjour Amina"):
    return OrganiserMessage.objects.create(event=event, subject_fr="Salle", text_fr=text, created_at=sent_at)


def test_what_organisers_wrote_is_deleted_a_year_after_it_was_sent(event):
    registration = book(event, "Amina", occurrence=event.occurrences.get())
    now = timezone.now()
    old = message(event, sent_at=now - relativedelta(months=12, days=1))
    kept = message(event, sent_at=now - relativedelta(months=11))
    RegistrationLetter.objects.create(registration=registration, kind="message", organiser_message=old, message_id="a")
    purge(now=now)
    assert list(OrganiserMessage.objects.all()) == [kept]
    assert not registration.letters.filter(kind="message").exists()
    assert registration.letters.filter(kind="confirmed").exists(), "the other letters go with the registration"


def test_opinions_are_deleted_two_years_after_the_last_date(event):
    Evaluation.objects.create(event=event, stars=4, text="Chouette")
    over = event.occurrences.get().ends_at + relativedelta(months=24)
    purge(now=over - timedelta(hours=1))
    assert Evaluation.objects.count() == 1
    purge(now=over + timedelta(hours=1))
    assert Evaluation.objects.count() == 0


def test_opinions_of_what_goes_on_or_was_put_off_stay(event):
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 900)]
    course = publish_event(make_event(dates=days))
    for one in (event, course):
        Evaluation.objects.create(event=one, stars=4)
    event.occurrences.update(state="postponed")
    purge(now=event.occurrences.get().ends_at + relativedelta(months=25))
    assert Evaluation.objects.count() == 2


def test_the_times_of_messages_and_opinions_are_those_that_staff_wrote(event):
    settings = EventSettings.load()
    settings.message_months, settings.opinion_months = 1, 2
    settings.save()
    now = event.occurrences.get().ends_at + relativedelta(months=2, days=1)
    message(event, sent_at=now - relativedelta(months=1, days=1))
    Evaluation.objects.create(event=event, stars=4)
    purge(now=now)
    assert (OrganiserMessage.objects.count(), Evaluation.objects.count()) == (0, 0)
