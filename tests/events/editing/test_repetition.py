"""Rules as staff say them, and back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.editing.repetition import Frequency, Repetition, compose, read
from events.recurrence import WEEKDAYS, check_rule

TUESDAY = date(2027, 3, 9)


@pytest.mark.parametrize(
    ("repetition", "rule"),
    [
        (Repetition(), ""),
        (Repetition(Frequency.DAILY, count=5), "FREQ=DAILY;COUNT=5"),
        (Repetition(Frequency.WEEKLY, weekdays=("TU",)), "FREQ=WEEKLY;BYDAY=TU"),
        (
            Repetition(Frequency.WEEKLY, every=2, weekdays=("TU", "TH"), until=date(2027, 6, 30)),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270630",
        ),
        (Repetition(Frequency.MONTHLY), "FREQ=MONTHLY"),
        (Repetition(Frequency.MONTHLY_WEEKDAY), "FREQ=MONTHLY;BYDAY=2TU"),
        (Repetition(Frequency.MONTHLY_LAST), "FREQ=MONTHLY;BYDAY=-1TU"),
        (Repetition(Frequency.YEARLY, count=3), "FREQ=YEARLY;COUNT=3"),
    ],
)
def test_words_become_the_rule_and_the_rule_these_words(repetition, rule):
    assert compose(repetition, TUESDAY) == rule
    assert read(rule, TUESDAY) == repetition


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1TU",  # not the weekday's rank of the first date
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630T220000Z",
        "FREQ=WEEKLY;BYDAY=TU;WKST=SU;INTERVAL=2",
        "FREQ=WEEKLY;BYDAY=TU;BYMONTH=9,10,11",
        "FREQ=YEARLY;BYMONTH=3",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ],
)
def test_what_these_words_cannot_say_keeps_its_rule(rule):
    assert read(rule, TUESDAY) == Repetition(Frequency.OTHER, rule=rule)
    assert compose(read(rule, TUESDAY), TUESDAY) == rule


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=WEEKLY;WKST=MO;BYDAY=TU", "INTERVAL=1;FREQ=WEEKLY;BYDAY=TU"])
def test_another_writing_of_the_same_is_understood(rule):
    assert read(rule, TUESDAY) == Repetition(Frequency.WEEKLY, weekdays=("TU",))


repetitions = st.builds(
    Repetition,
    frequency=st.sampled_from([f for f in Frequency if f not in (Frequency.ONCE, Frequency.OTHER)]),
    every=st.integers(1, 12),
    weekdays=st.sets(st.sampled_from(WEEKDAYS)).map(lambda found: tuple(d for d in WEEKDAYS if d in found)),
    until=st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1)),
    count=st.none() | st.integers(1, 50),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(repetitions, st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_whatever_staff_choose_is_a_rule_that_reads_back(repetition, day):
    rule = compose(repetition, day)
    assert check_rule(rule) == rule
    assert compose(read(rule, day), day) == rule
