"""The list of one's events: whose, in what order, how full, and what waits in each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event, RegistrationLetter, RegistrationMode
from events.organiser.events import found, listed, tallies
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, TRANSLATOR
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return make_partner("Buurthuis")


def event_of(partner, title="Atelier", *, days=7, **facts):
    """An event of one date, as many days from now."""
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 4} | facts
    dates = [timezone.now() + timedelta(days=days)]
    return publish_event(make_event(texts={"fr": title}, organiser=partner, dates=dates, **facts))


def titles(events):
    return [str(event) for event in events]


def test_what_comes_is_first_the_soonest_before_then_the_past_the_latest_before(partner):
    for title, days in (("Dans un mois", 30), ("Il y a longtemps", -90), ("Demain", 1), ("Hier", -1)):
        event_of(partner, title, days=days)
    mine = listed(make_user(partner=partner), now=timezone.now())
    assert titles(mine) == ["Demain", "Dans un mois", "Hier", "Il y a longtemps"]


def test_members_see_their_partner_s_events_and_no_drafts(partner):
    own, other = event_of(partner), event_of(make_partner("Autre"))
    make_event(organiser=partner, texts={"fr": "Brouillon"})
    now = timezone.now()
    assert list(listed(make_user(partner=partner), now=now)) == [own]
    assert list(listed(make_user(), now=now)) == []
    assert set(listed(make_user(groups=[DESK]), now=now)) == {own, other}


def test_staff_who_write_events_see_drafts_after_what_comes_and_templates_never(partner):
    past, coming = event_of(partner, "Passée", days=-3), event_of(partner, "À venir")
    draft = make_event(organiser=partner, texts={"fr": "Brouillon"})
    make_event(organiser=partner, texts={"fr": "Modèle"}, is_template=True)
    now = timezone.now()
    assert list(listed(make_user(groups=[EDITOR]), now=now)) == [coming, draft, past]
    assert list(listed(make_user(groups=[DESK]), now=now)) == [coming, past]
    assert list(listed(make_user(groups=[TRANSLATOR]), now=now)) == [], "who may edit but sees no registrations"


def test_events_are_found_by_title_and_partner_and_by_what_waits(partner):
    couture, pain = event_of(partner, "Atelier de couture"), event_of(make_partner("Four"), "Faire du pain")
    book(pain, "Ali", email="", phone="+32470123456")
    mine = listed(make_user(groups=[COORDINATOR]), now=timezone.now())
    assert list(found(mine, words="coutu")) == [couture]
    assert list(found(mine, partner=pain.organiser)) == [pain]
    assert list(found(mine, unanswered=True)) == [pain]


def test_a_draft_is_found_by_its_own_title(partner):
    draft = make_event(organiser=partner, texts={"fr": "Bal masqué"})
    mine = listed(make_user(groups=[EDITOR]), now=timezone.now())
    assert list(found(mine, words="masqué")) == [draft]


def tally_of(event):
    now = timezone.now()
    rows = list(listed(make_user(groups=[DESK]), now=now).filter(pk=event.pk))
    return tallies(rows, now=now)[event.pk]


def test_places_are_those_of_the_dates_to_come(partner):
    dates = [timezone.now() + timedelta(days=day) for day in (-2, 3, 5)]
    event = publish_event(
        make_event(organiser=partner, dates=dates, registration_mode=RegistrationMode.DATE, seats=4, offer_hours=None)
    )
    for date, name in zip(event.occurrences.in_order(), ("Passé", "Ali", "Bea"), strict=True):
        if date.ends_at > timezone.now():
            book(event, name, persons=3, date=date)
    book(event, "Chen", persons=2, date=event.occurrences.in_order().last())
    tally = tally_of(event)
    assert (tally.taken, tally.limit, tally.waiting) == (6, 8, 2)


def test_an_event_without_limit_counts_without_one(partner):
    event = event_of(partner, seats=None, registration_mode=RegistrationMode.WHOLE)
    book(event, "Ali", persons=3)
    tally = tally_of(event)
    assert (tally.taken, tally.limit, tally.waiting) == (3, None, 0)


def test_what_waits_is_counted(partner):
    event = event_of(partner, approval="organiser")
    book(event, "Ali")
    book(event, "Bea", email="", phone="+32470123456")
    RegistrationLetter.objects.filter(registration__name="Ali").update(state="unknown")
    tally = tally_of(event)
    assert (tally.pending, tally.calls, tally.unknown, tally.offered) == (2, 2, 1, 0)


def test_an_employer_s_answer_is_not_asked_of_the_organiser(partner):
    event = event_of(partner, approval="organiser")
    registration = book(event, "Ali")
    registration.approval.by_employer = True
    registration.approval.save()
    assert tally_of(event).pending == 0


def test_many_events_cost_what_one_does(partner):
    user = make_user(groups=[DESK])

    def cost():
        now = timezone.now()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = list(listed(user, now=now))
            tallies(rows, now=now)
        return len(rows), len(queries)

    event_of(partner, "Un")
    cost()  # what a person may do is asked once
    one = cost()
    for number in range(4):
        book(event_of(partner, f"Autre {number}", approval="organiser"), "Ali")
    many = cost()
    assert (one[0], many[0]) == (1, 5)
    assert one[1] == many[1]
    assert Event.objects.count() == 5
