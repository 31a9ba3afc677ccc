"""Opening hours of a file as plain rows: [days, opens, closes, from, to, every, attending, note].

days: weekday numbers, Monday 0; opens, closes: `09:00`; from, to: ISO dates or ""; every: weeks; attending: a code.
"""

import re
from datetime import date

from ..hsds.schedules import BYDAY

_TIME = re.compile(r"([01]?\d|2[0-3])[:h.]([0-5]\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?$")
_SPAN = re.compile(r"^(?P<days>.+?)\s+(?P<opens>\d{1,2}[:h.]\d{2})\s*[–—-]\s*(?P<closes>\d{1,2}[:h.]\d{2})$")
MOST = 60


def from_schedules(schedules, words):
    """(rows, whether all could be said so) of the schedules of HSDS: weekly ones with days and hours on the clock."""
    rows, whole = [], len(schedules) <= MOST
    for data in schedules[:MOST]:
        row = _row(data, words)
        if row is None:
            whole = False
        elif row not in rows:
            rows.append(row)
    return sorted(rows), whole


def _row(data, words):
    days = [BYDAY.index(each) for each in str(data.get("byday") or "").split(",") if each in BYDAY]
    opens, closes = _clock(data.get("opens_at")), _clock(data.get("closes_at"))
    every = data.get("interval") or 1
    starts, ends = _day(data.get("valid_from")), _day(data.get("valid_to") or data.get("until"))
    weekly = data.get("freq") in (None, "", "WEEKLY") and isinstance(every, int) and 1 <= every <= 8
    if not (days and opens and closes and weekly) or None in (starts, ends):
        return None
    attending = words.find("attending", data.get("attending_type")) or ""
    note = data.get("description")
    return [sorted(set(days)), opens, closes, starts, ends, every, attending, note if isinstance(note, str) else ""]


def _clock(value):
    found = _TIME.match(value.strip()) if isinstance(value, str) else None
    return f"{int(found[1]):02d}:{found[2]}" if found else ""


def _day(value):
    """An ISO date; "" for none, None for what is no date."""
    if value in (None, ""):
        return ""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def from_text(text, words):
    """The rows of « lundi, mardi 09:00–17:00 ; vendredi 09:00–12:00 », or None when it does not read so."""
    rows = []
    for part in text.split(";")[:MOST]:
        found = _SPAN.match(part.strip())
        days = [words.find("weekday", day.strip()) for day in found["days"].split(",")] if found else [None]
        opens, closes = (_clock(found["opens"]), _clock(found["closes"])) if found else ("", "")
        if None in days or not opens or not closes:
            return None
        rows.append([sorted(set(days)), opens, closes, "", "", 1, "", ""])
    return sorted(rows)
