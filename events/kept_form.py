"""The empty form of an event, drawn once for all who open it in the same moment: hundreds come when it opens.

The token against forged requests and the stamp of the form are put in anew for each of them; all else says what it
said two seconds ago at most, and registering asks the truth. The rows by which a sent form is read are kept as long.
"""

import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token

from portal.kit.form_stamp import FIELD, new_stamp

LASTS = 2  # seconds
ROOM = 64  # forms of one process
# Who sends one of these is known to the portal, or has something to be told.
PERSONAL_COOKIES = frozenset((settings.SESSION_COOKIE_NAME, "messages"))
_OWN = re.compile(f'(name="(csrfmiddlewaretoken|{FIELD})" value=")[^"]*'.encode())


@dataclass(frozen=True, slots=True)
class KeptForm:
    """drawn_at: on the monotonic clock."""

    drawn_at: float
    content: bytes

    def answer(self, request):
        own = {b"csrfmiddlewaretoken": get_token(request), FIELD.encode(): new_stamp()}
        return HttpResponse(_OWN.sub(lambda found: found[1] + own[found[2]].encode(), self.content))


_kept = {}
_rows = {}  # {slug: (moment on the monotonic clock, rows)}


def handed_out(request):
    """The form that was drawn at this address a moment ago, as this reader's own, or None."""
    if not _is_anybodys(request):
        return None
    form = _kept.get(_key(request))
    if form is None or time.monotonic() - form.drawn_at >= LASTS:
        return None
    return form.answer(request)


def keep(request, response):
    """Keep a form that was just drawn for `request`, where it says the same to everybody; returns `response`."""
    if response.status_code == 200 and _is_anybodys(request):
        if len(_kept) >= ROOM:
            _kept.clear()
        _kept[_key(request)] = KeptForm(time.monotonic(), response.content)
    return response


def at_hand(slug, read):
    """What `read(slug)` gives of an event, read once in two seconds for all who send its form; not to be changed."""
    if not settings.MAILLAGE_PAGE_CACHE:
        return read(slug)
    now = time.monotonic()
    read_at, rows = _rows.get(slug, (None, None))
    if read_at is None or now - read_at >= LASTS:
        rows = read(slug)
        if len(_rows) >= ROOM:
            _rows.clear()
        _rows[slug] = now, rows
    return rows


def _is_anybodys(request):
    return (
        settings.MAILLAGE_PAGE_CACHE
        and request.method == "GET"
        and not request.GET
        and PERSONAL_COOKIES.isdisjoint(request.COOKIES)
    )


def _key(request):
    return request.get_host(), request.path
