"""A place as pages show it: address, ways to get there, what is known of its accessibility. No query, no clock."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from portal.kit.texts import Line, lang_attribute, unbroken
from portal.templatetags.wording import day_words_year

from .models import PLACE_FEATURES, Feature, Known


def address_lines(place, language):
    """Lines: the name, then the address, then how to come.

    Of a confidential place only that it is not given here, for a name may tell it.
    """
    if place.confidential:
        return [Line(_("L’adresse n’est pas publiée."))]
    text = place.text(language)
    lang = lang_attribute(text, language)
    name = [Line(unbroken(text.name), lang)] if text else []
    directions = [Line(text.directions, lang)] if text and text.directions else []
    return [*name, *map(Line, place.address_lines(language)), *directions]


def map_links(place, language):
    """Ways to open the address in any map program; none for a confidential place or one without coordinates."""
    if place is None or place.confidential or place.latitude is None:
        return []
    latitude, longitude = f"{place.latitude:.5f}", f"{place.longitude:.5f}"
    at = f"{latitude},{longitude}"
    text = place.text(language)
    label = ", ".join([text.name if text else "", *place.address_lines(language)])
    route = urlencode({"to": at})
    return [
        {"href": f"geo:{at}?{urlencode({'q': f'{at}({label})'})}", "label": _("Ouvrir dans mon application de cartes")},
        {
            "href": f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}",
            "label": _("Voir sur OpenStreetMap"),
        },
        {"href": f"https://www.openstreetmap.org/directions?{route}", "label": _("Itinéraire (OpenStreetMap)")},
    ]


def access(place, own=None):
    """What is known, as {items: [{label, value, value_label}], notes: [when and how it was checked]}, or None.

    own: {feature code: yes|no} of an event, which goes before what was checked. Every feature of a place is listed:
    unknown is said.
    """
    own = own or {}
    checked = {feature.code: feature for feature in place.features.all()} if place else {}
    listed = list(PLACE_FEATURES) if place else []
    listed += [feature for feature in Feature if feature in own and feature not in listed]
    notes = {}
    for feature in listed:
        if feature not in own and feature in checked and checked[feature].checked_on:
            notes.setdefault(check_words(checked[feature]), []).append(str(feature.label))
    items = [_item(feature, own.get(feature), checked.get(feature)) for feature in listed]
    return {"items": items, "notes": _notes(notes)} if items else None


def _item(feature, own, found):
    value = own or (found.value if found else Known.UNKNOWN)
    return {"label": feature.label, "value": str(value), "value_label": Known(value).label}


def check_words(found):
    """« Vérifié le lundi 2 mars 2026 (visite sur place) »"""
    said = _("Vérifié le %(day)s (%(source)s)") if found.source else _("Vérifié le %(day)s")
    return said % {"day": day_words_year(found.checked_on), "source": found.get_source_display()}


def _notes(notes):
    """Each check once; which features it was about is said when there was more than one check."""
    if len(notes) == 1:
        return list(notes)
    return [
        _("%(check)s : %(features)s") % {"check": check, "features": ", ".join(labels)}
        for check, labels in notes.items()
    ]
