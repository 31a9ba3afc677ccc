"""Rate limits: counters in the cache, by what is asked and by whom.

A whole library or cité shares one address, so limits by address are generous and only slow machines down;
the narrow ones count what one person does to one thing.
"""

import hashlib
import ipaddress
import time

from django.conf import settings
from django.core.cache import cache

HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives; the others each visitor chooses anew at will


def client_address(request):
    """The visitor's address (of IPv6 its /64 network); behind our own proxies, what the outermost of them saw."""
    seen = _seen_address(request)
    try:
        address = ipaddress.ip_address(seen.partition("%")[0])
    except ValueError:
        return seen
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, HOUSEHOLD), strict=False))


def _seen_address(request):
    hops = settings.MAILLAGE_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "")


def window_ends_in(seconds):
    """Seconds until the counters of windows of `seconds` begin anew."""
    return seconds - time.time() % seconds


def within(what, whom, *, limit, seconds):
    """Count one more `what` by `whom` in this window of `seconds`; False when `limit` is passed."""
    if not settings.MAILLAGE_RATE_LIMITS:
        return True
    window = int(time.time() // seconds)
    digest = hashlib.blake2b(whom.encode(), digest_size=16).hexdigest()  # no address stands in the cache
    key = f"limit:{what}:{window}:{digest}"
    if cache.add(key, 1, timeout=seconds * 2):
        return limit >= 1
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired between the two calls
        return True
