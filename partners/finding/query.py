"""Reading the directory's address. What makes no sense is left out with a sentence about it; nothing is refused."""

import unicodedata
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..models import PLACE_FEATURES
from .near import read_near

QUERY_LENGTH = 100
MOST_VALUES = 100  # of one filter
FACETS = ("type", "theme", "public", "quartier", "langue", "acces", "partenaire")
LIST, MAP = "", "carte"


@dataclass(frozen=True)
class Query:
    """What was understood. lists: {facet: values}; near: a near.Point or None; near_text: what was written.

    is_open: only who is open now; view: LIST or MAP.
    """

    q: str = ""
    lists: dict = field(default_factory=dict)
    is_open: bool = False
    near: object = None
    near_text: str = ""
    view: str = LIST
    page: int = 1

    def without(self, name, value=None):
        """The Query, on its first page, less one value of a filter, or less a filter."""
        kept = replace(self, page=1)
        if name == "q":
            return replace(kept, q="")
        if name == "ouvert":
            return replace(kept, is_open=False)
        if name == "pres":
            return replace(kept, near=None, near_text="")
        left = [other for other in self.lists[name] if other != value]
        return replace(kept, lists={**self.lists, name: left})

    def on_page(self, number):
        return replace(self, page=number)

    def seen_as(self, view):
        return replace(self, view=view, page=1)

    @property
    def is_empty(self):
        """Whether nothing narrows or sorts the list."""
        return not (self.q or any(self.lists.values()) or self.is_open or self.near)

    def address(self, path):
        """The path with all that is asked."""
        asked = QueryDict(mutable=True)
        if self.q:
            asked["q"] = self.q
        for name, values in self.lists.items():
            asked.setlist(name, values)
        if self.is_open:
            asked["ouvert"] = "1"
        if self.near_text:
            asked["pres"] = self.near_text
        if self.view:
            asked["vue"] = self.view
        if self.page > 1:
            asked["page"] = str(self.page)
        return f"{path}?{asked.urlencode()}" if asked else path


def read(params, index):
    """(Query, notices): what the address asks of the Index and makes sense, and a sentence for what was left out."""
    notices, words = [], visible(params.get("q", ""))
    if len(words) > QUERY_LENGTH:
        notices.append(_("Votre recherche est trop longue : nous en avons gardé le début."))
    near_text = visible(params.get("pres", ""))[:QUERY_LENGTH].strip()
    near, said = read_near(near_text, index.addresses) if near_text else (None, "")
    notices += [said] if said else []
    query = Query(
        q=words[:QUERY_LENGTH].strip(),
        lists=_lists(params, index, notices),
        is_open=params.get("ouvert") == "1",
        near=near,
        near_text=near_text if near else "",
        view=MAP if params.get("vue") == MAP else LIST,
        page=_page_number(params.get("page", ""), notices),
    )
    return query, notices


def _lists(params, index, notices):
    lists = {}
    for name in FACETS:
        known = options(name, index)
        given = dict.fromkeys(value for value in params.getlist(name) if value)
        if name == "partenaire":
            given = dict.fromkeys(index.former.get(value, value) for value in given)
        lists[name] = [value for value in given if value in known][:MOST_VALUES]
        if len(lists[name]) < len(given):
            notices.append(
                _("Le filtre « %(legend)s » contient un choix inconnu ; il est laissé de côté.")
                % {"legend": legend(name)}
            )
    return lists


def options(name, index):
    """The values of a facet that the directory holds."""
    held = index.facets.get(name, {})
    return [code.value for code in PLACE_FEATURES if code in held] if name == "acces" else held


def legend(name):
    return {
        "type": _("Sorte"),
        "theme": _("Thème"),
        "public": _("Pour qui"),
        "quartier": _("Quartier"),
        "langue": _("Langue parlée"),
        "acces": _("Accessibilité"),
        "partenaire": _("Partenaire"),
    }[name]


def _page_number(text, notices):
    """A page from 1; what is no number is said."""
    if not text:
        return 1
    sensible = text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) >= 1
    if not sensible:
        notices.append(_("Cette page de résultats n’existe pas ; en voici une autre."))
    return int(text) if sensible else 1


def visible(text):
    """The text on one line without control and formatting characters, which hide what is written."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cf") else c for c in text).split())
