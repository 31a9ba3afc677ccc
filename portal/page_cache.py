"""Public pages kept in the process, outermost: a page that was drawn once is handed out without Django's work.

What is kept says what it said when it was drawn, for thirty seconds at most: places left and what the clock decides
may lag by that much. Whatever staff and partners change shows within a second, because a page is kept under the
stamps of events.catalogue: `catalogue` for all that the agenda shows, `pages` (renewed by `watch`, below) for the
rest. The request of somebody who is signed in, or fills in a form, never comes near it.
"""

import threading
import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language_from_request
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from events.catalogue import pages_changed, stamps
from events.models import CatalogueStamp, EventSettings, Framework, LibraryDocument, Pathway, PathwayStep
from partners.models import (
    Contact,
    EnrolmentChannel,
    OpeningRule,
    Partner,
    PartnerPicture,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Quartier,
    Service,
    ServiceText,
    TemporaryChange,
    Theme,
)
from portal.cms.models import PortalImage, SiteIdentity
from volunteers.models import Mission, MissionText, Shift

LASTS = 30  # seconds
ASK_AGAIN = 1  # seconds for which the stamps, once read, are believed
ROOM = 32 * 1024 * 1024  # octets of one process
LARGEST = ROOM // 32  # octets of one page
OVERHEAD = 2048  # octets that a kept page takes besides its content and address
LONGEST_ADDRESS = 1500  # characters, the query included
# Who sends one of these is known to the portal, or has something to be told.
PERSONAL_COOKIES = frozenset((settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "recu"))
# Accept-Encoding and the language are in the key; what varies with anything else is not kept.
KEYED_HEADERS = frozenset(("accept-encoding", "accept-language"))
NOT_SHARED = ("no-store", "private", "no-cache")


def key_of(request):
    """What tells apart the pages that anonymous readers see, or None for a request that is not one of theirs."""
    if request.method not in ("GET", "HEAD") or getattr(request, "is_dummy", False):  # Wagtail's previews
        return None
    if "HTTP_AUTHORIZATION" in request.META or not PERSONAL_COOKIES.isdisjoint(request.COOKIES):
        return None
    address = request.get_full_path()
    if len(address) > LONGEST_ADDRESS:
        return None
    packed = bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    return request.scheme, request.get_host(), address, get_language_from_request(request, check_path=True), packed


def may_be_kept(request, response):
    """Whether this answer says the same to everybody."""
    control = response.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    stands = response.status_code == 304 and response.has_header("ETag")
    return (
        (response.status_code == 200 or stands)
        and not response.streaming
        and len(response.content) <= LARGEST
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the page holds a token
        and not any(word in control for word in NOT_SHARED)
        and vary <= KEYED_HEADERS
    )


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it left the portal, perhaps compressed. version: see Versions; drawn_at: on the monotonic clock.

    content: None where a reader who had the page already was told that it stands: enough to tell others the same.
    """

    version: tuple
    drawn_at: float
    content: bytes | None
    headers: dict

    @property
    def size(self):
        return len(self.content or b"") + OVERHEAD

    def answer(self, request):
        """The page, 304 for a reader who has it, or None when they need a content that is not there."""
        content = self.content if request.method == "GET" else b""
        response = conditional(request, HttpResponse(content or b"", headers=self.headers))
        return response if self.content is not None or response.status_code == 304 else None


def conditional(request, response):
    """`response`, or 304 when the reader has it (RFC 9110 §13)."""
    changed_at = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, response["ETag"], changed_at, response)


class Shelf:
    """Kept pages by key, the one asked for longest ago leaving first; safe among threads."""

    def __init__(self, room=ROOM):
        self.room, self.used = room, 0
        self._pages = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key, version, now):
        """The page drawn under this version less than LASTS before `now`, or None."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.version != version or now - page.drawn_at >= LASTS:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key, page):
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.used += page.size + len(key[2])
            while self.used > self.room:
                self._drop(next(iter(self._pages)))

    def __len__(self):
        return len(self._pages)

    def _drop(self, key):
        page = self._pages.pop(key, None)
        if page is not None:
            self.used -= page.size + len(key[2])


class Versions:
    """(day in Brussels, stamp of the catalogue, stamp of the pages), asked of the database once in ASK_AGAIN."""

    def __init__(self):
        self._held = (float("-inf"), None)

    def at(self, now):
        """The version at `now`, on the monotonic clock."""
        asked_at, version = self._held
        if now - asked_at >= ASK_AGAIN:
            known = stamps()
            version = timezone.localdate(), known[CatalogueStamp.CATALOGUE], known[CatalogueStamp.PAGES]
            self._held = (now, version)
        return version


class PageCacheMiddleware:
    """Answers anonymous readers from what is kept, and keeps what may be."""

    def __init__(self, get_response):
        if not settings.MAILLAGE_PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.shelf, self.versions = Shelf(), Versions()

    def __call__(self, request):
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        now = time.monotonic()
        version = self.versions.at(now)  # before drawing: what changes meanwhile has another
        page = self.shelf.get(key, version, now)
        answer = page and page.answer(request)
        if answer is not None:
            return answer
        response = self.get_response(request)
        if request.method == "GET" and may_be_kept(request, response):
            self.shelf.put(key, _kept(response, version, now))
            return conditional(request, response)
        return response


def _kept(response, version, now):
    """The KeptPage of an answer, which gets the same validator and rule.

    The ETag is that of what the reader sees: the compressed octets differ each time, with the padding that
    GZipMiddleware puts in their head.
    """
    if not response.has_header("ETag"):
        plain = response.content
        if response.get("Content-Encoding") == "gzip":
            plain = zlib.decompress(plain, zlib.MAX_WBITS | 16)
        response.headers["ETag"] = f'W/"{blake2b(plain, digest_size=12).hexdigest()}"'
    # Browsers may keep the page, and ask each time whether it still stands.
    response.headers.setdefault("Cache-Control", "no-cache")
    content = None if response.status_code == 304 else response.content
    return KeptPage(version, now, content, dict(response.headers))


def watch():
    """Renew the stamp of the pages with whatever they show that is no event."""
    territory = (Partner, PartnerText, Place, PlaceFeature, PlaceText, Quartier, Theme)
    directory = (
        Contact,
        EnrolmentChannel,
        OpeningRule,
        PartnerPicture,
        Presence,
        Service,
        ServiceText,
        TemporaryChange,
    )
    learning = (Framework, LibraryDocument, Pathway, PathwayStep)
    volunteering = (Mission, MissionText, Shift)
    for model in (
        *territory,
        *directory,
        *learning,
        *volunteering,
        EventSettings,
        PageViewRestriction,
        PortalImage,
        Site,
        SiteIdentity,
    ):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"portal.page_cache.{model.__name__}")
    # Saving a page is no publication, and staff save drafts every few seconds; deleting one unpublishes it first.
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_changed, dispatch_uid="portal.page_cache.pages")


def _changed(**signal):
    transaction.on_commit(pages_changed, robust=True)
