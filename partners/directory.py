"""The directory: what was asked, which partners answer it, and how many each further choice would leave."""

import unicodedata
from dataclasses import dataclass, field, replace

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import name_key
from portal.kit.texts import language_name

from .models import PartnerKind
from .pages import by_name, partner_card

QUERY_LENGTH = 100
PER_PAGE = 60
FACETS = ("type", "quartier", "langue")


@dataclass(frozen=True)
class Entry:
    """A partner with what one can look for: facet → values, and its words without case and accents."""

    partner: object
    values: dict
    words: str


@dataclass
class Selection:
    """What was understood of a query. chosen: facet → values; notices: what was not, in sentences."""

    q: str = ""
    chosen: dict = field(default_factory=dict)
    notices: list = field(default_factory=list)


def directory_context(partners, params, language):
    """The context of partners/directory.html. partners: by `with_texts()`; params: a QueryDict, anything in it."""
    entries = [_entry(partner) for partner in by_name(partners, language)]
    options = _options(entries, language)
    selection = read(params, options)
    found = [entry for entry in entries if matches(entry, selection)]
    action = reverse("annuaire")
    page, pager = _page(found, params.get("page", ""), selection, action)
    return {
        "title": _("Annuaire"),
        "intro": _("Les services et les associations qui font vivre les quartiers, et comment les joindre."),
        "form": {
            "action": action,
            "q": selection.q,
            "facets": [_facet(name, entries, options[name], selection) for name in FACETS],
        },
        "chosen": _chosen(selection, options, action),
        "groups": _groups(page, language),
        "total_label": ngettext("%(count)s partenaire", "%(count)s partenaires", len(found)) % {"count": len(found)},
        "notices": selection.notices,
        "pager": pager,
        "open_data": open_data(),
    }


def open_data():
    """[{href, label}]: the whole directory for spreadsheets and programs."""
    return [
        {"href": reverse("annuaire-csv"), "label": _("Tableau (CSV)")},
        {"href": reverse("annuaire-xlsx"), "label": _("Tableau (Excel)")},
        {"href": reverse("hsds"), "label": _("Interface pour programmes (HSDS 3.1)")},
    ]


def read(params, options):
    """The Selection in `params`; what makes no sense is left out and said."""
    selection = Selection()
    words = _visible(params.get("q", ""))
    selection.q = words[:QUERY_LENGTH].strip()
    if len(words) > QUERY_LENGTH:
        selection.notices.append(_("Votre recherche est trop longue : nous en avons gardé le début."))
    for name in FACETS:
        given = dict.fromkeys(value for value in params.getlist(name) if value)
        selection.chosen[name] = [value for value in given if value in options[name]]
        if len(selection.chosen[name]) < len(given):
            selection.notices.append(
                _("Le filtre « %(legend)s » contient un choix inconnu ; il est laissé de côté.")
                % {"legend": _legend(name)}
            )
    return selection


def matches(entry, selection, *, but=""):
    """Whether the entry answers the selection; the facet `but` is not asked."""
    if not all(word in entry.words for word in name_key(selection.q).split()):
        return False
    return all(
        not values or name == but or not entry.values[name].isdisjoint(values)
        for name, values in selection.chosen.items()
    )


def _entry(partner):
    texts = partner.texts.all()
    words = " ".join(f"{text.name} {text.summary} {text.description}" for text in texts)
    values = {
        "type": {partner.kind},
        "quartier": {partner.quartier.slug} if partner.quartier else set(),
        "langue": set(partner.languages),
    }
    return Entry(partner=partner, values=values, words=name_key(f"{words} {partner.get_kind_display()}"))


def _options(entries, language):
    """{facet: {value: label}} of what the directory holds, in the order in which it is shown."""
    held = {name: set().union(*(entry.values[name] for entry in entries)) for name in FACETS}
    quartiers = {entry.partner.quartier.slug: entry.partner.quartier for entry in entries if entry.partner.quartier}
    by_label = {
        "quartier": {slug: quartier.name(language) for slug, quartier in quartiers.items()},
        "langue": {code: language_name(code, language) for code in held["langue"]},
    }
    ordered = {
        name: dict(sorted(labels.items(), key=lambda item: name_key(item[1]))) for name, labels in by_label.items()
    }
    return {"type": {kind.value: str(kind.label) for kind in PartnerKind if kind in held["type"]}, **ordered}


def _legend(name):
    return {"type": _("Sorte"), "quartier": _("Quartier"), "langue": _("Langue parlée")}[name]


def _facet(name, entries, labels, selection):
    left = [entry for entry in entries if matches(entry, selection, but=name)]
    chosen = selection.chosen[name]
    options = []
    for value, label in labels.items():
        count = sum(value in entry.values[name] for entry in left)
        options.append(
            {
                "value": value,
                "label": label,
                "count": count,
                "checked": value in chosen,
                "id": f"{name}-{value}",
                "disabled": not count and value not in chosen,
            }
        )
    return {"name": name, "legend": _legend(name), "kind": "checkbox", "open": bool(chosen), "options": options}


def _page(found, asked, selection, action):
    """(the entries of the page asked for, pager): the first for what is no number, the last for what is past it."""
    paginator = Paginator(found, PER_PAGE)
    page = paginator.get_page(asked)
    if asked and asked != str(page.number):
        selection.notices.append(_("Cette page de résultats n’existe pas ; en voici une autre."))
    pager = {
        "number": page.number,
        "of": paginator.num_pages,
        "previous_href": _href(action, selection, page.previous_page_number()) if page.has_previous() else "",
        "next_href": _href(action, selection, page.next_page_number()) if page.has_next() else "",
    }
    return page.object_list, pager


def _chosen(selection, options, action):
    """{selection: [{label, remove_href}], clear_href} of all that was asked, as components/chosen.html shows it."""
    asked = [(_("« %(words)s »") % {"words": selection.q}, replace(selection, q=""))] if selection.q else []
    for name, values in selection.chosen.items():
        for value in values:
            left = {**selection.chosen, name: [other for other in values if other != value]}
            asked.append((options[name][value], replace(selection, chosen=left)))
    found = [{"label": label, "remove_href": _href(action, without, 1)} for label, without in asked]
    return {"selection": found, "clear_href": action if found else ""}


def _href(action, selection, number):
    query = QueryDict(mutable=True)
    if selection.q:
        query["q"] = selection.q
    for name, values in selection.chosen.items():
        query.setlist(name, values)
    if number > 1:
        query["page"] = str(number)
    return f"{action}?{query.urlencode()}" if query else action


def _groups(entries, language):
    """[{label, partners}] by kind, in the order of the kinds."""
    kinds = {}
    for entry in entries:
        card = replace(partner_card(entry.partner, language), kind_label="")
        kinds.setdefault(entry.partner.kind, []).append(card)
    return [{"label": str(kind.label), "partners": kinds[kind.value]} for kind in PartnerKind if kind.value in kinds]


def _visible(text):
    """The text on one line without control and formatting characters, which hide what is written."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cf") else c for c in text).split())
