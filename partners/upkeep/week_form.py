"""Opening hours as a week: two ranges a day. What a week cannot show stays as it is, and is said."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.templatetags.wording import day_words_year

from ..freshness.shown import usual_hours
from ..hours_check import contradictions, rule_errors
from ..models import OpeningRule, Partner, Weekday
from .section_form import SectionForm

RANGES = (1, 2)


class WeekForm(SectionForm):
    closed_on_holidays = forms.BooleanField(label=gettext_lazy("Fermé les jours fériés"), required=False)

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, owner=owner, **kwargs)
        for day in Weekday:
            for number in RANGES:
                self.fields[_name(day, number, "opens")] = _hour(day, _("ouvre à"))
                self.fields[_name(day, number, "closes")] = _hour(day, _("ferme à"))

    def read(self, owner):
        fresh = type(owner)._base_manager.get(pk=owner.pk)
        self.drawn, self.kept = split(rules_of(owner), seat_id=seat_of(fresh))
        kept = [(rule.pk, rule.days, rule.opens, rule.closes, rule.place_id) for rule in self.kept]
        return {"closed_on_holidays": fresh.closed_on_holidays, "week": week_of(self.drawn), "kept": kept}

    def shown(self, stored):
        values = {"closed_on_holidays": stored["closed_on_holidays"]}
        for day, ranges in stored["week"].items():
            for number, (opens, closes) in enumerate(ranges, 1):
                values |= {_name(day, number, "opens"): opens, _name(day, number, "closes"): closes}
        return values

    def days(self):
        """[(day, [(bound opening, bound closing)])] for the template."""
        return [
            (
                capfirst(day.label),
                [(self[_name(day, number, "opens")], self[_name(day, number, "closes")]) for number in RANGES],
            )
            for day in Weekday
        ]

    def kept_words(self):
        """[Line] of the rules that the week does not show."""
        return [rule_words(rule, self.owner) for rule in self.kept]

    def clean(self):
        cleaned = super().clean()
        rows = {}
        for day in Weekday:
            for number in RANGES:
                row = self._row(day, number, cleaned)
                if row is not None:
                    rows[id(row)] = (row, day, number)
        found = [*self.kept, *(row for row, _day, _number in rows.values())]
        for row, field, said in contradictions(found, [], seat_id=seat_of(self.owner)):
            if id(row) in rows:
                self.add_error(_name(*rows[id(row)][1:], field), said)
        cleaned["week"] = _in_order((row.days[0], row.opens, row.closes) for row, _day, _number in rows.values())
        return cleaned

    def _row(self, day, number, cleaned):
        names = [_name(day, number, part) for part in ("opens", "closes")]
        opens, closes = (cleaned.get(name) for name in names)
        if opens is None and closes is None:
            return None
        if opens is None or closes is None:
            missing = names[0] if opens is None else names[1]
            if missing not in self.errors:
                self.add_error(missing, _("Donnez cette heure."))
            return None
        row = OpeningRule(days=[int(day)], opens=opens, closes=closes)
        for said in rule_errors(row).values():
            self.add_error(names[1], said)
            return None
        return row

    def holds(self):
        return all(self.cleaned_data[name] == self.before[name] for name in ("closed_on_holidays", "week"))

    def write(self, owner):
        owner.closed_on_holidays = self.cleaned_data["closed_on_holidays"]
        owner.save(update_fields=["closed_on_holidays"])
        if self.cleaned_data["week"] != self.before["week"]:
            redraw(owner, self.drawn, self.cleaned_data["week"])


def _name(day, number, part):
    return f"day{int(day)}-{number}-{part}"


def _hour(day, label):
    field = forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    field.whose = capfirst(day.label)
    return field


def rules_of(owner):
    key = "partner" if isinstance(owner, Partner) else "service"
    return list(OpeningRule.objects.filter(**{key: owner.pk}).prefetch_related("place__texts").order_by("pk"))


def seat_of(owner):
    """Where rows without place are; None: everywhere, as for a service."""
    return owner.place_id if isinstance(owner, Partner) else None


def split(rules, *, seat_id):
    """(drawn, kept): the rules that two ranges a day can show, and those that say more than that."""
    drawn, kept, used = [], [], dict.fromkeys(map(int, Weekday), 0)
    for rule in rules:
        plain = not (rule.attending or rule.valid_from or rule.valid_to or rule.every > 1 or _noted(rule))
        fits = all(used[day] < len(RANGES) for day in rule.days)
        if plain and fits and rule.place_id in (None, seat_id):
            drawn.append(rule)
            for day in rule.days:
                used[day] += 1
        else:
            kept.append(rule)
    return drawn, kept


def _noted(rule):
    return rule.note_fr or rule.note_nl or rule.note_en


def week_of(rules):
    """{day: [(opens, closes)]} of what rules say together."""
    return _in_order((day, rule.opens, rule.closes) for rule in rules for day in rule.days)


def _in_order(ranges):
    week = {}
    for day, opens, closes in sorted(ranges):
        week.setdefault(int(day), []).append((opens, closes))
    return week


def redraw(owner, drawn, week):
    """Make the rules say what the week says; a rule whose hours stay keeps its row, which the world knows by its id."""
    wanted = {}
    for day, ranges in week.items():
        for hours in ranges:
            wanted.setdefault(hours, []).append(day)
    for rule in drawn:
        days = wanted.pop((rule.opens, rule.closes), None)
        if days is None:
            rule.delete()
        elif days != rule.days:
            rule.days = days
            rule.save()
    key = "partner" if isinstance(owner, Partner) else "service"
    for (opens, closes), days in wanted.items():
        OpeningRule(**{key: owner}, days=days, opens=opens, closes=closes).save()


def rule_words(rule, owner):
    """« Lundi : 9 h – 12 h, sur rendez-vous · à partir du 1er mars 2027 · Antenne »"""
    said = [str(line) for line in usual_hours([rule], default_place=rule.place_id)]
    if rule.valid_from:
        said.append(_("à partir du %(day)s") % {"day": day_words_year(rule.valid_from)})
    if rule.valid_to:
        said.append(_("jusqu’au %(day)s") % {"day": day_words_year(rule.valid_to)})
    if rule.every > 1:
        said.append(_("toutes les %(count)s semaines") % {"count": rule.every})
    if rule.place_id not in (None, seat_of(owner)):
        said.append(str(rule.place))
    return " · ".join([*said, *filter(None, [rule.note_fr or rule.note_nl or rule.note_en])])
