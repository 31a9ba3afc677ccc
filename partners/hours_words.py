"""Opening hours in words: « ouvert jusqu’à 18 h », and the week as a table. No query, no clock."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.kit.texts import Line
from portal.templatetags.wording import day_words, day_words_from, hour, weekday
from portal.templatetags.wording import hours as between

from .hours import CLOSED, DAY, changes_on, holiday_name, next_opening, open_until, spans
from .models import Attending, Effect, OpeningRule

NEAR = timedelta(days=6)
ENDLESS = timedelta(days=2)
WORDLESS = Line("")


@dataclass(frozen=True)
class Status:
    """Open or not, in words; `sentence` is « Ouvert jusqu’à 18 h »."""

    is_open: bool
    sentence: str


@dataclass(frozen=True)
class SpanWords:
    """« 9 h – 12 h, sur rendez-vous », and what is said of these hours besides: a Line, without words where nothing."""

    words: str
    note: Line = WORDLESS

    def __str__(self):
        return f"{self.words} ({self.note})" if self.note.text else self.words


@dataclass(frozen=True)
class DayLine:
    """A day of the table. hours: its SpanWords, « fermé » included; note: why the day differs, as a Line or words."""

    day: object
    name: str
    hours: list
    note: object = ""
    today: bool = False
    closed: bool = False
    unusual: bool = False


def status(timetable, now):
    """The Status at that instant; None when nobody has said when it is open."""
    if not timetable.is_known:
        return None
    until = open_until(timetable, now)
    if until is not None:
        return Status(True, capfirst(_until(until, now)))
    opening = next_opening(timetable, now)
    return Status(False, capfirst(_opening(opening.start, now) if opening else _("fermé pour le moment")))


def _until(until, now):
    if until - now > ENDLESS:
        return _("ouvert jour et nuit")
    local, today = timezone.localtime(until), timezone.localtime(now).date()
    # What closes in the night or at its end is said without a day.
    if local.date() == today or (local.date() == today + DAY and local.hour < 6):
        return _("ouvert jusqu’à %(hour)s") % {"hour": hour(until)}
    return _("ouvert jusqu’à %(day)s à %(hour)s") % {"day": weekday(until), "hour": hour(until)}


def _opening(start, now):
    today, day = timezone.localtime(now).date(), timezone.localtime(start).date()
    if day == today:
        return _("ouvre à %(hour)s") % {"hour": hour(start)}
    if day == today + DAY:
        return _("ouvre demain à %(hour)s") % {"hour": hour(start)}
    if day - today <= NEAR:
        return _("ouvre %(day)s à %(hour)s") % {"day": weekday(start), "hour": hour(start)}
    return _("fermé jusqu’au %(day)s") % {"day": day_words_from(day, today)}


def notice_line(change, language):
    """The Line on top of a page: the words of a temporary change, with its days when it changes the hours."""
    line = change.text(language)
    if change.effect == Effect.NOTICE:
        return line
    first, last = change.starts_on, change.last_day
    with override(line.lang or language):
        said = _("Le %(first)s : %(text)s") if first == last else _("Du %(first)s au %(last)s : %(text)s")
        words = said % {"first": day_words(first), "last": day_words(last), "text": line.text}
    return Line(words, line.lang)


def week(timetable, today, language):
    """The DayLines of seven days from today: the hours as they will really be."""
    return [_day_line(timetable, today + offset * DAY, today, language) for offset in range(7)]


def _day_line(timetable, day, today, language):
    found, changed = spans(timetable, day), changes_on(timetable, day)
    holiday = holiday_name(day, language) if timetable.closed_on_holidays and not changed else ""
    note = holiday
    if changed:
        words = [change.text(language) for change in changed]
        told = next((line for line in words if line.text), None)
        usual = _("fermeture exceptionnelle") if changed[0].effect == CLOSED else _("heures exceptionnelles")
        note = told or usual
    return DayLine(
        day=day,
        name=weekday(day),
        hours=[span_words(span, language) for span in found] or [SpanWords(_("fermé"))],
        note=note,
        today=day == today,
        closed=not found,
        unusual=bool(note),
    )


def span_words(span, language):
    """The SpanWords of a Span, read in `language`."""
    words = between(span.start, span.end)
    if timezone.localtime(span.start).time() == timezone.localtime(span.end).time():
        words = _("jour et nuit")
    attending = getattr(span.row, "attending", "")
    words = f"{words}, {Attending(attending).label}" if attending else words
    # A temporary change says its words of the whole day.
    return SpanWords(words, span.row.note(language)) if isinstance(span.row, OpeningRule) else SpanWords(words)
