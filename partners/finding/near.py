"""Near a point: which one « près de » means, how far each partner is from it, and how that is said."""

import re
from dataclasses import dataclass
from math import cos, hypot, inf, radians

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

METRES = 111_320  # of a degree of latitude
POSITION = re.compile(r"(-?\d{1,3}(?:\.\d{1,8})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,8})?)")


@dataclass(frozen=True)
class Point:
    """Where somebody is. label: as we understood it."""

    latitude: float
    longitude: float
    label: str


def read_near(text, addresses):
    """(Point or None, sentence about what was not understood). text: a position « 50.84,4.35 » or words.

    addresses: those of the Index. Words find the quartier or place whose name or street has all of them; a number
    that nobody has is left out.
    """
    position = POSITION.fullmatch(text)
    if position:
        return _position(float(position[1]), float(position[2]))
    from .index import folded

    words = folded(text).split()
    for asked in (words, [word for word in words if not word.isdecimal() or len(word) == 4]):
        found = [each for each in addresses if asked and _has(each[0], asked)]
        if found:
            whole = " ".join(asked)
            _folded, label, latitude, longitude = min(
                found, key=lambda each: (not each[0].startswith(whole), len(each[0]), each[0])
            )
            return Point(latitude, longitude, label), ""
    return None, _("Nous ne connaissons pas l’endroit « %(place)s ». Essayez une rue ou un quartier.") % {"place": text}


def _has(words, asked):
    """Whether each asked word begins a word."""
    padded = f" {words}"
    return all(f" {word}" in padded for word in asked)


def _position(latitude, longitude):
    south, west, north, east = settings.REGION_BOX
    if south <= latitude <= north and west <= longitude <= east:
        return Point(latitude, longitude, _("votre position")), ""
    return None, _("Cette position est hors de la région.")


def distances(index, positions, point):
    """[metres from the point to the nearest of its places] of each position; infinite for who has none on the map.

    As the crow flies, on a plane: within a region the error is less than a metre in a thousand.
    """
    latitudes, longitudes, others = index.first_points
    at, beside, east = point.latitude, point.longitude, cos(radians(point.latitude))
    found = [hypot(latitudes[n] - at, (longitudes[n] - beside) * east) * METRES for n in positions]
    for place, n in enumerate(positions):
        if n in others:
            further = [hypot(north - at, (side - beside) * east) * METRES for north, side in others[n]]
            found[place] = min(found[place], *further)
        elif found[place] != found[place]:  # not a number: nowhere
            found[place] = inf
    return found


def distance_words(metres):
    """« 350 m », « 1,2 km »"""
    if metres < 950:
        return _("%(number)s m") % {"number": max(50, round(metres / 50) * 50)}
    number = formats.number_format(metres / 1000, decimal_pos=1 if metres < 9950 else 0, use_l10n=True)
    return _("%(number)s km") % {"number": number}
