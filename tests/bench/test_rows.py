"""How figures become rows, on numbers that are known; nothing here is timed."""

import json

import pytest

from bench.rows import Row, as_json, at_least, at_most, exactly, of_rounds, p95, shown, table, told


def test_a_figure_holds_up_to_its_limit():
    assert at_most("a", 25, "ms", 25) == Row("a", 25, "ms", "≤ 25", True)
    assert at_most("a", 25.1, "ms", 25) == Row("a", 25.1, "ms", "≤ 25", False)


def test_a_figure_holds_from_its_limit_on():
    assert at_least("a", 0.5, "×", 0.5) == Row("a", 0.5, "×", "≥ 0.5", True)
    assert at_least("a", 0.49, "×", 0.5) == Row("a", 0.49, "×", "≥ 0.5", False)


def test_a_figure_holds_at_one_value_only():
    assert [exactly("a", value, "rows", 500).holds for value in (499, 500, 501)] == [False, True, False]


@pytest.mark.parametrize("row", [at_most, at_least])
def test_a_data_set_smaller_than_the_size_that_is_named_does_not_hold(row):
    limit = 0 if row is at_least else 25
    assert row("a", 1, "ms", limit, has=100_000, needs=100_000).holds is True
    small = row("a", 1, "ms", limit, has=99_999, needs=100_000)
    assert (small.holds, small.budget.partition(",")[2]) == (False, " of 100000 (had 99999)")


def test_a_figure_without_budget_neither_holds_nor_fails():
    assert told("a", 3, "/s") == Row("a", 3, "/s", "", None)


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (10, 10), (20, 19), (100, 95), (500, 475)])
def test_p95_is_the_value_that_95_in_100_do_not_pass(count, expected):
    assert p95(range(count, 0, -1)) == expected


def test_each_thing_is_the_median_of_its_rounds():
    assert of_rounds([[1, 10], [5, 20], [2, 90]]) == [2, 20]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12, "12"), (0.4123, "0.412"), (23.149, "23.1"), (1240.6, "1241"), (100_000.0, "100000")],
)
def test_three_digits_that_count_are_shown(value, text):
    assert shown(value) == text


def test_the_table_says_what_does_not_hold():
    rows = [at_most("slow page", 30.25, "ms", 25), told("rate", 1500, "/s"), exactly("rows", 3, "rows", 3)]
    assert table(rows) == "\n".join(
        (
            "figure     value  unit  budget  holds",
            "---------  -----  ----  ------  -----",
            "slow page  30.2   ms    ≤ 25    NO",
            "rate       1500   /s",
            "rows       3      rows  = 3     yes",
        )
    )


def test_the_file_has_a_row_for_each_figure():
    assert json.loads(as_json([at_most("é", 1, "ms", 25)])) == [
        {"name": "é", "value": 1, "unit": "ms", "budget": "≤ 25", "holds": True}
    ]
