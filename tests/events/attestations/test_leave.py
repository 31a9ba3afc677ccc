"""Certificates of paid educational leave: when they are due, and when they are late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from events.attendance import mark_all
from events.attestations import certificates, issue
from events.attestations.leave import bounds_of, quarter_of
from events.models import EventSettings
from tests.events.attending import book, make_course, mark_of, sessions_of
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db
STARTS = datetime(2027, 3, 25, 9, tzinfo=UTC)


@pytest.fixture
def course(clock):
    """Sessions on 25 March and 8 April 2027: two quarters. The clock stands on 2 March 2027."""
    dates = [{"date": STARTS, "minutes": 180}, {"date": STARTS + timedelta(days=14), "minutes": 180}]
    facts = {"registration_mode": "whole", "gives_attestation": True, "paid_leave": True}
    return publish_event(make_event(kind="formation", dates=dates, **facts))


def listed(event, now):
    return [(each.kind, each.period, each.due, each.ready, each.late) for each in certificates(event, now=now)]


def test_one_at_enrolment_and_one_a_quarter_with_their_last_days(course):
    book(course)
    assert listed(course, STARTS - timedelta(days=1)) == [
        ("leave_enrolment", "", date(2027, 4, 14), False, False),
        ("leave_quarter", "2027Q1", date(2027, 4, 20), False, False),
        ("leave_quarter", "2027Q2", date(2027, 7, 20), False, False),
    ]


@pytest.mark.parametrize(
    ("on", "ready", "late"),
    [
        (datetime(2027, 3, 25, 13, tzinfo=UTC), [True, True, False], [False, False, False]),
        (datetime(2027, 4, 14, 21, tzinfo=UTC), [True, True, True], [False, False, False]),
        (datetime(2027, 4, 14, 22, 30, tzinfo=UTC), [True, True, True], [True, False, False]),
        (datetime(2027, 7, 21, 8, tzinfo=UTC), [True, True, True], [True, True, True]),
    ],
)
def test_late_is_after_the_last_day_in_brussels(course, on, ready, late):
    registration = book(course)
    for date_ in sessions_of(course):
        mark_all(date_, [mark_of(registration, at=date_.ends_at)], by=None, now=date_.ends_at)
    assert [(each.ready, each.late) for each in certificates(course, now=on)] == list(zip(ready, late, strict=True))


def test_delays_are_settings(course):
    settings = EventSettings.load()
    settings.leave_enrolment_days = 5
    settings.save()
    book(course)
    assert listed(course, STARTS)[0][2] == date(2027, 3, 30)


def test_an_issued_one_is_neither_due_nor_issued_twice(course):
    registration = book(course)
    first, _second = sessions_of(course)
    mark_all(first, [mark_of(registration, at=first.ends_at)], by=None, now=first.ends_at)
    now = datetime(2027, 5, 1, tzinfo=UTC)
    quarter = certificates(course, now=now)[1]
    sign = {"signatory": "Inès", "made_at": "Bruxelles", "by": None, "now": now}
    (row,) = issue(course, [quarter.presence], kind=quarter.kind, period=quarter.period, **sign)
    assert (row.minutes_attended, row.minutes_scheduled, row.period) == (180, 180, "2027Q1")
    assert [(each.issued, each.late) for each in certificates(course, now=now)][1] == (row, False)
    assert issue(course, [quarter.presence], kind=quarter.kind, period=quarter.period, **sign) == []


def test_a_quarter_in_which_nobody_was_seen_certifies_nothing(course):
    book(course)
    now = datetime(2027, 8, 1, tzinfo=UTC)
    due = certificates(course, now=now)
    assert [(each.ready, each.empty, each.late) for each in due] == [
        (True, False, True),
        (False, True, False),
        (False, True, False),
    ]
    sign = {"signatory": "Inès", "made_at": "Bruxelles", "by": None, "now": now}
    assert issue(course, [due[1].presence], kind=due[1].kind, period=due[1].period, **sign) == []


def test_only_where_paid_leave_is_given():
    course = make_course()
    book(course)
    assert certificates(course, now=timezone.now()) == []


def test_quarters_are_those_of_brussels():
    assert quarter_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "2027Q1"
    since, until = bounds_of("2026Q4")
    assert (timezone.localdate(since), timezone.localdate(until)) == (date(2026, 10, 1), date(2027, 1, 1))
