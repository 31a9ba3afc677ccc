"""The files that the demonstration city is read from: their days, their sentences, their references."""

import re
from collections import Counter
from datetime import date, time

import pytest

from events.recurrence import slots
from portal.demo.days import rules_of
from portal.demo.files import body_blocks, day_of, hours_of, read, texts

NBSP = "\u00a0"


# --- Days ---------------------------------------------------------------------------------------


def days(rows, today, beside=()):
    """The days that these [[event.date]]s give, in their order."""
    hours = {"at": "10:00", "minutes": 60}
    rules = rules_of([hours | row for row in rows], today=today, beside=beside)
    return [slot.day for rule in rules for slot in slots(rule, zone="Europe/Brussels", until=date(2027, 12, 31))]


def test_single_date_on_a_holiday_takes_the_next_week_that_is_free():
    rows = [{"in_weeks": weeks, "weekday": "fri"} for weeks in (4, 5, 6)]  # 25 December, 1 and 8 January
    assert days(rows, date(2026, 11, 24)) == [date(2027, 1, 15), date(2027, 1, 22), date(2027, 1, 8)]


def test_days_of_one_week_stay_together():
    rows = [{"in_weeks": 5, "weekday": weekday} for weekday in ("fri", "sat")]  # 1 and 2 January
    assert days(rows, date(2026, 11, 24)) == [date(2027, 1, 8), date(2027, 1, 9)]


def test_part_of_a_festival_moves_with_it():
    festival = [{"in_weeks": 5, "weekday": weekday} for weekday in ("fri", "sat")]  # 1 and 2 January
    assert days(festival[1:], date(2026, 11, 24)) == [date(2027, 1, 2)]
    assert days(festival[1:], date(2026, 11, 24), beside=festival) == [date(2027, 1, 9)]


def test_series_leaves_holidays_out_and_keeps_its_number():
    found = days([{"in_weeks": 3, "weekday": "fri", "rule": "FREQ=WEEKLY;COUNT=3"}], date(2026, 11, 24))
    assert found == [date(2026, 12, 18), date(2027, 1, 8), date(2027, 1, 15)]


# --- The files ----------------------------------------------------------------------------------


def prose(language):
    """Every text of the files in one language, with where it stands."""
    for name in ("quartiers", "places", "partners", "events"):
        for row in read(name):
            if f"summary_{language}" in row:
                yield row["slug"], row[f"summary_{language}"]
            # A partner and its seat may well have the same name.
            yield from ((row["slug"], words) for part, words in texts(row).get(language, {}).items() if part != "name")


def sentences(text):
    for line in text.splitlines():
        for sentence in re.split(r"(?<=[.!?…])\s+", line.removeprefix("## ").strip()):
            if len(sentence.split()) > 3:
                yield " ".join(sentence.split()).casefold()


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_no_sentence_is_used_twice(language):
    found = Counter(sentence for _slug, text in prose(language) for sentence in sentences(text))
    assert [sentence for sentence, times in found.items() if times > 1] == []


def test_french_is_spaced_and_quoted_as_french():
    wrong = [
        (slug, match.group())
        for slug, text in prose("fr")
        for match in re.finditer(rf"\w'\w|.{{12}}[^{NBSP}\u202f\d:/][:;!?»](?=\s|$)|«[^{NBSP}\u202f].{{8}}", text)
    ]
    assert wrong == []


def test_references_of_the_files_lead_somewhere():
    known = {name: {row["slug"] for row in read(name)} for name in ("quartiers", "themes", "places", "partners")}
    for row in read("events"):
        assert row["organiser"] in known["partners"] and set(row["themes"]) <= known["themes"]
        assert row.get("online") or row["place"] in known["places"]
    for row in read("partners"):
        assert row["quartier"] in known["quartiers"] and row["place"] in known["places"]
        assert row["email"].endswith(".example") and re.fullmatch(r"\+3225550\d{3}", row["phone"])
        assert re.fullmatch(r"https://[a-z0-9.-]+\.example/", row["website"])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"in_days": 1}, date(2027, 3, 5)),
        ({"in_weeks": 0, "weekday": "sat"}, date(2027, 3, 6)),
        ({"in_weeks": 0, "weekday": "thu"}, date(2027, 3, 4)),
        ({"in_weeks": 0, "weekday": "mon"}, date(2027, 3, 8)),  # gone: next week's
        ({"in_weeks": 2, "weekday": "mon"}, date(2027, 3, 15)),
    ],
)
def test_day_counts_from_today(row, expected):
    assert day_of(row, today=date(2027, 3, 4)) == expected


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        ("14:00", 180, (time(14), time(17), 0)),
        ("20:00", 360, (time(20), time(2), 0)),  # `ends` before `begins` is the next day by itself
        ("20:00", 1440, (time(20), time(20), 0)),
        ("10:00", 1560, (time(10), time(12), 1)),
    ],
)
def test_hours_may_pass_midnight(at, minutes, expected):
    assert hours_of({"at": at, "minutes": minutes}) == expected


def test_body_is_paragraphs_and_headings_with_nothing_let_through():
    assert body_blocks("Un <b>mot</b>\nsuivi.\n\nDeux.\n\n## Titre\nTrois & fin.") == [
        {"type": "paragraph", "value": "<p>Un &lt;b&gt;mot&lt;/b&gt; suivi.</p><p>Deux.</p>"},
        {"type": "heading", "value": "Titre"},
        {"type": "paragraph", "value": "<p>Trois &amp; fin.</p>"},
    ]
