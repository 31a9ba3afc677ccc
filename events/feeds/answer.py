"""Answering with a feed: its validators, 304, one compression.

Feeds are packed here, once and without anything random: GZipMiddleware leaves what is already encoded alone,
where it would turn a strong ETag into a weak one and pack each piece by itself.
"""

from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256

from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from ..models import CatalogueStamp, FeedOrigin
from .streaming import compressed

FRESH = 300  # seconds during which a copy need not be asked about
SHARED = f"public, max-age={FRESH}"
# The stamps of what a feed shows: places left are known by the ETag alone.
SHOWN = (CatalogueStamp.CATALOGUE, CatalogueStamp.PAGES)


@dataclass(frozen=True)
class Edition:
    """What decides a feed besides what was asked for: the catalogue, its blocks, and the day (in Brussels).

    changed_at: when a block, a name or the portal's own name last changed, or None when nothing ever did.
    """

    catalogue: str
    changed_at: datetime | None
    today: datetime

    @property
    def last_modified(self):
        """The latest of the last change and the midnight that moved the window (seconds since 1970)."""
        return int(max(filter(None, (self.changed_at, self.today))).timestamp())

    def etag(self, *asked):
        """The opaque part of a strong ETag for a feed that `asked` (strings) and this edition decide."""
        facts = (self.catalogue, str(self.changed_at), str(self.today), *asked)
        return sha256("\0".join(facts).encode()).hexdigest()[:32]


def edition(now):
    """The Edition at `now`, in two queries."""
    columns = ("name", "value", "changed_at")
    kept = list(CatalogueStamp.objects.filter(name__in=SHOWN).order_by("name").values_list(*columns))
    changes = [changed_at for _name, _value, changed_at in kept]
    changes += FeedOrigin.objects.values_list("changed_at", flat=True)
    return Edition(
        catalogue="".join(value for name, value, _changed_at in kept if name == CatalogueStamp.CATALOGUE),
        changed_at=max(changes, default=None),
        today=timezone.make_aware(datetime.combine(timezone.localdate(now), time())),
    )


def answer(request, pieces, *, media_type, etag, last_modified=None, streamed=False, caching=SHARED):
    """The octets that `pieces` (called only when they are needed) gives, or 304; HEAD has the headers alone.

    etag: of the content, without quotes; each encoding has its own, as a strong one must (RFC 9110 §8.8.3).
    last_modified: seconds since 1970, or None when the ETag alone knows. streamed: sent piece by piece; otherwise
    the whole has a length, and the page cache may keep it. caching: who may keep a copy, and how long unasked.
    """
    packed = bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    tag = f'"{etag}-gzip"' if packed else f'"{etag}"'
    response = get_conditional_response(request, etag=tag, last_modified=last_modified)
    if response is None:
        octets = compressed(pieces()) if packed else pieces()
        response = _streamed(request, octets) if streamed else _whole(request, octets)
        response.headers["Content-Type"] = media_type
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    if last_modified is not None:
        response.headers["Last-Modified"] = http_date(last_modified)
    response.headers["Cache-Control"] = caching
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _streamed(request, octets):
    return StreamingHttpResponse(() if request.method == "HEAD" else octets)


def _whole(request, octets):
    content = b"".join(octets)
    return HttpResponse(b"" if request.method == "HEAD" else content, headers={"Content-Length": len(content)})
