"""The words of letters about registrations, as they are true when they leave."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from events import occurrences
from events.letters import tell
from events.models import Approval, Registration, RegistrationLetter, RegistrationMode
from events.registration import change, register
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db

WHY = {"fr": "La salle est inondée.", "nl": "De zaal staat onder water."}


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=5, texts={"fr": "Atelier vélo"}))


def book(event, name="Amina", *, persons=1, **facts):
    values = {"email": f"{name.lower()}@exemple.test", "phone": "", "language": "fr", "now": timezone.now()} | facts
    date = event.occurrences.get() if event.registration_mode == RegistrationMode.DATE else None
    return register(event, occurrence=date, name=name, party_size=persons, **values).registration


def compose(letter):
    """The words as (subject, [text, html]) in French, with plain spaces; None when nothing leaves."""
    with translation.override("fr"):
        composed = letter.compose()
    if composed is None:
        return None
    subject, text, html, _attachments = composed
    return plain(subject), [plain(text), plain(html)]


def plain(words):
    return " ".join(words.replace("\u00a0", " ").split())


def links(registration):
    return list(registration.letters.filter(kind="link").order_by("pk"))


def test_a_repeat_for_another_number_is_told_how_to_change_it(event):
    registration = book(event, persons=2)
    book(event, persons=4)
    (letter,) = links(registration)
    sentence = (
        "Cette fois, la demande était pour 4 personnes. "
        "Pour changer le nombre de personnes, utilisez le lien ci-dessous."
    )
    for body in compose(letter)[1]:
        assert body.index(sentence) < body.index("/fr/inscription/")


def test_who_has_changed_the_number_meanwhile_is_not_told_to(event):
    registration = book(event, persons=2)
    book(event, persons=4)
    change(registration, name="Amina", phone="", party_size=4, language="fr", note="", now=timezone.now())
    assert "Cette fois" not in compose(links(Registration.objects.get())[0])[1][0]


def test_a_number_asked_after_the_third_letter_of_the_hour_is_in_one_that_has_not_left(event):
    registration = book(event, persons=2)
    for persons in (2, 2, 3, 5):
        book(event, persons=persons)
    assert [letter.facts for letter in links(registration)] == [{}, {}, {"asked": 5}]
    book(event, persons=2)
    assert [letter.facts for letter in links(registration)] == [{}, {}, {}]


def test_a_number_asked_when_all_three_have_left_leaves_when_the_hour_is_over(event):
    registration = book(event, persons=2)
    for _again in range(3):
        book(event, persons=2)
    RegistrationLetter.objects.filter(kind="link").update(state="sent")
    book(event, persons=2)
    assert len(links(registration)) == 3, "the same once more says nothing"
    book(event, persons=4)
    book(event, persons=5)
    first, _second, _third, late = links(registration)
    assert late.facts == {"asked": 5}
    assert late.next_attempt_at == first.created_at + timedelta(hours=1)


@pytest.mark.parametrize("kind", ["confirmed", "promoted", "changed", "link"])
@pytest.mark.parametrize(
    ("call_off", "sentence"),
    [
        (occurrences.cancel, "L’organisateur a annulé cette date."),
        (occurrences.postpone, "Cette date est reportée ; la nouvelle date n’est pas encore connue."),
    ],
)
def test_nobody_is_expected_at_what_was_called_off_meanwhile(event, kind, call_off, sentence):
    letter = book(event).letters.get()
    letter.kind = kind
    call_off(event.occurrences.get(), reason=WHY)
    subject, bodies = compose(letter)
    assert subject == "N’a pas lieu comme prévu : Atelier vélo"
    for body in bodies:
        assert f"Votre inscription est bien notée. {sentence}" in body
        assert "La salle est inondée." in body
        assert "Nous vous attendons" not in body and "réservée" not in body
        assert "/fr/inscription/" in body
    with translation.override("fr"):
        assert letter.compose()[3] == [], "nothing for a calendar"


def test_what_left_the_schedule_is_not_promised_either(event):
    letter = book(event).letters.get()
    event.occurrences.update(in_schedule=False)
    assert "Cette date n’est plus au programme." in compose(letter)[1][0]


def test_a_course_is_off_when_none_of_its_dates_is_left():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10)]
    event = publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=5, dates=days))
    letter = book(event).letters.get()
    first, second = event.occurrences.in_order()
    occurrences.cancel(first, reason=WHY)
    assert compose(letter)[0].startswith("Inscription confirmée")
    occurrences.cancel(second, reason=WHY)
    assert compose(letter)[0].startswith("N’a pas lieu comme prévu")


def test_a_letter_that_comes_after_the_event_does_not_leave(event):
    letter = book(event).letters.get()
    past = timezone.now() - timedelta(hours=1)
    event.occurrences.update(starts_at=past - timedelta(hours=2), ends_at=past)
    assert compose(letter) is None


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [(2, "Il ne reste pas assez de places pour 4 personnes."), (5, "Toutes les places sont prises.")],
)
def test_a_group_that_waits_is_told_whether_places_are_left(event, taken, sentence):
    book(event, persons=taken)
    letter = book(event, "Bram", persons=4).letters.get()
    subject, bodies = compose(letter)
    assert subject == "Vous êtes sur la liste d’attente : Atelier vélo"
    assert all(sentence in body for body in bodies)


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [(2, "Il reste 3 places. Si moins de personnes viennent,"), (5, "Il n’y a rien d’autre à faire.")],
)
def test_a_group_that_waits_reads_that_fewer_may_come_where_there_is_room_for_them(event, taken, sentence):
    book(event, persons=taken)
    _subject, bodies = compose(book(event, "Bram", persons=4).letters.get())
    assert all(sentence in body for body in bodies)
    assert ["rien d’autre à faire" in body for body in bodies] == [taken == 5] * 2


@pytest.mark.parametrize(("kind", "said"), [("confirmed", True), ("approval", False)])
def test_the_person_reads_their_reference_and_an_employer_does_not(event, kind, said):
    registration = book(event)
    if kind == "approval":
        Approval.objects.create(registration=registration, approver_name="Lena", approver_email="lena@exemple.test")
        Registration.objects.update(state="pending")
        registration.refresh_from_db()
    letter = tell(registration, kind)
    letter.address = "lena@exemple.test"
    assert [registration.reference in body for body in compose(letter)[1]] == [said, said]
