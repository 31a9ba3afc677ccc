"""Rules in the wall clock become instants, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from events.models import ScheduleRule
from events.recurrence import MAX_DATES, MAX_PAST, WEEKDAYS, RuleError, Slot, check_rule, instant, slots

BRUSSELS = "Europe/Brussels"
MONDAY = date(2027, 3, 1)
FAR = date(2028, 9, 1)


def rule_of(day=MONDAY, rule="", *, begins=time(10), ends=time(12), **facts):
    return ScheduleRule(day=day, begins=begins, ends=ends, rule=rule and check_rule(rule), **facts)


def days_of(*args, until=FAR, since=date.min, **facts):
    return [slot.day for slot in slots(rule_of(*args, **facts), zone=BRUSSELS, until=until, since=since)]


def test_one_date_is_read_in_brussels_in_winter_and_in_summer():
    winter, summer = (slots(rule_of(day), zone=BRUSSELS, until=FAR) for day in (date(2027, 1, 5), date(2027, 7, 6)))
    assert winter == [Slot(datetime(2027, 1, 5, 9, tzinfo=UTC), datetime(2027, 1, 5, 11, tzinfo=UTC), date(2027, 1, 5))]
    assert summer == [Slot(datetime(2027, 7, 6, 8, tzinfo=UTC), datetime(2027, 7, 6, 10, tzinfo=UTC), date(2027, 7, 6))]


def test_the_hour_that_does_not_exist_comes_one_hour_later_by_the_clock():
    starts_at = instant(date(2027, 3, 28), time(2, 30), BRUSSELS)
    assert starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert starts_at.astimezone(ZoneInfo(BRUSSELS)).time() == time(3, 30)


def test_the_hour_that_exists_twice_is_its_first_passage():
    assert instant(date(2027, 10, 31), time(2, 30), BRUSSELS) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_weekly_course_keeps_its_hour_by_the_clock_across_the_change():
    found = slots(rule_of(date(2027, 3, 22), "FREQ=WEEKLY;COUNT=2"), zone=BRUSSELS, until=FAR)
    assert [slot.starts_at.hour for slot in found] == [9, 8]


def test_what_would_end_before_it_starts_in_the_missing_hour_keeps_its_length():
    [slot] = slots(rule_of(date(2027, 3, 28), begins=time(2, 30), ends=time(3)), zone=BRUSSELS, until=FAR)
    starts_at = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert slot == Slot(starts_at, starts_at + timedelta(minutes=30), date(2027, 3, 28))
    [longer] = slots(rule_of(date(2027, 3, 28), begins=time(2, 30), ends=time(5)), zone=BRUSSELS, until=FAR)
    assert (longer.starts_at, longer.ends_at) == (starts_at, datetime(2027, 3, 28, 3, tzinfo=UTC))


def test_what_ends_at_or_before_its_beginning_ends_the_next_day():
    [ball] = slots(rule_of(begins=time(20), ends=time(2)), zone=BRUSSELS, until=FAR)
    assert (ball.day, ball.ends_at - ball.starts_at) == (MONDAY, timedelta(hours=6))
    [round_the_clock] = slots(rule_of(begins=time(8), ends=time(8)), zone=BRUSSELS, until=FAR)
    assert round_the_clock.ends_at - round_the_clock.starts_at == timedelta(days=1)


def test_days_more_are_counted_from_the_first_day():
    [camp] = slots(rule_of(begins=time(14), ends=time(11), extra_days=2), zone=BRUSSELS, until=FAR)
    assert camp.ends_at - camp.starts_at == timedelta(days=1, hours=21)


def test_the_first_day_is_the_first_date_and_counted_even_outside_the_rule():
    assert days_of(MONDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=3") == [MONDAY, date(2027, 3, 2), date(2027, 3, 9)]


def test_days_that_are_excepted_are_left_out_but_counted():
    assert days_of(MONDAY, "FREQ=DAILY;COUNT=3", except_days=["2027-03-02"]) == [MONDAY, date(2027, 3, 3)]
    assert days_of(MONDAY, "FREQ=DAILY;COUNT=2", except_days=["2027-03-01"]) == [date(2027, 3, 2)]


def test_until_a_day_goes_to_the_end_of_that_day():
    assert days_of(MONDAY, "FREQ=DAILY;UNTIL=20270303")[-1] == date(2027, 3, 3)


def test_until_an_instant_is_compared_with_the_instant_of_the_start():
    # 10:00 in Brussels is 09:00 UTC in March.
    assert days_of(MONDAY, "FREQ=DAILY;UNTIL=20270303T090000Z")[-1] == date(2027, 3, 3)
    assert days_of(MONDAY, "FREQ=DAILY;UNTIL=20270303T085959Z")[-1] == date(2027, 3, 2)


def test_until_just_before_midnight_utc_keeps_what_starts_after_midnight_in_brussels():
    early = days_of(MONDAY, "FREQ=DAILY;UNTIL=20270302T233000Z", begins=time(0, 30), ends=time(1))
    assert early[-1] == date(2027, 3, 3)


def test_an_endless_rule_stops_at_the_day_asked_for():
    assert days_of(MONDAY, "FREQ=WEEKLY", until=date(2027, 3, 16)) == [
        MONDAY,
        date(2027, 3, 8),
        date(2027, 3, 15),
    ]


def test_a_rule_that_ends_by_itself_is_followed_beyond_that_day():
    assert len(days_of(MONDAY, "FREQ=WEEKLY;COUNT=5", until=MONDAY)) == 5


def test_a_series_that_begins_beyond_reach_has_its_first_date():
    assert days_of(date(2029, 1, 2), "FREQ=WEEKLY") == [date(2029, 1, 2)]


def test_no_schedule_gives_more_than_the_most():
    assert len(days_of(MONDAY, "FREQ=DAILY;UNTIL=20500101")) == MAX_DATES


def test_an_old_endless_series_keeps_its_dates_to_come():
    found = days_of(date(2000, 1, 3), "FREQ=DAILY", since=date(2037, 3, 2), until=date(2038, 9, 1))
    assert (found[-1], len([day for day in found if day >= date(2037, 3, 2)])) == (date(2038, 9, 1), 549)
    assert (found[0], found[MAX_PAST]) == (date(2037, 3, 2) - timedelta(days=MAX_PAST), date(2037, 3, 2))


def test_an_old_course_has_its_last_dates():
    assert len(days_of(date(2020, 1, 6), "FREQ=WEEKLY;COUNT=10", since=MONDAY)) == 10


def test_a_repetition_until_the_end_of_time_ends_before():
    assert len(days_of(MONDAY, "FREQ=YEARLY;UNTIL=99991231T235959Z")) == 31


def test_the_31st_skips_the_short_months():
    assert days_of(date(2027, 1, 31), "FREQ=MONTHLY;COUNT=3") == [
        date(2027, 1, 31),
        date(2027, 3, 31),
        date(2027, 5, 31),
    ]


def test_every_seven_days_on_another_weekday_is_only_the_first_date_and_found_at_once():
    assert days_of(MONDAY, "FREQ=DAILY;INTERVAL=7;BYDAY=TU") == [MONDAY]


def test_the_last_day_of_the_month_by_days():
    assert days_of(MONDAY, "FREQ=DAILY;BYMONTHDAY=-1;COUNT=3") == [MONDAY, date(2027, 3, 31), date(2027, 4, 30)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" rrule:freq=weekly; byday=mo,we ; ", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"),
    ],
)
def test_a_rule_is_kept_in_one_form(written, kept):
    assert check_rule(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "FREQ=MINUTELY",
        "FREQ=SECONDLY;COUNT=2",
        "BYDAY=MO",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=2TU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYHOUR=9",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=²",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20270401",
        "FREQ=WEEKLY;UNTIL=20270230",
        "FREQ=WEEKLY;UNTIL=2027",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTHDAY=0",
        "toutes les semaines",
        "",
    ],
)
def test_what_cannot_be_followed_is_refused(written):
    with pytest.raises(RuleError):
        check_rule(written)


@st.composite
def simple_rules(draw):
    day = draw(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if frequency == "WEEKLY":
        others = draw(st.sets(st.sampled_from(WEEKDAYS)))
        parts.append("BYDAY=" + ",".join(sorted(others | {WEEKDAYS[day.weekday()]})))
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 7))}")
    else:
        parts.append(f"UNTIL={(day + timedelta(days=draw(st.integers(0, 400)))):%Y%m%d}T225959Z")
    begins = draw(st.times(time(3), time(22)).map(lambda moment: moment.replace(second=0, microsecond=0)))
    return day, begins, ";".join(parts)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(simple_rules())
def test_simple_rules_give_what_another_reader_of_calendars_gives(given_rule):
    day, begins, text = given_rule
    ours = slots(rule_of(day, text, begins=begins, ends=time(23)), zone=BRUSSELS, until=FAR)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
        f"DTSTART;TZID={BRUSSELS}:{day:%Y%m%d}T{begins:%H%M}00",
        f"DTEND;TZID={BRUSSELS}:{day:%Y%m%d}T230000",
        f"RRULE:{text}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    theirs = recurring_ical_events.of(Calendar.from_ical("\r\n".join(lines).encode()))
    found = theirs.between(day, day + timedelta(days=20_000))
    assert [slot.starts_at for slot in ours] == sorted(event.start.astimezone(UTC) for event in found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.times())
def test_an_instant_shows_its_clock_or_lies_in_the_missing_hour(day, clock):
    shown = instant(day, clock, BRUSSELS).astimezone(ZoneInfo(BRUSSELS))
    missing = timedelta(hours=1) if shown.time() != clock.replace(tzinfo=None, fold=0) else timedelta()
    assert shown.replace(tzinfo=None) - datetime.combine(day, clock).replace(fold=0) == missing
