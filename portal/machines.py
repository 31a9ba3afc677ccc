"""Addresses that machines ask: is the server alive, is it ready, what do this cloth, code and picture look like."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from portal.kit.cloth import INKS, SIZES, cloth, cloth_png
from portal.kit.qr import LONGEST, qr_svg
from portal.kit.site import absolute

# Pages that people carry on paper; the portal draws codes of no other address.
CODED_VIEWS = frozenset(("agenda", "evenement", "annuaire"))


@require_safe
@never_cache
def alive(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request):
    """The database and the cache answer too (503 when one does not)."""
    checks = {}
    for name, ask in (("database", _ask_database), ("cache", _ask_cache)):
        try:
            ask()
            checks[name] = "ok"
        except Exception:
            checks[name] = "down"
    return JsonResponse(checks, status=200 if set(checks.values()) == {"ok"} else 503)


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache():
    cache.set("ready", 1, timeout=5)


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def poster(request, kind, seed):
    """The cloth of one seed, the same for ever."""
    return HttpResponse(cloth(seed, kind if kind in INKS else "quartier"), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def poster_png(request, kind, seed, size):
    """The same cloth as PNG, for those who show no SVG; size: `1200x630` or another of SIZES (404 else)."""
    wanted = tuple(int(side) for side in size.split("x"))
    if wanted not in SIZES:
        raise Http404
    return HttpResponse(_drawn(seed, kind if kind in INKS else "quartier", wanted), content_type="image/png")


@lru_cache(maxsize=200)  # some 10 kB each
def _drawn(seed, kind, size):
    return cloth_png(seed, kind, size)


@require_safe
@cache_control(public=True, max_age=86_400)
def qr(request):
    """The QR code of the agenda, an event or the directory, whose path and query are in `page`; 404 for all else."""
    page = request.GET.get("page", "")
    if len(page) > LONGEST or not page.isprintable() or page[:1] != "/" or page[:2] == "//" or not _is_coded(page):
        raise Http404
    return HttpResponse(qr_svg(absolute(page)), content_type="image/svg+xml")


def _is_coded(page):
    path = urlsplit(page).path
    try:
        # The words of an address are those of its own language, not of whoever asks for the drawing.
        with override(get_language_from_path(path)):
            return resolve(path).view_name in CODED_VIEWS
    except Resolver404:
        return False


@require_safe
@cache_control(public=True, max_age=86_400)
def picture(request, path):
    """A picture that was cut from an uploaded image, where files stand on this machine; never an original."""
    return serve(request, path, document_root=Path(settings.MEDIA_ROOT, "images"))
