"""Calendars as they come: what is read of them, what is left, and that nothing they contain stops the reading."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from events.imports.reading import read, window
from events.imports.readings import as_json, from_json

from .calendars import HEAD, NOW, calendar, override, vevent, weekly


def dates(reading, position=0):
    return [f"{date.starts_at:%Y-%m-%d %H:%M}" for date in reading.events[position].dates]


def codes(reading):
    return [notice.code for notice in reading.notices]


def test_event_is_read_with_its_words():
    said = {"location": "Salle des fêtes\\, rue Haute 1", "description": "On répare.\\nOn roule.", "categories": "Vélo"}
    event = read(calendar(vevent(**said)), now=NOW).events[0]
    assert (event.key, event.title, event.place, event.categories) == (
        "atelier-1@example.test",
        "Atelier vélo",
        "Salle des fêtes, rue Haute 1",
        ("Vélo",),
    )
    assert event.texts[""] == {"title": "Atelier vélo", "summary": "On répare. On roule.", "body": []}
    assert [(date.key, date.starts_at, date.ends_at) for date in event.dates] == [
        ("", datetime(2027, 3, 10, 13, tzinfo=UTC), datetime(2027, 3, 10, 15, tzinfo=UTC))
    ]


def test_reading_passes_through_json_unchanged():
    reading = read(calendar(vevent(), weekly()), now=NOW)
    assert from_json(as_json(reading)) == reading


def test_series_follows_its_exceptions_and_changes():
    data = calendar(
        weekly(lines=["EXDATE;TZID=Europe/Brussels:20270317T180000"]),
        override(of="20270324T180000", start="20270325T190000", end="20270325T210000"),
        override(of="20270331T180000", start="20270331T180000", end="20270331T200000", status="CANCELLED"),
    )
    event = read(data, now=NOW).events[0]
    # Summer time begins on 28 March.
    assert [(date.key, f"{date.starts_at:%d %H:%M}", date.cancelled) for date in event.dates] == [
        ("2027-03-10", "10 17:00", False),
        ("2027-03-24", "25 18:00", False),
        ("2027-03-31", "31 16:00", True),
    ]


def test_series_of_another_hour_keeps_the_keys_of_its_dates():
    later = weekly(start="20270310T190000", end="20270310T210000")
    before, after = (read(calendar(series), now=NOW).events[0] for series in (weekly(), later))
    assert [date.key for date in before.dates] == [date.key for date in after.dates]


def test_whole_day_without_end_lasts_until_midnight():
    reading = read(
        calendar(vevent(zone="VALUE=DATE", start="20270310", end=None, **{"dtend;value=date": None})), now=NOW
    )
    event = reading.events[0]
    assert event.marks == ("all_day",)
    assert event.dates[0].ends_at - event.dates[0].starts_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "marks", "length"),
    [
        ({"lines": ["DURATION:PT90M"]}, (), 90),
        ({}, ("no_end",), 60),
        ({"lines": ["DTEND;TZID=Europe/Brussels:20270310T120000"]}, ("no_end",), 60),
    ],
)
def test_end_is_what_is_written_or_an_hour_later(written, marks, length):
    bare = vevent(**{"dtend;tzid=europe/brussels": None}, **written).replace(
        "DTEND;TZID=Europe/Brussels:20270310T160000\r\n", ""
    )
    event = read(calendar(bare), now=NOW).events[0]
    assert (event.marks, event.dates[0].ends_at - event.dates[0].starts_at) == (marks, timedelta(minutes=length))


@pytest.mark.parametrize(
    ("zone", "start", "hour", "marks"),
    [
        ("TZID=Romance Standard Time", "20270310T140000", 13, ()),
        ("TZID=Nowhere/Land", "20270310T140000", 13, ("floating",)),
        ("", "20270310T140000", 13, ("floating",)),
        ("", "20270310T140000Z", 14, ()),
        ("TZID=Europe/London", "20270310T140000", 14, ()),
    ],
)
def test_zones_as_programs_name_them(zone, start, hour, marks):
    event = read(calendar(vevent(zone=zone, start=start, end=start.replace("T14", "T16"))), now=NOW).events[0]
    assert (event.dates[0].starts_at.hour, event.marks) == (hour, marks)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (vevent(**{"class": "PRIVATE"}), "private"),
        (vevent(summary=None), "untitled"),
        (vevent(start="garbage"), "undated"),
        (vevent(start="20270101T100000", end="20270101T110000"), "past"),
        (vevent(start="20290101T100000", end="20290101T110000"), "far"),
        (vevent(end="20270610T160000"), "too_long"),
        (vevent(lines=["RRULE:FREQ=MINUTELY"]), "rule"),
        (vevent(lines=["RRULE:FREQ=SECONDLY"]), "rule"),
        (vevent(lines=["RRULE:FREQ=HOURLY"]), "rule"),
        (vevent(lines=["RRULE:FREQ=DAILY;BYHOUR=1,2,3"]), "rule"),
        (vevent(lines=["RRULE:FREQ=NONSENSE"]), "rule"),
        (vevent(lines=["RRULE:FREQ=DAILY;COUNT=1"] * 6), "rule"),
    ],
)
def test_what_is_left_aside_is_said_and_holds_nothing_else(event, code):
    reading = read(calendar(event, vevent("other@example.test", summary="Autre")), now=NOW)
    assert [each.title for each in reading.events] == ["Autre"]
    assert code in codes(reading)


def test_rule_that_costs_seconds_is_given_up():
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    reading = read(calendar(vevent(start="19910101T100000", end="19910101T110000", lines=[rule])), now=NOW)
    assert (reading.events, codes(reading)) == ((), ["series_heavy"])


def test_long_series_is_cut_and_said():
    reading = read(calendar(vevent(lines=["RRULE:FREQ=DAILY"])), now=NOW)
    assert len(reading.events[0].dates) == 400
    assert codes(reading) == ["series_long"]


def test_missing_and_repeated_identifiers_are_told_apart_by_start_title_and_place():
    bare = [vevent(None, summary=name) for name in ("Un", "Deux")]
    twice = [vevent("same@example.test", summary=name) for name in ("Trois", "Quatre")]
    reading = read(calendar(*bare, *twice), now=NOW)
    assert [event.title for event in reading.events] == ["Un", "Deux", "Trois", "Quatre"]
    assert len({event.key for event in reading.events}) == 4
    assert reading.events[0].key == read(calendar(*bare), now=NOW).events[0].key


@pytest.mark.parametrize("uid", ["a\0b", "a\u202eb", "x" * 300])
def test_identifier_that_no_column_holds_is_hashed(uid):
    rows = [{"uid": uid, "title": "x", "timings": [{"begin": "2027-03-12T14:00:00+01:00"}]}]
    for data in (calendar(vevent(uid)), json.dumps(rows).encode()):
        (event,) = read(data, now=NOW).events
        assert event.key.startswith("#") and len(event.key) < 40


def test_older_version_of_an_event_gives_way():
    data = calendar(vevent(sequence="2", summary="Neuf"), vevent(sequence="1", summary="Vieux"))
    assert [event.title for event in read(data, now=NOW).events] == ["Neuf"]


def test_words_are_plain_whatever_a_program_sends():
    said = {
        "summary": "Fête <b>\u202edes</b> voisins\u200b" + "é" * 200,
        "description": "<p>Venez&nbsp;!</p><ul><li>un</li><li>deux</li></ul><script>alert(1)</script>" + "mot " * 200,
        "location": "https://meet.example.test/abc",
    }
    event = read(calendar(vevent(**said)), now=NOW).events[0]
    text = event.texts[""]
    assert text["title"].startswith("Fête des voisins")
    assert (len(text["title"]) <= 120, len(text["summary"]) <= 300) == (True, True)
    assert text["body"][:3] == ["Venez !", "– un", "– deux"]
    assert not any("<" in line for line in text["body"])
    assert (event.place, event.online_url) == ("", "https://meet.example.test/abc")


def test_window_is_of_whole_months_in_brussels():
    assert window(datetime(2027, 1, 31, 23, 30, tzinfo=UTC)) == (
        datetime(2026, 12, 31, 23, tzinfo=UTC),
        datetime(2028, 7, 31, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"", "empty"),
        (b"<html>404</html>", "not_calendar"),
        (calendar(vevent())[:-20], "cut"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", ""),
        (calendar(*["BEGIN:VEVENT\r\nEND:VEVENT\r\n"] * 10_001), "many"),
        (b"{", "broken"),
        (b'{"events": 3}', "broken"),
        (b"[" * 100_000, "broken"),
        (json.dumps([{}] * 10_001).encode(), "many"),
    ],
)
def test_what_is_no_whole_calendar_is_refused_whole(data, refused):
    reading = read(data, now=NOW)
    assert (reading.refused, reading.events) == (refused, ())


def test_openagenda_is_read_in_its_languages():
    row = {
        "uid": 77,
        "title": {"fr": "Visite du parc", "nl": "Bezoek aan het park"},
        "description": {"fr": "Une visite.", "nl": "Een bezoek."},
        "longDescription": {"fr": "<p>Long.</p><p>Très long.</p>"},
        "timings": [
            {"begin": "2027-03-12T14:00:00+01:00", "end": "2027-03-12T16:00:00+01:00"},
            {"begin": "2027-03-12T17:00:00+01:00", "end": "2027-03-12T18:00:00+01:00"},
            {"begin": "nonsense"},
        ],
        "location": {"name": "Parc de Bruxelles", "address": "place des Palais"},
        "keywords": {"fr": ["nature"], "nl": ["natuur"]},
        "image": {"filename": "https://example.test/x.jpg"},
    }
    reading = read(json.dumps({"total": 1, "events": [row]}).encode(), now=NOW)
    event = reading.events[0]
    assert (reading.kind, event.key, event.place, event.categories) == (
        "openagenda",
        "77",
        "Parc de Bruxelles, place des Palais",
        ("nature", "natuur"),
    )
    assert event.texts == {
        "fr": {"title": "Visite du parc", "summary": "Une visite.", "body": ["Long. Très long."]},
        "nl": {"title": "Bezoek aan het park", "summary": "Een bezoek.", "body": []},
    }
    assert [date.key for date in event.dates] == ["2027-03-12", "2027-03-12/1"]


@pytest.mark.parametrize("row", [None, 3, "x", {}, {"title": {"fr": "x"}}, {"title": "x", "timings": [3]}])
def test_openagenda_row_without_sense_is_left(row):
    assert read(json.dumps({"events": [row]}).encode(), now=NOW).events == ()


def test_calendar_name_is_one_clean_line():
    head = HEAD.replace("Maison Querelle", "Maison\\n<b>Querelle</b>")
    assert read(calendar(head=head), now=NOW).name == "Maison Querelle"
