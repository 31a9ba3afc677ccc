"""What the agenda lends to templates."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

from events.cards import card
from events.catalogue import event_changed
from events.models import Occurrence
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _french():
    with override("fr"):
        yield


def put_on(title="Couture", **facts):
    event = publish_event(make_event(texts={"fr": title}, **facts))
    event_changed(event.pk)
    return event


def drawn(shown, dated):
    return Template("{% load agenda_tags %}{% card_row card dated=dated %}").render(
        Context({"card": shown, "dated": dated})
    )


def test_a_row_is_its_component(now):
    put_on(title="Couture & <b>tricot</b>", registration_mode="date", seats=9)
    shown = card(Occurrence.objects.for_cards().get(), "fr", now=now)
    for dated in (True, False):
        assert drawn(shown, dated) == render_to_string("components/card_row.html", {"card": shown, "dated": dated})
    assert "<b>tricot" not in drawn(shown, dated=True)


def test_a_row_is_drawn_again_when_anything_differs(now):
    put_on(dates=[{"extra_days": 3}], registration_mode="date", seats=9)
    shown = card(Occurrence.objects.for_cards().get(), "fr", now=now)
    french = drawn(shown, dated=True)
    fewer = replace(shown, seats=replace(shown.seats, label="8 places"))
    with override("nl"):
        dutch = drawn(shown, dated=True)
    assert len({french, dutch, drawn(shown, dated=False), drawn(fewer, dated=True)}) == 4


def upcoming(**arguments):
    asked = " ".join(
        f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}" for name, value in arguments.items()
    )
    template = Template(
        "{% load agenda_tags %}{% upcoming_cards "
        + asked
        + " as cards %}{% for c in cards %}{{ c.title }} {% endfor %}"
    )
    return template.render(Context()).split()


def test_upcoming_cards_have_each_event_once_in_order(now):
    marolles, partner = make_quartier("Marolles", slug="marolles"), make_partner(slug="querelle")
    here = {"place": make_place(quartier=marolles), "organiser": partner}
    put_on("Cours", dates=[datetime(2027, 3, day, 9, tzinfo=UTC) for day in (3, 4, 5)], **here)
    put_on("Bal", dates=[datetime(2027, 3, 4, 8, tzinfo=UTC)], **here)
    put_on("Passé", dates=[datetime(2027, 3, 1, 8, tzinfo=UTC)], **here)
    put_on("Ailleurs")
    assert upcoming(quartier="marolles") == ["Cours", "Bal"]
    assert upcoming(partner="querelle") == ["Cours", "Bal"]
    assert upcoming(partner="querelle", limit=1) == ["Cours"]
    assert upcoming(quartier="nulle-part") == []


@pytest.mark.parametrize("of", [{"quartier": "marolles"}, {"partner": "querelle"}])
def test_three_upcoming_cards_cost_no_more_queries_than_one(of, django_assert_num_queries):
    marolles, partner = make_quartier("Marolles", slug="marolles"), make_partner(slug="querelle")
    for number in range(3):
        put_on(f"Bal{number}", place=make_place(f"Salle {number}", quartier=marolles), organiser=partner)
    upcoming(**of)
    with django_assert_num_queries(5):
        assert len(upcoming(**of, limit=1)) == 1
    with django_assert_num_queries(5):
        assert len(upcoming(**of, limit=3)) == 3
