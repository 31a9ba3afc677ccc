"""The page of an event's dates, and what staff do to each."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from events import occurrences
from events.editing.dates import CHANGED_DATE, possible_acts
from events.models import Capacity, Event, Occurrence, RegistrationMode
from events.registration import register
from events.schedule import synchronise
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, TRANSLATOR
from tests.events.editing.filled import address, words
from tests.factories import make_event, make_partner, make_place, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

WHY = {"reason_fr": "La salle est inondée.", "reason_nl": "De zaal staat onder water.", "reason_en": ""}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def editor(client):
    user = make_user(groups=[EDITOR])
    client.force_login(user)
    return user


@pytest.fixture
def event():
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule="FREQ=WEEKLY;COUNT=3")
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=2))


@pytest.fixture
def occurrence(event):
    return event.occurrences.first()


def book(event, now, name="Amina", *, persons=1, occurrence=None):
    return register(
        event,
        occurrence=occurrence or event.occurrences.first(),
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=now,
    ).registration


def act(client, occurrence, code, **answers):
    return client.post(address("date", occurrence.event_id, occurrence.pk, code), answers)


def kept(occurrence, *names):
    return Occurrence.objects.values_list(*names).get(pk=occurrence.pk)


def test_every_date_is_shown_with_who_comes_and_what_can_be_done(client, editor, event, occurrence, now):
    book(event, now, persons=2)
    book(event, now, "Bart")
    rows = client.get(address("dates", event.pk)).context["rows"]
    assert [(row["label"].replace("\u00a0", " "), row["persons"], row["seats"]) for row in rows] == [
        ("mardi 9 mars 2027, 14 h – 16 h", 3, "2 prises sur 2, 1 en attente"),
        ("mardi 16 mars 2027, 14 h – 16 h", 0, "0 prises sur 2"),
        ("mardi 23 mars 2027, 14 h – 16 h", 0, "0 prises sur 2"),
    ]
    assert [str(one["label"]) for one in rows[0]["acts"]] == ["Déplacer", "Autre lieu", "Reporter", "Annuler", "Places"]


def test_many_dates_cost_no_more_queries_than_one(client, editor, now):
    def queries(count):
        rule = make_rule(date(2027, 3, 9), rule=f"FREQ=DAILY;COUNT={count}")
        event = publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=5))
        event.occurrences.update(place=make_place())
        book(event, now)
        client.get(address("dates", event.pk))
        with CaptureQueriesContext(
            connection,
        ) as found:
            response = client.get(address("dates", event.pk))
        assert len(response.context["rows"]) == count
        return len(found)

    assert queries(1) == queries(3) == queries(40)


def test_past_dates_are_shown_apart(client, editor, event, clock):
    clock.go_to(datetime(2027, 3, 17, 9, tzinfo=UTC))
    client.force_login(editor)  # the session has ended with the fortnight
    assert len(client.get(address("dates", event.pk)).context["rows"]) == 1
    over = client.get(address("dates", event.pk) + "?passees=1").context["rows"]
    assert [row["label"].split()[1] for row in over] == ["16", "9"]
    assert over[0]["acts"] == []


@pytest.mark.parametrize("group", [TRANSLATOR, COORDINATOR, DESK])
def test_who_may_not_publish_looks_and_decides_nothing(client, event, occurrence, group):
    client.force_login(make_user(groups=[group]))
    rows = client.get(address("dates", event.pk)).context["rows"]
    assert [row["acts"] for row in rows] == [[], [], []]
    act(client, occurrence, "cancel", **WHY)
    assert kept(occurrence, "state") == ("scheduled",)


def test_a_date_is_moved_by_the_event_s_clocks(client, editor, event, occurrence):
    response = act(client, occurrence, "move", day="2027-03-28", begins="02:30", ends="04:00", **WHY)
    assert response.url == address("dates", event.pk)
    assert kept(occurrence, "starts_at", "ends_at", "moved") == (
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 2, 0, tzinfo=UTC),
        True,
    )
    entry = ModelLogEntry.objects.get(action=CHANGED_DATE)
    assert (entry.user, entry.data["act"], entry.data["occurrence"]) == (editor, "move", str(occurrence.uuid))
    assert "date déplacée" in words(client.get(address("history", event.pk)))


def test_the_form_of_a_move_shows_the_hours_as_they_are(client, editor, event, occurrence):
    form = client.get(address("date", event.pk, occurrence.pk, "move")).context["form"]
    assert form.initial == {"day": date(2027, 3, 9), "begins": time(14), "ends": time(16), "extra_days": 0}


def test_a_refusal_is_said_and_what_was_typed_stays(client, editor, event, occurrence):
    Event.objects.update(organiser=make_partner(is_city=True))
    response = act(client, occurrence, "cancel", reason_fr="La salle est inondée.", reason_nl="", reason_en="")
    assert response.status_code == 200
    assert "La Ville donne la raison en français et en néerlandais." in words(response)
    assert response.context["form"]["reason_fr"].value() == "La salle est inondée."
    assert kept(occurrence, "state") == ("scheduled",)


def test_a_date_is_cancelled_and_reinstated(client, editor, occurrence, now):
    act(client, occurrence, "cancel", **WHY)
    assert kept(occurrence, "state", "cancelled_at", "reason_nl") == ("cancelled", now, WHY["reason_nl"])
    page = words(client.get(address("dates", occurrence.event_id)))
    assert "annulée « La salle est inondée. »" in page
    act(client, occurrence, "reinstate")
    assert kept(occurrence, "state", "cancelled_at", "reason_nl") == ("scheduled", None, "")


def test_a_date_takes_place_elsewhere(client, editor, occurrence):
    place = make_place("Gymnase")
    act(client, occurrence, "relocate", place=place.pk, **WHY)
    assert kept(occurrence, "place") == (place.pk,)
    act(client, occurrence, "relocate", place="", **WHY)
    assert kept(occurrence, "place") == (None,)


def test_a_date_is_postponed(client, editor, occurrence):
    act(client, occurrence, "postpone", **WHY)
    assert kept(occurrence, "state") == ("postponed",)


@pytest.mark.parametrize(
    ("answers", "limit", "own"),
    [
        ({"kind": "own", "limit": "7"}, 7, True),
        ({"kind": "none", "limit": "7"}, None, True),
        ({"kind": "event", "limit": ""}, 2, False),
    ],
)
def test_a_date_has_places_of_its_own(client, editor, occurrence, answers, limit, own):
    act(client, occurrence, "limit", **answers)
    assert kept(occurrence, "own_limit") == (own,)
    assert Capacity.objects.get(pk=occurrence.capacity_id).limit == limit


def test_a_number_is_asked_for_places_of_its_own(client, editor, occurrence):
    response = act(client, occurrence, "limit", kind="own", limit="")
    assert response.context["form"].errors == {"limit": ["Donnez le nombre de places."]}


def test_fewer_places_than_taken_are_said_not_to_hold(client, editor, event, occurrence, now):
    book(event, now, persons=2)
    response = client.post(
        address("date", event.pk, occurrence.pk, "limit"), {"kind": "own", "limit": "1"}, follow=True
    )
    assert "2 places sont déjà prises" in " ".join(str(message) for message in response.context["messages"])


def test_a_date_that_left_the_schedule_is_held_all_the_same(client, editor, event, occurrence, now):
    book(event, now)
    event.rules = [make_rule(date(2027, 3, 18))]
    event.save()
    synchronise(event)
    row = client.get(address("dates", event.pk)).context["rows"][0]
    assert (row["notes"], [str(one["label"]) for one in row["acts"]]) == (
        ["sortie des dates publiées\u00a0: décidez pour les personnes inscrites"],
        ["Maintenir", "Déplacer", "Annuler"],
    )
    act(client, occurrence, "keep")
    assert kept(occurrence, "in_schedule", "moved") == (True, True)


def test_what_cannot_be_done_to_a_date_leads_back(client, editor, event, occurrence):
    for code in ("reinstate", "keep", "explode"):
        assert act(client, occurrence, code).url == address("dates", event.pk)
    other = publish_event(make_event())
    assert client.get(address("date", other.pk, occurrence.pk, "move"), follow=True).status_code == 404


def test_what_can_be_done_follows_from_the_date(event, occurrence, now):
    later = now + timedelta(days=60)
    assert possible_acts(occurrence, now=later) == []
    occurrences.postpone(occurrence, reason={"fr": "Grève."})
    occurrence.refresh_from_db()
    assert possible_acts(occurrence, now=now) == ["move", "reinstate", "cancel"]
    assert possible_acts(occurrence, now=later) == ["move", "cancel"]


def test_staff_read_that_people_will_be_told(client, editor, event, occurrence, now):
    sentence = "Chaque personne concernée est prévenue dix minutes plus tard"
    assert sentence not in words(client.get(address("date", event.pk, occurrence.pk, "cancel")))
    book(event, now, persons=2)
    for code in ("cancel", "move"):
        page = words(client.get(address("date", event.pk, occurrence.pk, code)))
        assert "2 personnes inscrites." in page
        assert sentence in page
    assert sentence not in words(client.get(address("date", event.pk, occurrence.pk, "limit")))
    occurrences.cancel(occurrence, reason={"fr": "Grève."})
    assert sentence in words(client.get(address("date", event.pk, occurrence.pk, "reinstate")))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2027-03-08", (datetime(2027, 3, 8, 19, tzinfo=UTC), datetime(2027, 3, 9, 1, tzinfo=UTC))),
        ("2027-03-20", (datetime(2027, 3, 20, 19, tzinfo=UTC), datetime(2027, 3, 21, 1, tzinfo=UTC))),
    ],
)
def test_a_night_that_is_moved_stays_one_night(client, editor, day, hours):
    night = publish_event(make_event(dates=[make_rule(date(2027, 3, 9), begins=time(20), ends=time(2))]))
    occurrence = night.occurrences.get()
    form = client.get(address("date", night.pk, occurrence.pk, "move")).context["form"]
    assert form.initial == {"day": date(2027, 3, 9), "begins": time(20), "ends": time(2), "extra_days": 0}
    act(client, occurrence, "move", day=day, begins="20:00", ends="02:00", extra_days="0", **WHY)
    assert kept(occurrence, "starts_at", "ends_at") == hours


def test_a_camp_that_is_moved_keeps_its_days(client, editor):
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), extra_days=2)
    camp = publish_event(make_event(dates=[rule]))
    occurrence = camp.occurrences.get()
    initial = client.get(address("date", camp.pk, occurrence.pk, "move")).context["form"].initial
    assert initial["extra_days"] == 2
    act(client, occurrence, "move", **initial | {"day": "2027-03-16"}, **WHY)
    assert kept(occurrence, "ends_at") == (datetime(2027, 3, 18, 15, tzinfo=UTC),)


def test_a_date_is_not_moved_to_where_no_calendar_goes(client, editor, occurrence):
    response = act(client, occurrence, "move", day="9999-12-31", begins="20:00", ends="02:00", **WHY)
    assert list(response.context["form"].errors) == ["day"]
    assert kept(occurrence, "moved") == (False,)


def test_the_form_of_the_event_says_which_dates_were_decided_one_by_one(client, editor, event, occurrence):
    assert "Ce que vous écrivez ici ne change pas ces dates" not in words(client.get(address("edit", event.pk)))
    act(client, occurrence, "move", day="2027-03-10", begins="14:00", ends="16:00", **WHY)
    act(client, event.occurrences.order_by("starts_at")[1], "cancel", **WHY)
    page = words(client.get(address("edit", event.pk)))
    assert "mercredi 10 mars 2027, 14 h – 16 h – déplacée (d’abord mardi 9 mars 2027, 14 h – 16 h)" in page
    assert "mardi 16 mars 2027, 14 h – 16 h – annulée" in page


def test_a_moved_date_that_its_rule_follows_still_says_when_it_was(client, editor, event, occurrence):
    act(client, occurrence, "move", day="2027-03-10", begins="14:00", ends="16:00", **WHY)
    event.rules = [make_rule(date(2027, 3, 10), begins=time(14), ends=time(16))]
    event.save()
    synchronise(event)
    note = client.get(address("dates", event.pk)).context["rows"][0]["notes"]
    assert note == ["déplacée (d’abord mardi\u00a09\u00a0mars 2027, 14\u00a0h)"]
