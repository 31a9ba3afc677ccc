"""Fetching an address that a partner gave, as if it were hostile: it may point into our own network, never end, or lie.

The name is resolved once and the connection goes to that very address, so that a second answer of the DNS changes
nothing; each redirect is judged anew. Octets are counted as received and as unpacked, and a clock runs over the whole.
No proxy, no cookie, no sign-in. What was asked is never logged: such an address may be a secret.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

MAX_OCTETS = 10 * 1024 * 1024  # received, and unpacked
MAX_SECONDS = 20  # for everything, redirects included
STEP_SECONDS = 8  # without a single octet
MAX_REDIRECTS = 5
MAX_LENGTH = 2000  # of an address
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
PORTS = {"http": 80, "https": 443}
# Not calendars for sure; servers name calendars in many ways, so that the content decides about the others.
FOREIGN_TYPES = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
USER_AGENT = "Maillage calendar import"


class FetchError(Exception):
    """Nothing was fetched. code: a key of events.imports.wording.FAILURES."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fetched:
    """What an address answered. content is None when nothing changed since (304)."""

    content: bytes | None
    etag: str = ""
    modified: str = ""


def fetch(address, *, etag="", modified=""):
    """The Fetched of an http, https or webcal address. Raises FetchError.

    etag, modified: what the last answer said of itself, so that the server may answer that nothing changed.
    """
    until = time.monotonic() + MAX_SECONDS
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    for _hop in range(MAX_REDIRECTS + 1):
        target = _target(address)
        answer = _ask(target, {name: value for name, value in asked.items() if value}, until)
        if isinstance(answer, Fetched):
            return answer
        address = urljoin(target.geturl(), answer)
    raise FetchError("redirects")


def checked_address(address):
    """The address as it is asked, webcal:// being https://. Raises FetchError for what is none of ours to ask."""
    return _target(address).geturl()


def _target(address):
    """The parts of an address that may be asked."""
    address = (address or "").strip()
    if len(address) > MAX_LENGTH or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        raise FetchError("address")
    scheme, _colon, rest = address.partition(":")
    scheme = {"webcal": "https", "webcals": "https"}.get(scheme.lower(), scheme.lower())
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise FetchError("address") from None
    if scheme not in PORTS or not parts.hostname:
        raise FetchError("address")
    if parts.username or parts.password:
        raise FetchError("sign_in")
    if (port or PORTS[scheme]) not in settings.MAILLAGE_IMPORT_PORTS:
        raise FetchError("port")
    return parts._replace(fragment="")


def _ask(target, headers, until):
    """A Fetched, or the address (str) to which the server sends us."""
    connection = _Pinned(target, until)
    # Whoever drips an octet every few seconds never meets a timeout: the line is cut when the time is over.
    watchdog = threading.Timer(max(0.1, until - time.monotonic()), connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        path = _quoted(target.path or "/") + (f"?{_quoted(target.query)}" if target.query else "")
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "User-Agent": USER_AGENT, **headers})
        with connection.getresponse() as response:
            return _answer(response, until)
    except FetchError:
        raise
    except ssl.SSLCertVerificationError:
        raise FetchError("certificate") from None
    except http.client.IncompleteRead:
        raise FetchError("slow" if time.monotonic() >= until else "cut") from None
    except (OSError, http.client.HTTPException, ValueError, zlib.error):
        raise FetchError("slow" if time.monotonic() >= until else "unreachable") from None
    finally:
        watchdog.cancel()
        connection.close()


def _quoted(path):
    """What a server may be asked: letters beyond ASCII are written as RFC 3987 §3.1 says."""
    return "".join(letter if ord(letter) < 128 else "".join(f"%{o:02X}" for o in letter.encode()) for letter in path)


def _answer(response, until):
    if response.status in REDIRECTS:
        location = response.headers.get("Location")
        if not location:
            raise FetchError("redirects")
        return location
    if response.status == 304:
        return Fetched(None)
    if response.status != 200:
        raise FetchError("gone" if response.status in (404, 410) else "refused" if response.status < 500 else "server")
    if response.headers.get_content_type().startswith(FOREIGN_TYPES):
        raise FetchError("type")
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("identity", "", "gzip", "x-gzip"):
        raise FetchError("type")
    if (response.length or 0) > MAX_OCTETS:
        raise FetchError("large")
    content = _read(response, until, unpack="gzip" in packed)
    etag, modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return Fetched(content, _kept(etag), _kept(modified))


def _kept(header):
    """A header that we shall send back; a longer one is not worth keeping."""
    return header if len(header) <= 200 and header.isascii() and header.isprintable() else ""


def _read(response, until, *, unpack):
    unpacking = zlib.decompressobj(31) if unpack else None
    received, found = 0, bytearray()
    while chunk := response.read1(CHUNK):
        received += len(chunk)
        if time.monotonic() >= until:
            raise FetchError("slow")
        while chunk:
            found += unpacking.decompress(chunk, CHUNK) if unpacking else chunk
            if received > MAX_OCTETS or len(found) > MAX_OCTETS:
                raise FetchError("large")
            chunk = unpacking.unconsumed_tail if unpacking else b""
    if time.monotonic() >= until:
        raise FetchError("slow")
    if response.length or (unpacking and not unpacking.eof):
        raise FetchError("cut")
    return bytes(found)


class _Pinned(http.client.HTTPConnection):
    """A connection to the one address that was judged, with the name for Host, SNI and the certificate."""

    def __init__(self, target, until):
        super().__init__(target.hostname.encode("idna").decode("ascii"), target.port or PORTS[target.scheme])
        self.secure, self.until, self.raw = target.scheme == "https", until, None
        self.default_port = PORTS[target.scheme]  # so that Host names only another port

    def connect(self):
        for family, where in resolved(self.host, self.port, until=self.until):
            raw = socket.socket(family, socket.SOCK_STREAM)
            raw.settimeout(max(0.1, min(STEP_SECONDS, self.until - time.monotonic())))
            self.raw = raw
            try:
                raw.connect(where)
            except OSError:
                raw.close()
                continue
            try:
                self.sock = self._secured(raw) if self.secure else raw
            except BaseException:
                raw.close()
                raise
            return
        raise OSError("no address answers")

    def _secured(self, raw):
        trust = ssl.create_default_context()
        # Known to cut() before the first word of the handshake.
        self.raw = trust.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
        try:
            self.raw.do_handshake()
        except BaseException:
            self.raw.close()
            raise
        return self.raw

    def cut(self):
        if self.raw is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.raw, socket.SHUT_RDWR)


def resolved(host, port, *, until):
    """[(family, socket address)] of the host. Raises FetchError when one of its addresses is not public.

    One private address among public ones is refused too: the name is not to be trusted.
    """
    found = _looked_up(host, port, until)
    if not found:
        raise FetchError("unknown_host")
    if not settings.MAILLAGE_IMPORT_PRIVATE and not all(is_public(where[0]) for _family, where in found):
        raise FetchError("private")
    return found


def _looked_up(host, port, until):
    """What the system's resolver answers in time; it has no timeout of its own."""
    found = []

    def look_up():
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.1, min(STEP_SECONDS, until - time.monotonic())))
    return [(family, where) for family, _kind, _protocol, _name, where in list(found)][:4]


def is_public(address):
    """Whether an IP address (str) is one that anybody on the internet may reach, and no detour to one that is not."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and any(ip in network for network in NAT64):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None and int(ip) >> 32 == 0:  # ::a.b.c.d, IPv4-compatible (RFC 4291 §2.5.5.1)
            return False
        if inner is not None:
            return is_public(str(inner))
    refused = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved
    return ip.is_global and not refused and not ip.is_unspecified
