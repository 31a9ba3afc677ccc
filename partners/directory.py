"""The page of the directory: what was asked, who answers, and what each further choice would leave."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import name_key
from portal.kit.qr import qr_href
from portal.kit.site import absolute
from portal.kit.texts import language_name

from .finding.near import distance_words
from .finding.query import LIST, MAP, Query, legend, options, read
from .finding.search import Search
from .hours_words import status
from .mapping import map_context
from .models import PLACE_FEATURES, Audience, PartnerKind
from .pages import partner_card

PER_PAGE = 24
OPEN = {"type"}  # facets that stand open before anything is chosen


def search_of(params, index, *, now):
    """(Search, notices) for a QueryDict, anything in it."""
    query, notices = read(params, index)
    return Search(index, query, now), notices


def directory_context(search, notices, language):
    """The context of partners/directory.html."""
    query, action = search.query, reverse("annuaire")
    listed = search.listed(language)
    page, pager, said = _page(listed, query, action)
    labels = _labels(search.index, language)
    count = len(listed)
    return {
        "title": _("Annuaire"),
        "intro": _("Les services et les associations qui font vivre les quartiers, et comment les joindre."),
        "filtered": not query.is_empty or bool(query.view),
        "form": {
            "action": action,
            "q": query.q,
            "near": query.near_text,
            "near_places": sorted(row.name(language) for row in search.index.quartiers.values()),
            "hidden": _hidden(query),
            "facets": _facets(search, labels),
        },
        "chosen": _chosen(query, labels, action),
        "groups": _groups(page, search, language),
        "total": count,
        "total_label": ngettext("%(count)s partenaire", "%(count)s partenaires", count) % {"count": count},
        "notices": [*notices, *said],
        "views": _views(query, action),
        "map": map_context(query.seen_as(LIST).address(reverse("annuaire-carte"))) if query.view == MAP else None,
        "pager": pager,
        "open_data": open_data(),
        "pdf_href": query.seen_as(LIST).address(reverse("annuaire-pdf")),
        "share": {"url": absolute(query.on_page(1).address(action)), "label": _("Annuaire")},
        "print_hint": _("Cette liste, tenue à jour : %(address)s") % {"address": absolute(query.address(action))},
        "qr": qr_href(query.address(action)),
    }


def open_data():
    """[{href, label}]: the whole directory for spreadsheets and programs."""
    return [
        {"href": reverse("annuaire-csv"), "label": _("Tableau (CSV)")},
        {"href": reverse("annuaire-xlsx"), "label": _("Tableau (Excel)")},
        {"href": reverse("hsds"), "label": _("Interface pour programmes (HSDS 3.1)")},
    ]


def _views(query, action):
    """[{href, label, current}]: the list and the map, with the same filters."""
    return [
        {"href": query.seen_as(view).address(action), "label": label, "current": query.view == view}
        for view, label in ((LIST, _("Liste")), (MAP, _("Carte")))
    ]


def _hidden(query):
    """[(name, value)] of what is asked and has no field of its own: a selection stays while it is narrowed."""
    picked = [("partenaire", slug) for slug in query.lists["partenaire"]]
    return [("vue", query.view), *picked] if query.view else picked


def _labels(index, language):
    """{facet: {value: label}}, in the order in which they are shown."""
    quartiers = {slug: index.quartiers[slug].name(language) for slug in options("quartier", index)}
    themes = {slug: index.themes[slug].name(language) for slug in options("theme", index)}
    spoken = {code: language_name(code, language) for code in options("langue", index)}
    return {
        "type": {kind.value: str(kind.label) for kind in PartnerKind if kind in options("type", index)},
        "theme": _sorted(themes),
        "public": {code.value: str(code.label) for code in Audience if code in options("public", index)},
        "quartier": _sorted(quartiers),
        "langue": _sorted(spoken),
        "acces": {code.value: str(code.label) for code in PLACE_FEATURES if code in options("acces", index)},
    }


def _sorted(labels):
    return dict(sorted(labels.items(), key=lambda item: name_key(item[1])))


def _facets(search, labels):
    found = [_facet(name, search, labels[name]) for name in labels if labels[name]]
    if search.index.knows_hours:
        count, checked = search.open_count(), search.query.is_open
        option = _option("ouvert", "1", _("Ouvert en ce moment"), count, checked) | {"name": "ouvert"}
        switch = {"name": "pratique", "legend": _("Pratique"), "kind": "switches", "open": True, "options": [option]}
        found.insert(0, switch)
    return found


def _facet(name, search, labels):
    chosen, counts = search.query.lists[name], search.counts(name)
    return {
        "name": name,
        "legend": legend(name),
        "kind": "checkbox",
        "open": bool(chosen) or name in OPEN,
        "options": [
            _option(name, value, label, counts.get(value, 0), value in chosen) for value, label in labels.items()
        ],
    }


def _option(name, value, label, count, checked):
    return {
        "value": value,
        "label": label,
        "count": count,
        "checked": checked,
        "id": f"{name}-{value}",
        "disabled": not count and not checked,
    }


def _page(listed, query, action):
    """(the rows of the page asked for, pager, notices): the last page for one that is past it."""
    paginator = Paginator(listed, PER_PAGE)
    page = paginator.get_page(query.page)
    said = [_("Cette page de résultats n’existe pas ; en voici une autre.")] if query.page != page.number else []
    pager = {
        "number": page.number,
        "of": paginator.num_pages,
        "previous_href": query.on_page(page.previous_page_number()).address(action) if page.has_previous() else "",
        "next_href": query.on_page(page.next_page_number()).address(action) if page.has_next() else "",
    }
    return page.object_list, pager, said


def _chosen(query, labels, action):
    """{selection: [{label, remove_href}], clear_href} of all that was asked, as components/chosen.html shows it."""
    asked = [(_("« %(words)s »") % {"words": query.q}, query.without("q"))] if query.q else []
    if query.near:
        asked.append((_("Près de : %(place)s") % {"place": query.near.label}, query.without("pres")))
    if query.is_open:
        asked.append((_("Ouvert en ce moment"), query.without("ouvert")))
    for name in labels:
        asked += [(labels[name][value], query.without(name, value)) for value in query.lists[name]]
    picked = query.lists["partenaire"]
    if picked:
        words = ngettext("%(count)s partenaire choisi", "%(count)s partenaires choisis", len(picked))
        kept = replace(query, page=1, lists={**query.lists, "partenaire": []})
        asked.append((words % {"count": len(picked)}, kept))
    found = [{"label": label, "remove_href": without.address(action)} for label, without in asked]
    return {"selection": found, "clear_href": Query(view=query.view).address(action) if found else ""}


def _groups(page, search, language):
    """[{label, partners}]: by kind, or all together, the nearest first."""
    kinds, known = {}, search.index.cards.setdefault(language, {})
    near = search.query.near is not None
    for position, metres in page:
        entry = search.index.entries[position]
        if position not in known:
            known[position] = partner_card(entry, language)
        card = replace(
            known[position],
            status=_status(position, search, language),
            distance=distance_words(metres) if metres is not None else "",
        )
        kinds.setdefault("" if near else entry.kind, []).append(card if near else replace(card, kind_label=""))
    labels = {"": _("Du plus proche au plus loin"), **{kind.value: str(kind.label) for kind in PartnerKind}}
    return [{"label": labels[kind], "partners": cards} for kind, cards in kinds.items()]


def _status(position, search, language):
    """Whether it is open, in words: the same for a whole minute, as hours are."""
    index, minute = search.index, search.now.replace(second=0, microsecond=0)
    said = index.said
    if said.get("minute") != minute:
        said = index.said = {"minute": minute}
    key = language, position
    if key not in said:
        said[key] = status(index.entries[position].timetable, minute)
    return said[key]
