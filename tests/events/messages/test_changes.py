"""A change is told once, with what was and what is, to everybody whom it concerns."""

from datetime import timedelta

import icalendar
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from events import occurrences
from events.calls import call_lines
from events.models import Event, Occurrence, Registration, RegistrationLetter, RegistrationMode
from portal.kit.letters import deliver, deliver_due
from tests.events.booking import book
from tests.factories import make_event, make_place, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}


@pytest.fixture
def event():
    return publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=2,
            texts={"fr": "Atelier vélo", "nl": "Fietsatelier"},
            place=make_place("Le Lac", street="rue du Lac 1"),
        )
    )


@pytest.fixture
def course():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10, 17)]
    return publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=5, dates=days))


def notices(registration):
    return list(registration.letters.filter(kind="notice").order_by("pk"))


def move(date, *, hours=24, reason=WHY):
    later = timedelta(hours=hours)
    occurrences.move(date, starts_at=date.starts_at + later, ends_at=date.ends_at + later, reason=reason)


def words(letter, language="fr"):
    """(subject, plain text, html, VEVENTs) with plain spaces; None when nothing is told."""
    with translation.override(language):
        composed = RegistrationLetter.objects.get(pk=letter.pk).compose()
    if composed is None:
        return None
    subject, text, html, attachments = composed
    events = [
        entry for _n, content, _t in attachments for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")
    ]
    return plain(subject), plain(text), plain(html), events


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def date_of(event):
    return event.occurrences.get()


def test_everybody_on_the_date_is_told_once_and_nobody_else(event):
    confirmed, waiting = book(event, "Amina", persons=2), book(event, "Bram")
    gone = book(event, "Chloe")
    Registration.objects.filter(pk=gone.pk).update(state="cancelled")
    elsewhere = book(publish_event(make_event(registration_mode=RegistrationMode.DATE)), "Dounia")
    move(date_of(event))
    assert [len(notices(one)) for one in (confirmed, waiting, gone, elsewhere)] == [1, 1, 0, 0]


def test_a_moved_date_says_what_was_and_what_is_and_why(event):
    registration = book(event, "Amina")
    before = date_of(event)
    move(before)
    after = date_of(event)
    subject, text, html, (entry,) = words(notices(registration)[0])
    assert subject == "Nouvelle date ou nouvelle heure : Atelier vélo"
    with translation.override("fr"):
        from events.letters import date_line

        was, stands = plain(date_line(before)), plain(date_line(after))
    for body in (text, html):
        assert body.index("Avant") < body.index(was) < body.index("Maintenant") < body.index(stands)
        assert "La salle est inondée." in body and "/fr/inscription/" in body
        assert "Le Lac" not in body, "the place stayed the same"
    assert entry["SEQUENCE"] == after.sequence > before.sequence
    assert entry.start == after.starts_at.astimezone(entry.start.tzinfo)
    assert entry["STATUS"] == "CONFIRMED"


def test_the_calendar_of_a_cancelled_date_takes_it_off_under_the_same_uid(event):
    registration = book(event, "Amina")
    with translation.override("fr"):
        (_name, content, _type) = registration.letters.get(kind="confirmed").compose()[3][0]
    (first,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    occurrences.cancel(date_of(event), reason=WHY)
    subject, text, _html, (entry,) = words(notices(registration)[0])
    assert subject == "Annulé : Atelier vélo"
    assert "Annulé. Cela n’aura pas lieu." in text and "Vous n’avez rien à faire." in text
    assert "la place ira à quelqu’un d’autre" not in text
    assert (entry["UID"], entry["STATUS"]) == (first["UID"], "CANCELLED")
    assert entry["SEQUENCE"] > first["SEQUENCE"]


def test_who_waits_is_told_without_a_calendar_and_stays_in_the_queue(event):
    book(event, "Amina", persons=2)
    waiting = book(event, "Bram", language="nl")
    occurrences.relocate(date_of(event), place=make_place("De Zaal", street="Zaalstraat 2"), reason=WHY)
    subject, text, _html, entries = words(notices(waiting)[0], "fr")
    assert subject == "Nouveau lieu : Atelier vélo"
    assert "Vous restez sur la liste d’attente." in text and entries == []
    assert text.index("Le Lac") < text.index("De Zaal")


def test_changes_within_ten_minutes_are_one_letter_with_the_first_hour(event):
    registration = book(event, "Amina")
    first = date_of(event)
    move(first, hours=24)
    (letter,) = notices(registration)
    move(date_of(event), hours=24, reason={"fr": "Autre raison.", "nl": "Andere reden."})
    occurrences.relocate(date_of(event), place=make_place("La Salle"), reason={"fr": "Plus grande.", "nl": "Groter."})
    (merged,) = notices(registration)
    assert (merged.pk, merged.next_attempt_at) == (letter.pk, letter.next_attempt_at)
    subject, text, _html, _entries = words(merged)
    assert subject == "Changement : Atelier vélo"
    assert f"{first.starts_at.astimezone().day}" in text and "Plus grande." in text
    assert merged.facts["was"][str(first.pk)]["starts_at"] == first.starts_at.isoformat()


def test_nothing_leaves_before_ten_minutes(clock, event):
    registration = book(event, "Amina")
    move(date_of(event))
    (letter,) = notices(registration)
    clock.advance(minutes=9)
    assert deliver(RegistrationLetter._meta.label, letter.pk) is None
    clock.advance(minutes=2)
    assert deliver(RegistrationLetter._meta.label, letter.pk) == "sent"


def test_what_is_back_where_it_was_is_not_told(event):
    registration, by_phone = book(event, "Amina"), book(event, "Bram", email="", phone="+32470000001")
    move(date_of(event), hours=24)
    move(date_of(event), hours=-24)
    assert [letter.state for letter in notices(registration) + notices(by_phone)] == ["dropped", "dropped"]
    occurrences.cancel(date_of(event), reason=WHY)
    assert [letter.state for letter in notices(registration)] == ["dropped", "queued"]


def test_a_letter_that_found_all_as_it_was_is_dropped_when_it_leaves(event):
    registration = book(event, "Amina")
    before = date_of(event)
    move(before)
    Occurrence.objects.filter(pk=before.pk).update(starts_at=before.starts_at, ends_at=before.ends_at)
    assert words(notices(registration)[0]) is None


def test_after_the_letter_has_left_the_next_change_is_another_letter(event):
    registration = book(event, "Amina")
    move(date_of(event))
    RegistrationLetter.objects.filter(kind="notice").update(state="sent", attempts=1)
    occurrences.cancel(date_of(event), reason=WHY)
    assert [letter.state for letter in notices(registration)] == ["sent", "queued"]


def test_a_refused_letter_is_told_by_the_next_one(event):
    registration = book(event, "Amina")
    first = date_of(event)
    move(first)
    RegistrationLetter.objects.filter(kind="notice").update(state="failed", attempts=1)
    move(date_of(event))
    refused, after = notices(registration)
    assert (refused.state, after.state) == ("dropped", "queued")
    assert after.facts["was"][str(first.pk)]["starts_at"] == first.starts_at.isoformat()


def test_the_database_refuses_a_second_unsent_notice(event):
    registration = book(event, "Amina")
    move(date_of(event))
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationLetter.objects.create(registration=registration, kind="notice", language="fr", message_id="<2@x>")


def test_a_course_has_one_letter_about_all_its_dates(course):
    registration = book(course, "Amina")
    first, second, _third = course.occurrences.in_order()
    move(first, hours=1)
    occurrences.cancel(second, reason={"fr": "Grève.", "nl": "Staking."})
    (letter,) = notices(registration)
    subject, text, _html, entries = words(letter)
    assert subject.startswith("Changement")
    assert text.count("Avant") == 2 and "La salle est inondée." in text and "Grève." in text
    assert sorted(entry["STATUS"] for entry in entries) == ["CANCELLED", "CONFIRMED"]


def test_without_an_address_the_call_list_says_what_was_and_what_is(event):
    registration = book(event, "Amina", email="", phone="+32470000001")
    before = date_of(event)
    move(before)
    (letter,) = RegistrationLetter.objects.filter(kind="notice").to_call()
    with translation.override("fr"):
        lines = call_lines(event, title="Atelier vélo", language="fr")
    [said] = [plain(line["text"]) for line in lines if line["id"] == letter.pk]
    assert letter.registration == registration
    assert "avant : " in said and "maintenant : " in said and "La salle est inondée." in said


def test_another_place_by_publication_is_told_without_an_old_reason(event):
    registration = book(event, "Amina")
    move(date_of(event))
    RegistrationLetter.objects.filter(kind="notice").update(state="sent", attempts=1)
    draft = Event.objects.get(pk=event.pk)
    draft.place = make_place("Ailleurs", street="rue d’Ailleurs 3")
    publish_with_consent(draft)
    _first, letter = notices(registration)
    subject, text, _html, (entry,) = words(letter)
    assert subject == "Nouveau lieu : Atelier vélo"
    assert "Ailleurs" in text and "inondée" not in text
    assert "Ailleurs" in str(entry["LOCATION"])


def test_another_meeting_address_is_told_to_who_is_confirmed_only():
    online = publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE, seats=1, is_online=True, online_url="https://vid.exemple.test/a"
        )
    )
    confirmed, waiting = book(online, "Amina"), book(online, "Bram")
    before = online.occurrences.get().sequence
    draft = Event.objects.get(pk=online.pk)
    draft.online_url = "https://vid.exemple.test/b"
    publish_with_consent(draft)
    assert (len(notices(confirmed)), len(notices(waiting))) == (1, 0)
    _subject, text, _html, (entry,) = words(notices(confirmed)[0])
    assert text.index("vid.exemple.test/a") < text.index("vid.exemple.test/b")
    assert entry["SEQUENCE"] > before


def test_of_a_meeting_beside_a_place_the_address_is_what_changes():
    both = publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=3,
            place=make_place("Le Lac"),
            is_online=True,
            online_url="https://vid.exemple.test/a",
        )
    )
    registration = book(both, "Amina")
    draft = Event.objects.get(pk=both.pk)
    draft.online_url = "https://vid.exemple.test/b"
    publish_with_consent(draft)
    text = words(notices(registration)[0])[1]
    assert text.index("vid.exemple.test/a") < text.index("Maintenant") < text.index("vid.exemple.test/b")


def test_who_waits_is_not_given_the_way_to_the_meeting():
    online = publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE, seats=1, is_online=True, online_url="https://vid.exemple.test/a"
        )
    )
    confirmed, waiting = book(online, "Amina"), book(online, "Bram")
    move(online.occurrences.get())
    for letter in waiting.letters.all():
        assert "vid.exemple.test" not in words(letter)[1] + words(letter)[2]
    assert "vid.exemple.test/a" in words(confirmed.letters.get(kind="confirmed"))[1]


def publish_with_consent(draft):
    from events.publication import accept, fates

    revision = draft.save_revision()
    accept(revision, [fate.token for fate in fates(draft, now=timezone.now())], user=None)
    revision.publish()


def test_what_left_the_schedule_is_told_and_taken_off_the_calendar(course):
    registration = book(course, "Amina")
    draft = Event.objects.get(pk=course.pk)
    draft.rules = list(draft.rules.all())[:2]
    publish_with_consent(draft)
    subject, text, _html, (entry,) = words(notices(registration)[0])
    assert subject.startswith("N’est plus au programme")
    assert "L’organisateur vous dira ce qu’il en est." in text
    assert entry["STATUS"] == "CANCELLED"


def test_a_date_that_takes_place_again_is_told(event):
    registration = book(event, "Amina")
    occurrences.cancel(date_of(event), reason=WHY)
    RegistrationLetter.objects.filter(kind="notice").update(state="sent", attempts=1)
    occurrences.reinstate(date_of(event))
    subject, text, _html, (entry,) = words(notices(registration)[1])
    assert subject == "A bien lieu : Atelier vélo"
    assert "inondée" not in text and entry["STATUS"] == "CONFIRMED"


def test_many_are_told_in_as_many_queries_as_few(event, django_assert_max_num_queries):
    Event.objects.filter(pk=event.pk).update(seats=100)
    occurrences.follow_limit_of_event(date_of(event))
    for number in range(30):
        book(event, f"Personne{number}")
    with django_assert_max_num_queries(25):
        move(date_of(event))
    assert RegistrationLetter.objects.filter(kind="notice").count() == 30
    with django_assert_max_num_queries(25):
        move(date_of(event))
    assert RegistrationLetter.objects.filter(kind="notice").count() == 30


def test_a_failed_change_tells_nobody(event):
    registration = book(event, "Amina")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        occurrences.cancel(date_of(event), reason=WHY)
        raise ZeroDivisionError
    assert notices(registration) == []


def test_the_sweep_sends_what_is_due(clock, event, mailoutbox):
    book(event, "Amina")
    move(date_of(event))
    clock.advance(minutes=11)
    deliver_due()
    assert sorted(plain(message.subject) for message in mailoutbox) == [
        "Inscription confirmée : Atelier vélo",
        "Nouvelle date ou nouvelle heure : Atelier vélo",
    ]
