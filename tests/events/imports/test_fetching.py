"""Fetching what a partner gave: servers that lie, stall, never end, or point into our own network."""

import gzip
import ssl
import time
import zlib

import pytest

from events.imports import fetching
from events.imports.fetching import Fetched, FetchError, checked_address, fetch, is_public

from .servers import OK, body, saying, serving

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def _own_servers(settings, monkeypatch):
    """Servers of the tests are on this machine and on any port; the limits are small, so that tests are short."""
    settings.MAILLAGE_IMPORT_PRIVATE = True
    settings.MAILLAGE_IMPORT_PORTS = range(1, 65536)
    monkeypatch.setattr(fetching, "MAX_OCTETS", 200_000)
    monkeypatch.setattr(fetching, "MAX_SECONDS", 3)
    monkeypatch.setattr(fetching, "STEP_SECONDS", 2)


def failure(address):
    with pytest.raises(FetchError) as caught:
        fetch(address)
    return caught.value.code


def test_calendar_is_fetched_with_what_its_server_says_of_it():
    head = OK + b'ETag: "a1"\r\nLast-Modified: Tue, 02 Mar 2027 09:00:00 GMT\r\n'
    with serving(body(CALENDAR, head)) as server:
        assert fetch(server.address) == Fetched(CALENDAR, '"a1"', "Tue, 02 Mar 2027 09:00:00 GMT")
    request = server.asked[0].decode()
    assert f"Host: 127.0.0.1:{server.port}" in request
    assert "Cookie" not in request


def test_what_did_not_change_is_not_sent_again():
    with serving(saying(b"HTTP/1.1 304 Not Modified\r\n")) as server:
        assert fetch(server.address, etag='"a1"', modified="yesterday").content is None
    assert b'If-None-Match: "a1"\r\n' in server.asked[0]
    assert b"If-Modified-Since: yesterday\r\n" in server.asked[0]


def test_packed_calendar_is_unpacked():
    with serving(body(gzip.compress(CALENDAR), OK + b"Content-Encoding: gzip\r\n")) as server:
        assert fetch(server.address).content == CALENDAR


def test_redirects_are_followed_a_few_times():
    hops = []

    def answer(connection, request):
        hops.append(request)
        if len(hops) <= 3:
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /%d.ics\r\nContent-Length: 0\r\n\r\n" % len(hops))
        else:
            body(CALENDAR)(connection, request)

    with serving(answer) as server:
        assert fetch(server.address).content == CALENDAR
    assert [hop.split()[1] for hop in hops] == [b"/calendrier.ics", b"/1.ics", b"/2.ics", b"/3.ics"]


def test_endless_redirects_end():
    with serving(saying(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n")) as server:
        assert failure(server.address) == "redirects"
    assert len(server.asked) == fetching.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("location", "code"),
    [
        (b"http://10.0.0.1/", "private"),
        (b"http://169.254.169.254/latest/meta-data/", "private"),
        (b"http://[::ffff:10.0.0.1]/", "private"),
        (b"file:///etc/passwd", "address"),
        (b"gopher://127.0.0.1/", "address"),
    ],
)
def test_redirect_into_our_network_is_refused(location, code, monkeypatch, settings):
    """The first hop is allowed, as a public server would be; where it leads is judged anew."""
    with serving(saying(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n")) as server:
        settings.MAILLAGE_IMPORT_PRIVATE = False
        monkeypatch.setattr(fetching, "is_public", lambda ip, real=is_public: ip == "127.0.0.1" or real(ip))
        assert failure(server.address) == code


def test_redirect_to_this_machine_is_never_connected(settings):
    settings.MAILLAGE_IMPORT_PRIVATE = False
    with serving(body(CALENDAR)) as server:
        assert failure(server.address) == "private"
    assert server.asked == []


def test_name_with_one_private_address_is_refused(monkeypatch, settings):
    settings.MAILLAGE_IMPORT_PRIVATE = False
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kwargs: answers)
    assert failure("http://example.test/") == "private"


def test_name_is_resolved_once_and_connected_there(monkeypatch):
    """A second answer of the DNS, given between the check and the connection, changes nothing."""
    with serving(body(CALENDAR)) as server:
        asked = []

        def resolve(host, port, **kwargs):
            asked.append(host)
            return [(2, 1, 6, "", ("127.0.0.1", server.port))]

        monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
        assert fetch(f"http://rebinding.example.test:{server.port}/").content == CALENDAR
    assert asked == ["rebinding.example.test"]
    assert f"Host: rebinding.example.test:{server.port}".encode() in server.asked[0]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b:1::a00:1", False),
        ("2001:0:0:0:0:0:80ff:fffe", False),
        ("2001:db8::1", False),
        ("not an address", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("webcal://example.test/a.ics", "https://example.test/a.ics"),
        ("WEBCAL://example.test/a.ics", "https://example.test/a.ics"),
        (" https://example.test/a.ics?x=1#part ", "https://example.test/a.ics?x=1"),
        ("http://example.test/", "http://example.test/"),
    ],
)
def test_addresses_as_people_copy_them(given, asked, settings):
    settings.MAILLAGE_IMPORT_PORTS = (80, 443)
    assert checked_address(given) == asked


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "address"),
        ("agenda", "address"),
        ("ftp://example.test/a.ics", "address"),
        ("file:///etc/passwd", "address"),
        ("https:///a.ics", "address"),
        ("https://example.test/a\r\nHost: x", "address"),
        ("https://example.test/ a", "address"),
        ("https://" + "a" * 70 + ".test/", "address"),
        ("https://example.test:99999/", "address"),
        ("https://[::1/", "address"),
        ("https://user:secret@example.test/", "sign_in"),
        ("https://example.test:22/", "port"),
        ("https://example.test/" + "a" * 2000, "address"),
    ],
)
def test_what_is_no_address_of_a_calendar(given, code, settings):
    settings.MAILLAGE_IMPORT_PORTS = (80, 443)
    assert failure(given) == code


def test_letters_beyond_ascii_are_asked_as_utf8():
    with serving(body(CALENDAR)) as server:
        fetch(server.address.replace("calendrier", "été"))
    assert server.asked[0].startswith(b"GET /%C3%A9t%C3%A9.ics HTTP/1.1")


def drip(connection, request):
    connection.sendall(OK + b"\r\n")
    for _octet in range(100):
        connection.sendall(b"B")
        time.sleep(0.2)


def drip_head(connection, request):
    for octet in OK * 20:
        connection.sendall(bytes([octet]))
        time.sleep(0.2)


def say_nothing(connection, request):
    time.sleep(4)


def endless(connection, request):
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"BEGIN:VCALENDAR\r\n" * 1000)


def endless_head(connection, request):
    connection.sendall(OK)
    while True:
        connection.sendall(b"X-More: %s\r\n" % (b"a" * 1000))


def endless_continue(connection, request):
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


BOMB = gzip.compress(b"\0" * 20_000_000)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (drip, "slow"),
        (drip_head, "slow"),
        (say_nothing, "unreachable"),
        (endless, "large"),
        (endless_head, "unreachable"),
        (endless_continue, "slow"),
        (body(BOMB, OK + b"Content-Encoding: gzip\r\n"), "large"),
        (saying(OK + b"Content-Length: 100000000\r\n"), "large"),
        (saying(OK + b"Content-Length: 100\r\n", CALENDAR), "cut"),
        (saying(OK + b"Content-Length: nonsense\r\n", CALENDAR[:0]), ""),
        (saying(OK + b"Transfer-Encoding: chunked\r\n", b"5\r\nBEG"), "cut"),
        (saying(OK + b"Transfer-Encoding: chunked\r\n", b"zz\r\n"), "cut"),
        (body(BOMB[:100], OK + b"Content-Encoding: gzip\r\n"), "cut"),
        (body(b"no gzip", OK + b"Content-Encoding: gzip\r\n"), "unreachable"),
        (body(zlib.compress(b"x"), OK + b"Content-Encoding: deflate\r\n"), "type"),
        (body(b"x", OK.replace(b"text/calendar", b"image/png")), "type"),
        (saying(b"HTTP/1.1 404 Not Found\r\n"), "gone"),
        (saying(b"HTTP/1.1 403 Forbidden\r\n"), "refused"),
        (saying(b"HTTP/1.1 503 No\r\n"), "server"),
        (saying(b"HTTP/1.1 302 Found\r\n"), "redirects"),
        (saying(b"SSH-2.0-OpenSSH\r\n"), "unreachable"),
        (saying(b""), "unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_servers_that_behave_badly_end_within_the_limits(answer, code):
    began = time.monotonic()
    with serving(answer) as server:
        if code:
            assert failure(server.address) == code
        else:
            assert fetch(server.address).content == b""
        assert time.monotonic() - began < 4.5


def test_server_that_is_not_there():
    with serving(say_nothing) as server:
        address = server.address
    assert failure(address) == "unreachable"


def test_name_that_does_not_exist(monkeypatch):
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kwargs: [])
    assert failure("http://nowhere.example.test/") == "unknown_host"


def test_certificate_of_another_is_refused(monkeypatch):
    def refuse(*args, **kwargs):
        raise ssl.SSLCertVerificationError("not yours")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
    with serving(saying(b"")) as server:
        assert failure(server.address.replace("http:", "https:")) == "certificate"


def test_certificate_is_asked_for_the_name_not_the_address(monkeypatch):
    asked = {}

    def note(context, raw, **facts):
        asked.update(facts, mode=context.verify_mode, names=context.check_hostname)
        raise OSError

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", note)
    with serving(saying(b"")) as server:
        monkeypatch.setattr(
            fetching.socket, "getaddrinfo", lambda *args, **kwargs: [(2, 1, 6, "", ("127.0.0.1", server.port))]
        )
        assert failure("https://example.test/") == "unreachable"
    assert (asked["server_hostname"], asked["mode"], asked["names"]) == ("example.test", ssl.CERT_REQUIRED, True)


def test_failure_never_says_the_address(caplog):
    failure("http://127.0.0.1:9/secret-token.ics")
    assert "secret-token" not in caplog.text
