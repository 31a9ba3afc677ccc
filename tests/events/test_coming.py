"""The soonest dates of lists that have each activity once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.agenda.bitmaps import snapshot
from events.catalogue import event_changed
from events.coming import first_of_each, quartier_cards, soonest
from events.models import Occurrence
from tests.factories import make_event, make_place, make_quartier, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2027, 3, 2)


def put_on(title, *days, called_off=(), **facts):
    """A published event on these days of March; `called_off` are those that are cancelled."""
    event = publish_event(make_event(texts={"fr": title}, dates=[TODAY + timedelta(days=n) for n in days], **facts))
    Occurrence.objects.filter(event=event, rule_day__in=[TODAY + timedelta(days=n) for n in called_off]).update(
        state="cancelled"
    )
    event_changed(event.pk)
    return event


def shown(ids):
    dates = Occurrence.objects.select_related("event").in_bulk(ids)
    return [(str(dates[pk].event), (dates[pk].rule_day - TODAY).days, dates[pk].state) for pk in ids]


def test_an_activity_is_at_its_first_date_that_takes_place(now):
    put_on("Couture", 1, 8, 15, called_off=[1])
    put_on("Danse", 3)
    put_on("Bal", 2, 4, called_off=[2, 4])
    expected = [("Bal", 2, "cancelled"), ("Danse", 3, "scheduled"), ("Couture", 8, "scheduled")]
    maps = snapshot(now).maps
    assert shown(soonest(maps, maps.everything, limit=5)) == expected
    assert shown(soonest(maps, maps.everything, limit=2)) == expected[:2]
    assert shown(first_of_each(maps, maps.everything)) == expected


def test_only_dates_that_are_asked_for_count(now):
    put_on("Couture", 1, 8, called_off=[1])
    maps = snapshot(now).maps
    [first] = maps.positions(maps.everything, 0, 1)
    assert shown(soonest(maps, 1 << first, limit=5)) == [("Couture", 1, "cancelled")]
    assert shown(first_of_each(maps, 1 << first)) == [("Couture", 1, "cancelled")]


def test_a_quartier_does_not_announce_a_cancelled_date_first(now):
    put_on("Couture", 1, 8, called_off=[1], place=make_place(quartier=make_quartier("Marolles", slug="marolles")))
    [card] = quartier_cards(snapshot(now).maps, "marolles", "fr", now=now, limit=6)
    assert (card.starts.date(), card.state) == (TODAY + timedelta(days=8), None)


def test_three_activities_take_the_queries_of_one(now):
    marolles = make_quartier("Marolles", slug="marolles")

    def queries():
        maps = snapshot(now).maps
        with CaptureQueriesContext(connection) as captured:
            cards = quartier_cards(maps, "marolles", "fr", now=now, limit=6)
        return len(cards), len(captured)

    put_on("Couture", 1, 8, called_off=[1], place=make_place(quartier=marolles))
    one = queries()
    for title in ("Danse", "Bal"):
        put_on(title, 2, 4, called_off=[2, 4], place=make_place(quartier=marolles))
    assert (one, queries()) == ((1, one[1]), (3, one[1]))
