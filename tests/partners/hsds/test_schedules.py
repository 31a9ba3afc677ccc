"""Opening hours as schedules of HSDS."""

from datetime import date, time
from types import SimpleNamespace
from uuid import UUID

import pytest

from partners.hsds.records import Reader
from partners.hsds.schedules import schedule_objects
from partners.models import OpeningRule, TemporaryChange

from .shape import check_shape

OWNER, ROW = UUID(int=1), UUID(int=2)
READER = Reader("fr", date(2027, 3, 2), None)


def rule(**facts):
    return OpeningRule(**{"uuid": ROW, "days": [0, 2], "opens": time(9), "closes": time(17)} | facts)


def change(**facts):
    return TemporaryChange(**{"pk": 1, "uuid": UUID(int=3), "starts_on": date(2027, 4, 5)} | facts)


def schedules(rules=(), changes=(), **facts):
    facts = {"owner": OWNER, "key": "service_id", "closed_on_holidays": False} | facts
    found = schedule_objects(list(rules), list(changes), READER, **facts)
    for each in found:
        check_shape("schedule", each)
    return found


def test_weekly_rule_is_an_rrule_on_the_wall_clock():
    assert schedules([rule(attending="appointment", note_fr="Sonnez.")]) == [
        {
            "id": str(ROW),
            "service_id": str(OWNER),
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": "MO,WE",
            "timezone": 1,
            "opens_at": "09:00+01:00",
            "closes_at": "17:00+01:00",
            "attending_type": "sur rendez-vous",
            "description": "Sonnez.",
        }
    ]


def test_every_second_week_counts_from_the_first_day_that_is_open():
    [found] = schedules([rule(days=[1], every=2, valid_from=date(2027, 3, 4), valid_to=date(2027, 6, 30))])
    # The week of Thursday 4 March counts; its Tuesday is past, so the first day is Tuesday 16 March.
    assert (found["interval"], found["dtstart"], found["valid_from"]) == (2, "2027-03-16", "2027-03-04")
    assert found["valid_to"] == "2027-06-30"


@pytest.mark.parametrize(("closes", "said"), [(time(2), "Ferme le lendemain."), (time(9), "Jour et nuit.")])
def test_night_is_said(closes, said):
    [found] = schedules([rule(closes=closes)])
    assert found["notes"] == said


def test_closure_is_said_by_every_weekly_schedule_and_is_none_itself():
    closed = change(effect="closed", ends_on=date(2027, 4, 9), text_fr="Congés.")
    [found] = schedules([rule()], [closed], closed_on_holidays=True)
    said = "Fermé du lundi 5 avril 2027 au vendredi 9 avril 2027. Congés."
    assert found["notes"].replace("\u00a0", " ") == f"Fermé les jours fériés. {said}"
    [attribute] = found["attributes"]
    assert (attribute["link_type"], attribute["value"]) == ("closed", "2027-04-05/2027-04-09")
    assert attribute["label"].replace("\u00a0", " ") == said


def test_other_hours_are_a_schedule_of_their_days_with_the_offset_of_summer():
    other = change(effect="hours", opens=time(10), closes=time(12))
    usual, found = schedules([rule()], [other])
    assert [attribute["link_type"] for attribute in usual["attributes"]] == ["hours"]
    assert (found["valid_from"], found["valid_to"], found["until"]) == ("2027-04-05", "2027-04-05", "2027-04-05")
    assert (found["opens_at"], found["closes_at"], found["timezone"]) == ("10:00+02:00", "12:00+02:00", 2)
    assert "remplacent" in found["notes"]


def test_what_is_over_or_only_a_notice_is_left_out():
    past = rule(valid_to=date(2027, 3, 1))
    assert schedules([past], [change(effect="closed", starts_on=date(2027, 3, 1)), change(effect="notice")]) == []


def test_change_outside_the_period_of_a_rule_is_not_said_of_it():
    [found] = schedules([rule(valid_to=date(2027, 3, 31))], [change(effect="closed")])
    assert "attributes" not in found


def test_inherited_rules_have_identifiers_of_their_own_for_each_owner():
    one, other = (schedules([rule()], owner=UUID(int=number), inherited=True)[0]["id"] for number in (5, 6))
    assert len({one, other, str(ROW)}) == 3


def test_closure_of_the_partner_annotates_and_its_other_hours_do_not():
    closures = [change(effect="closed"), change(effect="hours", opens=time(10), closes=time(12))]
    [found] = schedules([rule()], closures=closures)
    assert [attribute["link_type"] for attribute in found["attributes"]] == ["closed"]


def test_rules_are_read_from_anything_with_their_attributes():
    plain = SimpleNamespace(
        uuid=ROW,
        days=[5],
        opens=time(8),
        closes=time(9),
        every=1,
        valid_from=None,
        valid_to=None,
        attending="",
        note=lambda language: SimpleNamespace(text=""),
    )
    assert schedules([plain])[0]["byday"] == "SA"
