"""A draw that anybody can repeat."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from events.approval import decide
from events.draw import draw_due, drawn_order, hold, seal_of, seed_of
from events.models import Draw, Registration, RegistrationMode
from portal.kit.refusal import Refusal
from tests.events.booking import assert_counters_equal_rows, book, kinds, states
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """Four places, drawn the day after tomorrow."""
    soon = timezone.now() + timedelta(days=2)
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=4, draw_at=soon))


@pytest.fixture
def people(event):
    return [book(event, name, persons=2) for name in ("Amina", "Bram", "Chloe", "Dilan")]


@pytest.fixture
def later(event):
    return event.draw_at + timedelta(minutes=1)


def test_until_the_draw_everybody_waits(event, people):
    assert states(*people) == ["waiting"] * 4
    assert kinds(people[0]) == ["waiting"]
    assert_counters_equal_rows()


def test_somebody_without_a_waiting_list_may_still_enter_the_draw(event):
    event.waiting_list = False
    event.save()
    assert book(event, "Amina").state == "waiting"


def test_before_its_hour_nothing_is_drawn(event, people):
    assert draw_due(now=timezone.now()) == 0
    with pytest.raises(Refusal, match="annoncé pour le"):
        hold(event, occurrence=event.occurrences.get(), now=timezone.now())
    assert Draw.objects.count() == 0


def test_the_order_is_that_of_the_hashes_and_anybody_finds_it_again(event, people, later):
    assert draw_due(now=later) == 1
    draw = Draw.objects.get()
    by_hand = sorted(
        (registration.reference for registration in people),
        key=lambda reference: hashlib.sha256((draw.seed + reference).encode()).hexdigest(),
    )
    assert draw.order == by_hand
    assert draw.persons == 8
    got = Registration.objects.filter(state="confirmed").values_list("reference", flat=True)
    assert set(got) == set(by_hand[:2])
    waiting = Registration.objects.waiting().values_list("reference", flat=True)
    assert list(waiting) == by_hand[2:]
    assert_counters_equal_rows()


def test_the_seal_was_published_before(client, event, people, later):
    seed = seed_of(event, event.occurrences.get())
    path = f"/fr/agenda/{event.slug}/tirage/"
    page = client.get(path).content.decode()
    assert seal_of(seed) in page
    assert seed not in page
    draw_due(now=later)
    page = client.get(path).content.decode()
    assert seal_of(seed) in page
    assert seed in page
    order = Draw.objects.get().order
    assert [page.index(reference) for reference in order] == sorted(page.index(reference) for reference in order)


def test_whoever_still_needs_agreement_is_drawn_like_the_others(event, later):
    event.approval, event.seats = "organiser", 1
    event = publish_event(event)
    early = [book(event, name) for name in ("Amina", "Bram", "Chloe", "Dilan")]
    late = [book(event, name) for name in ("Elif", "Farid", "Gaia", "Hugo")]
    for registration in late:
        decide(registration.approval, agreed=True, now=timezone.now())
    draw_due(now=later)
    order = Draw.objects.get().order
    assert sorted(order) == sorted(registration.reference for registration in early + late)
    assert states(*early) == ["pending"] * 4
    assert Registration.objects.filter(state="confirmed").values_list("reference", flat=True)[0] == next(
        reference for reference in order if reference in {registration.reference for registration in late}
    )
    for registration in early:
        decide(registration.approval, agreed=True, now=later)
    waiting = list(Registration.objects.waiting().values_list("reference", flat=True))
    assert waiting == [reference for reference in order if reference in waiting]
    assert len(waiting) == 7
    assert_counters_equal_rows()


def test_a_draw_is_held_once(event, people, later):
    date = event.occurrences.get()
    first = hold(event, occurrence=date, now=later)
    before = states(*people)
    assert hold(event, occurrence=date, now=later + timedelta(hours=1)) == first
    assert draw_due(now=later) == 0
    assert states(*people) == before


def test_whoever_comes_after_the_draw_stands_behind(event, people, later):
    draw_due(now=later)
    newcomer = book(event, "Elif", persons=1)
    assert newcomer.state == "waiting"
    assert Registration.objects.waiting().last() == newcomer


def test_each_date_has_its_own_seed(event):
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10)]
    other = publish_event(
        make_event(registration_mode=RegistrationMode.DATE, seats=4, dates=days, draw_at=timezone.now())
    )
    assert draw_due(now=timezone.now()) == 2
    assert len(set(other.draws.values_list("seed", flat=True))) == 2
    assert drawn_order(["B", "A"], "seed") == drawn_order(["A", "B"], "seed")


def test_an_event_without_a_draw_has_no_page_of_it(client):
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=4))
    assert client.get(f"/fr/agenda/{event.slug}/tirage/").status_code == 404


def test_the_organiser_holds_it_when_its_hour_has_come(client, event, people):
    client.force_login(make_user(partner=event.organiser))
    path = f"/fr/espace/organisation/{event.slug}/attente/"
    date = str(event.occurrences.get().uuid)
    client.post(path, {"act": "draw", "date": date})
    assert Draw.objects.count() == 0
    type(event).objects.update(draw_at=timezone.now() - timedelta(minutes=1))
    assert "Tirer au sort maintenant" in client.get(path).content.decode()
    client.post(path, {"act": "draw", "date": date})
    assert Draw.objects.count() == 1
