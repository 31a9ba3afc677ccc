"""The map of the directory and of the agenda: what its element says, and the points as data for its script.

The list beside it says the same; the map adds where. Tiles come from the server of the settings, after a click.
"""

from urllib.parse import urlsplit

from django.conf import settings


def map_context(points_href):
    """The context of components/map.html."""
    server = settings.MAP_TILES
    return {
        "points_href": points_href,
        "tiles": server,
        "layers": settings.MAP_TILES_LAYERS,
        "host": urlsplit(server).hostname or "",
        "attribution": settings.MAP_ATTRIBUTION,
        "attribution_href": settings.MAP_ATTRIBUTION_HREF,
    }


def allow_tiles(response):
    """Let this page, and no other, show images of the tile server."""
    if settings.MAP_TILES:
        parts = urlsplit(settings.MAP_TILES)
        # Some servers spread over a.tile, b.tile…: the template says {s}.
        host = parts.netloc.replace("{s}", "*")
        response._csp_update = {"img-src": [f"{parts.scheme}://{host}"]}
    return response


def quartier_labels(quartiers, language):
    """[[latitude, longitude, name]] of the names that stand on the plain ground."""
    return [[row.latitude, row.longitude, row.name(language)] for row in quartiers]
