"""The coordinators’ calendar as plain values for its template: a month or a list, its filters, what strikes the eye."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.texts import choose_text, lang_attribute
from portal.templatetags.wording import day_month, day_words, day_words_from, hours, month_year, weekday

from ..agenda.facets import Facet, Option
from ..agenda.labels import values_of
from ..agenda.names import load_names
from ..coming import activities as how_many
from ..editing.addresses import edit_url
from ..models import Audience, Event, EventKind, OccurrenceState
from .asked import EARLIEST, FACETS, LEGENDS, AskedForm, last_of_month
from .drafts import MOST, PlanState
from .glance import clashes, gaps
from .planned import load_words, plan_of

CALENDAR = calendar.Calendar(calendar.MONDAY)
DAWN = 6  # what ends by then belongs to its evening
IN_CELL, PER_PAGE, UNDATED, CLASHES = 5, 60, 10, 8
KINDS, AUDIENCES = dict(EventKind.choices), dict(Audience.choices)
LAST_MONTH = date(2199, 1, 1)


def coordination_context(data, language, *, now):
    """The context of events/coordination/calendar.html. data: a QueryDict, anything in it."""
    return _Page(data, language, now).context()


class _Page:
    """One look at the plan: what was asked, what was found, the names of things."""

    def __init__(self, data, language, now):
        self.language, self.today = language, timezone.localdate(now)
        self.names = load_names()
        self.asked, self.notices = AskedForm(data, names=self.names).read(self.today)
        self.weeks = self.asked.weeks
        self.plan = plan_of(self.asked.lists, *self.weeks, self.names)
        self.by_day = self._by_day()
        self.path = reverse("coordination")

    def context(self):
        asked, total = self.asked, len({id(date) for dates in self.by_day.values() for date in dates})
        striking = clashes(self.plan.dates, today=self.today)
        month = self._month() if asked.view == "mois" else None
        days, pager = ([], None) if month else self._days()
        undated = self.plan.undated[:UNDATED]
        shown = [date for day in (month["cells"].values() if month else days) for date in day["dates"]]
        meeting = [date for clash in striking[:CLASHES] for date in clash.dates]
        load_words([date.activity for date in [*shown, *meeting]])
        notices = list(self.notices)
        if self.plan.left_out:
            notices.append(_("Seuls les %(most)s brouillons les plus récents sont lus.") % {"most": MOST})
        return {
            "title": _("Calendrier de coordination"),
            "notices": notices,
            "views": self._views(),
            "total_label": how_many(total),
            "filtered": len(asked.filters()),
            "form": self._form(),
            "selection": [
                {"label": label, "remove_href": asked.without(name, value).address(self.path)}
                for name, value, label in self._labels()
            ],
            "clear_href": replace(asked, lists={}, page=1).address(self.path) if asked.lists else "",
            "month": self._written_month(month) if month else None,
            "days": [{**day, "dates": self._written(day["dates"], day["date"])} for day in days],
            "pager": pager,
            "undated": [self._undated(activity) for activity in undated],
            "undated_more": self._and_others(len(self.plan.undated) - len(undated)),
            "clashes": [self._clash(clash) for clash in striking[:CLASHES]],
            "clashes_more": self._and_others(len(striking) - CLASHES),
            "gaps": self._gaps(),
            "subscribe_href": self._subscribe_href(),
        }

    # --- Days --------------------------------------------------------------------------------------

    def _by_day(self):
        """{day: [Planned]} of the days shown: what starts on it comes before what began earlier."""
        own, earlier = {}, {}
        for planned in self.plan.dates:
            begins, ends = timezone.localtime(planned.starts_at), timezone.localtime(planned.ends_at)
            last = ends.date()
            if last > begins.date() and ends.hour < DAWN:
                last -= timedelta(days=1)
            day = max(begins.date(), self.asked.first)
            while day <= min(last, self.asked.last):
                (own if day == begins.date() else earlier).setdefault(day, []).append(planned)
                day += timedelta(days=1)
        return {day: own.get(day, []) + earlier.get(day, []) for day in own.keys() | earlier.keys()}

    def _month(self):
        cells = {day: {"dates": dates[:IN_CELL], "count": len(dates)} for day, dates in self.by_day.items()}
        return {"cells": cells}

    def _written_month(self, month):
        first, asked = self.asked.first, self.asked
        weeks = CALENDAR.monthdatescalendar(first.year, first.month)
        before, after = first - timedelta(days=1), last_of_month(first) + timedelta(days=1)
        return {
            "name": month_year(first),
            "weekdays": [{"short": name[:2], "name": name} for name in map(weekday, weeks[0])],
            "weeks": [[self._cell(day, month["cells"]) for day in week] for week in weeks],
            "previous": self._other(before) if before >= EARLIEST else None,
            "next": self._other(after) if after < LAST_MONTH else None,
            "now": self._other(self.today) if asked.first != self.today.replace(day=1) else None,
        }

    def _other(self, day):
        return {"href": self.asked.month(day).address(self.path), "label": month_year(day)}

    def _cell(self, day, cells):
        """A day of the month, or None where the week has one of another month."""
        if day.month != self.asked.first.month:
            return None
        cell = cells.get(day, {"dates": [], "count": 0})
        count = cell["count"]
        return {
            "date": day,
            "href": self.asked.over(day, day, "liste").address(self.path) if count else "",
            "label": f"{day_words(day)}, {how_many(count)}",
            "count": count,
            "dates": self._written(cell["dates"], day),
            "more_label": self._and_others(count - len(cell["dates"])),
            "past": day < self.today,
            "current": day == self.today,
        }

    def _days(self):
        """([{date, label, dates}], pager): the list by day, each date once, under the first of its days shown."""
        once, pairs = set(), []
        for day in sorted(self.by_day):
            for planned in self.by_day[day]:
                if id(planned) not in once:
                    once.add(id(planned))
                    pairs.append((day, planned))
        pages = max(1, -(-len(pairs) // PER_PAGE))
        page = min(self.asked.page, pages)
        by_day = {}
        for day, planned in pairs[(page - 1) * PER_PAGE : page * PER_PAGE]:
            by_day.setdefault(day, []).append(planned)
        days = [
            {"date": day, "label": day_words_from(day, self.today), "dates": dates} for day, dates in by_day.items()
        ]
        return days, {
            "number": page,
            "of": pages,
            "previous_href": replace(self.asked, page=page - 1).address(self.path) if page > 1 else "",
            "next_href": replace(self.asked, page=page + 1).address(self.path) if page < pages else "",
        }

    # --- Dates in words ----------------------------------------------------------------------------

    def _written(self, dates, day):
        return [self._date(planned, day) for planned in dates]

    def _date(self, planned, day):
        activity = planned.activity
        starts = timezone.localtime(planned.starts_at)
        return {
            **self._words(activity),
            "hours": hours(planned.starts_at, planned.ends_at),
            "starts": starts if starts.date() == day else None,
            "quartier": self._name("quartier", planned.quartier),
            "badges": [*self._off(planned), *self._badges(activity)],
            "gone": not planned.takes_place,
        }

    def _words(self, activity):
        text = choose_text(activity.texts or (), self.language)
        public = activity.state == PlanState.PUBLISHED
        return {
            "href": reverse("evenement", args=[activity.slug]) if public else edit_url(Event(pk=activity.pk)),
            "title": text.title if text else activity.slug,
            "title_lang": lang_attribute(text, self.language),
            "kind": activity.kind,
            "kind_label": str(KINDS.get(activity.kind, "")),
            "partner": self._name("partenaire", activity.organiser),
            "audiences": self._audiences(activity.audiences),
            "draft": not public,
        }

    def _undated(self, activity):
        return {**self._words(activity), "badges": self._badges(activity)}

    def _off(self, planned):
        if planned.happens == OccurrenceState.CANCELLED:
            return [{"code": "cancelled", "label": _("Annulé")}]
        return [] if planned.takes_place else [{"code": "postponed", "label": _("Reporté")}]

    def _badges(self, activity):
        if activity.state != PlanState.PUBLISHED:
            return [{"code": activity.state, "label": str(PlanState(activity.state).label)}]
        return [{"code": "changed", "label": _("Changement proposé")}] if activity.changed else []

    def _audiences(self, codes):
        return ", ".join(str(AUDIENCES[code]) for code in codes if code in AUDIENCES)

    def _name(self, facet, pk):
        slug = self.names.by_id[facet].get(pk)
        return self.names.labels[facet][self.language][slug] if slug else ""

    def _and_others(self, number):
        if number <= 0:
            return ""
        return ngettext("et %(count)s autre", "et %(count)s autres", number) % {"count": number}

    # --- At a glance -------------------------------------------------------------------------------

    def _clash(self, clash):
        where, who = self._name("quartier", clash.quartier), self._audiences(clash.audiences)
        heading = f"{day_words_from(clash.day, self.today)} · {where} · {who}"
        return {"label": heading, "dates": self._written(clash.dates, clash.day)}

    def _gaps(self):
        """[{audience, weeks}] of what was found, with the filters that were chosen: a week is named by its Monday."""
        wanted = self.asked.lists.get("public") or Audience.values
        first, last = self.weeks
        found = gaps(self.plan.dates, wanted, first=first, last=last, today=self.today)
        return [{"audience": str(AUDIENCES[gap.audience]), "weeks": self._weeks(gap)} for gap in found]

    def _weeks(self, gap):
        if gap.whole:
            return _("rien, toute la période")
        return ", ".join(_("semaine du %(day)s") % {"day": day_month(monday)} for monday in gap.weeks)

    # --- Filters -----------------------------------------------------------------------------------

    def _views(self):
        asked, first = self.asked, self.asked.first
        as_list = asked.over(first, last_of_month(first), "liste") if asked.view == "mois" else asked
        return [
            {"href": asked.month(first).address(self.path), "label": _("Mois"), "current": asked.view == "mois"},
            {"href": as_list.address(self.path), "label": _("Liste"), "current": asked.view == "liste"},
        ]

    def _values(self, name):
        if name == "etat":
            return {value: str(label) for value, label in PlanState.choices}
        return values_of(name, self.names, self.language)

    def _labels(self):
        return [(name, value, self._values(name)[value]) for name, value in self.asked.filters()]

    def _form(self):
        asked = self.asked
        by_list = asked.view == "liste"
        return {
            "action": self.path,
            "view": asked.view,
            "du": asked.first.isoformat(),
            "au": asked.last.isoformat() if by_list else "",
            "facets": [self._facet(name) for name in FACETS],
        }

    def _facet(self, name):
        chosen = self.asked.lists.get(name, ())
        options = [
            Option(value, label, None, value in chosen, f"{name}-{value}", False)
            for value, label in self._values(name).items()
        ]
        return Facet(name, LEGENDS[name], "checkbox", bool(chosen) or name in ("quartier", "public", "etat"), options)

    def _subscribe_href(self):
        query = self.asked.address("").partition("?")[2]
        return f"{reverse('coordination-calendrier')}?{query}"
