"""What narrows the catalogue. Values of one filter add up, filters narrow each other; nonsense is ignored."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kit.texts import language_name
from portal.templatetags.wording import MONTHS

from ..agenda.facets import Facet, Option

LEGENDS = {
    "theme": gettext_lazy("Thème"),
    "mois": gettext_lazy("Mois"),
    "duree": gettext_lazy("Durée"),
    "langue": gettext_lazy("Langue"),
    "cadre": gettext_lazy("Reconnue par"),
    "en-ligne": gettext_lazy("En ligne"),
    "attestation": gettext_lazy("Avec attestation"),
}
NAMES = tuple(LEGENDS)
SWITCHES = ("en-ligne", "attestation")
OPEN = ("theme", "mois")
LENGTHS = {
    "court": gettext_lazy("Jusqu’à 4 h"),
    "jour": gettext_lazy("De 4 à 8 h"),
    "long": gettext_lazy("Plus de 8 h"),
}


@dataclass(frozen=True)
class Selection:
    """What was asked of the Offers. chosen: {filter: [values]} that make sense; ignored: whether something did not."""

    offers: object
    chosen: dict
    ignored: bool
    language: str

    @property
    def rows(self):
        """The Offers that were asked for, in order of their next date."""
        return [row for row in self.offers.rows if all(self._fits(row, name) for name in NAMES)]

    def _fits(self, row, name):
        return name not in self.chosen or not row.marks[name].isdisjoint(self.chosen[name])

    def counts(self, name):
        """{value: how many rows choosing it would show}, the other filters as they are."""
        others, found = [other for other in NAMES if other != name], {}
        for row in self.offers.rows:
            if all(self._fits(row, other) for other in others):
                for value in row.marks[name]:
                    found[value] = found.get(value, 0) + 1
        return found

    def values(self, name):
        """{value: label} of what the catalogue has under this filter, in the order of the form."""
        present = {value for row in self.offers.rows for value in row.marks[name]}
        if name in self.offers.labels:
            known = self.offers.labels[name][self.language]
        elif name == "mois":
            known = {value: _month_label(value, self.language) for value in sorted(present)}
        elif name == "langue":
            known = {value: language_name(value, self.language) for value in sorted(present)}
        elif name == "duree":
            known = {value: str(label) for value, label in LENGTHS.items()}
        else:
            known = {"1": str(LEGENDS[name])}
        return {value: label for value, label in known.items() if value in present}

    def query(self, *, without=None, **more):
        """The query string of this selection, perhaps without one (filter, value), with `more` of its own."""
        query = QueryDict(mutable=True)
        for name in NAMES:
            query.setlist(name, [value for value in self.chosen.get(name, ()) if (name, value) != without])
        for name, value in more.items():
            query[name] = value
        return query.urlencode()

    def facets(self):
        """The Facets of the form; a filter under which the catalogue has nothing is left out."""
        found = [self._facet(name) for name in NAMES if name not in SWITCHES]
        switches = [option for name in SWITCHES for option in self._options(name, named=name)]
        practical = Facet("pratique", _("Pratique"), "switches", True, switches)
        return [facet for facet in [*found, practical] if facet.options]

    def _facet(self, name):
        opened = name in OPEN or name in self.chosen
        return Facet(name, LEGENDS[name], "checkbox", opened, list(self._options(name)))

    def _options(self, name, named=""):
        counts, chosen = self.counts(name), self.chosen.get(name, ())
        for value, label in self.values(name).items():
            count, checked = counts.get(value, 0), value in chosen
            yield Option(value, label, count, checked, f"{name}-{value}", not count and not checked, named)


def select(params, offers, language):
    """The Selection that a QueryDict asks for, anything in it."""
    empty = Selection(offers, {}, False, language)
    chosen, ignored = {}, False
    for name in NAMES:
        asked = list(dict.fromkeys(params.getlist(name)))
        known = empty.values(name) if asked else {}
        if kept := [value for value in known if value in asked]:
            chosen[name] = kept
        ignored = ignored or any(value and value not in known for value in asked)
    return Selection(offers, chosen, ignored, language)


def _month_label(value, language):
    year, month = value.split("-")
    return f"{MONTHS[language][int(month) - 1]} {year}"
