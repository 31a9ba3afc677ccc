"""What strikes the eye in a plan: evenings on which partners meet the same public, weeks without anything."""

from datetime import UTC, date, datetime, timedelta

from events.coordination.glance import clashes, gaps
from events.coordination.planned import Activity, Planned

TODAY = date(2027, 3, 2)
EVENING = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)


def planned(number, *, organiser=None, audiences=("jeunes",), starts=EVENING, hours=2, whole=None, **facts):
    activity = Activity(
        number, number, f"a-{number}", "atelier", organiser or number, whole or number, tuple(audiences), "publiee"
    )
    return Planned(activity, starts, starts + timedelta(hours=hours), **{"quartier": 1, "place": 1} | facts)


def meeting(*dates):
    """[(day of the month, publics, numbers)]"""
    return [
        (clash.day.day, clash.audiences, [each.activity.pk for each in clash.dates])
        for clash in clashes(dates, today=TODAY)
    ]


def test_two_partners_for_the_same_public_on_one_evening_meet():
    assert meeting(planned(1), planned(2)) == [(4, ("jeunes",), [1, 2])]


def test_several_publics_in_common_are_one_meeting_in_the_usual_order():
    both = ("familles", "jeunes", "enfants")
    assert meeting(planned(1, audiences=both), planned(2, audiences=both)) == [
        (4, ("enfants", "jeunes", "familles"), [1, 2])
    ]


def test_what_is_apart_does_not_meet():
    one = planned(1)
    for other in (
        planned(2, audiences=("aines",)),
        planned(2, audiences=()),
        planned(2, quartier=2),
        planned(2, starts=EVENING + timedelta(days=1)),
        planned(2, starts=EVENING - timedelta(hours=6)),
        planned(2, organiser=1),
        planned(2, happens="cancelled"),
        planned(2, happens="postponed"),
    ):
        assert meeting(one, other) == []


def test_parts_of_one_festival_are_planned_together():
    assert meeting(planned(1, whole=9), planned(2, whole=9)) == []
    assert meeting(planned(1, whole=9), planned(2, whole=9), planned(3)) == [(4, ("jeunes",), [1, 2, 3])]


def test_what_lasts_into_the_evening_meets_it():
    afternoon = EVENING.replace(hour=14, minute=0)  # 15:00 in Brussels
    assert meeting(planned(1), planned(2, starts=afternoon, hours=4))
    assert not meeting(planned(1), planned(2, starts=afternoon, hours=3))  # until 18:00


def test_what_is_nowhere_or_over_meets_nothing():
    assert meeting(planned(1, quartier=None), planned(2, quartier=None)) == []
    past = EVENING - timedelta(days=7)
    assert meeting(planned(1, starts=past), planned(2, starts=past)) == []


def missing(*dates, audiences=("jeunes",), first=date(2027, 3, 1), weeks=3):
    found = gaps(dates, audiences, first=first, last=first + timedelta(days=7 * weeks - 1), today=TODAY)
    return {gap.audience: ([week.day for week in gap.weeks], gap.whole) for gap in found}


def test_weeks_without_anything_for_a_public_are_named():
    assert missing(planned(1)) == {"jeunes": ([8, 15], False)}
    assert missing(planned(1), audiences=("jeunes", "aines")) == {
        "jeunes": ([8, 15], False), "aines": ([1, 8, 15], True),
    }  # fmt: skip


def test_what_is_called_off_fills_no_week():
    assert missing(planned(1, happens="cancelled")) == {"jeunes": ([1, 8, 15], True)}


def test_what_lasts_for_weeks_fills_them_all():
    assert missing(planned(1, hours=24 * 14)) == {}


def test_sunday_night_belongs_to_its_week():
    sunday = datetime(2027, 3, 14, 22, 59, tzinfo=UTC)  # 23:59 in Brussels
    assert missing(planned(1, starts=sunday, hours=0)) == {"jeunes": ([1, 15], False)}


def test_weeks_that_are_over_are_not_said_empty():
    assert missing(first=date(2027, 2, 15)) == {"jeunes": ([1], True)}
