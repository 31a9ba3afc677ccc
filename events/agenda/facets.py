"""The filter form of the agenda: each filter with its values and, beside each, the rows that choosing it would show."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .filters import LEGENDS
from .labels import values_of

# Facets that stand open before anything is chosen.
OPEN = {"quartier", "public", "pratique"}
PRACTICAL = ("gratuit", "garderie", "places")
ORDER = ("quartier", "public", "pratique", "type", "theme", "moment", "langue", "acces", "age", "partenaire")
# Lists that staff make long: what no date to come has is left out.
LONG = {"partenaire", "langue"}


@dataclass(frozen=True)
class Option:
    """A value to tick. name: its own query name in a facet of switches, else empty; count: None for an input."""

    value: str
    label: str
    count: int | None
    checked: bool
    id: str
    disabled: bool
    name: str = ""


@dataclass(frozen=True)
class Facet:
    """A fieldset. kind: checkbox, text, or switches (checkboxes whose options have each their own name).

    help, error: of a text, how to write it and what is wrong with it.
    """

    name: str
    legend: str
    kind: str
    open: bool
    options: list
    help: str = ""
    error: str = ""


def facets(selection):
    """The Facets for a Selection, in the order of the form."""
    return [_facet(name, selection) for name in ORDER]


def _facet(name, selection):
    lists = selection.query.lists
    if name == "pratique":
        options = [option for practical in PRACTICAL for option in _options(practical, selection, named=practical)]
        return Facet(name, _("Pratique"), "switches", True, options)
    if name == "age":
        error = selection.filters.problems.get(name, "")
        value = selection.filters.typed(name) if error else ", ".join(sorted(lists.get(name, ()), key=int))
        option = Option(value, _("Âge de la personne"), None, False, "age", False)
        hint = _("En années ; plusieurs âges se séparent par une virgule : 6, 9.")
        return Facet(name, LEGENDS[name], "text", bool(value), [option], hint, error)
    return Facet(name, LEGENDS[name], "checkbox", name in OPEN or name in lists, list(_options(name, selection)))


def _options(name, selection, named=""):
    counts = selection.search.counts(name)
    chosen = selection.query.lists.get(name, ())
    for value, label in values_of(name, selection.snapshot.maps.names, selection.language).items():
        if name in LONG and value not in selection.snapshot.maps.facets[name] and value not in chosen:
            continue
        count, checked = counts.get(value, 0), value in chosen
        yield Option(value, label, count, checked, f"{name}-{value}", not count and not checked, named)
