"""Staff who have to tell people something see whom, and change nothing there."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, Registration, RegistrationMode
from events.registration import cancel, register
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, MODERATOR, TRANSLATOR
from tests.events.editing.filled import address, filled, words
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def event():
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule="FREQ=WEEKLY;COUNT=3")
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=9))


def book(event, now, name="Amina", *, occurrence=None, phone=""):
    return register(
        event, occurrence=occurrence, name=name, email="" if phone else f"{name.lower()}@exemple.test", phone=phone,
        party_size=2, language="nl", note="Une remarque pour qui prépare", now=now,
    ).registration  # fmt: skip


def links(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return {link["href"] for link in soup.select("main a[href]")}


def people(event, occurrence=None):
    return address("people", event.pk) + (f"?date={occurrence.pk}" if occurrence else "")


def test_everybody_is_shown_with_their_contact_and_their_date(client, event, now):
    first, second, _third = event.occurrences.order_by("starts_at")
    amina = book(event, now, occurrence=first)
    bart = book(event, now, "Bart", occurrence=second, phone="0470 12 34 56")
    cancel(book(event, now, "Chloé", occurrence=second), now=now)
    client.force_login(make_user(groups=[EDITOR]))
    page = client.get(people(event))
    nine, sixteen = (
        "mardi\u00a09\u00a0mars 2027, 14\u00a0h – 16\u00a0h",
        "mardi\u00a016\u00a0mars 2027, 14\u00a0h – 16\u00a0h",
    )
    assert page.context["rows"] == [
        {
            "name": "Amina", "reference": amina.reference, "email": "amina@exemple.test", "phone": "",
            "phone_href": "", "persons": 2, "state": "confirmée", "language": "néerlandais", "date": nine,
        },
        {
            "name": "Bart", "reference": bart.reference, "email": "", "phone": "0470 12 34 56",
            "phone_href": "tel:+32470123456", "persons": 2, "state": "confirmée", "language": "néerlandais",
            "date": sixteen,
        },
    ]  # fmt: skip
    assert "remarque" not in words(page)
    assert [row["name"] for row in client.get(people(event, second)).context["rows"]] == ["Bart"]
    assert len(client.get(people(event) + "?date=99999999999999999999").context["rows"]) == 2


def test_who_follows_the_whole_stands_at_each_date_and_who_was_erased_at_none(client, now):
    rule = make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=2")
    event = publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.WHOLE, seats=9))
    book(event, now)
    client.force_login(make_user(groups=[MODERATOR]))
    page = client.get(people(event, event.occurrences.last()))
    assert [(row["name"], row["date"]) for row in page.context["rows"]] == [("Amina", "")]
    Registration.objects.update(anonymised_at=now)
    assert client.get(people(event)).context["rows"] == []


def test_three_people_cost_no_more_queries_than_one(client, event, now):
    client.force_login(make_user(groups=[EDITOR]))
    client.get(people(event))
    counted = []
    for names in (["Amina"], ["Bart", "Chloé"]):
        for name in names:
            book(event, now, name, occurrence=event.occurrences.last())
        with CaptureQueriesContext(connection) as found:
            client.get(people(event))
        counted.append(len(found))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("group", "status"), [(EDITOR, 200), (MODERATOR, 200), (COORDINATOR, 200), (DESK, 200), (TRANSLATOR, 302)]
)
def test_who_may_see_people_does_and_the_others_do_not(client, event, now, group, status):
    book(event, now, occurrence=event.occurrences.first())
    client.force_login(make_user(groups=[group]))
    assert client.get(people(event)).status_code == status
    shown = people(event, event.occurrences.first()) in links(client.get(address("dates", event.pk)))
    assert shown is (status == 200)


def test_every_page_that_says_to_tell_them_leads_to_them(client, event, now):
    first = event.occurrences.order_by("starts_at").first()
    book(event, now, occurrence=first)
    client.force_login(make_user(groups=[EDITOR]))
    url = address("edit", event.pk)
    rows = {"rules": [{"begins": "15:00", "ends": "17:00"}]}
    consequences = client.post(url, filled(client, url, rows=rows, **{"action-publish": "1"})).url
    for page in (address("dates", event.pk), address("date", event.pk, first.pk, "cancel"), consequences):
        assert people(event, first) in links(client.get(page)), page
    Event.objects.get().unpublish()
    assert people(event, first) in links(client.get(reverse("wagtailadmin_home")))


def test_the_pages_beside_the_form_lead_back_to_the_event(client, event, now):
    first = event.occurrences.order_by("starts_at").first()
    book(event, now, occurrence=first)
    client.force_login(make_user(groups=[EDITOR]))
    url = address("edit", event.pk)
    rows = {"rules": [{"begins": "15:00", "ends": "17:00"}]}
    consequences = client.post(url, filled(client, url, rows=rows, **{"action-publish": "1"})).url
    for page in (consequences, address("date", event.pk, first.pk, "move"), people(event)):
        soup = BeautifulSoup(client.get(page).content, "html.parser")
        assert url in {link.get("href") for link in soup.select(".w-breadcrumbs a")}, page
