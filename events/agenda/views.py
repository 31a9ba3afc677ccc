"""The agenda, as a list by day, as the calendar of a month, or on a map above its list."""

from itertools import groupby

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.mapping import allow_tiles, map_context
from portal.kit.calendar_menu import feeds_menu
from portal.kit.qr import qr_href
from portal.kit.site import absolute

from .facets import facets
from .labels import labels_of
from .listing import listed_cards
from .month import month_context, month_query
from .periods import WHENS, shown_day
from .points import points
from .query import Query
from .selection import select

PER_PAGE = 24
MOST_SUGGESTIONS = 4


@require_safe
def agenda(request):
    """What has not ended yet, in order of start, with the filters of the address."""
    selection = select(request.GET, get_language(), now=timezone.now())
    response = render(request, "events/agenda.html", agenda_context(selection))
    return allow_tiles(response) if selection.query.view == "carte" else response


@require_safe
def agenda_points(request):
    """The soonest of the same dates as points for the map."""
    selection = select(request.GET, get_language(), now=timezone.now())
    response = JsonResponse(points(selection))
    response["X-Robots-Tag"] = "noindex"
    return response


def agenda_context(selection):
    """The context of events/agenda.html for a Selection."""
    path, notices = reverse("agenda"), list(selection.notices)
    by_month = selection.query.by_month
    if by_month:
        query, left_out = month_query(selection.query, selection.today)
        selection, notices = selection.asking(query), notices + left_out
    query, search = selection.query, selection.search
    pages = 1 if by_month else max(1, -(-search.total // PER_PAGE))
    page = min(query.page, pages)
    if query.page > pages:
        notices.append(_("Il n’y a pas autant de pages : voici la dernière."))
    labels = labels_of(query, selection.snapshot.maps.names, selection.language, today=selection.today)
    if by_month:
        # The heading says which month; « Toutes les dates » would say the same in another way.
        labels = [label for label in labels if label[0] not in ("quand", "dates")]
    total = total_label(search.total)
    return {
        "title": _("Agenda"),
        "asked": query.on_page(1).address(""),
        "filtered": bool(query.pairs() or query.view),
        "chips": _chips(query, path),
        "total": search.total,
        "total_label": total,
        "views": _views(query, path),
        "selection": [
            {"label": label, "remove_href": query.without(name, value).address(path)} for name, value, label in labels
        ],
        "clear_href": (query.bare() if by_month else Query(view=query.view)).address(path) if labels else "",
        "notices": notices,
        "form": {
            "action": path,
            "q": query.words or selection.filters.typed("q"),
            "hidden": _hidden(query),
            "submit_label": _("Afficher %(total)s") % {"total": total} if search.total else _("Afficher"),
            "facets": facets(selection),
        },
        "active_count": len(labels),
        "days": [] if by_month else _days(selection, page),
        "month": month_context(selection, path) if by_month else None,
        "map": map_context(query.seen_as("").address(reverse("agenda-carte"))) if query.view == "carte" else None,
        "pager": {
            "number": page,
            "of": pages,
            "previous_href": query.on_page(page - 1).address(path) if page > 1 else "",
            "next_href": query.on_page(page + 1).address(path) if page < pages else "",
        },
        # A calendar that one subscribes to goes on after the month that was looked at.
        "feeds": _feeds(query.at() if by_month else query),
        "print_hint": _("Cette liste, tenue à jour : %(address)s") % {"address": absolute(query.address(path))},
        "qr": qr_href(query.address(path)),
        "empty_title": _empty_title(query, labels),
        "loosen": [] if search.total else _suggestions(selection, labels, path),
        "dates": None if by_month else _written_days(selection),
    }


def _views(query, path):
    """[{href, label, current}]: the list, the month and the map, with the same filters."""
    return [
        {"href": query.seen_as(view).address(path), "label": label, "current": query.view == view}
        for view, label in (("", _("Liste")), ("mois", _("Mois")), ("carte", _("Carte")))
    ]


def _hidden(query):
    """[(name, value)] of what is asked and has no field of its own."""
    found = [("quand", when) for when in query.whens]
    if query.by_month:
        found += [(name, value) for name, value in query.pairs() if name in ("du", "au")]
    if query.view:
        found.append(("vue", query.view))
    return found


def _written_days(selection):
    """What stands in the two fields, as typed where it makes no sense, and what is wrong with each."""
    query, filters = selection.query, selection.filters
    known = {"du": query.first, "au": query.last}
    typed = {name: filters.typed(name) for name in known if name in filters.problems or filters.problems.get("au")}
    return {
        **{name: day.isoformat() if day else typed.get(name, "") for name, day in known.items()},
        "errors": {name: filters.problems.get(name, "") for name in known},
    }


def _empty_title(query, labels):
    """Why nothing was found, as far as the address says."""
    dated = bool(query.whens or query.first or query.last)
    others = [name for name, _value, _label in labels if name not in ("quand", "dates")]
    if query.by_month:
        return _("Rien ce mois-là avec ces filtres") if others else _("Rien n’est annoncé ce mois-là")
    if not others:
        return _("Rien à ces dates") if dated else _("Rien n’est annoncé pour le moment")
    if dated:
        return _("Rien à ces dates avec ces filtres")
    return _("Rien ne correspond à cette recherche") if others == ["q"] else _("Rien avec ces filtres")


def total_label(total):
    """« 27 activités »; a date is an activity here, as in the list."""
    if not total:
        return _("Aucune activité")
    number = formats.number_format(total, use_l10n=True, force_grouping=True)
    return ngettext("%(number)s activité", "%(number)s activités", total) % {"number": number}


def _chips(query, path):
    """Quick dates are asked of the list: a month is shown whole."""
    listed = query if query.view == "carte" else query.seen_as("")
    anytime = not (query.by_month or query.whens or query.first or query.last)
    every = {"href": listed.at().address(path), "label": _("Toutes les dates"), "current": anytime}
    return [every] + [
        {
            "href": listed.at(when).address(path),
            "label": label,
            "current": not query.by_month and query.whens == (when,),
        }
        for when, label in WHENS.items()
    ]


def _days(selection, page):
    ids = selection.search.ids((page - 1) * PER_PAGE, PER_PAGE)
    now, periods = selection.snapshot.now, selection.query.periods(selection.today)
    cards = listed_cards(ids, selection.language, now=now, places=selection.snapshot.maps.places)
    by_day = groupby(cards, key=lambda shown: shown_day(shown.starts, periods, now))
    return [
        {"date": day, "year": "" if day.year == selection.today.year else str(day.year), "cards": list(of_day)}
        for day, of_day in by_day
    ]


def _feeds(query):
    selected = query.seen_as("")
    return feeds_menu(
        selected.address(reverse("agenda-ics")),
        atom_path=selected.address(reverse("agenda-atom")),
    )


def _suggestions(selection, labels, path):
    """[{href, label}]: which one filter to drop to find something, or which one to keep when none of them is enough."""
    query, search, words = selection.query, selection.search, {}
    for name, _value, label in labels:
        words.setdefault("dates" if name == "quand" else name, []).append(label)
    said = {name: ", ".join(of_name) for name, of_name in words.items()}
    found = [
        (search.without(name).bit_count(), query.without(name), _("Sans %(filters)s : %(total)s"), filters)
        for name, filters in said.items()
    ]
    if query.by_month:
        found.append(
            (search.without("dates").bit_count(), query.at().seen_as(""), _("À d’autres dates : %(total)s"), "")
        )
    if not any(total for total, *_rest in found):
        found = [
            (search.alone(name).bit_count(), query.only(name), _("Seulement %(filters)s : %(total)s"), filters)
            for name, filters in said.items()
        ]
    return [
        {"href": suggested.address(path), "label": sentence % {"filters": filters, "total": total_label(total)}}
        for total, suggested, sentence, filters in sorted(found, key=lambda row: -row[0])[:MOST_SUGGESTIONS]
        if total
    ]
