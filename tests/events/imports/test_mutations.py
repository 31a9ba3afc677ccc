"""Calendars cut, shuffled and damaged in every way: each gives a Reading, none raises or holds the reading up."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.imports.reading import read
from events.imports.readings import as_json, from_json

from .calendars import HEAD, NOW, calendar, override, vevent, weekly

ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
# As Google, Nextcloud, WordPress and Outlook write them, in small.
GOOGLE = calendar(
    vevent(zone="", start="20270310T130000Z", end="20270310T150000Z", description="<b>Oui</b>", status="CONFIRMED"),
    weekly(lines=["EXDATE;TZID=Europe/Brussels:20270317T180000"]),
    override(of="20270324T180000", start="20270325T190000", end="20270325T210000"),
    head=HEAD + "X-WR-TIMEZONE:Europe/Brussels\r\nMETHOD:PUBLISH\r\n",
)
NEXTCLOUD = calendar(
    ZONE,
    vevent(zone="TZID=Europe/Berlin", lines=["RRULE:FREQ=WEEKLY;COUNT=8", "EXDATE:20270317T130000Z"]),
    vevent("alarm", lines=["BEGIN:VALARM", "TRIGGER;RELATED=START:-PT5M", "ACTION:DISPLAY", "END:VALARM"]),
)
WORDPRESS = calendar(
    vevent(None, zone="VALUE=DATE", start="20270609", end="20270610", categories=None, lines=["CATEGORIES:"]),
    vevent(None, lines=["RDATE;VALUE=DATE-TIME:20270313T190000Z", "RDATE;VALUE=DATE-TIME:20270403T190000Z"]),
    vevent("none", lines=["RRULE:FREQ=WEEKLY;UNTIL=20270101;BYDAY=MO"]),
)
OUTLOOK = calendar(
    vevent(zone="TZID=Romance Standard Time", lines=["X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "SEQUENCE:3"]),
    head=HEAD.replace("\r\n", "\n"),
)
OPENAGENDA = (
    b'{"agenda": {"title": "A"}, "events": [{"uid": 1, "title": {"fr": "Visite", "nl": "Bezoek"}, "keywords": {"fr": '
    b'["parc"]}, "timings": [{"begin": "2027-03-12T14:00:00+01:00", "end": "2027-03-12T16:00:00+01:00"}]}]}'
)
SAMPLES = [GOOGLE, NEXTCLOUD, WORDPRESS, OUTLOOK, OPENAGENDA]
# What breaks readers: zero, huge and negative numbers, other zones, control characters, half of an escape.
SPICE = [
    *(b"", b"\0", b"\r\n", b"\r\n ", b"\\", b";", b":", b",", b'"', b"-1", b"99999999999", b"T", b"Z", b"\xff\xfe"),
    *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n", b"DTSTART:00010101T000000Z\r\n", b"{", b"]"),
    *(b"RRULE:FREQ=SECONDLY\r\n", b"RRULE:FREQ=YEARLY;COUNT=0\r\n", b"DURATION:-P1D\r\n", b"null", b"\xf0\x9f"),
    b"DTEND:99991231T235959Z\r\n",
]
FOLDER = Path(os.environ.get("MAILLAGE_CALENDARS", "shared/data/calendars"))


def assert_reads(data):
    reading = read(data, now=NOW)
    assert from_json(as_json(reading)) == reading
    assert not (reading.refused and reading.events)
    for event in reading.events:
        assert event.title
        assert len({date.key for date in event.dates}) == len(event.dates)
        assert all(date.starts_at < date.ends_at for date in event.dates)
    assert len({event.key for event in reading.events}) == len(reading.events)
    return reading


@pytest.mark.parametrize("sample", SAMPLES, ids=["google", "nextcloud", "wordpress", "outlook", "openagenda"])
def test_sample_is_read_whole(sample):
    assert assert_reads(sample).events


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.floats(0, 1, exclude_max=True))
def test_cut_calendar_is_refused_whole(sample, share):
    reading = assert_reads(sample.rstrip()[: int(share * len(sample.rstrip()))])
    assert reading.refused


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SPICE)), min_size=1, max_size=6),
)
def test_damaged_calendar_gives_a_reading(sample, wounds):
    data = sample
    for share, length, spice in wounds:
        at = int(share * len(data))
        data = data[:at] + spice + data[at + length :]
    assert_reads(data)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_shuffled_lines_give_a_reading(sample, random):
    head, *lines, tail = sample.splitlines(keepends=True) if b"\n" in sample else [b"", sample, b""]
    random.shuffle(lines)
    assert_reads(head + b"".join(lines) + tail)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_octets_give_a_reading(octets):
    assert_reads(octets)
    assert_reads(b"BEGIN:VCALENDAR\r\n" + octets + b"\r\nEND:VCALENDAR\r\n")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ics")) or [None], ids=lambda path: path.name if path else "none")
def test_calendars_from_elsewhere_give_a_reading(path):
    """Where a folder of real calendars is named (MAILLAGE_CALENDARS), each of them, whole and cut in the middle."""
    if path is None:
        return
    data = path.read_bytes()
    assert not assert_reads(data).refused
    assert assert_reads(data[: len(data) // 2]).refused
