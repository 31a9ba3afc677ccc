"""The agenda as a calendar: the weeks of one month, each day with its first activities.

What is found is what the list of that month finds; a date stands under each of its days, so that the numbers of the
days may add up to more.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.texts import choose_text, lang_attribute
from portal.templatetags.wording import day_words, month_year, weekday

from ..cards import state_of
from ..coming import activities
from ..models import AgendaRow, EventText
from .listing import ListedDate, Text
from .periods import day_bounds

MONTHS_AHEAD = 18  # as far as dates of endless series are known
SHOWN = 4  # activities in a day's cell
CALENDAR = calendar.Calendar(calendar.MONDAY)


@dataclass(frozen=True)
class Entry:
    """An activity in the cell of a day. starts: aware, or None where it began on an earlier day; state: or None."""

    href: str
    title: str
    title_lang: str
    kind: str
    starts: datetime | None
    state: object


@dataclass(frozen=True)
class Day:
    """A cell. href: the day in the list, empty without activities; label: the day and their number, in words."""

    date: date
    href: str
    label: str
    count: int
    entries: list
    more_label: str
    past: bool
    current: bool


def month_query(query, today):
    """(Query, notices): the month that a Query in the view by month asks for, whole, and what was left out of it."""
    periods = query.periods(today)
    wanted = min((days.first for days in periods), default=today).replace(day=1)
    last = _later(today.replace(day=1), MONTHS_AHEAD)
    notices = []
    if wanted > last:
        notices.append(_("Le calendrier s’arrête dix-huit mois à l’avance : voici le dernier mois."))
    elif _narrower(query, wanted, today):
        notices.append(_("Le calendrier montre le mois entier, et pas seulement les dates demandées."))
    return _over(query, min(wanted, last), today), notices


def _narrower(query, first, today):
    """Whether the written days are not those of the month that begins on `first`, what is past of it apart."""
    begins = query.first and query.first > max(first, today)
    return bool(begins or (query.last and query.last != _later(first, 1) - timedelta(days=1)))


def _over(query, first, today):
    """The Query over the month that begins on `first`, as the list would ask for it."""
    if first == today.replace(day=1):
        return query.at("mois")
    return replace(query.at(), first=first, last=_later(first, 1) - timedelta(days=1))


def _later(first, months):
    """The first day of the month, so many months after the one that begins on `first`."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def month_context(selection, path):
    """The context of events/_month.html for a Selection of `month_query`."""
    query, today = selection.query, selection.today
    [days] = query.periods(today)
    first = days.first.replace(day=1)
    following = [days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1)]
    cells = {day: _found(selection, day) for day in following}
    entries = _entries({position for _count, shown in cells.values() for position in shown}, selection)
    weeks = CALENDAR.monthdatescalendar(first.year, first.month)
    before, after = _later(first, -1), _later(first, 1)
    last = _later(today.replace(day=1), MONTHS_AHEAD)
    return {
        "name": month_year(first),
        "weekdays": [{"short": name[:2], "name": name} for name in map(weekday, weeks[0])],
        "weeks": [[_day(day, first, cells, entries, selection, path) for day in week] for week in weeks],
        "previous": _link(query, before, today, path) if first > today else None,
        "next": _link(query, after, today, path) if after <= last else None,
    }


def _link(query, first, today, path):
    return {"href": _over(query, first, today).address(path), "label": month_year(first)}


def _found(selection, day):
    """(how many, positions of those shown) on a day: what starts on it comes before what began earlier."""
    maps, found = selection.snapshot.maps, selection.search.found
    start, dawn, end = day_bounds(day)
    own = (found & maps.between(start, end)).bit_count()
    until = selection.snapshot.now.timestamp() if day == selection.today else dawn
    earlier = sorted(position for position in set(maps.running_positions(start, until)) if found >> position & 1)
    shown = maps.positions_between(found, start, end, SHOWN) + earlier
    return own + len(earlier), shown[:SHOWN]


def _day(day, first, cells, entries, selection, path):
    """The Day, or None where the week has a day of another month."""
    if (day.year, day.month) != (first.year, first.month):
        return None
    count, shown = cells.get(day, (0, ()))
    more = count - len(shown)
    listed = replace(selection.query.at(), first=day, last=day, view="")
    start = day_bounds(day)[0]
    maps = selection.snapshot.maps
    found = [entries[position] for position in shown]
    return Day(
        date=day,
        href=listed.address(path) if count else "",
        label=f"{day_words(day)}, {activities(count)}",
        count=count,
        entries=[
            entry if maps.starts[position] >= start else replace(entry, starts=None)
            for position, entry in zip(shown, found, strict=True)
        ],
        more_label=ngettext("et %(count)s autre", "et %(count)s autres", more) % {"count": more} if more else "",
        past=day < selection.today,
        current=day == selection.today,
    )


def _entries(positions, selection):
    """{position: Entry} in two queries."""
    maps, language = selection.snapshot.maps, selection.language
    at = {maps.occurrences[position]: position for position in positions}
    columns = (
        "occurrence", "event", "event__slug", "kind", "starts_at", "ends_at", "occurrence__state", "occurrence__moved",
        "occurrence__previous_starts_at", "occurrence__rule_ends_at",
    )  # fmt: skip
    rows = list(AgendaRow.objects.filter(pk__in=at).order_by().values_list(*columns))
    texts = {}
    for event, code, title in EventText.objects.filter(event__in={row[1] for row in rows}).values_list(
        "event", "language", "title"
    ):
        texts.setdefault(event, []).append(Text(code, title=title))
    return {at[row[0]]: _entry(row, choose_text(texts.get(row[1], ()), language), language) for row in rows}


def _entry(row, text, language):
    _pk, _event, slug, kind, starts_at, ends_at, *facts = row
    date = ListedDate()
    date.starts_at, date.ends_at = starts_at, ends_at
    date.state, date.moved, date.previous_starts_at, date.rule_ends_at = facts
    return Entry(
        href=reverse("evenement", args=[slug]),
        title=text.title if text else slug,
        title_lang=lang_attribute(text, language),
        kind=kind,
        starts=timezone.localtime(starts_at),
        state=state_of(date),
    )
