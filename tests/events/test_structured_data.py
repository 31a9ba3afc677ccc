"""Events as schema.org says them."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from events.models import OccurrenceState
from events.structured_data import event_data
from tests.factories import make_event, make_partner, make_place, make_rule, publish_event

pytestmark = pytest.mark.django_db
URL = "https://maillage.example/fr/agenda/couture/"


def at(day, hour):
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def make(**facts):
    """(the live event, its dates)."""
    facts = {"organiser": make_partner("Querelle", kind="association"), "dates": [make_rule(at(6, 13))]} | facts
    event = publish_event(make_event(**facts))
    return event, list(event.occurrences.in_order())


def test_one_date_is_an_event_with_all_that_is_known(clock):
    texts = {"fr": {"title": "Couture", "summary": "On coud."}}
    event, dates = make(texts=texts, languages=["fr", "ar"], audiences=["aines"], age_min=16)
    data = event_data(event, dates, "fr", url=URL, images=[f"{URL}x.webp"], organiser_url="https://maillage.example/q/")
    place = data.pop("location")
    assert data == {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": URL,
        "url": URL,
        "name": "Couture",
        "description": "On coud.",
        "image": [f"{URL}x.webp"],
        "inLanguage": ["fr", "ar"],
        "isAccessibleForFree": True,
        "typicalAgeRange": "16-",
        "audience": [{"@type": "Audience", "audienceType": "aines"}],
        "organizer": {
            "@type": "NGO",
            "name": "Querelle",
            "@id": "https://maillage.example/q/",
            "url": "https://maillage.example/q/",
        },
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
        },
        "startDate": "2027-03-06T14:00+01:00",
        "endDate": "2027-03-06T16:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
    }
    assert place["address"]["streetAddress"] == "place du Jeu de Balle 1"


def test_dates_carry_the_offset_of_their_own_day(clock):
    event, dates = make(dates=[make_rule(at(27, 13)), make_rule(at(29, 12))])
    data = event_data(event, dates, "fr", url=URL)
    assert [date["startDate"] for date in data["subEvent"]] == ["2027-03-27T14:00+01:00", "2027-03-29T14:00+02:00"]


def test_several_dates_are_a_series(clock):
    event, dates = make(dates=[{"date": at(6, 13), "rule": "FREQ=WEEKLY;COUNT=3"}])
    data = event_data(event, dates, "fr", url=URL)
    assert (data["@type"], data["startDate"], data["endDate"]) == (
        "EventSeries",
        "2027-03-06T14:00+01:00",
        "2027-03-20T16:00+01:00",
    )
    assert [date["@type"] for date in data["subEvent"]] == ["EducationEvent"] * 3


def test_cancelled_postponed_and_moved_dates_say_so(clock):
    event, [date] = make()
    date.state = OccurrenceState.CANCELLED
    cancelled = event_data(event, [date], "fr", url=URL)
    date.state = OccurrenceState.POSTPONED
    postponed = event_data(event, [date], "fr", url=URL)
    date.state, date.previous_starts_at = OccurrenceState.SCHEDULED, at(5, 13)
    moved = event_data(event, [date], "fr", url=URL)
    assert [data["eventStatus"].rpartition("/")[2] for data in (cancelled, postponed, moved)] == [
        "EventCancelled",
        "EventPostponed",
        "EventRescheduled",
    ]
    assert cancelled["startDate"] == postponed["startDate"] == "2027-03-06T14:00+01:00"
    assert moved["previousStartDate"] == "2027-03-05T14:00+01:00"


def test_confidential_place_is_not_exported(clock):
    event, dates = make(place=make_place("Refuge", street="rue Cachée 99", confidential=True))
    data = event_data(event, dates, "fr", url=URL)
    assert data["location"] == {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "BE"}}
    assert "Cachée" not in str(data)


def test_series_says_where_and_when_its_dates_take_place(clock):
    event, dates = make(dates=[{"date": at(6, 13), "rule": "FREQ=WEEKLY;COUNT=3"}])
    dates[0].state, dates[0].place = OccurrenceState.CANCELLED, make_place("Ailleurs", street="rue d’Ailleurs 2")
    data = event_data(event, dates, "fr", url=URL)
    assert data["startDate"] == "2027-03-13T14:00+01:00"
    assert data["location"]["address"]["streetAddress"] == "place du Jeu de Balle 1"
    assert "eventStatus" not in data
    for date in dates:
        date.state = OccurrenceState.POSTPONED
    postponed = event_data(event, dates, "fr", url=URL)
    assert postponed["eventStatus"] == "https://schema.org/EventPostponed"
    assert "availability" not in postponed["offers"]


def test_event_with_a_place_and_online_is_mixed(clock):
    event, dates = make(is_online=True, place=make_place(), online_url="https://visio.example/ouvert")
    data = event_data(event, dates, "fr", url=URL)
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [location["@type"] for location in data["location"]] == ["Place", "VirtualLocation"]
    assert data["location"][1]["url"] == "https://visio.example/ouvert"


def test_online_event_leads_to_its_page_not_to_the_meeting(clock):
    facts = {"registration_mode": "date", "online_url": "https://visio.example/secret"}
    event, dates = make(is_online=True, place=None, **facts)
    data = event_data(event, dates, "fr", url=URL)
    assert data["location"] == {"@type": "VirtualLocation", "url": URL}
    assert "secret" not in str(data)


def test_price_and_room_are_those_of_now(clock):
    event, dates = make(is_free=False, price=Decimal("5.00"), registration_mode="date", seats=1)
    register = {"url": f"{URL}inscription/"}

    def offer(**facts):
        return event_data(event, dates, "fr", url=URL, **facts)["offers"]

    price = {"@type": "Offer", "price": "5.00", "priceCurrency": "EUR"}
    sold_out, in_stock = ({"availability": f"https://schema.org/{word}"} for word in ("SoldOut", "InStock"))
    assert offer(register_url=register["url"]) == price | register | in_stock
    assert offer(register_url=register["url"], full=True) == price | register | sold_out
    assert offer(full=True) == price | sold_out
    # Not open yet, or closed: nobody could come now, and nothing is sold out.
    assert offer() == price


def test_event_without_dates_says_nothing(clock):
    event, _dates = make()
    assert event_data(event, [], "fr", url=URL) is None


def test_title_cannot_break_out_of_script(client, clock):
    hostile = "</script><script>alert(1)</script><!--"
    make(texts={"fr": {"title": hostile, "summary": hostile}}, slug="hostile")
    html = client.get("/fr/agenda/hostile/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S).group(1)
    assert json.loads(block)["name"] == hostile
    assert "<script>alert" not in html
