"""Who is there: the later mark stands, nobody is counted twice, nobody gets in over the places."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.asking.details import Details, Person
from events.attendance import code_of, counts, counts_by_date, mark_all, read_code, roll, search, welcome
from events.attestations import presences
from events.models import (
    Attendance,
    Capacity,
    Participant,
    ParticipantMode,
    ParticipantRole,
    Registration,
    RegistrationMode,
)
from events.registration import cancel, change, register
from portal.kit.refusal import Refusal
from tests.events.attending import book, make_course, mark_of, sessions_of
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def by():
    return make_user()


def states(occurrence):
    return {person.name: (str(person.state), person.persons) for person in roll(occurrence)}


def put(occurrence, *marks, by, now=None):
    return mark_all(occurrence, list(marks), by=by, now=now or timezone.now())


def test_the_roll_has_a_line_for_each_name_by_name(course):
    book(course, "Zoé Peeters")
    book(course, "Bram Claes", names=["Yasmina Claes", "Adam Claes"])
    waiting = book(course, "Chantal")
    cancel(waiting, now=timezone.now())
    first, second = sessions_of(course)
    assert [person.name for person in roll(first)] == ["Adam Claes", "Yasmina Claes", "Zoé Peeters"]
    assert [person.name for person in roll(second)] == ["Adam Claes", "Yasmina Claes", "Zoé Peeters"]


def test_a_child_in_childcare_is_not_on_the_roll(course):
    registration = book(course, "Amina", names=["Amina"])
    Participant.objects.create(registration=registration, role=ParticipantRole.CHILDCARE, name="Petite Lina")
    assert [person.name for person in roll(sessions_of(course)[0])] == ["Amina"]


def test_whoever_was_there_and_cancelled_later_stays_on_the_roll(course, by):
    registration = book(course)
    first, second = sessions_of(course)
    put(first, mark_of(registration, at=timezone.now()), by=by)
    cancel(registration, now=timezone.now())
    assert (len(roll(first)), len(roll(second))) == (1, 0)


def test_of_two_marks_the_later_stands_in_whatever_order_they_arrive(course, by):
    registration, now = book(course), timezone.now()
    first = sessions_of(course)[0]
    early = mark_of(registration, "absent", at=now - timedelta(minutes=5))
    late = mark_of(registration, "present", at=now - timedelta(minutes=1))
    assert put(first, late, by=by) == ["kept"]
    assert put(first, early, by=by) == ["older"]
    assert put(first, late, early, late, by=by) == ["kept", "older", "kept"]
    assert states(first) == {"Amina Diallo": ("present", 1)}
    assert Attendance.objects.count() == 1


def test_an_undone_mark_does_not_come_back_with_an_older_one(course, by):
    registration, now = book(course), timezone.now()
    first = sessions_of(course)[0]
    put(first, mark_of(registration, at=now - timedelta(minutes=5)), by=by)
    put(first, mark_of(registration, "undone", at=now - timedelta(minutes=2)), by=by)
    assert put(first, mark_of(registration, at=now - timedelta(minutes=5)), by=by) == ["older"]
    assert states(first) == {"Amina Diallo": ("undone", 1)}


def test_a_clock_that_runs_ahead_is_not_believed(course, by):
    registration, now = book(course), timezone.now()
    first = sessions_of(course)[0]
    put(first, mark_of(registration, "absent", at=now + timedelta(days=400)), by=by, now=now)
    assert Attendance.objects.get().marked_at == now
    assert put(first, mark_of(registration, at=now), by=by, now=now + timedelta(seconds=1)) == ["kept"]


def test_the_same_marks_once_more_write_nothing(course, by, django_assert_num_queries):
    registration, now = book(course), timezone.now()
    first = sessions_of(course)[0]
    mark = mark_of(registration, at=now)
    put(first, mark, by=by)
    before = Attendance.objects.values().get()
    put(first, mark, by=make_user())
    assert Attendance.objects.values().get() == before


def test_a_mark_for_another_event_or_date_is_unknown(course, by):
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    elsewhere = book(other, occurrence=other.occurrences.get())
    assert put(sessions_of(course)[0], mark_of(elsewhere, at=timezone.now()), by=by) == ["unknown"]
    named = book(course, names=["Yasmina"])
    assert put(sessions_of(course)[0], mark_of(named, at=timezone.now()), by=by) == ["unknown"], "marked by name"
    assert Attendance.objects.count() == 0


def test_a_group_counts_those_who_came(course, by):
    group, now = book(course, "Classe 4B", persons=20), timezone.now()
    book(course, "Amina")
    first = sessions_of(course)[0]
    put(first, mark_of(group, persons=18, at=now), by=by)
    assert counts(roll(first)) == {"expected": 21, "present": 18, "absent": 2, "excused": 0, "undone": 1}
    put(first, mark_of(group, persons=400, at=now), by=by)
    assert counts(roll(first)) == {"expected": 21, "present": 20, "absent": 0, "excused": 0, "undone": 1}


def test_counts_by_date_are_those_of_the_rolls(course, by):
    group = book(course, "Classe 4B", persons=20)
    first, second = sessions_of(course)
    put(first, mark_of(group, persons=18, at=timezone.now()), by=by)
    assert counts_by_date(course) == {first.pk: (20, 18), second.pk: (20, 0)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roll_asks_as_much_for_one_as_for_three(course, by, rows, django_assert_num_queries):
    first = sessions_of(course)[0]
    for number in range(rows):
        registration = book(course, f"Personne {'ABC'[number]}", names=["Un", "Deux"])
        participant = registration.participants.first()
        put(first, mark_of(registration, participant=participant, at=timezone.now()), by=by)
    with django_assert_num_queries(3):
        roll(first)


def test_at_the_door_one_is_registered_and_present(by):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2))
    date = event.occurrences.get()
    registration = welcome(
        date, name="Amina", email="", phone="", party_size=2, language="fr", by=by, now=date.starts_at
    )
    assert (registration.source, registration.state) == ("walk_in", "confirmed")
    assert states(date) == {"Amina": ("present", 2)}
    assert Capacity.objects.get(occurrence=date).taken == 2
    assert list(registration.letters.values_list("state", flat=True)) == ["dropped"], "nobody calls who stands there"


def test_at_the_door_nobody_gets_in_over_the_places(by):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2))
    date = event.occurrences.get()
    book(event, "Amina", occurrence=date, persons=1)
    door = {"email": "", "phone": "", "language": "fr", "by": by, "now": timezone.now()}
    with pytest.raises(Refusal, match="complet"):
        welcome(date, name="Bram", party_size=2, **door)
    assert (Registration.objects.count(), Attendance.objects.count()) == (1, 0)
    welcome(date, name="Bram", party_size=1, **door)
    with pytest.raises(Refusal):
        welcome(date, name="Chantal", party_size=1, **door)
    capacity = Capacity.objects.get(occurrence=date)
    assert (capacity.taken, capacity.waiting) == (2, 0)


def test_the_door_closes_with_the_day_of_the_session(by):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    there = event.occurrences.get()
    late = timezone.localtime(there.ends_at).replace(hour=23, minute=59)
    facts = {"email": "", "phone": "", "party_size": 1, "language": "fr", "by": by}
    assert welcome(there, name="Bram", now=late, **facts).state == "confirmed"
    with pytest.raises(Refusal, match="terminée"):
        welcome(there, name="Zoé", now=late + timedelta(minutes=1), **facts)


def test_a_walk_in_does_not_overtake_who_waits(by):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=3))
    date = event.occurrences.get()
    going = book(event, "Amina", occurrence=date, persons=3)
    waiting = book(event, "Bram", occurrence=date, persons=3)
    cancel(going, now=timezone.now())
    with pytest.raises(Refusal):
        welcome(date, name="Chantal", email="", phone="", party_size=1, language="fr", by=by, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_code_is_read_however_it_is_typed(course):
    registration = book(course)
    code = code_of(registration)
    assert len(code) == 14
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == (registration.reference, code[8:])
    assert read_code(registration.reference) == (registration.reference, "")
    assert read_code("Amina") == ("", "")


def test_search_finds_by_name_reference_and_code(course):
    amina, zoe = book(course, "Amina Dïallo"), book(course, "Zoé Peeters")
    people = roll(sessions_of(course)[0])

    def found(typed):
        return [person.registration for person in search(people, typed)]

    assert found("diallo ami") == [amina]
    assert found("ZOE") == [zoe]
    assert found(zoe.reference.lower()) == [zoe]
    assert found(code_of(amina)) == [amina]
    assert found("personne d’autre") == []


def test_a_forged_or_foreign_code_is_refused(course):
    amina = book(course)
    people = roll(sessions_of(course)[0])
    code = code_of(amina)
    forged = code[:-1] + ("2" if code[-1] != "2" else "3")
    elsewhere = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    foreign = code_of(book(elsewhere, occurrence=elsewhere.occurrences.get()))
    for wrong in (forged, foreign):
        with pytest.raises(Refusal):
            search(people, wrong)
    amina.link_key = "another"
    assert code_of(amina) != code, "a new key ends old codes"


def group(course, persons=24):
    details = Details(organisation="École 5")
    return register(
        course,
        occurrence=None,
        name="Mme Dupont",
        email="dupont@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=timezone.now(),
        details=details,
    ).registration


def give_names(registration, *names):
    people = tuple(Person(name, None, row) for row, name in enumerate(names))
    details = Details(organisation="École 5", participants=people)
    facts = {"phone": "", "party_size": registration.party_size, "language": "fr", "note": ""}
    change(registration, name=registration.name, now=timezone.now(), details=details, **facts)


@pytest.fixture
def class_course():
    return make_course(participants=ParticipantMode.NAMES, group_max=30, party_max=2)


def test_a_class_with_some_names_is_on_the_roll_whole(class_course, by):
    registration = group(class_course)
    give_names(registration, "Ada", "Bob", "Cy")
    first = sessions_of(class_course)[0]
    assert states(first) == {
        "Ada": ("undone", 1),
        "Bob": ("undone", 1),
        "Cy": ("undone", 1),
        "Mme Dupont": ("undone", 21),
    }
    assert counts(roll(first))["expected"] == 24 == counts_by_date(class_course)[first.pk][0]
    assert put(first, mark_of(registration, at=timezone.now(), persons=20), by=by) == ["kept"]
    assert counts(roll(first)) == {"expected": 24, "present": 20, "absent": 1, "excused": 0, "undone": 3}
    assert [(each.name, each.attended) for each in presences(class_course)] == [
        ("Ada", 0),
        ("Bob", 0),
        ("Cy", 0),
        ("Mme Dupont", 180),
    ]


def test_names_that_come_later_keep_what_was_marked_of_the_group(class_course, by):
    registration = group(class_course, 3)
    first, second = sessions_of(class_course)
    put(first, mark_of(registration, at=timezone.now(), minutes=90), by=by)
    put(second, mark_of(registration, "excused", at=timezone.now()), by=by)
    give_names(registration, "Ada")
    assert states(first) == {"Ada": ("present", 1), "Mme Dupont": ("present", 2)}
    give_names(registration, "Ada", "Bob", "Cy")
    assert states(first) == dict.fromkeys(["Ada", "Bob", "Cy"], ("present", 1))
    assert states(second) == dict.fromkeys(["Ada", "Bob", "Cy"], ("excused", 1))
    assert {each.attended for each in presences(class_course)} == {90}
    assert counts_by_date(class_course)[first.pk] == (3, 3)


def test_nobody_is_said_to_be_there_because_some_of_the_group_were(class_course, by):
    registration = group(class_course, 3)
    first = sessions_of(class_course)[0]
    put(first, mark_of(registration, at=timezone.now(), persons=2), by=by)
    give_names(registration, "Ada", "Bob", "Cy")
    assert states(first) == dict.fromkeys(["Ada", "Bob", "Cy"], ("undone", 1))
    assert counts_by_date(class_course)[first.pk] == (3, 0)


def test_a_badge_means_one_person_and_the_code_of_the_registration_all(course):
    registration = book(course, "Bram Claes", names=["Yasmina Claes", "Adam Claes"])
    people = roll(sessions_of(course)[0])
    yasmina = next(person for person in people if person.name == "Yasmina Claes")
    assert search(people, code_of(registration, yasmina.participant)) == [yasmina]
    assert search(people, code_of(registration)) == people
