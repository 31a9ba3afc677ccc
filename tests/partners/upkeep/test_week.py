"""The week in a form: two ranges a day; what it cannot show stays; a rule whose hours stay keeps its row."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from partners.models import OpeningRule, Partner, TemporaryChange
from partners.upkeep.week_form import split
from tests.factories import make_place

from .conftest import page_of

pytestmark = pytest.mark.django_db

MORNING, NOON = {"opens": time(9), "closes": time(12)}, {"opens": time(13), "closes": time(17)}


def rule(partner, days, **facts):
    return OpeningRule.objects.create(partner=partner, days=days, **facts)


def hours():
    return [(each.days, each.opens, each.closes) for each in OpeningRule.objects.order_by("opens", "pk")]


def test_a_week_is_typed_and_becomes_rules(client, fill, partner):
    week = {
        f"day{day}-1-{part}": value for day in range(5) for part, value in (("opens", "09:00"), ("closes", "12:00"))
    }
    fill(page_of(partner, "heures"), **week, **{"day0-2-opens": "13:00", "day0-2-closes": "17:00"})
    assert hours() == [([0, 1, 2, 3, 4], time(9), time(12)), ([0], time(13), time(17))]
    page = client.get(page_of(partner, "heures")).content.decode()
    assert 'name="day4-1-opens" value="09:00"' in page


def test_a_rule_whose_hours_stay_keeps_its_row(fill, partner):
    kept = rule(partner, [0, 1], **MORNING)
    rule(partner, [0], **NOON)
    typed = {"day1-1-opens": "", "day1-1-closes": "", "day0-2-opens": "", "day0-2-closes": ""}
    fill(page_of(partner, "heures"), **typed)
    assert [(each.uuid, each.days) for each in OpeningRule.objects.all()] == [(kept.uuid, [0])]


@pytest.mark.parametrize(
    "facts",
    [
        {"attending": "appointment"},
        {"valid_from": date(2026, 1, 5)},
        {"valid_from": date(2026, 1, 5), "every": 2},
        {"note_fr": "Sonner"},
    ],
)
def test_richer_rules_stay_and_are_said(client, fill, partner, facts):
    richer = rule(partner, [5], **MORNING, **facts)
    address = page_of(partner, "heures")
    answer = fill(address, **{"day0-1-opens": "09:00", "day0-1-closes": "12:00"})
    assert answer.status_code == 302
    assert OpeningRule.objects.filter(pk=richer.pk).exists() and OpeningRule.objects.count() == 2
    page = client.get(address).content.decode()
    assert "Samedi" in page.partition("ne tiennent pas dans la grille")[2] and 'name="day5-1-opens" value' not in page


def test_a_third_range_of_a_day_and_another_place_stay(partner):
    listed = [rule(partner, [0], opens=time(at), closes=time(at + 1)) for at in (8, 10, 12)]
    elsewhere = rule(partner, [1], **MORNING, place=make_place("Antenne"))
    drawn, kept = split([*listed, elsewhere], seat_id=partner.place_id)
    assert (drawn, kept) == (listed[:2], [listed[2], elsewhere])


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"day0-1-opens": "09:00", "day0-1-closes": ""}, "day0-1-closes", "Donnez cette heure."),
        ({"day0-1-opens": "09:00", "day0-1-closes": "09:00"}, "day0-1-closes", "ouvre et ferme à la même heure"),
        ({"day0-1-opens": "neuf", "day0-1-closes": "12:00"}, "day0-1-opens", "heure valide"),
        (
            {"day0-1-opens": "09:00", "day0-1-closes": "12:00", "day0-2-opens": "11:00", "day0-2-closes": "15:00"},
            "day0-2-opens",
            "Ces heures en recouvrent d’autres",
        ),
        (
            {"day0-1-opens": "20:00", "day0-1-closes": "02:00", "day1-1-opens": "01:00", "day1-1-closes": "03:00"},
            "day1-1-opens",
            "Ces heures en recouvrent d’autres",
        ),
    ],
)
def test_impossible_hours_are_said_at_the_field(fill, partner, typed, where, said):
    page = fill(page_of(partner, "heures"), **typed).content.decode()
    assert said in page and f'id="id_{where}_error"' in page and f'href="#id_{where}"' in page
    assert hours() == []


def test_hours_of_a_service_are_its_own(fill, partner, service):
    fill(page_of(partner, "heures", service), **{"day2-1-opens": "14:00", "day2-1-closes": "16:00"})
    assert OpeningRule.objects.get().service == service
    assert not Partner.objects.get().hours.exists()


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def test_a_closure_is_announced_changed_and_withdrawn(client, fill, partner):
    address = page_of(partner, "avis")
    shown = fill.opened(address)
    closed = {"effect": "closed", "starts_on": day(10), "ends_on": day(20), "text_fr": "Fermé pour travaux"}
    for _twice in range(2):
        assert fill(address, shown=shown, **closed).status_code == 302
    change = TemporaryChange.objects.get()
    assert (change.partner, change.effect, change.text_fr) == (partner, "closed", "Fermé pour travaux")
    one = f"{address}?changement={change.uuid}"
    fill(one, ends_on=day(25))
    assert TemporaryChange.objects.get().ends_on.isoformat() == day(25)
    page = client.get(one).content.decode()
    assert "Modifier cette annonce" in page and "Fermé pour travaux" in page
    fill(one, act="retirer")
    assert not TemporaryChange.objects.exists()


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"effect": "notice"}, "text_fr"),
        ({"effect": "closed", "ends_on": "2020-01-01"}, "ends_on"),
        ({"effect": "hours", "opens": "10:00"}, "closes"),
        ({"effect": "closed", "opens": "10:00", "closes": "12:00"}, "effect"),
        ({"effect": "closed", "shown_from": "2099-01-01"}, "shown_from"),
    ],
)
def test_an_impossible_announcement_is_said_at_the_field(fill, partner, typed, where):
    page = fill(page_of(partner, "avis"), starts_on=day(3), **typed).content.decode()
    assert f'id="id_{where}_error"' in page
    assert not TemporaryChange.objects.exists()


def test_announcements_that_contradict_each_other_are_refused(fill, partner):
    TemporaryChange.objects.create(partner=partner, effect="closed", starts_on=day(3))
    typed = {"effect": "hours", "starts_on": day(3), "opens": "10:00", "closes": "12:00"}
    assert "dit le contraire pour les mêmes jours" in fill(page_of(partner, "avis"), **typed).content.decode()
