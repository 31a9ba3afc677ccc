"""The list of events: what it shows, finds and costs."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import occurrences
from events.models import Event, RegistrationMode
from events.registration import register
from portal.accounts.groups import DESK, EDITOR
from tests.events.editing.filled import address
from tests.factories import make_event, make_partner, make_place, make_quartier, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40  # DESIGN, budgets


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture(autouse=True)
def editor(client):
    user = make_user(groups=[EDITOR])
    client.force_login(user)
    return user


def titles(client, **query):
    return [str(event) for event in client.get(address("list"), query).context["object_list"]]


def event_of(title, *, day=date(2027, 3, 9), live=True, **facts):
    event = make_event(texts={"fr": title, "nl": f"{title} (nl)"}, dates=[make_rule(day)], **facts)
    return publish_event(event) if live else event


def row_of(client, event):
    return next(row for row in client.get(address("list")).context["object_list"] if row.pk == event.pk)


def test_a_row_says_what_comes_next_and_who_is_registered(client, now):
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 9}
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule="FREQ=WEEKLY;COUNT=2")
    event = publish_event(make_event(dates=[rule], **facts))
    for number, occurrence in enumerate(event.occurrences.all()):
        register(
            event, occurrence=occurrence, name=f"Amina {number}", email="amina@exemple.test", phone="", party_size=3,
            language="fr", now=now,
        )  # fmt: skip
    row = row_of(client, event)
    assert (row.next_start, row.persons) == (datetime(2027, 3, 9, 13, tzinfo=UTC), 6)
    move = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1)}
    occurrences.move(event.occurrences.last(), **move, reason={"fr": "Salle prise."})
    assert row_of(client, event).next_start == now + timedelta(days=1)


def test_each_state_is_named_and_found(client, editor, now):
    states = {
        "live": event_of("En ligne"),
        "changed": event_of("Modifiée"),
        "moderation": event_of("Relue"),
        "scheduled": event_of("Prévue", live=False),
        "draft": event_of("Brouillon", live=False),
        "withdrawn": event_of("Retirée"),
    }
    states["changed"].save_revision()
    states["moderation"].save_revision()
    Event.get_default_workflow().start(states["moderation"], editor)
    states["scheduled"].go_live_at = now + timedelta(days=1)
    states["scheduled"].save_revision().publish()
    states["withdrawn"].unpublish()
    for state, event in states.items():
        assert titles(client, state=state) == [str(event)], state


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "fete"}, ["Bal"]),
        ({"kind": ["fete", "atelier"]}, ["Couture", "Bal"]),
        ({"when": "a-venir"}, ["Couture", "Bal"]),
        ({"when": "passees"}, ["Hier"]),
        ({"when": "sans-date"}, ["Sans date"]),
        ({"ordering": "next_start"}, ["Bal", "Couture"]),
        ({"q": "couture"}, ["Couture"]),
        ({"q": "cou nl"}, ["Couture"]),
        ({"q": "couture musique"}, []),
        ({"q": "introuvable"}, []),
        ({"q": "sans"}, ["Sans date"]),
        ({"q": "!?"}, []),
    ],
)
def test_events_are_filtered_sorted_and_found(client, query, found, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _four_events()
    shown = titles(client, **query)
    if "ordering" in query:
        shown = [title for title in shown if title in found]
    assert shown == found


def _four_events():
    event_of("Hier", kind="visite", day=date(2027, 3, 1))
    event_of("Sans date", kind="visite", live=False)
    event_of("Bal", kind="fete")
    event_of("Couture", day=date(2027, 3, 10))


def test_events_are_found_by_organiser_and_quartier(client):
    quartier = make_quartier()
    partner = make_partner("Querelle")
    event_of("Ici", organiser=partner, place=make_place(quartier=quartier))
    event_of("Ailleurs")
    assert titles(client, organiser=partner.pk) == titles(client, quartier=quartier.pk) == ["Ici"]


def queries(client, **query):
    client.get(address("list"), query)
    with CaptureQueriesContext(connection) as found:
        response = client.get(address("list"), query)
    return len(found), len(response.context["object_list"])


@pytest.mark.parametrize("query", [{}, {"q": "atelier"}, {"ordering": "next_start"}, {"state": "live"}])
def test_many_rows_cost_no_more_queries_than_one(client, editor, query):
    workflow = Event.get_default_workflow()

    def one_more(number):
        place = make_place(f"Lieu {number}", quartier=make_quartier(f"Quartier {number}"))
        partner = make_partner(f"Partenaire {number}")
        events = [
            event_of(f"Atelier {number}", place=place, organiser=partner),
            event_of(f"Atelier relu {number}", place=place, organiser=partner),
        ]
        events[1].save_revision()
        workflow.start(events[1], editor)

    one_more(1)
    few, rows = queries(client, **query)
    for number in (2, 3):
        one_more(number)
    many, more_rows = queries(client, **query)
    assert (many, more_rows) == (few, rows * 3)
    assert many <= MOST_QUERIES


def test_who_may_only_look_is_led_to_the_dates(client):
    event = event_of("Bal")
    client.force_login(make_user(groups=[DESK]))
    page = client.get(address("list")).content.decode()
    assert address("dates", event.pk) in page
    assert address("edit", event.pk) not in page
    assert client.get(address("edit", event.pk)).status_code == 302


def test_nothing_is_done_to_many_rows_at_once(client):
    event_of("Bal")
    assert "data-bulk-action-checkbox" not in client.get(address("list")).content.decode()


def test_the_form_costs_a_fixed_number_of_queries(client):
    def cost(count):
        texts = dict.fromkeys(["fr", "nl", "en"][:count], "Bal")
        rules = [make_rule(date(2027, 3, 9 + number)) for number in range(count)]
        event = publish_event(make_event(texts=texts, dates=rules))
        client.get(address("edit", event.pk))
        with CaptureQueriesContext(connection) as found:
            client.get(address("edit", event.pk))
        return len(found)

    one, three = cost(1), cost(3)
    assert one == three <= MOST_QUERIES
