"""iCalendar (RFC 5545) read into ReadEvents. No Django here: it runs in a process of its own, with limits.

An event is what shares one UID. Its dates come from the recurrence library; here are the guards around it, and what
calendars in the wild leave out: ends, zones, UIDs. Key of a date: the day of its RECURRENCE-ID and the rank in that
day, so that a series that begins an hour later keeps its dates.
"""

import re
import signal
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from .readings import Notice, ReadDate, ReadEvent, Reading, fingerprint
from .wordage import CATEGORY, PLACE, TITLE, one_line, summary_and_body

ZONE = ZoneInfo("Europe/Brussels")  # of times that name no zone, or one that nobody knows
MAX_EVENTS, MAX_DATES, MAX_ALL_DATES, MAX_NOTICES = 10_000, 400, 50_000, 500
MAX_RULES = 5
LONGEST = timedelta(days=30)  # what one date of a schedule can hold
NO_END = timedelta(hours=1)
SERIES_SECONDS = 2  # of the processor's time
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_END = re.compile(rb"END:VCALENDAR\s*\Z", re.IGNORECASE)
_EVENTS = re.compile(rb"^BEGIN:VEVENT[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
URL = re.compile(r"https?://[^\s<>\"]{4,190}", re.IGNORECASE)


class _Left(Exception):
    """This event, or this date, is not taken. code, facts: of its Notice."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


class _TooLong(BaseException):
    """Passes through a library that survives every Exception."""


def read_ics(data, *, since, until):
    """The Reading of a calendar (bytes) for the dates between two instants."""
    if not _END.search(data):
        return Reading("ics", refused="cut")
    if len(_EVENTS.findall(data)) > MAX_EVENTS:
        return Reading("ics", refused="many")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except Exception:  # whatever the library trips over, nothing was read
        return Reading("ics", refused="broken")
    if not calendars:
        return Reading("ics", refused="broken")
    return _Reader(calendars, since, until).read()


def bounded(notices):
    """At most MAX_NOTICES of them, and how many more there were."""
    kept = notices[:MAX_NOTICES]
    return (*kept, Notice("more", facts={"count": len(notices) - MAX_NOTICES})) if len(notices) > MAX_NOTICES else kept


class _Reader:
    def __init__(self, calendars, since, until):
        self.calendars, self.since, self.until = calendars, since, until
        self.notices, self.outside, self.dates = [], Counter(), 0

    def read(self):
        found, seen = [], set()
        for calendar in self.calendars:
            for key, uid, components in _grouped(calendar.walk("VEVENT"), self.notices):
                event = self._read_one(calendar, key, uid, components)
                if event and event.key not in seen:
                    seen.add(event.key)
                    found.append(event)
        for code, count in self.outside.items():
            self.notices.insert(0, Notice(code, facts={"count": count}))
        name = _text(self.calendars[0], "X-WR-CALNAME")  # no property of the standard's: its escapes are left in
        name = one_line(name.replace("\\n", " ").replace("\\", ""), 80)
        return Reading("ics", name, tuple(found), tuple(bounded(tuple(self.notices))), self.since, self.until)

    def _read_one(self, calendar, key, uid, components):
        title = ""
        try:
            title = one_line(_text(components[0], "SUMMARY"), TITLE)
            return self._event(calendar, key, uid, components, title)
        except _Left as left:
            if left.code in ("past", "far"):
                self.outside[left.code] += 1
            else:
                self.notices.append(Notice(left.code, title or one_line(uid, TITLE), left.facts))
        except Exception:  # one event that the library trips over holds none of the others
            self.notices.append(Notice("unreadable", title or one_line(uid, TITLE)))
        return None

    def _event(self, calendar, key, uid, components, title):
        first = components[0]
        if any(_text(one, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL") for one in components):
            raise _Left("private")
        if not title:
            raise _Left("untitled")
        marks, dates = set(), []
        for raw in self._raw_dates(calendar, components):
            try:
                dates.append(_read_date(raw, marks))
            except _Left as left:
                self.notices.append(Notice(left.code, title, left.facts))
        if not dates:
            raise _Left("undated")
        within = [each for each in dates if each.ends_at > self.since and each.starts_at < self.until]
        if not within:
            raise _Left("past" if max(each.ends_at for each in dates) <= self.since else "far")
        if len(within) > MAX_DATES:
            self.notices.append(Notice("series_long", title, {"count": MAX_DATES}))
        within = ranked(sorted(within, key=lambda each: (each.starts_at, each.key)))[:MAX_DATES]
        self.dates += len(within)
        if self.dates > MAX_ALL_DATES:
            raise _Left("many_dates", count=MAX_ALL_DATES)
        summary, body = summary_and_body(_text(first, "DESCRIPTION"))
        place = one_line(_text(first, "LOCATION"), PLACE)
        url = URL.match(place)
        return ReadEvent(
            key=key,
            uid=one_line(uid, TITLE),
            texts={"": {"title": title, "summary": summary, "body": body}},
            dates=tuple(within),
            categories=_categories(first),
            place="" if url else place,
            online_url=url[0] if url else "",
            cancelled=_text(first, "STATUS").upper() == "CANCELLED",
            marks=tuple(sorted(marks)),
        )

    def _raw_dates(self, calendar, components):
        """Components with one DTSTART each."""
        first = components[0]
        if len(components) == 1 and not first.get("RRULE") and not first.get("RDATE"):
            return [first]
        for component in components:
            _check_rules(component)
        series = Calendar()
        if calendar.get("X-WR-TIMEZONE"):
            series["X-WR-TIMEZONE"] = calendar["X-WR-TIMEZONE"]
        for component in components:
            series.add_component(component)
        ended = any(component.get("DTEND") or component.get("DURATION") for component in components)
        try:
            with _at_most(SERIES_SECONDS):
                found = recurring_ical_events.of(series, skip_bad_series=True).between(self.since, self.until)
        except _TooLong:
            raise _Left("series_heavy") from None
        if not found and (self.dates or components):
            raise _Left("past" if first.get("RRULE") or first.get("RDATE") else "undated")
        for each in found:
            each["X-MAILLAGE-ENDED"] = "1" if ended else ""
        return found


def _grouped(components, notices):
    """(key, UID, components) for each event, the one that says most of it first."""
    groups = {}
    for component in components:
        groups.setdefault(_text(component, "UID").strip(), []).append(component)
    for uid, members in groups.items():
        masters = [each for each in members if not each.get("RECURRENCE-ID")]
        if uid and len(masters) > 1:
            versions = [_sequence(each) for each in masters]
            if len(set(versions)) == len(versions):  # older versions of the same event were left in
                masters = [max(masters, key=_sequence)]
            elif len({_hashed_key(each) for each in masters}) == 1:
                masters = masters[-1:]
        if uid and len(masters) <= 1:
            others = [each for each in members if each.get("RECURRENCE-ID")]
            yield key_of(uid), uid, [*masters, *others]
            continue
        if uid:
            notices.append(Notice("uid_repeated", one_line(_text(members[0], "SUMMARY"), TITLE)))
        for each in members:
            yield _hashed_key(each), uid, [each]


def key_of(uid):
    """The UID, or a hash of one that no column holds."""
    return uid if len(uid) <= 180 and uid.isprintable() else f"#{fingerprint(uid)}"


def _hashed_key(component):
    """A key for what has no UID of its own: its start, title and place."""
    start = _dt(component.get("DTSTART"))
    return f"~{fingerprint([str(start), _text(component, 'SUMMARY'), _text(component, 'LOCATION')])}"


def _sequence(component):
    try:
        return int(component.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _check_rules(component):
    """Refuse rules that no activity follows: by the hour or the minute, or a great many of them."""
    rules = component.get("RRULE") or []
    rules = rules if isinstance(rules, list) else [rules]
    if len(rules) > MAX_RULES:
        raise _Left("rule")
    for rule in rules:
        values = {str(name).upper(): value for name, value in rule.items()} if isinstance(rule, dict) else {}
        frequency = [str(each).upper() for each in _listed(values.get("FREQ"))]
        if len(frequency) != 1 or frequency[0] not in FREQUENCIES:
            raise _Left("rule")
        if any(len(_listed(values.get(name))) > 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            raise _Left("rule")


def _listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _read_date(component, marks):
    start = _moment(component, "DTSTART")
    if start is None:
        raise _Left("undated")
    end, duration = _moment(component, "DTEND"), _dt(component.get("DURATION"))
    ended = component.get("X-MAILLAGE-ENDED") != ""
    if isinstance(start, datetime) != isinstance(end, datetime) and end is not None:
        end = None  # a day and an hour: what it ends at cannot be known
    if end is None and isinstance(duration, timedelta):
        end = start + duration
    if not isinstance(start, datetime):
        marks.add("all_day")
        end = end if end and end > start else start + timedelta(days=1)
    starts_at, ends_at = _instant(start, marks), end and _instant(end, marks)
    if ends_at is None or ends_at <= starts_at or not ended:
        if isinstance(start, datetime):
            marks.add("no_end")
            ends_at = starts_at + NO_END
        else:
            ends_at = _instant(start + timedelta(days=1), marks)
    if ends_at - starts_at > LONGEST:
        raise _Left("too_long", days=(ends_at - starts_at).days)
    recurrence = _moment(component, "RECURRENCE-ID")
    key = "" if recurrence is None else _day(recurrence).isoformat()
    return ReadDate(key, starts_at, ends_at, _text(component, "STATUS").upper() == "CANCELLED")


def _moment(component, name):
    value = component.get(name)
    value = value[0] if isinstance(value, list) and value else value
    moment = _dt(value)
    return moment if isinstance(moment, date) and 1990 < moment.year < 2200 else None


def _dt(value):
    """What a property says, or None: one that could not be parsed raises when it is asked."""
    try:
        return getattr(value, "dt", None)
    except Exception:
        return None


def _instant(moment, marks):
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min, tzinfo=ZONE)
    elif moment.tzinfo is None or moment.utcoffset() is None:
        marks.add("floating")
        moment = moment.replace(tzinfo=ZONE)
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _day(moment):
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def ranked(dates):
    """The dates with the rank in their day: a second one of the same day is `2027-03-02/1`."""
    used, ranked = Counter(), []
    for each in dates:
        ranked.append(replace(each, key=f"{each.key}/{used[each.key]}") if used[each.key] else each)
        used[each.key] += 1
    return ranked


def _text(component, name):
    value = component.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    return str(value) if not isinstance(value, list) else ""


def _categories(component):
    found = []
    for value in _listed(component.get("CATEGORIES")):
        found += [one_line(str(word), CATEGORY) for word in getattr(value, "cats", [])]
    return tuple(dict.fromkeys(word for word in found if word))[:20]


@contextmanager
def _at_most(seconds):
    """Raise _TooLong after so many seconds of the processor's time; only a main thread can be stopped so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
