"""Feeds over HTTP, read back as a calendar program would."""

import gzip
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.catalogue import event_changed
from events.feeds import streaming
from events.feeds.vevent import uid
from events.models import EventSettings, Occurrence, OccurrenceState
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 2)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def put_on(title="Couture", *, dates=(TODAY + timedelta(days=3),), **facts):
    """A published event with its blocks and flat rows."""
    event = publish_event(make_event(texts={"fr": title}, dates=list(dates), **facts))
    event_changed(event.pk)
    return event


def change(event, **facts):
    event.occurrences.update(**facts)
    event_changed(event.pk)


def body(response):
    assert response.status_code == 200
    return b"".join(response)


def read(response):
    return icalendar.Calendar.from_ical(body(response))


def summaries(response):
    return [str(event["SUMMARY"]) for event in read(response).walk("VEVENT")]


def test_a_feed_is_what_calendar_programs_ask_for(client):
    put_on()
    response = client.get("/fr/agenda.ics", headers={"accept": "application/json"})
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read(response)
    assert {name: str(calendar[name]) for name in ("X-WR-CALNAME", "URL", "SOURCE", "X-WR-CALDESC")} == {
        "X-WR-CALNAME": "Maillage – Agenda",
        "URL": "http://localhost:8000/fr/agenda/",
        "SOURCE": "http://localhost:8000/fr/agenda.ics",
        "X-WR-CALDESC": "Maillage – Ville de Bruxelles",
    }
    assert "METHOD" not in calendar


def test_a_feed_has_the_selection_and_says_which(client):
    marolles = make_quartier("Marolles", slug="marolles")
    put_on("Ici", place=make_place(quartier=marolles))
    put_on("Ailleurs")
    response = client.get("/fr/agenda.ics?quartier=marolles&quartier=nulle-part&utm=x&page=deux")
    calendar = read(response)
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Ici"]
    assert str(calendar["X-WR-CALNAME"]) == "Maillage – Marolles"
    assert str(calendar["SOURCE"]) == "http://localhost:8000/fr/agenda.ics?quartier=marolles"
    assert str(calendar["URL"]) == "http://localhost:8000/fr/agenda/?quartier=marolles"


@pytest.mark.parametrize(
    "query",
    ["du=31-31-31", "quand=jamais", "age=-1", "age=999999999999999999999", "page=%00", "q=%00%ff", "tout=2",
     "q=" + "x" * 5000, "quartier=" + "a" * 3000, "vue=rien", "au=0000-00-00", "du=9999-12-31", "du=0001-01-01",
     "langue=%F0%9F%A7%B5"],
)  # fmt: skip
def test_filters_without_sense_are_answered(client, query):
    put_on()
    assert body(client.get(f"/fr/agenda.ics?{query}")).startswith(b"BEGIN:VCALENDAR")


def test_the_window_is_a_month_back_and_a_year_ahead(client):
    for days in (-32, -31, 365, 367):
        put_on(f"{days} jours", dates=[TODAY + timedelta(days=days)])
    assert summaries(client.get("/fr/agenda.ics")) == ["-31 jours", "365 jours"]


def test_a_cancelled_date_stays_thirty_days(client):
    for days in (-40, -31, -29, 5):
        event = put_on(f"{days} jours", dates=[TODAY + timedelta(days=days)])
        change(event, state=OccurrenceState.CANCELLED)
    put_on("tenue", dates=[TODAY + timedelta(days=-31)])
    expected = ["tenue", "ANNULÉ – -29 jours", "ANNULÉ – 5 jours"]
    assert summaries(client.get("/fr/agenda.ics")) == expected
    assert summaries(client.get("/fr/agenda.ics?tout=1")) == expected


def test_each_feed_has_the_same_uids(client):
    quartier = make_quartier("Marolles", slug="marolles")
    partner = make_partner(slug="querelle")
    event = put_on(
        dates=[{"date": TODAY, "rule": "FREQ=WEEKLY;COUNT=3"}], organiser=partner, place=make_place(quartier=quartier)
    )
    put_on("Autre")
    addresses = [
        f"/fr/agenda/{event.slug}.ics",
        "/nl/gids/querelle.ics",
        "/en/neighbourhoods/marolles.ics",
        "/fr/agenda.ics?partenaire=querelle",
    ]
    domain = EventSettings.load().uid_domain
    expected = [uid(occurrence, domain) for occurrence in event.occurrences.in_order()]
    assert [[str(e["UID"]) for e in read(client.get(address)).walk("VEVENT")] for address in addresses] == [
        expected
    ] * 4


def test_every_zone_that_is_named_is_described(client):
    put_on(dates=[{"date": TODAY, "rule": "FREQ=WEEKLY;COUNT=40"}])
    calendar = read(client.get("/fr/agenda.ics"))
    described = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    named = {event[name].params.get("TZID") for event in calendar.walk("VEVENT") for name in ("DTSTART", "DTEND")}
    assert named - {None} == described == {"Europe/Brussels"}


def test_another_library_finds_the_instants_of_the_catalogue(client):
    """Across both changes of hour, the missing hour (28 March) and the doubled one (31 October) included."""
    night = {"begins": time(2, 30), "ends": time(4, 30)}
    for day in (date(2027, 3, 27), date(2027, 10, 30)):
        put_on(dates=[{"date": day, "rule": "FREQ=DAILY;COUNT=3"} | night])
    second = put_on(dates=[date(2027, 10, 31)])
    starts = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 02:30 again
    change(second, starts_at=starts, ends_at=starts + timedelta(hours=1), moved=True)
    calendar = read(client.get("/fr/agenda.ics"))
    del calendar["X-WR-TIMEZONE"]  # with it, this library turns UTC into local time and loses which passage it was
    found = recurring_ical_events.of(calendar).between(
        datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    )
    read_back = sorted((e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in found)
    assert read_back == sorted(Occurrence.objects.values_list("starts_at", "ends_at"))
    assert len(read_back) == 7


def test_a_moved_date_is_one_event_elsewhere(client):
    event = put_on()
    before = read(client.get("/fr/agenda.ics")).walk("VEVENT")[0]
    elsewhere = make_place("Salle communale de Haren")
    starts = datetime(2027, 4, 1, 12, tzinfo=UTC)
    change(event, starts_at=starts, ends_at=starts + timedelta(hours=1), place=elsewhere, moved=True, sequence=4)
    (after,) = read(client.get("/fr/agenda.ics")).walk("VEVENT")
    assert (after["UID"], after["SEQUENCE"], after["DTSTART"].dt) == (before["UID"], 4, starts)
    assert after["LOCATION"].startswith("Salle communale de Haren")


def test_a_published_change_of_place_raises_the_sequence(client):
    event = put_on()
    own = event.occurrences.get()
    event.place = make_place("Salle communale de Haren")
    publish_event(event)
    event_changed(event.pk)
    (after,) = read(client.get("/fr/agenda.ics")).walk("VEVENT")
    assert after["SEQUENCE"] == own.sequence + 1
    assert after["LOCATION"].startswith("Salle communale de Haren")
    publish_event(event)
    assert event.occurrences.get().sequence == own.sequence + 1


def test_a_feed_ends_where_programs_stop_reading_and_says_so(client, monkeypatch):
    for days in (-2, -1, 0, 1, 2):
        put_on(f"Date {days}", dates=[TODAY + timedelta(days=days)])
    block = max(len(text.encode()) for text in streaming.texts(list(ids()), "fr"))
    monkeypatch.setattr("events.feeds.streaming.soonest.__kwdefaults__", {"octets": 4 * block + 10})
    response = client.get("/fr/agenda.ics")
    calendar = read(response)
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Date -1", "Date 0", "Date 1", "Date 2"]
    assert "http://localhost:8000/fr/agenda.ics?tout=1" in str(calendar["DESCRIPTION"])
    everything = read(client.get("/fr/agenda.ics?tout=1"))
    assert len(everything.walk("VEVENT")) == 5
    assert "tout=1" not in str(everything["DESCRIPTION"])


def ids():
    return Occurrence.objects.in_order().values_list("pk", flat=True)


def test_tomorrow_comes_before_yesterday_when_room_is_short():
    for days in (-2, -1, 1, 2):
        put_on(f"Date {days}", dates=[TODAY + timedelta(days=days)])
    past, coming = list(ids())[:2], list(ids())[2:]
    long_ago = timezone.now() - timedelta(days=900)
    sizes = {pk: len(text.encode()) for pk, text in zip(ids(), streaming.texts(list(ids()), "fr"), strict=True)}

    def kept(octets):
        blocks, cut = streaming.soonest(past, coming, "fr", forgotten_before=long_ago, octets=octets)
        return [block.split("SUMMARY:")[1].split("\r\n")[0] for block in blocks], cut

    after, both = sizes[coming[0]], sizes[coming[0]] + sizes[coming[1]]
    assert kept(after - 1) == ([], True)
    assert kept(after) == (["Date 1"], True)
    assert kept(both) == (["Date 1", "Date 2"], True)
    assert kept(both + sizes[past[1]]) == (["Date -1", "Date 1", "Date 2"], True)
    assert kept(sum(sizes.values())) == (["Date -2", "Date -1", "Date 1", "Date 2"], False)


def test_pieces_join_to_the_same_octets(monkeypatch):
    blocks = [f"{number}é\r\n" for number in range(1203)]
    pieces = list(streaming.in_pieces("a\r\n", blocks, "z\r\n"))
    assert len(pieces) == 3
    assert b"".join(pieces) == "".join(["a\r\n", *blocks, "z\r\n"]).encode()
    assert gzip.decompress(b"".join(streaming.compressed(iter(pieces)))) == b"".join(pieces)


def test_the_etag_stands_still_until_something_changes(client, clock):
    event = put_on()
    first = client.get("/fr/agenda.ics").headers["ETag"]
    assert first.startswith('"')
    clock.advance(hours=1)
    assert client.get("/fr/agenda.ics").headers["ETag"] == first
    change(event, state=OccurrenceState.CANCELLED)
    changed = client.get("/fr/agenda.ics").headers["ETag"]
    clock.advance(days=1)
    tomorrow = client.get("/fr/agenda.ics").headers["ETag"]
    others = {
        client.get(f"/{path}").headers["ETag"]
        for path in ("nl/agenda.ics", "fr/agenda.ics?gratuit=1", "fr/agenda.ics?tout=1")
    }
    assert len({first, changed, tomorrow} | others) == 6


def test_an_etag_knows_that_a_date_has_ended_since(client, clock):
    put_on(dates=[datetime(2027, 3, 2, 9, 30, tzinfo=UTC)])
    before = client.get("/fr/agenda.ics?quand=aujourdhui")
    assert summaries(before) == ["Couture"]
    clock.advance(hours=5)
    after = client.get("/fr/agenda.ics?quand=aujourdhui", headers={"if-none-match": before.headers["ETag"]})
    assert summaries(after) == []


def test_equal_etags_have_equal_octets(client):
    put_on()
    first, second = client.get("/fr/agenda.ics"), client.get("/fr/agenda.ics")
    assert first.headers["ETag"] == second.headers["ETag"]
    assert body(first) == body(second)


def test_what_has_not_changed_is_not_sent_again(client):
    event = put_on()
    for path in ("agenda.ics", "agenda.atom", f"agenda/{event.slug}.ics"):
        first = client.get(f"/fr/{path}")
        again = client.get(f"/fr/{path}", headers={"if-none-match": first.headers["ETag"]})
        since = client.get(f"/fr/{path}", headers={"if-modified-since": first.headers["Last-Modified"]})
        other = client.get(f"/fr/{path}", headers={"if-none-match": '"autre"'})
        assert (again.status_code, since.status_code, other.status_code) == (304, 304, 200)
        assert again.content == b""
        assert {name: again.headers[name] for name in ("ETag", "Last-Modified", "Cache-Control")} == {
            name: first.headers[name] for name in ("ETag", "Last-Modified", "Cache-Control")
        }


def test_the_last_change_is_the_last_midnight_or_later(client, clock):
    put_on()
    assert client.get("/fr/agenda.ics").headers["Last-Modified"] == "Tue, 02 Mar 2027 09:00:00 GMT"
    clock.advance(days=1)
    assert client.get("/fr/agenda.ics").headers["Last-Modified"] == "Tue, 02 Mar 2027 23:00:00 GMT"


def test_a_selection_by_places_left_is_known_by_its_etag_alone(client):
    put_on()
    response = client.get("/fr/agenda.ics?places=1")
    assert "Last-Modified" not in response.headers
    assert response.headers["ETag"]


def test_a_feed_is_compressed_once_under_its_own_strong_etag(client):
    put_on()
    plain = client.get("/fr/agenda.ics")
    packed = client.get("/fr/agenda.ics", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    assert gzip.decompress(body(packed)) == body(plain)
    again = client.get("/fr/agenda.ics", headers={"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("query", ["", "?tout=1"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_has_the_headers_alone(client, query, encoding):
    put_on()
    get, head = (
        method(f"/fr/agenda.ics{query}", headers={"accept-encoding": encoding}) for method in (client.get, client.head)
    )
    assert body(head) == b""
    assert dict(head.headers) == dict(get.headers)


def test_a_feed_has_a_length_and_all_of_it_is_a_stream(client):
    put_on()
    whole, everything = client.get("/fr/agenda.ics"), client.get("/fr/agenda.ics?tout=1")
    assert int(whole.headers["Content-Length"]) == len(body(whole))
    assert everything.streaming
    assert "Content-Length" not in everything.headers


def test_the_page_cache_keeps_a_feed_and_its_validators(client, settings):
    settings.MAILLAGE_PAGE_CACHE = True
    put_on()
    client = Client(headers={"accept-encoding": "gzip"})
    first = client.get("/fr/agenda.ics")
    with CaptureQueriesContext(connection) as queries:
        again = client.get("/fr/agenda.ics")
        not_modified = client.get("/fr/agenda.ics", headers={"if-none-match": first.headers["ETag"]})
    assert not [query for query in queries if "cataloguestamp" not in query["sql"]]
    assert (body(again), dict(again.headers)) == (body(first), dict(first.headers))
    assert not_modified.status_code == 304


def test_a_feed_is_read_only(client):
    assert client.post("/fr/agenda.ics").status_code == 405


def test_three_events_take_the_queries_of_one(client):
    put_on()
    client.get("/fr/agenda.ics")
    for path in ("agenda.ics", "agenda.atom"):
        with CaptureQueriesContext(connection) as one:
            body(client.get(f"/fr/{path}"))
        event = put_on(dates=[{"date": TODAY, "rule": "FREQ=WEEKLY;COUNT=3"}])
        put_on()
        body(client.get(f"/fr/{path}"))
        with CaptureQueriesContext(connection) as many:
            body(client.get(f"/fr/{path}"))
        assert len(many) == len(one)
        assert len(many) <= 12
        event.unpublish()
        event_changed(event.pk)
        body(client.get(f"/fr/{path}"))


def test_a_withdrawn_event_is_gone_and_a_draft_never_was(client):
    event = put_on()
    event.unpublish()
    draft = make_event(texts={"fr": "Brouillon"})
    assert client.get(f"/fr/agenda/{event.slug}.ics").status_code == 410
    assert client.get(f"/fr/agenda/{draft.slug}.ics").status_code == 404
    assert client.get("/fr/agenda/jamais.ics").status_code == 404
    assert client.get("/fr/annuaire/jamais.ics").status_code == 404
    assert client.get("/fr/quartiers/jamais.ics").status_code == 404


def test_former_addresses_lead_to_the_feed_of_today(client):
    event = put_on(slug="avant")
    event.slug = "apres"
    event.save()
    partner = make_partner(slug="ancien")
    partner.slug = "nouveau"
    partner.save()
    moved = client.get("/nl/agenda/avant.ics?tout=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/nl/agenda/apres.ics?tout=1")
    assert client.get("/fr/annuaire/ancien.ics").headers["Location"] == "/fr/annuaire/nouveau.ics"
    event.unpublish()
    assert client.get("/nl/agenda/avant.ics").status_code == 410


def test_an_unpublished_partner_has_no_feed(client):
    partner = make_partner(slug="discret", published=False)
    put_on(organiser=partner)
    assert client.get("/fr/annuaire/discret.ics").status_code == 404


def test_a_feed_of_nothing_is_a_calendar(client):
    assert summaries(client.get("/fr/agenda.ics")) == []
