"""The organiser's hand on the waiting list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Capacity, RegistrationMode
from events.queue_order import give_place, reorder, step
from events.registration import cancel
from portal.kit.refusal import Refusal
from tests.events.booking import assert_counters_equal_rows, book, states
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2))


@pytest.fixture
def queue(event):
    """Who holds the places, and three who wait in this order."""
    return [book(event, name, persons=2) for name in ("Amina", "Bram", "Chloé", "Dilan")]


def order(event):
    return list(event.registrations.waiting().values_list("name", flat=True))


@pytest.mark.parametrize(
    ("move", "moved"), [("up", "BAC"), ("down", "ACB"), ("first", "BAC")], ids=["up", "down", "first"]
)
def test_a_step_moves_one_name(move, moved):
    assert "".join(step("ABC", "B", move)) == moved


@pytest.mark.parametrize(("name", "move"), [("A", "up"), ("C", "down"), ("X", "up")])
def test_a_step_beyond_the_ends_or_of_a_stranger_changes_nothing(name, move):
    assert "".join(step("ABC", name, move)) == "ABC"


def test_another_order_decides_who_is_next(event, queue):
    first, *waiting = queue
    references = [registration.reference for registration in reversed(waiting)]
    reorder(event, occurrence=event.occurrences.get(), references=references, now=timezone.now())
    assert order(event) == ["Dilan", "Chloé", "Bram"]
    cancel(first, now=timezone.now())
    assert states(*waiting) == ["waiting", "waiting", "confirmed"]
    assert_counters_equal_rows()


def test_who_arrived_meanwhile_keeps_their_rank(event, queue):
    _first, bram, chloe, _dilan = queue
    reorder(
        event,
        occurrence=event.occurrences.get(),
        references=[chloe.reference, bram.reference, chloe.reference, "UNKNOWN2"],
        now=timezone.now(),
    )
    assert order(event) == ["Chloé", "Bram", "Dilan"]


def test_the_organiser_may_give_the_place_to_whom_they_reached(event, queue):
    first, bram, chloe, _dilan = queue
    with pytest.raises(Refusal, match="pas assez"):
        give_place(chloe, now=timezone.now())
    cancel(first, now=event.occurrences.get().starts_at, quietly=True)  # begun: only who has e-mail is told
    assert states(bram) == ["confirmed"]


def test_a_place_given_twice_is_given_once(event):
    first, second = book(event, "Amina", persons=2), book(event, "Bram", persons=1)
    Capacity.objects.update(limit=3)  # behind the back of who promotes
    for _again in range(2):
        give_place(second, now=timezone.now())
    assert states(first, second) == ["confirmed", "confirmed"]
    assert_counters_equal_rows()


@pytest.mark.parametrize(
    ("off", "words"),
    [({"state": "cancelled"}, "n’a pas lieu"), ({"in_schedule": False}, "n’a pas lieu"), ({"ends_at": 0}, "terminée")],
)
def test_no_place_is_given_in_what_does_not_take_place_or_is_over(event, off, words):
    book(event, "Amina", persons=2)
    second = book(event, "Bram", persons=1)
    Capacity.objects.update(limit=3)
    now = timezone.now()
    past = {"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1)}
    event.occurrences.update(**(past if "ends_at" in off else off))
    with pytest.raises(Refusal, match=words):
        give_place(second, now=now)
    assert states(second) == ["waiting"]
    assert_counters_equal_rows()


def test_no_place_is_given_before_the_draw():
    soon = timezone.now() + timedelta(days=2)
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2, draw_at=soon))
    registration = book(event, "Amina")
    with pytest.raises(Refusal, match="tirage au sort"):
        give_place(registration, now=timezone.now())
    assert states(registration) == ["waiting"]


@pytest.fixture
def organiser(client, event):
    client.force_login(make_user(partner=event.organiser))
    return f"/fr/espace/organisation/{event.slug}/attente/"


def test_the_page_moves_people_and_comes_back(client, event, queue, organiser):
    page = client.get(organiser).content.decode()
    assert [page.index(name) for name in ("Bram", "Chloé", "Dilan")] == sorted(
        page.index(name) for name in ("Bram", "Chloé", "Dilan")
    )
    assert client.post(organiser, {"act": "first", "reference": queue[3].reference}).status_code == 302
    assert order(event) == ["Dilan", "Bram", "Chloé"]


@pytest.mark.parametrize("data", [{}, {"act": "explode", "reference": "X"}, {"act": "up", "reference": "ZZZZZZZZ"}])
def test_what_cannot_be_done_changes_nothing(client, event, queue, organiser, data):
    assert client.post(organiser, data).status_code == 302
    assert order(event) == ["Bram", "Chloé", "Dilan"]


def test_strangers_find_no_waiting_list(client, event, queue):
    path = f"/fr/espace/organisation/{event.slug}/attente/"
    assert client.get(path).status_code == 302
    client.force_login(make_user(partner=make_partner("Autre")))
    assert client.get(path).status_code == 404


def test_one_or_three_who_wait_cost_the_same_queries(client, event, organiser):
    book(event, "Amina", persons=2)
    client.get(organiser)
    counts = []
    for names in (("Bram",), ("Chloé", "Dilan")):
        for name in names:
            book(event, name, persons=2)
        with CaptureQueriesContext(connection) as captured:
            client.get(organiser)
        counts.append(len(captured))
    assert counts[0] == counts[1]
