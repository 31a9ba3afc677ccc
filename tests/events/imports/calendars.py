"""Calendars for tests, written by hand: what programs in the wild send, in small."""

from datetime import UTC, datetime

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)  # Tuesday, 10:00 in Brussels
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Tests//FR\r\nX-WR-CALNAME:Maison Querelle\r\n"
ZONED = "TZID=Europe/Brussels"


def calendar(*events, head=HEAD):
    """A calendar (bytes) of these VEVENTs."""
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def vevent(uid="atelier-1@example.test", start="20270310T140000", end="20270310T160000", *, zone=ZONED, **properties):
    """A VEVENT; a property given as None is left out, names have _ for -, `lines` are added as they are."""
    lines = properties.pop("lines", ())
    parameter = f";{zone}" if zone else ""
    facts = {
        "UID": uid,
        "DTSTAMP": "20270101T000000Z",
        f"DTSTART{parameter}": start,
        f"DTEND{parameter}": end,
        "SUMMARY": "Atelier vélo",
    } | {name.upper().replace("_", "-"): value for name, value in properties.items()}
    written = [f"{name}:{value}" for name, value in facts.items() if value is not None]
    return "\r\n".join(["BEGIN:VEVENT", *written, *lines, "END:VEVENT", ""])


def weekly(uid="cours@example.test", *, count=4, lines=(), **properties):
    """Every Wednesday at 18:00 from 10 March 2027."""
    facts = {"start": "20270310T180000", "end": "20270310T200000", "summary": "Cours de guitare"} | properties
    return vevent(uid, lines=[f"RRULE:FREQ=WEEKLY;COUNT={count}", *lines], **facts)


def override(uid="cours@example.test", *, of, start, end, **properties):
    """One date of the series that is otherwise."""
    return vevent(uid, start, end, lines=[f"RECURRENCE-ID;{ZONED}:{of}"], summary="Cours de guitare", **properties)
