"""The points of the map of the agenda: what its script reads. A confidential place has none."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from partners.mapping import quartier_labels
from partners.models import Quartier
from portal.kit.texts import choose_text
from portal.templatetags.wording import day_words, hour

from ..models import AgendaRow, EventKind, EventText
from .listing import Text

MOST = 300  # dates, the soonest: as many as a map can show and somebody look at
COLUMNS = ("event", "event__slug", "kind", "starts_at", "place__latitude", "place__longitude")


def points(selection):
    """{address, kinds, points: [[latitude, longitude, title, slug, kind, when]], quartiers, left} of a Selection.

    A point for each activity at each place, with its first date; address: of an activity, with `-` for its slug;
    left: how many dates are not on the map, in words.
    """
    language, maps, search = selection.language, selection.snapshot.maps, selection.search
    rows = _rows(maps.occurrence_ids(search.found, 0, MOST))
    titles = {}
    for event, code, title in EventText.objects.filter(event__in={row[0] for row in rows}).values_list(
        "event", "language", "title"
    ):
        titles.setdefault(event, []).append(Text(code, title=title))
    found = {}
    for event, slug, kind, starts_at, latitude, longitude in rows:
        text = choose_text(titles.get(event, ()), language)
        local = timezone.localtime(starts_at)
        about = (text.title if text else slug, slug, kind, f"{day_words(local)}, {hour(local)}")
        found.setdefault((event, latitude, longitude), [round(latitude, 5), round(longitude, 5), *about])
    return {
        "address": reverse("evenement", args=["-"]),
        "kinds": {kind.value: str(kind.label) for kind in EventKind},
        "quartiers": quartier_labels(Quartier.objects.order_by("pk"), language),
        "points": list(found.values()),
        "left": _left(search.total - len(rows)),
    }


def _rows(ids):
    """COLUMNS of those of these dates that are on the map, in order of start."""
    shown = AgendaRow.objects.filter(pk__in=ids, place__confidential=False, place__latitude__isnull=False)
    return list(shown.order_by("starts_at", "occurrence").values_list(*COLUMNS))


def _left(number):
    if not number:
        return ""
    words = ngettext(
        "%(count)s date n’est pas sur la carte ; elle est dans la liste.",
        "%(count)s dates ne sont pas sur la carte ; elles sont dans la liste.",
        number,
    )
    return words % {"count": number}
