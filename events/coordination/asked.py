"""What the address of the coordinators’ calendar asks for. What makes no sense is left out with a sentence."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..agenda.filters import LEGENDS as AGENDA_LEGENDS
from ..agenda.filters import DayField, PageField, ValuesField, refusals
from ..models import Audience, EventKind
from .drafts import PlanState

FACETS = ("quartier", "public", "etat", "type", "theme", "partenaire")
LEGENDS = AGENDA_LEGENDS | {"etat": gettext_lazy("État")}
EARLIEST = date(2000, 1, 1)
USUAL = timedelta(days=27)  # four weeks, the first day included
LONGEST = timedelta(days=91)  # of a list


@dataclass(frozen=True)
class Asked:
    """lists: {facet: values} that make sense; first, last: the days shown; view: "mois" or "liste"; page: from 1."""

    lists: dict = field(default_factory=dict)
    first: date = EARLIEST
    last: date = EARLIEST
    view: str = "mois"
    page: int = 1

    def filters(self):
        """[(name, value)] of the filters, always in the same order."""
        return [(name, value) for name in FACETS for value in self.lists.get(name, ())]

    def address(self, path):
        """`path` with the query that says all this."""
        pairs = [*self.filters(), ("du", self.first.isoformat())]
        pairs += [("au", self.last.isoformat()), ("vue", "liste")] if self.view == "liste" else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"{path}?{urlencode(pairs)}"

    def without(self, name, value):
        """The same without one value of a filter, from page 1."""
        kept = tuple(other for other in self.lists[name] if other != value)
        lists = {key: values for key, values in self.lists.items() if key != name} | ({name: kept} if kept else {})
        return replace(self, lists=lists, page=1)

    def over(self, first, last, view):
        return replace(self, first=first, last=last, view=view, page=1)

    def month(self, day):
        """The month of `day`, whole."""
        first = day.replace(day=1)
        return self.over(first, last_of_month(first), "mois")

    @property
    def weeks(self):
        """(Monday, Sunday) around the days shown: what is said of weeks is said of whole ones."""
        monday = self.first - timedelta(days=self.first.weekday())
        return monday, self.last + timedelta(days=6 - self.last.weekday())


def last_of_month(day):
    return day + relativedelta(day=31)


class AskedForm(forms.Form):
    """The query of the page and of its feed. names: events.agenda.names.Names."""

    quartier = ValuesField()
    public = ValuesField(known=Audience.values)
    etat = ValuesField(known=PlanState.values)
    type = ValuesField(known=EventKind.values)
    theme = ValuesField()
    partenaire = ValuesField()
    du = DayField(required=False)
    au = DayField(required=False)
    vue = ValuesField(known=["liste", "mois"])
    page = PageField()

    def __init__(self, data, *, names):
        super().__init__(data)
        for facet, labels in names.labels.items():
            self.fields[facet].known = labels["fr"]
            self.fields[facet].former = names.former.get(facet, {})

    def read(self, today):
        """(Asked, notices)."""
        self.is_valid()  # fields never raise: they remember what they refused
        data = self.cleaned_data
        notices = [
            sentence for name, field in self.fields.items() for sentence in refusals(name, field.refused, LEGENDS)
        ]
        lists = {name: data[name] for name in FACETS if data[name]}
        first, last = data["du"], data["au"]
        if first and first < EARLIEST:
            first = None
            notices.append(_("Le calendrier ne remonte pas si loin : il commence aujourd’hui."))
        asked = Asked(lists=lists, page=data["page"])
        if "liste" not in data["vue"]:
            return asked.month(first or today), notices
        first = first or today
        if last and last < first:
            last = None
            notices.append(_("La dernière date précède la première : elle est ignorée."))
        last = last or first + USUAL
        if last - first > LONGEST:
            last = first + LONGEST
            notices.append(_("La liste va jusqu’à trois mois à la fois."))
        return replace(asked.over(first, last, "liste"), page=data["page"]), notices

    @property
    def finds_nothing(self):
        """Whether a filter was written of which no value exists: a feed has then nothing, rather than everything."""
        self.is_valid()
        return any(self.fields[name].refused and not self.cleaned_data[name] for name in FACETS)
