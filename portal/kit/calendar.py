"""The envelope of every calendar that leaves this portal: VCALENDAR, its VTIMEZONE, folded lines (RFC 5545).

Text in, text or bytes out. Blocks (VEVENTs as text, each line ended by CRLF) are made by the apps.
"""

import re

ZONE = "Europe/Brussels"
MEDIA_TYPE = "text/calendar; charset=utf-8"
# A `method` parameter if and only if METHOD is in the body (RFC 6047 §2.4).
LETTER_MEDIA_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"
REFRESH = "PT3H"
LINE_OCTETS = 75

# One rule per change of hour, from 1970 on: Outlook mishandles zones written as lists of dates (RDATE).
VTIMEZONE = "\r\n".join(
    (
        "BEGIN:VTIMEZONE",
        f"TZID:{ZONE}",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    )
)

# Control characters but tab and line feed, line and paragraph separators, and the marks that reorder text.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile(r"[\n\t ]+")


def clean_text(text):
    """The text in lines ended by a line feed, without what a calendar program could take for structure."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text):
    """The text on one line; no-break spaces stay."""
    return _BREAKS.sub(" ", clean_text(text))


def escape_text(text):
    """A TEXT value (RFC 5545 §3.3.11)."""
    cleaned = clean_text(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return cleaned.replace("\n", "\\n")


def fold(line):
    """The content line in pieces of at most 75 octets that split no character (§3.1), ended by CRLF."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return f"{line}\r\n"
    pieces, start, room = [], 0, LINE_OCTETS
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end].decode())
        start, room = end, LINE_OCTETS - 1
    return "\r\n ".join(pieces) + "\r\n"


def calendar_start(name="", *, language, description="", url="", source="", method=""):
    """Everything before the first block, as text.

    `name` and `description` are shown by programs that subscribe; `url` is the page for people, `source` this
    calendar's own address. Without a name (a letter's attachment) nothing suggests making a new calendar of it.
    `method`: only `PUBLISH`, in letters.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Maillage//Agenda//{language.upper()}", "CALSCALE:GREGORIAN"]
    if method:
        lines.append(f"METHOD:{method}")
    if name:
        title = escape_text(clean_line(name))
        lines += [f"NAME:{title}", f"X-WR-CALNAME:{title}", f"X-WR-TIMEZONE:{ZONE}"]
        # RFC 7986 §5.7 and what Outlook reads.
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}", "COLOR:steelblue"]
    if description:
        about = escape_text(description)
        lines += [f"DESCRIPTION:{about}", f"X-WR-CALDESC:{about}"]
    if url:
        lines.append(f"URL:{clean_line(url)}")
    if source:
        lines.append(f"SOURCE;VALUE=URI:{clean_line(source)}")
    return "".join(map(fold, lines)) + VTIMEZONE


def calendar_end():
    """The last line of a calendar."""
    return "END:VCALENDAR\r\n"


def wrap(blocks, **start):
    """A whole calendar in bytes: `blocks` (iterable of VEVENTs as text) between calendar_start and calendar_end."""
    return "".join((calendar_start(**start), *blocks, calendar_end())).encode()
