"""The page of the catalogue, as plain values for its template."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.kit.calendar_menu import feeds_menu
from portal.templatetags.wording import day_month_from

from ..cards import card
from ..coming import complete
from ..models import Audience, Occurrence, OccurrenceState
from ..pathways import training_menu
from ..training import attestation_label, length_label
from .filters import NAMES, select
from .offers import KINDS, offers

PER_PAGE = 24
SHOWN_DATES = 4


def trainings_context(params, now):
    """The context of events/trainings.html. params: a QueryDict, anything in it."""
    language, action = get_language(), reverse("formations")
    selection = select(params, offers(now), language)
    rows = selection.rows
    page = Paginator(rows, PER_PAGE).get_page(params.get("page"))
    feed = f"{reverse('agenda-ics')}?{_in_agenda(selection)}"
    count = len(rows)
    return {
        "title": _("Formations et conférences"),
        "intro": _("Pour les travailleurs sociaux, les associations et toute personne que le sujet intéresse."),
        "menu_items": training_menu("formations"),
        "form": {
            "action": action,
            "facets": selection.facets(),
            "active_count": sum(map(len, selection.chosen.values())),
            "submit_label": ngettext("Voir la proposition", "Voir les propositions", count),
        },
        "chosen": _chosen(selection, action),
        "clear_href": action,
        "total_label": ngettext("%(count)s proposition", "%(count)s propositions", count) % {"count": count},
        "notices": [_("Un des filtres demandés n’a rien à venir ; il n’est pas appliqué.")]
        if selection.ignored
        else [],
        "rows": _shown([row.occurrence for row in page.object_list], language, now=now),
        "pager": {
            "number": page.number,
            "of": page.paginator.num_pages,
            "previous_href": _page_href(action, selection, page.previous_page_number()) if page.has_previous() else "",
            "next_href": _page_href(action, selection, page.next_page_number()) if page.has_next() else "",
        },
        "feeds": feeds_menu(feed),
        "agenda_href": f"{reverse('agenda')}?{_in_agenda(selection)}",
    }


def _chosen(selection, action):
    """[{label, remove_href}] of what was asked for."""
    found = []
    for name in NAMES:
        labels = selection.values(name) if name in selection.chosen else {}
        for value in selection.chosen.get(name, ()):
            query = selection.query(without=(name, value))
            found.append({"label": labels[value], "remove_href": f"{action}?{query}" if query else action})
    return found


def _shown(occurrence_ids, language, *, now):
    """[{card, facts}] of these dates (ids), in their order, in at most six queries."""
    dates = list(Occurrence.objects.for_cards().prefetch_related(None).filter(pk__in=occurrence_ids).in_order())
    complete(dates)
    sessions = _sessions([date.event_id for date in dates])
    shown = {
        date.pk: {
            "card": card(date, language, now=now),
            "facts": _facts(date.event, sessions[date.event_id], language, now=now),
        }
        for date in dates
    }
    return [shown[pk] for pk in occurrence_ids]


def _sessions(event_ids):
    """{event id: its dates in order, light ones}."""
    found = defaultdict(list)
    rows = Occurrence.objects.published().filter(event__in=event_ids, state=OccurrenceState.SCHEDULED).in_order()
    for date in rows.only("event", "starts_at", "ends_at", "state"):
        found[date.event_id].append(date)
    return found


def _facts(event, dates, language, *, now):
    """[{label, value}] of what decides, beside what every row says."""
    text = event.text(language)
    known = dict(Audience.choices)
    audiences = ", ".join(str(known[code]) for code in event.audiences if code in known)
    facts = [
        (_("Durée"), length_label(event, dates)),
        (_("Dates"), _dates([date for date in dates if date.ends_at > now], timezone.localdate(now))),
        (_("Pour qui"), (text.target_group if text else "") or audiences),
        (_("Attestation"), attestation_label(event)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _dates(dates, today):
    """« 8 décembre, 15 décembre, 22 décembre, + 3 »; the empty string for one date, which the row says."""
    if len(dates) < 2:
        return ""
    more = len(dates) - SHOWN_DATES
    words = [day_month_from(date.starts_at, today) for date in dates[:SHOWN_DATES]]
    return ", ".join([*words, *([f"+\u00a0{more}"] if more > 0 else [])])


def _in_agenda(selection):
    """What of the same selection the agenda and its feeds know."""
    query = QueryDict(mutable=True)
    query.setlist("type", [kind.value for kind in KINDS])
    for name in ("theme", "langue"):
        query.setlist(name, selection.chosen.get(name, []))
    return query.urlencode()


def _page_href(action, selection, number):
    query = selection.query(**({"page": str(number)} if number > 1 else {}))
    return f"{action}?{query}" if query else action
