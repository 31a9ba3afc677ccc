"""The organiser's pages of attendance: the list, one press, batches from a telephone, somebody at the door."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.attendance import code_of, counts, roll
from events.models import Attendance, Registration, RegistrationMode
from portal.accounts.groups import TRANSLATOR
from tests.events.attending import book, make_course, sessions_of
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(site):
    return make_course()


@pytest.fixture
def date(course):
    return sessions_of(course)[0]


@pytest.fixture
def organiser(course, client):
    user = make_user(partner=course.organiser, first_name="Nour", last_name="Lambrecht")
    client.force_login(user)
    return user


def address(name, date, **query):
    return reverse(name, args=[date.event.slug, date.uuid], query=query or None)


def press(client, date, key, state, **fields):
    return client.post(address("presences-date", date), {"mark": f"{key}:{state}", **fields}, follow=True)


def send(client, date, marks, **facts):
    body = json.dumps({"sent_at": timezone.now().isoformat(), "marks": marks} | facts)
    return client.post(address("presences-marques", date), body, content_type="application/json")


def a_mark(registration, state="present", at=None, **facts):
    at = at or timezone.now()
    return {"id": "1", "key": registration.uuid.hex, "state": state, "marked_at": at.isoformat()} | facts


def state_of(date):
    return {person.name: (str(person.state), person.persons) for person in roll(date)}


@pytest.mark.parametrize("name", ["presences-date", "presences-marques", "presences-sur-place"])
def test_only_who_organises_finds_the_pages(client, course, date, name):
    assert client.get(address(name, date)).status_code == 302
    client.force_login(make_user(partner=publish_event(make_event()).organiser))
    assert client.get(address(name, date)).status_code == 404
    client.force_login(make_user(groups=[TRANSLATOR]))
    assert client.get(address(name, date)).status_code == 404
    assert send(client, date, []).status_code == 404


def test_a_date_of_another_event_is_not_found(client, organiser, course):
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    there = other.occurrences.get()
    assert client.get(reverse("presences-date", args=[course.slug, there.uuid])).status_code == 404


def test_the_dates_lead_to_their_rolls(client, organiser, course, date):
    book(course, persons=3)
    page = client.get(reverse("presences", args=[course.slug]))
    assert [(row["expected"], row["present"]) for row in page.context["rows"]] == [(3, 0), (3, 0)]
    assert page.context["rows"][0]["href"] == address("presences-date", date)
    assert "sur 3" in page.content.decode()


def test_one_press_marks_and_one_undoes(client, organiser, course, date):
    registration = book(course, persons=3)
    key = registration.uuid.hex
    page = press(client, date, key, "present", **{f"persons-{key}": "2"})
    assert page.redirect_chain == [(f"{address('presences-date', date)}#p-{key}", 302)]
    assert state_of(date) == {"Amina Diallo": ("present", 2)}
    (line,) = page.context["people"]
    assert (line["state_label"], line["said"].partition(", ")[2]) == ("présent", "Nour Lambrecht")
    press(client, date, key, "undone")
    assert state_of(date) == {"Amina Diallo": ("undone", 3)}


def test_somebody_who_came_late_is_there_for_the_minutes_written(client, organiser, course, date):
    key = book(course).uuid.hex
    page = press(client, date, key, "present", **{f"minutes-{key}": "90"})
    (line,) = page.context["people"]
    assert (line["minutes"], line["said"].partition(" · ")[0]) == (90, "90\u00a0min")
    page = press(client, date, key, "absent", **{f"minutes-{key}": "90"})
    assert page.context["people"][0]["minutes"] == ""
    assert Attendance.objects.get().minutes is None


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"mark": ""}, None),
        ({"mark": "x:present"}, None),
        ({"mark": "{key}:sleeping"}, None),
        (
            {"mark": "{key}:present", "persons-{key}": "0"},
            "Il faut au moins une personne\u00a0; sinon, indiquez «\u00a0absent\u00a0».",
        ),
        ({"mark": "{key}:present", "persons-{key}": "deux"}, "Écrivez combien de personnes sont là, en chiffres."),
    ],
)
def test_what_makes_no_sense_is_said_and_marks_nothing(client, organiser, course, date, posted, sentence):
    key = book(course, persons=3).uuid.hex
    data = {name.format(key=key): value.format(key=key) for name, value in posted.items()}
    page = client.post(address("presences-date", date), data, follow=True)
    (message,) = page.context["messages"]
    assert sentence is None or str(message) == sentence
    assert Attendance.objects.count() == 0


def test_the_list_is_searched_and_narrowed_without_javascript(client, organiser, course, date):
    amina, _zoe = book(course, "Amina Diallo"), book(course, "Zoé Peeters")
    press(client, date, amina.uuid.hex, "present")

    def names(**query):
        return [row["name"] for row in client.get(address("presences-date", date, **query)).context["people"]]

    assert names() == ["Amina Diallo", "Zoé Peeters"]
    assert names(q="zoe") == ["Zoé Peeters"]
    assert names(q=code_of(amina)) == ["Amina Diallo"]
    assert names(etat="present") == ["Amina Diallo"]
    assert names(etat="undone", q="amina") == []
    assert names(etat="nonsense") == ["Amina Diallo", "Zoé Peeters"]
    page = client.get(address("presences-date", date, q=code_of(amina)[:-1] + "2" * (code_of(amina)[-1] != "2") + "3"))
    assert page.status_code == 200


def test_needs_and_contacts_are_not_on_the_roll(client, organiser, course, date):
    registration = book(course, email="amina@exemple.test")
    Registration.objects.filter(pk=registration.pk).update(note="allergique", emergency_phone="+32470999999")
    page = client.get(address("presences-date", date)).content.decode()
    assert "Amina Diallo" in page
    assert not [word for word in ("amina@exemple.test", "allergique", "470999999", "470 99") if word in page]


def test_a_batch_is_kept_and_answered_mark_by_mark(client, organiser, course, date):
    amina, zoe = book(course, "Amina Diallo"), book(course, "Zoé Peeters")
    at = timezone.now() - timedelta(minutes=1)
    elsewhere = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    stranger = book(elsewhere, occurrence=elsewhere.occurrences.get())
    marks = [
        a_mark(amina, at=at, id="a"),
        a_mark(zoe, "excused", at=at, id="b"),
        a_mark(zoe, "present", at=at - timedelta(minutes=1), id="c"),
        a_mark(stranger, at=at, id="d"),
        {"id": "e", "key": "no key", "state": "present"},
        "nonsense",
    ]
    answer = send(client, date, marks).json()
    assert [(result["id"], result["outcome"]) for result in answer["results"]] == [
        ("a", "kept"),
        ("b", "kept"),
        ("c", "older"),
        ("d", "unknown"),
        ("e", "invalid"),
        (None, "invalid"),
    ]
    assert [bool(result["error"]) for result in answer["results"]] == [False, False, True, True, True, True]
    assert answer["counts"] == {"expected": 2, "present": 1, "absent": 0, "excused": 1, "undone": 0}
    again = send(client, date, marks).json()
    assert (again["counts"], Attendance.objects.count()) == (answer["counts"], 2)
    assert client.get(address("presences-marques", date)).json()["rows"][amina.uuid.hex]["state"] == "present"


def test_a_device_with_a_wrong_clock_is_set_right(client, organiser, course, date):
    registration = book(course)
    wrong = datetime(2019, 1, 1, 12, tzinfo=UTC)
    mark = a_mark(registration, at=wrong - timedelta(minutes=10))
    send(client, date, [mark], sent_at=wrong.isoformat())
    ago = timezone.now() - Attendance.objects.get().marked_at
    assert timedelta(minutes=9) < ago < timedelta(minutes=11)
    send(client, date, [a_mark(registration, "absent", at=datetime(9999, 12, 31, tzinfo=UTC))])
    assert Attendance.objects.get().marked_at <= timezone.now()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"marks": 3}', 400),
        (b'{"marks": [], "sent_at": "yesterday"}', 400),
        (b'{"marks": [], "sent_at": 5}', 400),
        (b'{"marks": [], "sent_at": {"at": 5}}', 400),
        (b'{"marks": [], "sent_at": "0001-01-01T00:00:00+14:00"}', 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (json.dumps({"marks": [{"key": "0" * 32, "state": "present"}] * 10_000}).encode(), 400),
        (b'{"marks": ["' + b"x" * 3_000_000 + b'"]}', 413),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_whole_with_a_sentence(client, organiser, course, date, body, status):
    answer = client.post(address("presences-marques", date), body, content_type="application/json")
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("moment", [5, [], {"at": 1}, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_mark_whose_moment_is_none_is_said_and_the_others_kept(client, organiser, course, date, moment):
    amina, bram = book(course, "Amina"), book(course, "Bram")
    answer = send(client, date, [a_mark(amina) | {"marked_at": moment}, a_mark(bram)])
    assert [result["outcome"] for result in answer.json()["results"]] == ["invalid", "kept"]
    assert state_of(date)["Bram"] == ("present", 1)


def test_more_than_are_registered_are_not_cut_without_a_word(client, organiser, course, date):
    group = book(course, persons=20)
    key = group.uuid.hex
    page = press(client, date, key, "present", **{f"persons-{key}": "23"})
    (said,) = [str(message) for message in page.context["messages"]]
    assert said.startswith("Plus de personnes que d’inscrites")
    assert counts(roll(date))["present"] == 20
    (result,) = send(client, date, [a_mark(group, persons=23)]).json()["results"]
    assert (result["outcome"], result["error"]) == ("fewer", said)
    assert list(press(client, date, key, "present", **{f"persons-{key}": "19"}).context["messages"]) == []


def test_a_batch_needs_the_token_of_the_page(course, date):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(partner=course.organiser))
    assert send(strict, date, [a_mark(book(course))]).status_code == 403
    assert Attendance.objects.count() == 0


def test_somebody_at_the_door_is_registered_and_present(client, organiser, course, date):
    data = {"name": "Bram Claes", "party_size": "2", "email": "", "phone": "", "language": "nl"}
    page = client.post(address("presences-sur-place", date), data, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["Bram Claes est présent, et inscrit."]
    assert counts(roll(date))["present"] == 2
    assert Registration.objects.get().language == "nl"


def test_somebody_at_the_door_sent_twice_is_one_person(client, organiser, course, date):
    path = address("presences-sur-place", date)
    stamp = client.get(path).context["form"]["started"].value()
    data = {"name": "Bram Claes", "party_size": "1", "email": "", "phone": "", "language": "fr", "started": stamp}
    for _press in range(2):
        page = client.post(path, data, follow=True)
        assert [str(message) for message in page.context["messages"]] == ["Bram Claes est présent, et inscrit."]
    assert state_of(date) == {"Bram Claes": ("present", 1)}
    client.post(path, data | {"started": client.get(path).context["form"]["started"].value()})
    assert len(roll(date)) == 2, "a namesake, on a form of their own"


def test_at_the_door_full_is_said_and_what_was_typed_stays(client, site):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=1))
    there = event.occurrences.get()
    book(event, occurrence=there)
    client.force_login(make_user(partner=event.organiser))
    data = {"name": "Bram Claes", "party_size": "1", "email": "", "phone": "", "language": "fr"}
    page = client.post(address("presences-sur-place", there), data)
    assert "il ne reste pas de place pour qui n’est pas inscrit" in page.content.decode()
    assert page.context["room"] == "Complet\u00a0: il n’y a plus de place."
    assert 'value="Bram Claes"' in page.content.decode()
    assert Registration.objects.count() == 1


def test_the_worker_is_limited_to_one_roll(client, date):
    answer = client.get(address("presences-hors-ligne", date))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert b"addEventListener" in answer.content


def test_the_pages_ask_as_much_for_three_as_for_one(client, organiser, course, date):
    def queries(page):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    pages = [address(name, date) for name in ("presences-date", "presences-marques")]
    pages.append(reverse("presences", args=[course.slug]))
    press(client, date, book(course, "Amina").uuid.hex, "present")
    before = [queries(page) for page in pages]
    for name in ("Bram", "Chantal"):
        registration = book(course, name)
        press(client, date, registration.uuid.hex, "present")
    assert [queries(page) for page in pages] == before
