"""A selection as Atom, parsed as XML."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from events.agenda.selection import select
from events.catalogue import event_changed
from events.feeds.news import news
from events.models import Event, OccurrenceState
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = date(2027, 3, 2)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def put_on(title="Couture", *, dates=(TODAY + timedelta(days=3),), summary="", changed_at=None):
    event = publish_event(make_event(texts={"fr": {"title": title, "summary": summary}}, dates=list(dates)))
    if changed_at:
        Event.objects.filter(pk=event.pk).update(last_published_at=changed_at)
        event.occurrences.update(changed_at=changed_at)
    event_changed(event.pk)
    return event


def read(client, path="/fr/agenda.atom"):
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_an_entry_says_what_when_and_where_to_read_more(client):
    event = put_on(summary="Apportez un vêtement.")
    feed = read(client, "/fr/agenda.atom?gratuit=1")
    assert feed.findtext(f"{ATOM}title") == "Maillage – Gratuit"
    assert feed.findtext(f"{ATOM}id") == "http://localhost:8000/fr/agenda.atom?gratuit=1"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://localhost:8000/fr/agenda.atom?gratuit=1",
        "alternate": "http://localhost:8000/fr/agenda/?gratuit=1",
    }
    (entry,) = feed.iter(f"{ATOM}entry")
    assert {name: entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "summary", "updated")} == {
        "id": f"urn:uuid:{event.uuid}",
        "title": "Couture – vendredi\u00a05\u00a0mars 2027, 14\u00a0h – 16\u00a0h",
        "summary": "Apportez un vêtement.",
        "updated": "2027-03-02T09:00:00+00:00",
    }
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000/fr/agenda/{event.slug}/"


def test_a_series_is_one_entry_with_its_next_date(client):
    put_on(dates=[{"date": TODAY - timedelta(days=7), "rule": "FREQ=WEEKLY;COUNT=10"}])
    assert titles(read(client)) == ["Couture – mardi\u00a02\u00a0mars 2027, 14\u00a0h – 16\u00a0h"]


def test_the_latest_news_come_first(client):
    for day in (1, 3, 2):
        put_on(f"Nouvelle {day}", changed_at=datetime(2027, 2, day, tzinfo=UTC))
    assert [title.split(" – ")[0] for title in titles(read(client))] == ["Nouvelle 3", "Nouvelle 2", "Nouvelle 1"]


def test_a_cancelled_date_says_so(client):
    event = put_on()
    event.occurrences.update(state=OccurrenceState.CANCELLED)
    event_changed(event.pk)
    assert titles(read(client))[0].startswith("ANNULÉ – Couture")


def test_a_cancelled_date_does_not_stand_for_those_that_take_place(client):
    event = put_on(dates=[{"date": TODAY, "rule": "FREQ=WEEKLY;COUNT=3"}])
    first = event.occurrences.in_order()[0]
    event.occurrences.filter(pk=first.pk).update(state=OccurrenceState.CANCELLED)
    event_changed(event.pk)
    assert titles(read(client)) == ["Couture – mardi\u00a09\u00a0mars 2027, 14\u00a0h – 16\u00a0h"]


def test_what_is_on_now_is_news(client):
    put_on(dates=[{"date": TODAY - timedelta(days=10), "extra_days": 30}])
    assert [title.split(" – ")[0] for title in titles(read(client))] == ["Couture"]


def test_news_about_what_is_far_away_come_before_old_news_about_tomorrow(client, monkeypatch):
    monkeypatch.setattr("events.feeds.news.ENTRIES", 2)
    monkeypatch.setattr("events.feeds.news.AT_ONCE", 2)
    for number in range(1, 6):
        put_on(f"Ancienne {number}", changed_at=datetime(2027, 2, number, tzinfo=UTC))
    put_on("Nouvelle", dates=[TODAY + timedelta(days=300)], changed_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert [title.split(" – ")[0] for title in titles(read(client))] == ["Nouvelle", "Ancienne 5"]


def test_only_the_entries_are_loaded(now):
    """However many dates are found, texts are read for those that are written."""
    put_on(dates=[{"date": TODAY, "rule": "FREQ=DAILY;COUNT=60"}])
    put_on("Danse")
    selection = select(QueryDict(""), "fr", now=now, period=(TODAY, TODAY + timedelta(days=365)))
    assert selection.search.total == 61
    with CaptureQueriesContext(connection) as captured:
        found = news(selection)
    assert [str(date.event) for date in found] == ["Couture", "Danse"]
    assert len(captured) == 3  # which changed last, those, their texts


def test_words_cannot_break_out_of_their_element(client):
    event = put_on()
    event.texts.update(title='</title><script>"&\x01\x1b', summary="]]>\u202e<b>")
    (entry,) = read(client).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith('</title><script>"& – ')
    assert entry.findtext(f"{ATOM}summary") == "]]><b>"


def test_a_summary_is_text_and_never_markup(client):
    """RFC 4287 §3.1.1: as HTML, a reader would decode it once more and draw what it says."""
    put_on(summary="<img src=x onerror=alert(1)> &amp; encore")
    (entry,) = read(client).iter(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("text", "<img src=x onerror=alert(1)> &amp; encore")
    put_on("Sans résumé")
    summaries = [entry.find(f"{ATOM}summary") for entry in read(client).iter(f"{ATOM}entry")]
    assert summaries.count(None) == 1


def test_an_empty_feed_is_dated_by_its_content(client, clock):
    first = read(client).findtext(f"{ATOM}updated")
    clock.advance(hours=3)
    assert read(client).findtext(f"{ATOM}updated") == first
