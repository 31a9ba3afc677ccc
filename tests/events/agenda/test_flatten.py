"""Parts of the day, by the clocks of Brussels."""

from datetime import date, timedelta

import pytest

from events.agenda.flatten import moments_of

from .reference import instant


@pytest.mark.parametrize(
    ("begins", "hours", "parts"),
    [
        (9, 8, ["matin", "apres-midi"]),  # an exhibition
        (9, 3, ["matin"]),
        (11.5, 1, ["matin", "apres-midi"]),
        (12, 6, ["apres-midi"]),
        (17.5, 2, ["apres-midi", "soir"]),
        (10, 12, ["matin", "apres-midi", "soir"]),
        (20, 0, ["soir"]),
        (12, 0, ["apres-midi"]),
        (22, 4, ["soir"]),  # a night belongs to its evening
        (22, 8, ["soir"]),
        (22, 9, ["soir", "matin"]),
        (0.5, 2, ["matin"]),
        (15, 24, ["apres-midi", "soir", "matin"]),
        (15, 400, ["apres-midi", "soir", "matin"]),
    ],
)
@pytest.mark.parametrize("day", [date(2027, 3, 2), date(2027, 7, 2)])
def test_a_date_is_in_each_part_of_the_day_through_which_it_goes(day, begins, hours, parts):
    starts_at = instant(day) + timedelta(hours=begins)
    assert moments_of(starts_at, starts_at + timedelta(hours=hours)) == parts


def test_noon_is_noon_on_the_day_on_which_clocks_go_forward():
    sunday = date(2027, 3, 28)
    eleven = instant(sunday) + timedelta(hours=10)  # of 23
    assert moments_of(eleven, eleven + timedelta(hours=1)) == ["matin"]
    assert moments_of(eleven, eleven + timedelta(hours=1, minutes=1)) == ["matin", "apres-midi"]
