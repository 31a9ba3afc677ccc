"""Reading the agenda's address. What makes no sense is left out with a sentence about it; nothing is refused."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Feature
from portal.kit.texts import SPOKEN_CHOICES

from ..models import AgendaRow, Audience, EventKind
from .fulltext import asked_words
from .periods import WHENS
from .query import LISTS, Query

LONGEST_SEARCH = 100
OLDEST = 120  # years
LAST_YEAR = 2199  # beyond it, days can no longer be counted with
MOST_PAGES = 99_999
SHOWN_REFUSALS = 3
MOST_VALUES, MOST_AGES = 20, 6  # of one filter: each is a label with an address that repeats all the others

MOMENTS = {
    "matin": gettext_lazy("Le matin"),
    "apres-midi": gettext_lazy("L’après-midi"),
    "soir": gettext_lazy("Le soir"),
}
LEGENDS = {
    "q": gettext_lazy("Recherche"),
    "quand": gettext_lazy("Quand"),
    "du": gettext_lazy("Du"),
    "au": gettext_lazy("Au"),
    "moment": gettext_lazy("Moment de la journée"),
    "quartier": gettext_lazy("Quartier"),
    "type": gettext_lazy("Type d’activité"),
    "theme": gettext_lazy("Thème"),
    "partenaire": gettext_lazy("Organisateur"),
    "public": gettext_lazy("Pour qui"),
    "age": gettext_lazy("Âge"),
    "langue": gettext_lazy("Langue parlée"),
    "acces": gettext_lazy("Accessibilité"),
    "gratuit": gettext_lazy("Gratuit"),
    "garderie": gettext_lazy("Garderie sur place"),
    "places": gettext_lazy("Places disponibles"),
    "vue": gettext_lazy("Vue"),
    "page": gettext_lazy("Page"),
}


class ValuesField(forms.Field):
    """Any number of values, repeated or separated by commas. Keeps the known ones; `refused` has the others.

    former: {value that was: value that is}.
    """

    widget = forms.SelectMultiple

    def __init__(self, *, known=(), **kwargs):
        super().__init__(**kwargs)
        self.known, self.former = known, {}
        self.refused = []

    def clean(self, value):
        given = {piece.strip() for text in value or () for piece in text.split(",")} - {""}
        self.refused = sorted(piece for piece in given if self.read(piece) is None)
        return tuple(sorted({self.read(piece) for piece in given} - {None}))

    def read(self, piece):
        """The value that a piece of text stands for, or None."""
        return piece if piece in self.known else self.former.get(piece)


class AgesField(ValuesField):
    def read(self, piece):
        sensible = piece.isascii() and piece.isdecimal() and len(piece) <= 3 and int(piece) <= OLDEST
        return str(int(piece)) if sensible else None


class WordsField(ValuesField):
    """A search: repeated, its words add up."""

    def clean(self, value):
        text = " ".join("".join(c if c.isprintable() else " " for c in " ".join(value or ())).split())
        self.refused = [] if not text or asked_words(text) else [text]
        return "" if self.refused else text


class DayField(forms.DateField):
    """A day as YYYY-MM-DD, or None; `refused` has what was none."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.refused = []

    def clean(self, value):
        self.refused = []
        try:
            day = super().clean(value)
        except forms.ValidationError:
            day, self.refused = None, [value]
        if day and day.year > LAST_YEAR:
            day, self.refused = None, [value]
        return day


class PageField(forms.Field):
    """A page number from 1; `refused` has what was none."""

    refused = ()

    def clean(self, value):
        text = (value or "1").strip()
        sensible = text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) >= 1
        self.refused = () if sensible else (text,)
        return min(int(text), MOST_PAGES) if sensible else 1


class ValuesFilter(django_filters.Filter):
    field_class = ValuesField


class AgesFilter(django_filters.Filter):
    field_class = AgesField


class WordsFilter(django_filters.Filter):
    field_class = WordsField


class DayFilter(django_filters.Filter):
    field_class = DayField


class PageFilter(django_filters.Filter):
    field_class = PageField


class AgendaFilters(django_filters.FilterSet):
    """The filters of the agenda's address; `names` (events.agenda.names) has the slugs that exist.

    It reads and validates; the finding is done on bits (events.agenda.search), not on the queryset.
    """

    q = WordsFilter()
    quand = ValuesFilter(known=WHENS)
    du = DayFilter()
    au = DayFilter()
    moment = ValuesFilter(known=MOMENTS)
    quartier = ValuesFilter()
    type = ValuesFilter(known=EventKind.values)
    theme = ValuesFilter()
    partenaire = ValuesFilter()
    public = ValuesFilter(known=Audience.values)
    age = AgesFilter()
    langue = ValuesFilter(known=[code for code, _label in SPOKEN_CHOICES])
    acces = ValuesFilter(known=Feature.values)
    gratuit = ValuesFilter(known=["1"])
    garderie = ValuesFilter(known=["1"])
    places = ValuesFilter(known=["1"])
    vue = ValuesFilter(known=["liste", "mois", "carte"])
    page = PageFilter()

    class Meta:
        model = AgendaRow
        fields = []

    def __init__(self, data, *, names):
        super().__init__(data, AgendaRow.objects.none())
        for facet, labels in names.labels.items():
            self.form.fields[facet].known = labels["fr"]
            self.form.fields[facet].former = names.former.get(facet, {})

    def read(self, today):
        """(Query, notices): what was asked and makes sense, and a sentence for whatever was left out."""
        self.form.is_valid()  # fields never raise: they remember what they refused
        asked = self.form.cleaned_data
        self._said = [
            (name, sentence) for name, field in self.form.fields.items() for sentence in refusals(name, field.refused)
        ]
        words = asked["q"]
        if len(words) > LONGEST_SEARCH:
            words = words[:LONGEST_SEARCH].rsplit(" ", 1)[0]
            self._say("q", _("La recherche est limitée à %(most)s caractères.") % {"most": LONGEST_SEARCH})
        first, last = self._days(asked, today)
        if asked["quand"] and (first or last):
            self._say("quand", _("Les dates écrites l’emportent sur le choix rapide."))
        query = Query(
            words=words,
            whens=() if first or last else tuple(when for when in WHENS if when in asked["quand"]),
            first=first,
            last=last,
            lists=self._lists(asked),
            page=asked["page"],
            view=next((view for view in ("mois", "carte") if view in asked["vue"]), ""),
        )
        return query, [sentence for _name, sentence in self._said]

    @property
    def problems(self):
        """{filter: the first sentence about what was left out of it}, once it was read."""
        return dict(reversed(self._said))

    def typed(self, name):
        """What the address says under this name, as its field shows it again."""
        text = ", ".join(value.strip() for value in self.data.getlist(name) if value.strip())
        return "".join(c for c in text if c.isprintable())[:LONGEST_SEARCH]

    def _say(self, name, sentence):
        self._said.append((name, sentence))

    def _days(self, asked, today):
        """(first, last) of the written days that count."""
        first, last = asked["du"], asked["au"]
        if first and first < today:
            # A month is named by one of its days: those before today are then not what is wanted.
            if "mois" not in asked["vue"] or (first.year, first.month) != (today.year, today.month):
                self._say("du", _("Ce qui est passé n’est pas montré : la liste commence aujourd’hui."))
            first = None
        if last and last < today:
            last = None
            self._say("au", _("La dernière date est passée : elle est ignorée."))
        if first and last and last < first:
            first = last = None
            self._say("au", _("La dernière date précède la première : elles sont ignorées."))
        return first, last

    def _lists(self, asked):
        """{filter: its values}, as many of them as the page takes."""
        lists = {name: asked[name][: most_of(name)] for name in LISTS if asked[name]}
        for name, values in lists.items():
            if len(asked[name]) > len(values):
                self._say(name, _too_many(name))
        return lists


def most_of(name):
    """How many values of a filter the page takes."""
    return MOST_AGES if name == "age" else MOST_VALUES


def _too_many(name):
    return _("Pas plus de %(most)s choix à la fois (%(filter)s) : les suivants sont ignorés.") % {
        "most": most_of(name),
        "filter": LEGENDS[name],
    }


def shown_value(value):
    """What was written in an address, as far as it can be shown."""
    return "".join(c for c in value if c.isprintable()).strip()[:40] or "…"


def refusals(name, values, legends=LEGENDS):
    """A sentence for each of the first values that a filter refused."""
    for value in values[:SHOWN_REFUSALS]:
        yield _("« %(value)s » n’a pas été compris (%(filter)s) : c’est ignoré.") % {
            "value": shown_value(value),
            "filter": legends[name],
        }
