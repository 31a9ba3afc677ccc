"""The envelope: what is written is read back by other programs' parsers."""

from datetime import UTC, datetime

import icalendar
import pytest

from portal.kit.calendar import calendar_end, calendar_start, clean_line, clean_text, escape_text, fold, wrap

BLOCK = (
    "BEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20270301T080000Z\r\n"
    "DTSTART;TZID=Europe/Brussels:20270328T100000\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
)


@pytest.mark.parametrize("text", ["é" * 200, "a" * 75, "a" * 76, "𝄞" * 40, "a" + "—" * 90, "العربية " * 30])
def test_folded_lines_have_75_octets_and_unfold_to_the_text(text):
    folded = fold(text)
    assert max(len(line.encode()) for line in folded.split("\r\n")) <= 75
    assert folded.endswith("\r\n")
    assert folded.removesuffix("\r\n").replace("\r\n ", "") == text


def test_a_line_of_exactly_75_octets_is_not_folded():
    assert fold("a" * 75) == "a" * 75 + "\r\n"
    assert fold("a" * 76) == "a" * 75 + "\r\n a\r\n"


def test_special_characters_come_back_from_the_parser():
    text = 'a;b,c\\n\\Nord\nnouvelle ligne : "oui"'
    calendar = icalendar.Calendar.from_ical(wrap([], name="x", description=text, language="fr"))
    assert escape_text(text) == 'a\\;b\\,c\\\\n\\\\Nord\\nnouvelle ligne : "oui"'
    assert str(calendar["DESCRIPTION"]) == text


def test_a_name_cannot_add_a_property():
    body = wrap([], name="Fête\r\nATTENDEE:mailto:x@y.example\nX:1\x0b\u2028\x85", language="fr").decode()
    names = [line.split(":")[0].split(";")[0] for line in body.split("\r\n") if line and line[0] != " "]
    assert "ATTENDEE" not in names
    assert "X" not in names
    assert len(body.splitlines()) == body.count("\r\n")


def test_control_characters_and_direction_overrides_leave():
    assert clean_text("a\x00\x1b[31m\u202eb\r\nc\rd\x7f") == "a[31mb\nc\nd"
    assert clean_line("  a\n\n b\tc : d ") == "a b c : d"


def test_the_envelope_holds_what_programs_that_subscribe_read():
    body = wrap(
        [BLOCK],
        name="Agenda",
        description="Tout",
        url="https://ville.example/fr/agenda/",
        source="https://ville.example/fr/agenda.ics",
        language="fr",
    )
    calendar = icalendar.Calendar.from_ical(body)
    expected = {
        "VERSION": "2.0",
        "PRODID": "-//Maillage//Agenda//FR",
        "NAME": "Agenda",
        "X-WR-CALNAME": "Agenda",
        "X-WR-CALDESC": "Tout",
        "X-WR-TIMEZONE": "Europe/Brussels",
        "URL": "https://ville.example/fr/agenda/",
        "SOURCE": "https://ville.example/fr/agenda.ics",
        "X-PUBLISHED-TTL": "PT3H",
    }
    assert {name: str(calendar[name]) for name in expected} == expected
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["REFRESH-INTERVAL"].dt.total_seconds() == 3 * 3600
    assert "METHOD" not in calendar


def test_a_letter_has_a_method_and_suggests_no_new_calendar():
    calendar = icalendar.Calendar.from_ical(wrap([BLOCK], language="nl", method="PUBLISH"))
    assert calendar["METHOD"] == "PUBLISH"
    assert not {"NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"} & set(calendar)


def test_the_zone_is_brussels_at_both_changes_of_hour():
    calendar = icalendar.Calendar.from_ical(calendar_start(language="fr").encode() + calendar_end().encode())
    zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    offsets = [
        zone.utcoffset(datetime(2027, 3, 28, 1, 59)).total_seconds() / 3600,
        zone.utcoffset(datetime(2027, 3, 28, 3, 0)).total_seconds() / 3600,
        zone.utcoffset(datetime(2027, 10, 31, 1, 59)).total_seconds() / 3600,
        zone.utcoffset(datetime(2027, 10, 31, 3, 0)).total_seconds() / 3600,
    ]
    assert offsets == [1, 2, 2, 1]
    assert b"RDATE" not in wrap([], language="fr")


def test_a_block_between_start_and_end_is_read_as_an_instant():
    event = icalendar.Calendar.from_ical(wrap(iter([BLOCK]), language="fr")).walk("VEVENT")[0]
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 28, 8, tzinfo=UTC)
