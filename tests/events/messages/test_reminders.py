"""Reminders, the question before and the thanks after: planned once, by day, and never about what is no longer true."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from events import occurrences
from events.messages import plan_due
from events.messages.hours import days_before, humane
from events.models import Event, Occurrence, Registration, RegistrationLetter, RegistrationMode
from events.registration import cancel
from portal.kit.letters import deliver
from tests.events.booking import book
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}
DAY = datetime(2027, 3, 20, 13, 0, tzinfo=UTC)  # Saturday, 14:00 in Brussels
LABEL = RegistrationLetter._meta.label


@pytest.fixture
def event(clock):
    return publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=20,
            dates=[DAY],
            texts={"fr": "Atelier vélo", "nl": "Fietsatelier"},
        )
    )


def reminders(registration, kind="reminder"):
    return list(registration.letters.filter(kind=kind).order_by("pk"))


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def words(letter, language="fr"):
    with translation.override(language):
        composed = RegistrationLetter.objects.get(pk=letter.pk).compose()
    return composed and [plain(part) for part in composed[:3]]


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2027-03-02T03:00", "2027-03-02T08:00"),
        ("2027-03-02T08:00", "2027-03-02T08:00"),
        ("2027-03-02T19:59", "2027-03-02T19:59"),
        ("2027-03-02T20:00", "2027-03-03T08:00"),
        ("2027-03-27T23:00", "2027-03-28T08:00"),  # the night when the clocks go forward
    ],
)
def test_what_can_wait_leaves_by_day(written, leaves):
    zone = timezone.get_default_timezone()
    moment, expected = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (written, leaves))
    assert humane(moment) == expected


def test_the_hour_of_a_reminder_is_that_of_the_clock_on_the_wall():
    zone = timezone.get_default_timezone()
    sunday = datetime(2027, 3, 28, 14, 0, tzinfo=zone)  # summer time since this morning
    assert days_before(sunday, 1) == datetime(2027, 3, 27, 14, 0, tzinfo=zone)
    assert days_before(datetime(2027, 3, 28, 23, 0, tzinfo=zone), 1) == datetime(2027, 3, 27, 19, 0, tzinfo=zone)
    assert days_before(datetime(2027, 3, 28, 6, 0, tzinfo=zone), 1) == datetime(2027, 3, 27, 8, 0, tzinfo=zone)


def test_seven_days_and_one_day_before_once_each(event, clock):
    registration = book(event, "Amina", persons=2)
    for hours in range(0, 19 * 24):
        clock.go_to(datetime(2027, 3, 2, 9, 0, tzinfo=UTC) + timedelta(hours=hours))
        plan_due()
    assert [letter.once for letter in reminders(registration)] == ["2027-03-20:7", "2027-03-20:1"]
    first, last = reminders(registration)
    assert (first.created_at, last.created_at) == (DAY - timedelta(days=7), DAY - timedelta(days=1))


def test_a_reminder_says_when_and_where(event, clock):
    registration = book(event, "Amina", persons=2)
    clock.go_to(DAY - timedelta(days=1))
    plan_due()
    subject, text, html = words(reminders(registration)[0])
    assert subject == "Demain : Atelier vélo"
    for body in (text, html):
        assert "samedi 20 mars 2027, 14 h – 16 h" in body
        assert "Place du Jeu de Balle" in body and "2 personnes" in body
        assert "/fr/inscription/" in body
    assert words(reminders(registration)[0], "nl")[0] != subject


def test_who_registers_or_gets_a_place_after_the_moment_is_not_reminded(event, clock):
    clock.go_to(DAY - timedelta(days=1) + timedelta(hours=1))
    late = book(event, "Amina")
    plan_due()
    assert reminders(late) == []


def test_who_was_told_of_a_change_after_the_moment_is_not_reminded_of_it(event, clock):
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=7) - timedelta(hours=2))
    date = event.occurrences.get()
    occurrences.move(date, starts_at=DAY - timedelta(hours=4), ends_at=DAY, reason=WHY)
    plan_due()
    assert reminders(registration) == []


def test_after_a_long_stop_an_old_reminder_is_left_unsaid(event, clock):
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=6))
    plan_due()
    assert reminders(registration) == []


@pytest.mark.parametrize("off", ["cancelled", "moved", "ended", "withdrawn", "begun"])
def test_a_reminder_drops_itself(event, clock, off):
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=7))
    plan_due()
    (letter,) = reminders(registration)
    date = event.occurrences.get()
    if off == "cancelled":
        occurrences.cancel(date, reason=WHY)
    elif off == "moved":
        later = timedelta(days=2)
        occurrences.move(date, starts_at=DAY + later, ends_at=DAY + later * 1.01, reason=WHY)
    elif off == "ended":
        cancel(registration, now=timezone.now())
    elif off == "withdrawn":
        Event.objects.get(pk=event.pk).unpublish()
    else:
        clock.go_to(DAY + timedelta(minutes=1))
    assert deliver(LABEL, letter.pk) == "dropped"


def test_a_date_that_moved_to_another_day_is_announced_anew(event, clock):
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=7))
    plan_due()
    later = DAY + timedelta(days=14)
    occurrences.move(event.occurrences.get(), starts_at=later, ends_at=later + timedelta(hours=2), reason=WHY)
    clock.go_to(later - timedelta(days=7) + timedelta(hours=2))
    plan_due()
    assert [letter.once for letter in reminders(registration)] == ["2027-03-20:7", "2027-04-03:7"]


def test_at_night_a_reminder_waits_for_the_morning(event, clock):
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=1))
    plan_due()
    (letter,) = reminders(registration)
    night = (DAY - timedelta(days=1)).replace(hour=22)
    clock.go_to(night)
    assert deliver(LABEL, letter.pk) == "queued"
    letter.refresh_from_db()
    assert (letter.attempts, timezone.localtime(letter.next_attempt_at).hour) == (0, 8)


def test_no_reminder_where_the_event_wants_none(event, clock):
    registration = book(event, "Amina")
    Event.objects.update(reminders=[])
    clock.go_to(DAY - timedelta(days=1))
    plan_due()
    assert reminders(registration) == []


def test_who_has_no_address_is_telephoned_once_and_not_after_the_day(event, clock):
    registration = book(event, "Amina", email="", phone="+32470000001")
    for moment in (DAY - timedelta(days=7), DAY - timedelta(days=1)):
        clock.go_to(moment)
        plan_due()
    (letter,) = reminders(registration)
    assert (letter.once, letter.state) == ("2027-03-20:1", "to_call")
    clock.go_to(DAY + timedelta(days=1))
    plan_due()
    letter.refresh_from_db()
    assert letter.state == "dropped"


def test_a_course_announces_its_beginning_then_each_day_once(clock):
    days = [DAY, DAY + timedelta(hours=3), DAY + timedelta(days=7)]
    course = publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=5, dates=days))
    registration = book(course, "Amina")
    for hours in range(0, 26 * 24):
        clock.go_to(datetime(2027, 3, 2, 9, 0, tzinfo=UTC) + timedelta(hours=hours))
        plan_due()
    assert [letter.once for letter in reminders(registration)] == ["2027-03-20:7", "2027-03-20:1", "2027-03-27:1"]
    clock.go_to(DAY - timedelta(days=1))
    text = words(reminders(registration)[1])[1]
    assert "14 h – 16 h" in text and "17 h – 19 h" in text and "27 mars" not in text


def test_planning_asks_as_often_for_many_as_for_one(event, clock, django_assert_max_num_queries):
    for number in range(12):
        book(event, f"Personne{number}")
    clock.go_to(DAY - timedelta(days=1))
    with django_assert_max_num_queries(25):
        assert plan_due() == 12
    with django_assert_max_num_queries(25):
        assert plan_due() == 0


def test_two_planners_at_once_write_one_letter(event, clock):
    """What a second planner read before the first one committed."""
    from events.messages import planning

    registration = book(event, "Amina")
    rows = Registration.objects.filter(pk=registration.pk)
    for _planner in range(2):
        planning.write(rows, "reminder", "2027-03-20:1", now=timezone.now())
    assert len(reminders(registration)) == 1


def test_the_question_is_asked_once_and_stands_for_the_reminder_of_that_day(event, clock):
    Event.objects.update(reconfirm_days=7)
    registration = book(event, "Amina")
    for hours in range(0, 19 * 24, 2):
        clock.go_to(datetime(2027, 3, 2, 9, 0, tzinfo=UTC) + timedelta(hours=hours))
        plan_due()
    assert [letter.once for letter in reminders(registration, "reconfirm")] == ["2027-03-20"]
    assert [letter.once for letter in reminders(registration)] == ["2027-03-20:1"]
    clock.go_to(DAY - timedelta(days=7))
    subject, text, html = words(reminders(registration, "reconfirm")[0])
    assert subject == "Viendrez-vous toujours ? Atelier vélo"
    for body in (text, html):
        assert "/venir/" in body and "Sans réponse, vous gardez votre place." in body


def test_who_has_answered_is_not_asked(event, clock):
    Event.objects.update(reconfirm_days=7)
    registration = book(event, "Amina")
    clock.go_to(DAY - timedelta(days=7))
    plan_due()
    clock.advance(minutes=1)
    Registration.objects.update(reconfirmed_at=timezone.now())
    assert deliver(LABEL, reminders(registration, "reconfirm")[0].pk) == "dropped"


def test_thanks_follow_on_the_day_after_where_the_event_asks(event, clock):
    registration = book(event, "Amina")
    clock.go_to(DAY + timedelta(hours=20))
    plan_due()
    assert reminders(registration, "thanks") == [], "the event does not ask"
    Event.objects.update(evaluation=True)
    clock.go_to(DAY + timedelta(hours=5))
    plan_due()
    assert reminders(registration, "thanks") == [], "not on the same day"
    clock.go_to(DAY + timedelta(hours=20))
    plan_due()
    plan_due()
    (letter,) = reminders(registration, "thanks")
    subject, text, _html = words(letter)
    assert subject == "Merci pour votre présence : Atelier vélo"
    assert "/avis/" in text and "personne ne saura qui a répondu" in text


def test_nobody_is_telephoned_to_be_thanked(event, clock):
    Event.objects.update(evaluation=True)
    registration = book(event, "Amina")
    clock.go_to(DAY + timedelta(hours=20))
    plan_due()
    registration.letters.filter(kind="thanks").update(state="failed")
    assert not RegistrationLetter.objects.filter(kind="thanks").to_call().exists()


def test_only_who_came_is_thanked_where_a_roll_was_kept(event, clock):
    from events.models import Attendance

    Event.objects.update(evaluation=True)
    came, stayed = book(event, "Amina"), book(event, "Bram")
    date = event.occurrences.get()
    Attendance.objects.create(registration=came, occurrence=date, state="present")
    Attendance.objects.create(registration=stayed, occurrence=date, state="absent")
    clock.go_to(DAY + timedelta(hours=20))
    plan_due()
    assert (len(reminders(came, "thanks")), len(reminders(stayed, "thanks"))) == (1, 0)


def test_a_course_is_thanked_for_after_its_last_date(clock):
    days = [DAY, DAY + timedelta(days=7)]
    course = publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=5, dates=days, evaluation=True))
    registration = book(course, "Amina")
    for hours in range(0, 14 * 24, 3):
        clock.go_to(DAY + timedelta(hours=hours))
        plan_due()
    assert [letter.once for letter in reminders(registration, "thanks")] == ["2027-03-27"]


def test_a_failure_of_one_kind_holds_none_of_the_others(event, clock, monkeypatch, caplog):
    from events.messages import reminders as subject

    Event.objects.update(reconfirm_days=3)
    registration = book(event, "Amina")
    monkeypatch.setattr(subject, "plan", lambda *, now: 1 / 0)
    clock.go_to(DAY - timedelta(days=3))
    assert plan_due() == 1
    assert len(reminders(registration, "reconfirm")) == 1
    assert "could not be planned" in caplog.text


def test_a_cancelled_date_reminds_nobody(event, clock):
    registration = book(event, "Amina")
    Occurrence.objects.update(state="cancelled")
    clock.go_to(DAY - timedelta(days=1))
    plan_due()
    assert reminders(registration) == []
