"""When a partner or service is open: weekly rules, what changes for a while, public holidays. No query, no clock.

A Timetable is read from rows or from anything with the same attributes; hours are wall clock of the portal's zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import lcm

import holidays
from django.utils import timezone

CLOSED, HOURS = "closed", "hours"  # of models.Effect
DAY = timedelta(days=1)
# How far ahead the next opening is looked for: a summer’s closure and then some.
HORIZON = 120
COUNTRY = "BE"


@dataclass(frozen=True)
class Timetable:
    """rules: OpeningRules. layers: TemporaryChanges; the first layer that has any for a day decides that day."""

    rules: tuple = ()
    layers: tuple = ()
    closed_on_holidays: bool = True

    @property
    def is_known(self):
        """Whether anything says when it is open."""
        return bool(self.rules) or any(change.effect == HOURS for layer in self.layers for change in layer)


@dataclass(frozen=True)
class Span:
    """Open from start to end (UTC instants); row: the rule or change that says so."""

    start: datetime
    end: datetime
    row: object = None


def timetable_of(partner, place_id=None):
    """The Timetable of a partner loaded by `with_hours()`, at its seat or at another of its places."""
    seat = partner.place_id
    at = seat if place_id is None else place_id
    rules = tuple(rule for rule in partner.hours.all() if (rule.place_id or seat) == at)
    return Timetable(rules, _layers(partner.changes.all(), at), partner.closed_on_holidays)


def timetable_of_service(service, place_id=None):
    """The Timetable of a service loaded by `with_hours()`, at one of its places or wherever it is.

    Without hours of its own it keeps those of its partner; its partner's closures hold for it in any case.
    """
    partner = service.partner
    rules = tuple(rule for rule in service.hours.all() if place_id is None or rule.place_id in (None, place_id))
    own = _layers(service.changes.all(), place_id)
    theirs = timetable_of(partner, place_id)
    if not rules:
        return Timetable(theirs.rules, own + theirs.layers, service.closed_on_holidays)
    closures = tuple(tuple(change for change in layer if change.effect == CLOSED) for layer in theirs.layers)
    return Timetable(rules, own + closures, service.closed_on_holidays)


def _layers(changes, place_id):
    """What changes at this place, then what changes everywhere."""
    listed = list(changes)
    here = tuple(change for change in listed if change.place_id is not None and change.place_id == place_id)
    return here, tuple(change for change in listed if change.place_id is None)


def changes_on(timetable, day):
    """The temporary changes that decide the day: closures and other hours, not mere notices."""
    for layer in timetable.layers:
        found = [row for row in layer if row.effect in (CLOSED, HOURS) and row.starts_on <= day <= row.last_day]
        if found:
            return found
    return []


def spans(timetable, day):
    """The Spans that begin on that local day, in order. What lasts after midnight belongs to the day it began."""
    found = changes_on(timetable, day)
    if found:
        closed = any(row.effect == CLOSED for row in found)
        rows = [] if closed else found
    elif timetable.closed_on_holidays and is_holiday(day):
        rows = []
    else:
        rows = [rule for rule in timetable.rules if applies(rule, day)]
    listed = (Span(_instant(start), _instant(end), row) for row in rows for start, end in [wall_span(row, day)])
    # An hour that the clocks skip in spring opens nothing.
    return sorted((span for span in listed if span.start < span.end), key=lambda span: (span.start, span.end))


def is_open(timetable, now):
    """Whether it is open at that instant; at the minute of closing it is not."""
    return any(span.start <= now < span.end for span in _around(timetable, now))


def open_until(timetable, now):
    """The instant at which it closes, adjoining spans taken together; None when it is closed now.

    What never closes answers an instant about a week away.
    """
    end = None
    for span in _around(timetable, now, ahead=8):
        if span.start <= (end or now) and (end or now) <= span.end and span.end > now:
            end = span.end
    return end


def next_opening(timetable, now):
    """The Span that begins next after that instant; None when none begins within the horizon."""
    today = timezone.localtime(now).date()
    for offset in range(HORIZON + 1):
        for span in spans(timetable, today + offset * DAY):
            if span.start > now:
                return span
    return None


def notices(rows, day, *, place_id=None):
    """The changes whose words are shown on that day: everywhere, or at this place."""
    return [
        row
        for row in rows
        if (row.shown_from or row.starts_on) <= day <= row.last_day
        and row.place_id in (None, place_id)
        and (row.text_fr or row.text_nl or row.text_en)
    ]


def applies(rule, day):
    """Whether a weekly rule holds on that day."""
    if day.weekday() not in rule.days:
        return False
    if (rule.valid_from and day < rule.valid_from) or (rule.valid_to and day > rule.valid_to):
        return False
    if rule.every > 1 and rule.valid_from:
        return (_monday(day) - _monday(rule.valid_from)).days // 7 % rule.every == 0
    return True


def wall_span(row, day):
    """(start, end) on the wall clock; closing no later than opening is closing on the day after."""
    end = datetime.combine(day, row.closes)
    return datetime.combine(day, row.opens), end if row.closes > row.opens else end + DAY


def overlap(one, other):
    """Whether two weekly rules would both be open at some moment. Which place they are for is not asked."""
    first = max((rule.valid_from for rule in (one, other) if rule.valid_from), default=date(2024, 1, 1))
    last = min((rule.valid_to for rule in (one, other) if rule.valid_to), default=date.max - DAY)
    days = 7 * lcm(one.every, other.every) + 7
    # From the day before, for its night may reach into the first day, and to the day after for the same reason.
    listed = [first + offset * DAY for offset in range(-1, days)]
    listed = [day for day in listed if day <= last + DAY]
    mine = [wall_span(one, day) for day in listed if applies(one, day)]
    theirs = [wall_span(other, day) for day in listed if applies(other, day)]
    return any(start < until and since < end for start, end in mine for since, until in theirs)


def clash(one, other):
    """Whether two temporary changes contradict each other on some day. Which place they are for is not asked."""
    if {one.effect, other.effect} - {CLOSED, HOURS}:
        return False
    together = one.starts_on <= other.last_day and other.starts_on <= one.last_day
    if not together or one.effect != other.effect:
        return together
    if one.effect == CLOSED:
        return False
    (start, end), (since, until) = wall_span(one, one.starts_on), wall_span(other, one.starts_on)
    return start < until and since < end


def is_holiday(day):
    return bool(holiday_name(day, "fr"))


def holiday_name(day, language):
    """What a public holiday is called (« Fête nationale »); "" on other days."""
    return _holidays(day.year, {"nl": "nl", "en": "en_US"}.get(language, "fr")).get(day, "")


@lru_cache(maxsize=64)
def _holidays(year, language):
    return dict(holidays.country_holidays(COUNTRY, years=year, language=language))


def _around(timetable, now, ahead=1):
    """The spans of yesterday, whose night may last, of today, and of some days ahead."""
    today = timezone.localtime(now).date()
    return [span for offset in range(-1, ahead) for span in spans(timetable, today + offset * DAY)]


def _instant(wall):
    """The UTC instant of a wall clock time: the first of two, and the hour after for one that the clocks skip."""
    return wall.replace(tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def _monday(day):
    return day - day.weekday() * DAY
