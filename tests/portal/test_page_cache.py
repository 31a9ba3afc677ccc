"""What anonymous readers are handed out without being drawn again, and what never is."""

import zlib

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from events.models import Event
from events.registration import register
from partners.models import Quartier
from portal import page_cache
from portal.cms.models import HomePage, SiteIdentity
from portal.page_cache import LARGEST, LASTS, LONGEST_ADDRESS, KeptPage, PageCacheMiddleware, Shelf
from tests.factories import make_event, make_partner, make_quartier, make_user, publish_event

QUARTIERS = "/fr/quartiers/"
PACKED = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


@pytest.fixture
def monotonic(monkeypatch):
    """The clock of the cache, standing still; `monotonic.now += seconds` moves it."""

    class Stopped:
        now = 1000.0

        def monotonic(self):
            return self.now

    stopped = Stopped()
    monkeypatch.setattr(page_cache, "time", stopped)
    return stopped


@pytest.fixture
def browser(settings, monotonic, db):
    """A browser before a portal that keeps its pages."""
    settings.MAILLAGE_PAGE_CACHE = True
    return Client()


class View:
    """Answers each time with another number, dressed by `dress(request, response)`; counts how often it was asked."""

    def __init__(self, dress=lambda request, response: response):
        self.asked, self.dress = 0, dress

    def __call__(self, request):
        self.asked += 1
        return self.dress(request, HttpResponse(f"<p>{self.asked}</p>"))


@pytest.fixture
def behind(settings, monotonic, db):
    """behind(view): the cache with that view alone behind it."""
    settings.MAILLAGE_PAGE_CACHE = True
    return PageCacheMiddleware


def get(path="/fr/", **headers):
    return RequestFactory().get(path, **headers)


# --- What is kept ------------------------------------------------------------------------------


def test_a_page_is_drawn_once_and_then_costs_no_query(browser, django_assert_num_queries):
    make_quartier()
    drawn = browser.get(QUARTIERS, **PACKED)
    with django_assert_num_queries(0):
        kept = browser.get(QUARTIERS, **PACKED)
    assert (kept.status_code, kept.content) == (200, drawn.content)
    assert dict(kept.headers) == dict(drawn.headers)


def test_what_is_kept_has_the_security_headers_of_the_portal(browser):
    browser.get(QUARTIERS)
    kept = browser.get(QUARTIERS)
    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert {name: kept[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")} == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
    }


def test_compressed_and_plain_readers_get_each_their_own_and_one_validator(browser):
    plain, packed = browser.get(QUARTIERS), browser.get(QUARTIERS, **PACKED)
    assert zlib.decompress(browser.get(QUARTIERS, **PACKED).content, zlib.MAX_WBITS | 16) == plain.content
    assert browser.get(QUARTIERS).content == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"]
    assert packed["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_is_told_so(browser):
    etag = browser.get(QUARTIERS)["ETag"]
    kept = browser.get(QUARTIERS, headers={"If-None-Match": etag})
    assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", etag)


def test_a_page_drawn_anew_without_change_keeps_its_validator(browser, monotonic):
    etag = browser.get(QUARTIERS, **PACKED)["ETag"]
    monotonic.now += LASTS
    assert browser.get(QUARTIERS, headers={"If-None-Match": etag, "Accept-Encoding": "gzip"}).status_code == 304


def _a_feed(request, response):
    """What a view does that knows its validators without drawing anything."""
    if request.META.get("HTTP_IF_NONE_MATCH") == '"1"':
        response = HttpResponse(status=304)
    response["ETag"] = '"1"'
    response["Last-Modified"] = "Mon, 01 Mar 2027 00:00:00 GMT"
    return response


def test_programs_that_only_ask_whether_something_changed_are_answered_too(behind):
    view = View(_a_feed)
    cache = behind(view)
    seen = [cache(get(HTTP_IF_NONE_MATCH=tag)) for tag in ('"1"', '"1"', '"0"', '"1"', '"0"')]
    assert [each.status_code for each in seen] == [304, 304, 200, 304, 200]
    assert [each.content for each in seen] == [b"", b"", b"<p>2</p>", b"", b"<p>2</p>"]
    assert view.asked == 2


def test_the_date_of_a_change_is_a_validator_as_well(behind):
    cache = behind(View(_a_feed))
    cache(get())
    dates = ("Mon, 01 Mar 2027 00:00:00 GMT", "Sun, 28 Feb 2027 00:00:00 GMT")
    assert [cache(get(HTTP_IF_MODIFIED_SINCE=date)).status_code for date in dates] == [304, 200]


def test_head_has_the_headers_of_the_page_and_no_content(browser, django_assert_num_queries):
    page = browser.get(QUARTIERS)
    with django_assert_num_queries(0):
        head = browser.head(QUARTIERS)
    assert head.content == b""
    assert dict(head.headers) == dict(page.headers)
    assert head["Content-Length"] == str(len(page.content))


def test_head_alone_keeps_nothing(behind):
    view = View()
    cache = behind(view)
    cache(RequestFactory().head("/fr/"))
    assert cache(get()).content == b"<p>2</p>"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/fr/?q=a"},
        {"path": "/nl/"},
        {"HTTP_HOST": "elsewhere.test"},
        {"secure": True},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
    ],
)
def test_other_addresses_are_other_pages(behind, other):
    view = View()
    cache = behind(view)
    cache(get())
    assert cache(get(**other)).content == b"<p>2</p>"
    assert cache(get()).content == b"<p>1</p>"


def test_where_the_address_has_no_language_the_reader_s_own_counts(behind):
    def by_language(request, response):
        response["Vary"] = "Accept-Language"
        return response

    cache = behind(View(by_language))
    french, dutch = (cache(get("/x", HTTP_ACCEPT_LANGUAGE=code)) for code in ("fr", "nl"))
    request = get("/x", HTTP_ACCEPT_LANGUAGE="fr")
    request.COOKIES["django_language"] = "nl"
    assert (french.content, dutch.content, cache(request).content) == (b"<p>1</p>", b"<p>2</p>", b"<p>2</p>")


def test_the_door_leads_everyone_to_their_own_language(browser):
    assert browser.get("/", headers={"Accept-Language": "en"})["Location"] == "/en/"
    browser.cookies["django_language"] = "nl"
    assert browser.get("/", headers={"Accept-Language": "en"})["Location"] == "/nl/"
    browser.cookies.clear()
    assert browser.get("/", headers={"Accept-Language": "fr"})["Location"] == "/fr/"


# --- What is never kept ------------------------------------------------------------------------


def _with(**headers):
    def dress(request, response):
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    return dress


def _with_cookie(request, response):
    response.set_cookie("recu", "x")
    return response


def _with_token(request, response):
    return HttpResponse(response.content + get_token(request).encode())


NEVER_KEPT = {
    "sets a cookie": _with_cookie,
    "holds a token": _with_token,
    "no-store": _with(Cache_Control="max-age=0, no-store"),
    "private": _with(Cache_Control="Private"),
    "no-cache": _with(Cache_Control="no-cache"),
    "varies by cookie": _with(Vary="Accept-Encoding, Cookie"),
    "varies by anything": _with(Vary="*"),
    "not found": lambda request, response: HttpResponse(response.content, status=404),
    "unchanged, without saying what": lambda request, response: HttpResponse(response.content, status=304),
    "moved": lambda request, response: HttpResponse(response.content, status=302),
    "streamed": lambda request, response: StreamingHttpResponse([response.content]),
    "huge": lambda request, response: HttpResponse(response.content + b" " * LARGEST),
}


@pytest.mark.parametrize("dress", NEVER_KEPT.values(), ids=NEVER_KEPT.keys())
def test_it_is_drawn_each_time(behind, dress):
    view = View(dress)
    cache = behind(view)
    assert [b"".join(cache(get()))[:8] for _time in range(2)] == [b"<p>1</p>", b"<p>2</p>"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "recu"])
def test_a_reader_whom_the_portal_knows_never_meets_the_cache(behind, name):
    view = View()
    cache = behind(view)
    request = get()
    request.COOKIES[name] = "x"
    assert [cache(each).content for each in (get(), request, get())] == [b"<p>1</p>", b"<p>2</p>", b"<p>1</p>"]
    assert "ETag" not in cache(request)


@pytest.mark.parametrize("what", ["post", "preview", "authorization"])
def test_neither_does_a_form_a_preview_or_a_key(behind, what):
    cache = behind(View())
    request = RequestFactory().post("/fr/") if what == "post" else get()
    if what == "preview":
        request.is_dummy = True
    if what == "authorization":
        request.META["HTTP_AUTHORIZATION"] = "Bearer x"
    assert [cache(each).content for each in (get(), request, get())] == [b"<p>1</p>", b"<p>2</p>", b"<p>1</p>"]


def test_the_form_of_an_event_has_a_token_of_its_own_for_each_reader(browser):
    event = publish_event(make_event(registration_mode="date", seats=3))
    tokens = set()
    for _reader in range(2):
        browser.cookies.clear()
        browser.get(f"/fr/agenda/{event.slug}/inscription/")
        tokens.add(browser.cookies["csrftoken"].value)
    assert len(tokens) == 2


def test_who_is_signed_in_sees_what_is_true_now(browser):
    make_quartier("Sablon")
    assert "Sablon" in browser.get(QUARTIERS).content.decode()
    Quartier.objects.update(name_fr="Zavel")
    browser.force_login(make_user())
    assert "Zavel" in browser.get(QUARTIERS).content.decode()
    browser.logout()
    assert "Sablon" in browser.get(QUARTIERS).content.decode()


def test_switched_off_it_keeps_nothing(browser, settings):
    settings.MAILLAGE_PAGE_CACHE = False
    assert "ETag" not in Client().get(QUARTIERS)


# --- How much ----------------------------------------------------------------------------------


def test_an_address_of_hostile_length_is_not_kept(behind):
    cache = behind(View())
    for length in (LONGEST_ADDRESS, LONGEST_ADDRESS - len("/fr/?q=")):
        cache(get("/fr/?q=" + "x" * length))
    assert len(cache.shelf) == 1


def test_hostile_queries_never_take_more_than_the_room(behind):
    cache = behind(View())
    cache.shelf = Shelf(room=100_000)
    for number in range(200):
        cache(get(f"/fr/?q={number}{'x' * 1000}"))
    assert 90_000 < cache.shelf.used <= 100_000
    assert 20 < len(cache.shelf) < 50


def _page(content=b"x"):
    return KeptPage(version=(), drawn_at=0, content=content, headers={})


def _key(address):
    return ("http", "host", address, "fr", False)


def test_what_was_asked_for_longest_ago_leaves_first():
    shelf = Shelf(room=3 * (_page().size + 1))
    for address in "abc":
        shelf.put(_key(address), _page())
    shelf.get(_key("a"), (), 0)
    shelf.put(_key("d"), _page())
    assert [address for address in "abcd" if shelf.get(_key(address), (), 0)] == ["a", "c", "d"]


def test_what_is_replaced_gives_its_room_back():
    shelf = Shelf()
    shelf.put(_key("a"), _page(b"long"))
    shelf.put(_key("a"), _page(b""))
    assert shelf.used == _page(b"").size + 1
    assert shelf.get(_key("a"), ("other",), 0) is None
    assert (shelf.used, len(shelf)) == (0, 0)


# --- How long ----------------------------------------------------------------------------------


def test_after_thirty_seconds_a_page_is_drawn_anew(behind, monotonic):
    cache = behind(View())
    seen = []
    for seconds in (0, LASTS - 1, 1):
        monotonic.now += seconds
        seen.append(cache(get()).content)
    assert seen == [b"<p>1</p>", b"<p>1</p>", b"<p>2</p>"]


def test_at_midnight_in_brussels_a_page_is_drawn_anew(behind, monotonic, clock):
    cache = behind(View())
    clock.go_to(clock.moment.replace(hour=22, minute=59, second=58))
    cache(get())
    clock.advance(seconds=3)
    monotonic.now += 3
    assert cache(get()).content == b"<p>2</p>"


def _saves_a_quartier():
    Quartier.objects.get().save()


def _publishes_an_event():
    publish_event(make_event())


def _withdraws_an_event():
    Event.objects.get().unpublish()


def _renames_a_partner():
    partner = make_partner("Ligue")
    partner.texts.add(type(partner.texts.first())(language="nl", name="Bond"))
    partner.save()


def _saves_the_identity():
    SiteIdentity.load().save()


def _publishes_a_page():
    HomePage.objects.first().save_revision().publish()


def _deletes_a_quartier():
    Quartier.objects.get().delete()


CHANGES = [
    _saves_a_quartier,
    _deletes_a_quartier,
    _publishes_an_event,
    _withdraws_an_event,
    _renames_a_partner,
    _saves_the_identity,
    _publishes_a_page,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__[1:])
def test_what_staff_change_shows_within_a_second(behind, monotonic, site, change, django_capture_on_commit_callbacks):
    make_quartier()
    if change is _withdraws_an_event:
        publish_event(make_event())
    cache = behind(View())
    cache(get())
    with django_capture_on_commit_callbacks(execute=True):
        change()
    monotonic.now += 1
    assert cache(get()).content == b"<p>2</p>"


def test_a_draft_of_a_page_changes_nothing(behind, monotonic, site, django_capture_on_commit_callbacks):
    cache = behind(View())
    cache(get())
    with django_capture_on_commit_callbacks(execute=True):
        HomePage.objects.first().save_revision()
    monotonic.now += 1
    assert cache(get()).content == b"<p>1</p>"


def test_places_may_lag_by_thirty_seconds_and_no_more(browser, monotonic, django_capture_on_commit_callbacks):
    event = publish_event(make_event(registration_mode="date", seats=4))
    address = f"/fr/agenda/{event.slug}/"

    def seats():
        page = browser.get(address).content.decode()
        return next(label for label in ("4 places", "3 places") if label in page)

    seen = [seats()]
    with django_capture_on_commit_callbacks(execute=True):
        register(
            event, occurrence=event.occurrences.get(), name="Amina", email="amina@exemple.test", phone="",
            party_size=1, language="fr", now=timezone.now(),
        )  # fmt: skip
    for seconds in (1, LASTS):
        monotonic.now += seconds
        seen.append(seats())
    assert seen == ["4 places", "4 places", "3 places"]
