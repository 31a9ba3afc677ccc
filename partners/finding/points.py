"""The points of the map of the directory: what its script reads. Confidential places are in no Index."""

import json

from django.urls import reverse
from django.utils.translation import ngettext

from portal.kit.texts import choose_text

from ..mapping import quartier_labels
from ..models import PartnerKind


def points_json(search, language):
    """{address, kinds, points: [[latitude, longitude, name, slug, kind]], quartiers, left}, as JSON.

    address: of a partner, with `-` for its slug; left: how many partners are nowhere on the map, in words.
    """
    index, shown = search.index, 0
    known = index.fragments.setdefault(language, {})
    fragments = []
    for position, _metres in search.listed(language):
        fragment = known.get(position)
        if fragment is None:
            fragment = known[position] = _fragment(index.entries[position], language)
        if fragment:
            shown += 1
            fragments.append(fragment)
    frame = {
        "address": reverse("partenaire", args=["-"]),
        "kinds": {kind.value: str(kind.label) for kind in PartnerKind},
        "quartiers": quartier_labels(index.quartiers.values(), language),
        "left": _left(search.total - shown),
    }
    return f'{json.dumps(frame)[:-1]}, "points": [{",".join(fragments)}]}}'


def _fragment(entry, language):
    text = choose_text(entry.texts, language)
    name = text.name if text else entry.slug
    points = [
        [round(latitude, 5), round(longitude, 5), name, entry.slug, entry.kind] for latitude, longitude in entry.points
    ]
    return json.dumps(points, ensure_ascii=False)[1:-1]


def _left(number):
    if not number:
        return ""
    words = ngettext(
        "%(count)s partenaire n’a pas d’adresse sur la carte ; il est dans la liste.",
        "%(count)s partenaires n’ont pas d’adresse sur la carte ; ils sont dans la liste.",
        number,
    )
    return words % {"count": number}
