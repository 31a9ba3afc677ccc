"""The TOML files beside this module, as dictionaries, and what their dates and texts mean."""

import tomllib
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.utils.html import escape

FOLDER = Path(__file__).parent
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LANGUAGES = ("fr", "nl", "en", "ar", "es", "pt", "ro", "bg", "uk", "tr", "ti", "so", "fr-x-falc")


@cache
def read(name):
    """The rows of `name`.toml, such as quartiers → its [[quartier]]; events: those of all events-*.toml."""
    paths = sorted(FOLDER.glob("events-*.toml")) if name == "events" else [FOLDER / f"{name}.toml"]
    key = name.removesuffix("s")
    return [row for path in paths for row in _parse(path)[key]]


@cache
def people():
    """{first, last, remarks}: lists of names and of what people add."""
    return _parse(FOLDER / "people.toml")


def _parse(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def texts(row):
    """{language: table} of a row."""
    return {language: row[language] for language in LANGUAGES if language in row}


def body_blocks(text):
    """StreamField data: paragraphs stand together in one block, `## ` opens a heading."""
    blocks = []
    for part in text.strip().split("\n\n"):
        heading, _newline, rest = part.partition("\n")
        if heading.startswith("## "):
            blocks.append({"type": "heading", "value": heading.removeprefix("## ").strip()})
            part = rest
        if not part.strip():
            continue
        paragraph = f"<p>{escape(' '.join(part.split(chr(10))))}</p>"
        if blocks and blocks[-1]["type"] == "paragraph":
            blocks[-1]["value"] += paragraph
        else:
            blocks.append({"type": "paragraph", "value": paragraph})
    return blocks


def day_of(row, *, today):
    """The day of one [[event.date]]; a weekday of this week that has gone is the same one of the next week.

    weeks_ago: of a week before this one, for what is over.
    """
    if "in_days" in row:
        return today + timedelta(days=row["in_days"])
    monday = today - timedelta(days=today.weekday())
    if "weeks_ago" in row:
        return monday - timedelta(weeks=row["weeks_ago"]) + timedelta(days=WEEKDAYS.index(row["weekday"]))
    day = monday + timedelta(weeks=row["in_weeks"], days=WEEKDAYS.index(row["weekday"]))
    return day if day >= today else day + timedelta(weeks=1)


def hours_of(row):
    """(begins, ends, extra_days) of one [[event.date]], as ScheduleRule has them."""
    begins = time.fromisoformat(row["at"])
    start = datetime.combine(date.min, begins)
    end = start + timedelta(minutes=row["minutes"])
    nights = (end.date() - start.date()).days
    overnight = nights == 1 and end.time() <= begins
    return begins, end.time(), 0 if overnight else nights
