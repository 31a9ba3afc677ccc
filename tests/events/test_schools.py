"""Series that rest on public and school holidays, and what becomes of dates when a calendar changes."""

import importlib
from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from events import occurrences
from events.editing.dashboard import rests_to_decide
from events.editing.dates import possible_acts
from events.models import Event, RegistrationMode, ScheduleRule, SchoolHoliday
from events.publication import DatesAtStake
from events.registration import register
from events.schedule import extend_all, waiting_rests
from events.schools import Calendars, public_holidays, skipped_days
from portal.accounts.groups import EDITOR
from tests.events.editing.filled import address, filled, words
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture(autouse=True)
def calendars():
    """The spring of 2027 alone: the Flemish schools close first."""
    SchoolHoliday.objects.all().delete()
    names = {"name_fr": "Vacances de printemps", "name_nl": "Paasvakantie"}
    spring = (("vl", date(2027, 3, 29), date(2027, 4, 11)), ("fwb", date(2027, 4, 26), date(2027, 5, 9)))
    for network, first, last in spring:
        SchoolHoliday.objects.create(network=network, starts_on=first, ends_on=last, **names)


def course(day=date(2027, 3, 22), rule="FREQ=WEEKLY;COUNT=8", **facts):
    """A course on Mondays, 22 March to 10 May 2027 (Easter Monday is 29 March)."""
    made = make_rule(day, begins=time(18), ends=time(20), rule=rule, **facts)
    return make_event(dates=[made], registration_mode=RegistrationMode.DATE, seats=8)


def days(event):
    return [f"{day:%d/%m}" for day in event.occurrences.filter(in_schedule=True).values_list("rule_day", flat=True)]


ALL = ["22/03", "29/03", "05/04", "12/04", "19/04", "26/04", "03/05", "10/05"]


@pytest.mark.parametrize(
    ("facts", "skipped"),
    [
        ({}, []),
        ({"skips_public_holidays": True}, ["29/03"]),
        ({"skips_school_holidays": "vl"}, ["29/03", "05/04"]),
        ({"skips_school_holidays": "fwb"}, ["26/04", "03/05"]),
        ({"skips_school_holidays": "both"}, ["29/03", "05/04", "26/04", "03/05"]),
    ],
)
def test_a_series_rests_on_the_days_that_it_was_told(facts, skipped):
    event = publish_event(course(**facts))
    assert days(event) == [day for day in ALL if day not in skipped]


def test_a_first_day_that_is_a_holiday_is_skipped_too():
    event = publish_event(course(day=date(2027, 3, 29), rule="FREQ=WEEKLY;COUNT=2", skips_public_holidays=True))
    assert days(event) == ["05/04"]


def test_why_a_rule_rests_is_said_in_the_readers_language():
    rule = ScheduleRule(skips_public_holidays=True, skips_school_holidays="vl")
    monday, tuesday, later = date(2027, 3, 29), date(2027, 3, 30), date(2027, 4, 27)
    said = Calendars()
    assert [said.reason(rule, day, "fr") for day in (monday, tuesday, later)] == [
        "Lundi de Pâques",
        "Vacances de printemps",
        "",
    ]
    assert [said.reason(rule, day, "nl") for day in (monday, tuesday)] == ["Paasmaandag", "Paasvakantie"]
    assert public_holidays(2027, "en")[date(2027, 7, 21)] == "National Day"
    assert said.closing(ScheduleRule()) is None


def test_the_calendar_is_asked_for_once(django_assert_num_queries):
    rule, said = ScheduleRule(skips_school_holidays="both"), Calendars()
    with django_assert_num_queries(1):
        assert sum(bool(said.reason(rule, date(2027, 4, day))) for day in range(1, 31)) == 16


def test_skipped_days_are_listed_with_their_reason():
    event = course(skips_public_holidays=True, skips_school_holidays="vl")
    found = skipped_days(event, now=timezone.now(), until=date(2027, 12, 31), language="fr")
    assert found == [(date(2027, 3, 29), "Lundi de Pâques"), (date(2027, 4, 5), "Vacances de printemps")]


def test_every_night_series_follow_a_calendar_that_changed():
    event = publish_event(course(skips_school_holidays="fwb"))
    SchoolHoliday.objects.filter(network="fwb").update(starts_on=date(2027, 5, 3), ends_on=date(2027, 5, 16))
    extend_all()
    assert days(event) == ["22/03", "29/03", "05/04", "12/04", "19/04", "26/04"]
    extend_all()
    assert event.occurrences.count() == 6


@pytest.fixture
def booked():
    """A course whose date of 5 April somebody registered for, before the calendar closed on it."""
    event = publish_event(course(skips_school_holidays="fwb"))
    date_of = event.occurrences.get(rule_day=date(2027, 4, 5))
    register(
        event, occurrence=date_of, name="Amina", email="a@exemple.test", phone="", party_size=2, language="fr",
        now=timezone.now(),
    )  # fmt: skip
    SchoolHoliday.objects.filter(network="fwb").update(starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 18))
    return event, date_of


def test_dates_with_people_wait_for_a_decision_and_the_others_follow(booked):
    event, date_of = booked
    extend_all()
    assert days(event) == ["22/03", "29/03", "05/04", "19/04", "26/04", "03/05", "10/05"]
    assert waiting_rests(event, now=timezone.now()) == [date_of]
    assert rests_to_decide(now=timezone.now()) == [date_of]


def test_the_next_publication_asks_before_it_touches_them(booked):
    event, date_of = booked
    extend_all()
    with pytest.raises(DatesAtStake) as caught:
        event.save_revision().publish()
    assert [(fate.occurrence, fate.becomes) for fate in caught.value.fates] == [(date_of, "dropped")]


def test_staff_hold_such_a_date_and_it_is_asked_no_more(booked, client):
    event, date_of = booked
    extend_all()
    date_of.event = event
    assert possible_acts(date_of, now=timezone.now(), resting=True) == ["keep", "move", "cancel"]
    client.force_login(make_user(groups=[EDITOR]))
    page = words(client.get(address("dates", event.pk)))
    assert "tombe un jour de congé ou sort des règles : décidez pour les personnes inscrites" in page
    assert "lundi 12 avril 2027 – Vacances de printemps" in page
    url = address("date", event.pk, date_of.pk, "keep")
    assert client.post(url).status_code == 302
    assert waiting_rests(event, now=timezone.now()) == [] == rests_to_decide(now=timezone.now())
    extend_all()
    assert "05/04" in days(event)


def test_a_date_that_is_called_off_is_decided(booked):
    event, date_of = booked
    occurrences.cancel(date_of, reason={"fr": "Congé."})
    assert waiting_rests(event, now=timezone.now()) == []


def test_the_first_page_of_the_admin_shows_what_to_decide(booked, client, site):
    client.force_login(make_user(groups=[EDITOR]))
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    panel = page.find("section", {"aria-labelledby": "to-decide"})
    assert "lundi 5 avril 2027, 18 h – 20 h" in " ".join(panel.get_text(" ").replace("\u00a0", " ").split())


def test_the_form_of_a_date_has_both_ticks(client):
    client.force_login(make_user(groups=[EDITOR]))
    event = publish_event(course())
    rows = {"rules": [{"skips_public_holidays": "on", "skips_school_holidays": "both"}]}
    data = filled(client, address("edit", event.pk), rows=rows)
    assert client.post(address("edit", event.pk), data).status_code == 302
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert [(rule.skips_public_holidays, rule.skips_school_holidays) for rule in draft.rules.all()] == [(True, "both")]


def test_staff_keep_the_calendars(client):
    client.force_login(make_user(groups=[EDITOR]))
    url = reverse("wagtailsnippets_events_schoolholiday:add")
    data = {
        "network": "vl",
        "name_fr": "Automne",
        "name_nl": "Herfst",
        "starts_on": "2027-11-07",
        "ends_on": "2027-11-01",
    }
    assert client.post(url, data).status_code == 200
    assert client.post(url, data | {"ends_on": "2027-11-14"}).status_code == 302
    assert SchoolHoliday.objects.get(starts_on=date(2027, 11, 7)).ends_on == date(2027, 11, 14)
    assert client.get(reverse("wagtailsnippets_events_schoolholiday:list")).status_code == 200


def test_both_networks_of_the_school_year_are_there_from_the_start():
    fill = importlib.import_module("events.migrations.0017_fill_school_holidays")
    assert len(fill.HOLIDAYS) == 10
    assert {(network, first) for network, _fr, _nl, first, _last in fill.HOLIDAYS} >= {
        ("fwb", date(2026, 10, 19)),
        ("vl", date(2026, 11, 2)),
    }
    assert all(first <= last for _network, _fr, _nl, first, last in fill.HOLIDAYS)
