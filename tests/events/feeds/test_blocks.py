"""The stored blocks follow what is published."""

from datetime import date

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.feeds.blocks import ensure_site_url, rebuild, rewrite
from events.feeds.vevent import vevent
from events.models import EventSettings, FeedBlock, FeedOrigin, Occurrence, OccurrenceState
from portal.kit.calendar import wrap
from tests.factories import make_event, make_place, publish_event

DAY = date(2027, 5, 4)


def make_dates(count=1, **facts):
    event = publish_event(make_event(dates=[{"date": DAY, "rule": f"FREQ=WEEKLY;COUNT={count}"}], **facts))
    rewrite([event.pk])
    return event


def texts(language="fr"):
    return list(FeedBlock.objects.filter(language=language).order_by("occurrence").values_list("text", flat=True))


def summaries(language="fr"):
    calendar = icalendar.Calendar.from_ical(wrap(texts(language), language=language))
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_each_published_date_has_a_block_in_each_language(db):
    make_dates(3, texts={"fr": "Couture", "nl": "Naaien"})
    assert summaries("fr") == ["Couture"] * 3
    assert summaries("nl") == ["Naaien"] * 3
    assert summaries("en") == ["Couture"] * 3


def test_a_block_is_the_vevent_of_its_date(db, settings):
    place = make_place("Buanderie")
    make_dates(2, place=make_place("Ailleurs"))
    Occurrence.objects.filter(pk=Occurrence.objects.in_order()[0].pk).update(place=place)
    rebuild()
    made_alone = [
        vevent(
            occurrence,
            "fr",
            uid_domain=EventSettings.load().uid_domain,
            site_url=settings.MAILLAGE_SITE_URL,
        )
        for occurrence in Occurrence.objects.for_cards().order_by("pk")
    ]
    assert texts() == made_alone


def test_a_cancelled_date_is_rewritten_in_place(db):
    event = make_dates(2, texts={"fr": "Couture"})
    ids = set(FeedBlock.objects.values_list("pk", flat=True))
    first = Occurrence.objects.in_order()[0]
    Occurrence.objects.filter(pk=first.pk).update(state=OccurrenceState.CANCELLED)
    rewrite([event.pk])
    assert summaries() == ["ANNULÉ – Couture", "Couture"]
    assert set(FeedBlock.objects.values_list("pk", flat=True)) == ids


def test_what_is_no_longer_public_leaves(db):
    kept = make_dates(1, texts={"fr": "Reste"})
    left = make_dates(2, texts={"fr": "Quitte"})
    Occurrence.objects.filter(pk=left.occurrences.in_order()[0].pk).update(in_schedule=False)
    rewrite([left.pk])
    assert summaries() == ["Reste", "Quitte"]
    left.unpublish()
    rewrite([left.pk])
    assert summaries() == ["Reste"]
    kept.delete()
    rewrite([kept.pk])
    assert summaries() == []


def test_other_events_are_left_alone(db):
    make_dates(texts={"fr": "Un"})
    other = make_dates(texts={"fr": "Deux"})
    FeedBlock.objects.filter(occurrence__event=other).update(text="x")
    make_dates(texts={"fr": "Trois"})
    assert texts()[1] == "x"


def test_a_new_site_address_rewrites_every_block_once(db, settings):
    make_dates()
    assert ensure_site_url() is False
    settings.MAILLAGE_SITE_URL = "https://agenda.autre.example"
    assert ensure_site_url() is True
    assert all("https://agenda.autre.example/" in text.replace("\r\n ", "") for text in texts())
    assert ensure_site_url() is False


def test_a_new_domain_of_identifiers_rewrites_every_block(db):
    make_dates()
    ensure_site_url()
    kept = EventSettings.load()
    kept.uid_domain = "autre.example"
    kept.save()
    assert ensure_site_url() is True
    assert "@autre.example" in texts()[0].replace("\r\n ", "")


def test_a_rewriting_moves_the_date_of_change(db, clock):
    event = make_dates()
    rebuild()
    before = FeedOrigin.objects.get().changed_at
    clock.advance(minutes=1)
    rewrite([event.pk])
    assert (FeedOrigin.objects.get().changed_at - before).total_seconds() == 60


@pytest.mark.parametrize("write", [rewrite, lambda ids: rebuild()])
def test_three_events_take_the_queries_of_one(db, write):
    events = [make_dates(texts={"fr": "Un"})]
    rebuild()
    with CaptureQueriesContext(connection) as one:
        write([event.pk for event in events])
    events += [make_dates(3), make_dates(2)]
    with CaptureQueriesContext(connection) as three:
        write([event.pk for event in events])
    assert len(three) == len(one)
