"""When something is open: the rules of partners/hours.py, over midnight, over clock changes, with holidays."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from partners.hours import Timetable, clash, is_open, next_opening, notices, open_until, overlap, spans
from partners.hours_words import status, week

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Rule:
    days: tuple = WEEKDAYS
    opens: time = time(9)
    closes: time = time(17)
    valid_from: date | None = None
    valid_to: date | None = None
    every: int = 1
    place_id: int | None = None
    attending: str = ""


@dataclass(frozen=True)
class Change:
    effect: str = "closed"
    starts_on: date = date(2027, 1, 4)
    ends_on: date | None = None
    opens: time | None = None
    closes: time | None = None
    place_id: int | None = None
    shown_from: date | None = None
    text_fr: str = "Congé"
    text_nl: str = ""
    text_en: str = ""

    @property
    def last_day(self):
        return self.ends_on or self.starts_on

    def text(self, language):
        return type("Line", (), {"text": self.text_fr, "lang": ""})


def table(*rules, changes=(), holidays=True):
    return Timetable(tuple(rules), (tuple(changes),), holidays)


def at(*parts):
    """A moment of the Brussels wall clock."""
    return datetime(*parts, tzinfo=BRUSSELS).astimezone(UTC)


def walls(timetable, day):
    local = [(span.start.astimezone(BRUSSELS), span.end.astimezone(BRUSSELS)) for span in spans(timetable, day)]
    return [(f"{start:%d %H:%M}", f"{end:%d %H:%M}") for start, end in local]


def test_a_weekly_rule_opens_on_its_days():
    office = table(Rule())
    assert walls(office, date(2027, 1, 5)) == [("05 09:00", "05 17:00")]
    assert walls(office, date(2027, 1, 9)) == []
    assert not is_open(office, at(2027, 1, 5, 8, 59))
    assert is_open(office, at(2027, 1, 5, 9))
    assert not is_open(office, at(2027, 1, 5, 17))


def test_what_closes_after_midnight_is_open_in_the_night():
    bar = table(Rule(days=(4,), opens=time(22), closes=time(2)))
    assert is_open(bar, at(2027, 1, 9, 1, 59))
    assert not is_open(bar, at(2027, 1, 9, 2))
    assert open_until(bar, at(2027, 1, 8, 23)) == at(2027, 1, 9, 2)


def test_public_holidays_are_closed_unless_said_otherwise():
    day = date(2027, 5, 6)  # Ascension, a Thursday
    assert walls(table(Rule()), day) == []
    assert walls(table(Rule(), holidays=False), day) == [("06 09:00", "06 17:00")]
    other = Change("hours", day, opens=time(10), closes=time(12))
    assert walls(table(Rule(), changes=[other]), day) == [("06 10:00", "06 12:00")]


def test_a_change_replaces_the_day_and_a_notice_does_not():
    closed = Change(ends_on=date(2027, 1, 6))
    assert walls(table(Rule(), changes=[closed]), date(2027, 1, 6)) == []
    assert walls(table(Rule(), changes=[closed]), date(2027, 1, 7)) == [("07 09:00", "07 17:00")]
    notice = replace(closed, effect="notice")
    assert walls(table(Rule(), changes=[notice]), date(2027, 1, 6)) == [("06 09:00", "06 17:00")]


def test_the_first_layer_that_says_something_decides():
    here = Change("hours", opens=time(10), closes=time(11), place_id=3)
    layered = Timetable((Rule(),), ((here,), (Change(),)))
    assert walls(layered, here.starts_on) == [("04 10:00", "04 11:00")]


def test_every_second_week_counts_from_the_first():
    fortnight = table(Rule(days=(2,), valid_from=date(2027, 1, 4), every=2))
    days = [date(2027, 1, 6) + timedelta(weeks=number) for number in range(4)]
    assert [bool(spans(fortnight, day)) for day in days] == [True, False, True, False]


def test_a_rule_ends_with_its_period():
    summer = table(Rule(valid_from=date(2027, 7, 1), valid_to=date(2027, 8, 31)))
    assert not is_open(summer, at(2027, 6, 30, 10))
    assert is_open(summer, at(2027, 8, 31, 10))
    assert not is_open(summer, at(2027, 9, 1, 10))


def test_the_clocks_change_under_a_night():
    night = table(Rule(days=(5,), opens=time(22), closes=time(6)), holidays=False)
    (spring,) = spans(night, date(2027, 3, 27))
    (autumn,) = spans(night, date(2027, 10, 30))
    assert (spring.end - spring.start, autumn.end - autumn.start) == (timedelta(hours=7), timedelta(hours=9))


def test_an_hour_that_the_clocks_skip_opens_nothing():
    gone = table(Rule(days=(6,), opens=time(2, 30), closes=time(3)), holidays=False)
    assert spans(gone, date(2027, 3, 28)) == []


def test_adjoining_hours_close_together():
    split = table(Rule(closes=time(12)), Rule(opens=time(12), closes=time(18)))
    assert open_until(split, at(2027, 1, 5, 10)) == at(2027, 1, 5, 18)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(2027, 1, 5, 10), "Ouvert jusqu’à 17 h"),
        (at(2027, 1, 5, 8), "Ouvre à 9 h"),
        (at(2027, 1, 5, 18), "Ouvre demain à 9 h"),
        (at(2027, 1, 8, 18), "Ouvre lundi à 9 h"),
        (at(2026, 12, 24, 18), "Fermé jusqu’au lundi 4 janvier 2027"),
        (at(2026, 12, 31, 23, 50), "Ouvre lundi à 9 h"),
    ],
)
def test_the_sentence_says_until_when(now, said):
    holiday = Change(starts_on=date(2026, 12, 25), ends_on=date(2027, 1, 3))
    assert status(table(Rule(), changes=[holiday]), now).sentence.replace("\xa0", " ") == said


def test_nothing_is_said_when_nobody_knows():
    assert status(table(), at(2027, 1, 5, 10)) is None


def test_what_never_opens_again_is_closed_for_now():
    over = table(Rule(valid_to=date(2027, 1, 1)))
    assert status(over, at(2027, 1, 5, 10)).sentence == "Fermé pour le moment"


def test_what_never_closes_says_so():
    always = table(Rule(days=tuple(range(7)), opens=time(0), closes=time(0)), holidays=False)
    assert status(always, at(2027, 1, 5, 10)).sentence == "Ouvert jour et nuit"


def test_the_week_marks_today_holidays_and_changes():
    with override("fr"):
        lines = week(table(Rule(), changes=[Change(starts_on=date(2027, 1, 4))]), date(2026, 12, 31), "fr")
    found = [
        (line.name, line.hours[0].words.replace("\xa0", " "), getattr(line.note, "text", line.note)) for line in lines
    ]
    assert found == [
        ("jeudi", "9 h – 17 h", ""),
        ("vendredi", "fermé", "Nouvel An"),
        ("samedi", "fermé", ""),
        ("dimanche", "fermé", ""),
        ("lundi", "fermé", "Congé"),
        ("mardi", "9 h – 17 h", ""),
        ("mercredi", "9 h – 17 h", ""),
    ]
    assert [line.today for line in lines] == [True, *[False] * 6]


def test_a_notice_is_shown_from_its_day_to_its_last():
    row = Change(ends_on=date(2027, 1, 6), shown_from=date(2027, 1, 1))
    shown = [bool(notices([row], date(2027, 1, day))) for day in (1, 6, 7)]
    assert shown == [True, True, False]
    assert notices([row], date(2026, 12, 31)) == []
    assert notices([replace(row, place_id=9)], date(2027, 1, 4)) == []


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (Rule(opens=time(16), closes=time(18)), True),
        (Rule(opens=time(17), closes=time(18)), False),
        (Rule(days=(5,)), False),
        (Rule(days=(6,), opens=time(23), closes=time(10)), True),
        (Rule(valid_from=date(2027, 1, 1)), True),
    ],
)
def test_overlaps_are_found_over_midnight_and_periods(other, meets):
    assert overlap(Rule(), other) is meets
    assert overlap(other, Rule()) is meets


def test_periods_and_weeks_that_never_meet_do_not_overlap():
    winter, summer = Rule(valid_to=date(2027, 6, 30)), Rule(valid_from=date(2027, 7, 1))
    assert not overlap(winter, summer)
    odd, even = Rule(valid_from=date(2027, 1, 4), every=2), Rule(valid_from=date(2027, 1, 11), every=2)
    assert not overlap(odd, even)
    assert overlap(odd, replace(even, valid_from=date(2027, 1, 18)))


def test_changes_contradict_each_other_on_one_day_only():
    closed = Change(ends_on=date(2027, 1, 6))
    other = Change("hours", date(2027, 1, 6), opens=time(9), closes=time(10))
    assert clash(closed, other)
    assert not clash(closed, replace(other, starts_on=date(2027, 1, 7)))
    assert not clash(closed, replace(other, effect="notice"))
    assert not clash(closed, closed)
    assert clash(other, replace(other, opens=time(9, 30), closes=time(11)))


days = st.sets(st.integers(0, 6), min_size=1).map(tuple)
quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))
rules = st.builds(
    Rule,
    days=days,
    opens=quarters,
    closes=quarters,
    valid_from=st.none() | dates,
    every=st.just(1),
)
closures = st.builds(Change, starts_on=dates, ends_on=st.none())
tables = st.builds(
    lambda listed, changes, flag: table(*listed, changes=changes, holidays=flag),
    st.lists(rules, max_size=3),
    st.lists(closures, max_size=3),
    st.booleans(),
)
moments = st.datetimes(datetime(2026, 1, 2), datetime(2028, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(timetable=tables, day=dates)
def test_spans_are_ordered_and_begin_on_their_day(timetable, day):
    found = spans(timetable, day)
    assert all(span.start < span.end <= span.start + timedelta(hours=25) for span in found)
    assert all(one.start <= other.start for one, other in pairwise(found))
    # 2.30 in the night of spring is 3.30 of the same day.
    assert {span.start.astimezone(BRUSSELS).date() for span in found} <= {day}


@given(timetable=tables, now=moments)
def test_open_closing_and_next_opening_agree(timetable, now):
    until, opening = open_until(timetable, now), next_opening(timetable, now)
    assert is_open(timetable, now) == (until is not None)
    if until is not None:
        assert until > now
        assert is_open(timetable, until - timedelta(seconds=1))
    if opening is not None:
        assert opening.start > now
        assert is_open(timetable, opening.start)
    if until is None and opening is not None:
        assert not is_open(timetable, now + (opening.start - now) / 2)


@given(one=rules, other=rules, now=moments)
def test_rules_that_do_not_overlap_are_never_open_together(one, other, now):
    both = is_open(table(one, holidays=False), now) and is_open(table(other, holidays=False), now)
    change_of_clocks = {date(year, month, day) for year, month, day in CLOCKS}
    if both and now.astimezone(BRUSSELS).date() not in change_of_clocks:
        assert overlap(one, other)


CLOCKS = [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31), (2028, 3, 26), (2028, 10, 29)]
