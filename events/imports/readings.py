"""What was read of a calendar, as plain values that pass from one process to another. No Django here."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True)
class ReadDate:
    """One date of an event. key: what stays when it is moved, the day of its recurrence and its rank in that day."""

    key: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False


@dataclass(frozen=True)
class ReadEvent:
    """One event of a calendar, its dates in order.

    key: the same at each reading. texts: {language or "": {"title", "summary", "body"}}, "" being the language that
    the source is said to be in; body is paragraphs, a list of str. marks: what has to be looked at (keys of
    wording.MARKS): "all_day", "floating", "no_end". cancelled: all of it is called off.
    """

    key: str
    uid: str
    texts: dict
    dates: tuple = ()
    categories: tuple = ()
    place: str = ""
    online_url: str = ""
    cancelled: bool = False
    marks: tuple = ()

    @property
    def title(self):
        return next((text["title"] for text in self.texts.values()), "")

    @cached_property
    def digest(self):
        """A hash of all that was read: equal ones need no comparing."""
        return fingerprint(asdict(self))


@dataclass(frozen=True)
class Notice:
    """Something that was not taken, or has to be looked at. code: a key of wording.NOTICES; facts: for its words."""

    code: str
    title: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A whole calendar. kind: ics or openagenda. refused: a key of wording.FAILURES; then nothing else is there.

    since, until: between which instants dates were looked for.
    """

    kind: str = ""
    name: str = ""
    events: tuple = ()
    notices: tuple = ()
    since: datetime | None = None
    until: datetime | None = None
    refused: str = ""


def fingerprint(value):
    """A short hash of a plain value: equal values, equal hashes, whatever the order of a dict."""
    said = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def as_json(reading):
    """The Reading as JSON (str)."""
    return json.dumps(asdict(reading), default=lambda moment: moment.isoformat())


def from_json(text):
    """The Reading that as_json wrote."""
    kept = json.loads(text)
    moments = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in ("since", "until")}
    notices = tuple(Notice(**notice) for notice in kept["notices"])
    return Reading(**{**kept, **moments, "events": tuple(_event(each) for each in kept["events"]), "notices": notices})


def _event(kept):
    dates = tuple(
        ReadDate(**{**date, **{name: datetime.fromisoformat(date[name]) for name in ("starts_at", "ends_at")}})
        for date in kept["dates"]
    )
    return ReadEvent(**{**kept, "dates": dates, "categories": tuple(kept["categories"]), "marks": tuple(kept["marks"])})
