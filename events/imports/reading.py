"""Reading a calendar: bytes in, a Reading out. `python -m events.imports.reading` does it apart; no Django here."""

import sys
from datetime import UTC, datetime

from portal.kit.confined import CPU_SECONDS, confine

from .ics import ZONE, read_ics
from .openagenda import read_openagenda
from .readings import Reading, as_json

MONTHS_BEFORE, MONTHS_AHEAD = 1, 18


def window(now):
    """(since, until): from the first of last month to the first of the month in eighteen months, in Brussels.

    Whole months, so that a series without an end gets its new dates once a month and not every day.
    """
    local = now.astimezone(ZONE)
    return tuple(_first_of(local, months) for months in (-MONTHS_BEFORE, MONTHS_AHEAD))


def _first_of(local, months):
    years, month = divmod(local.month - 1 + months, 12)
    return datetime(local.year + years, month + 1, 1, tzinfo=ZONE).astimezone(UTC)


def read(data, *, now):
    """The Reading of what an address answered or somebody uploaded (bytes); it never raises."""
    since, until = window(now)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        return read_openagenda(data, since=since, until=until)
    if b"BEGIN:VCALENDAR" in head.upper():
        return read_ics(data, since=since, until=until)
    return Reading(refused="empty" if not data.strip() else "not_calendar")


def main():
    """Reads standard input, writes the Reading as JSON; under limits, so that no calendar stops more than itself."""
    confine(cpu_seconds=CPU_SECONDS)
    now = datetime.fromisoformat(sys.argv[1])
    sys.stdout.write(as_json(read(sys.stdin.buffer.read(), now=now)))


if __name__ == "__main__":
    main()
