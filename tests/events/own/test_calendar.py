"""One's own calendar: what I am registered for, at an address that only I know."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.models import PersonalFeed, Registration
from events.own.calendar import feed_of_token, renew, revoke
from events.registration import cancel
from tests.events.own.people import AMINA, book, book_past, make_account, make_dates
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(site):
    return make_account()


def address(token):
    return f"/calendrier/{token}.ics"


def events_of(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def summaries(client, token):
    return [str(event["SUMMARY"]) for event in events_of(client.get(address(token)))]


def test_it_has_my_dates_and_nobody_else_s(client, amina):
    book(make_dates(days=3, texts={"fr": "La mienne"}))
    book(make_dates(days=4, texts={"fr": "Celle de Bruno"}), "bruno@exemple.test", "Bruno")
    token = renew(amina, now=timezone.now())
    assert summaries(client, token) == ["La mienne"]
    text = client.get(address(token)).content.decode()
    for kept in ("Amina", AMINA, "inscription/", "Bruno"):
        assert kept not in text


def test_sessions_of_a_training_are_all_there(client, amina):
    book(make_dates(count=3, registration_mode="whole"))
    assert len(events_of(client.get(address(renew(amina, now=timezone.now()))))) == 3


def test_a_family_has_each_date_once(client, amina):
    event = make_dates(party_max=1)
    book(event, name="Amina"), book(event, name="Bilal")
    assert len(events_of(client.get(address(renew(amina, now=timezone.now()))))) == 1


def test_who_waits_reads_that_they_wait(client, amina):
    event = make_dates(seats=1, texts={"fr": "Atelier plein"})
    book(event, "autre@exemple.test", "Autre")
    mine = book(event)
    token = renew(amina, now=timezone.now())
    (waiting,) = events_of(client.get(address(token)))
    assert (waiting["SUMMARY"], waiting["STATUS"], waiting["TRANSP"]) == (
        "EN ATTENTE – Atelier plein", "TENTATIVE", "TRANSPARENT",
    )  # fmt: skip
    cancel(Registration.objects.exclude(pk=mine.pk).get(), now=timezone.now())
    (confirmed,) = events_of(client.get(address(token)))
    assert (confirmed["SUMMARY"], confirmed["STATUS"], confirmed["TRANSP"]) == ("Atelier plein", "CONFIRMED", "OPAQUE")
    assert confirmed["UID"] == waiting["UID"]


def test_what_is_sensitive_says_nothing_of_it(client, amina):
    event = make_dates(sensitive=True, texts={"fr": {"title": "Sortir de la violence", "summary": "Pour en parler."}})
    book(event)
    response = client.get(address(renew(amina, now=timezone.now())))
    (entry,) = events_of(response)
    assert (entry["SUMMARY"], entry["TRANSP"], entry["CLASS"]) == ("Rendez-vous", "OPAQUE", "PRIVATE")
    text = response.content.decode().replace("\r\n ", "")
    for word in ("violence", "parler", event.slug, event.organiser.slug, "LOCATION", "CATEGORIES"):
        assert word not in text


def test_what_was_cancelled_leaves(client, amina):
    registration = book(make_dates())
    token = renew(amina, now=timezone.now())
    cancel(registration, now=timezone.now())
    assert summaries(client, token) == []


def test_what_is_long_over_leaves(client, amina):
    book_past(make_dates(days=-60))
    book_past(make_dates(days=-10, texts={"fr": "Il y a dix jours"}))
    assert summaries(client, renew(amina, now=timezone.now())) == ["Il y a dix jours"]


def test_it_speaks_the_language_of_the_account(client, amina):
    book(make_dates(seats=3, texts={"fr": "Atelier", "nl": "Werkplaats"}))
    amina.language = "nl"
    amina.save()
    response = client.get(address(renew(amina, now=timezone.now())), headers={"accept-language": "fr"})
    (entry,) = events_of(response)
    assert entry["SUMMARY"] == "Werkplaats"
    assert "/nl/mijn-ruimte/" in entry["DESCRIPTION"]


def test_the_address_is_kept_as_a_hash_alone(amina):
    token = renew(amina, now=timezone.now())
    (feed,) = PersonalFeed.objects.all()
    assert feed_of_token(token) == feed
    assert token not in str([getattr(feed, field.attname) for field in feed._meta.fields])


def test_a_new_address_ends_the_old_one(client, amina):
    old, new = renew(amina, now=timezone.now()), renew(amina, now=timezone.now())
    assert [client.get(address(token)).status_code for token in (old, new)] == [404, 200]
    revoke(amina)
    assert client.get(address(new)).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 44, "é" * 43])
def test_an_address_that_is_none_is_not_found(client, amina, token):
    renew(amina, now=timezone.now())
    assert client.get(address(token)).status_code == 404


def test_a_closed_account_has_no_calendar(client, amina):
    token = renew(amina, now=timezone.now())
    amina.is_active = False
    amina.save()
    assert client.get(address(token)).status_code == 404


def test_programs_are_told_when_nothing_changed_and_nobody_keeps_a_copy(client, amina, clock):
    registration = book(make_dates())
    token = renew(amina, now=clock.moment)
    clock.advance(hours=1)
    first = client.get(address(token))
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Referrer-Policy"] == "no-referrer"
    assert "noindex" in first["X-Robots-Tag"]
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    clock.advance(hours=1)
    again = client.get(address(token), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["Last-Modified"]) == (304, first["Last-Modified"])
    assert client.get(address(token), headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    cancel(registration, now=clock.moment)
    after = client.get(address(token), headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200
    assert after["Last-Modified"] > first["Last-Modified"]
    assert client.head(address(token)).content == b""
    assert client.post(address(token)).status_code == 405


def test_the_cache_of_public_pages_keeps_none_of_it(settings, amina):
    settings.MAILLAGE_PAGE_CACHE = True
    registration = book(make_dates(texts={"fr": "La mienne"}))
    token, program = renew(amina, now=timezone.now()), Client()
    assert summaries(program, token) == ["La mienne"]
    cancel(registration, now=timezone.now())
    assert summaries(program, token) == []


def test_the_page_shows_the_address_once(client, amina):
    client.force_login(amina)
    path = reverse("espace-calendrier")
    assert "webcal://" not in client.get(path).content.decode()
    made = client.post(path, {"act": "renew"}).content.decode()
    token = re.search(r"/calendrier/([\w-]{43})\.ics", made)[1]
    assert feed_of_token(token).user == amina
    assert "webcal://" in made
    assert token not in client.get(path).content.decode()
    client.post(path, {"act": "nonsense"})
    assert feed_of_token(token)
    client.post(path, {"act": "revoke"})
    assert not PersonalFeed.objects.exists()


def test_each_makes_and_ends_their_own(client, amina):
    token = renew(amina, now=timezone.now())
    client.force_login(make_user("bruno@exemple.test"))
    client.post(reverse("espace-calendrier"), {"act": "revoke"})
    client.post(reverse("espace-calendrier"), {"act": "renew"})
    assert feed_of_token(token).user == amina


def test_it_asks_as_many_questions_for_one_as_for_many(client, amina):
    token, counts = renew(amina, now=timezone.now()), []
    client.get(address(token))
    for number in (1, 3):
        for each in range(number):
            book(make_dates(days=3 + each))
            book(make_dates(days=4 + each, count=2, registration_mode="whole"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(token))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
