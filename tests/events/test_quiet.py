"""Discretion around what is sensitive: pages left fast, nothing shared, neutral calendars, help that is said."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.letters import managing_path
from events.models import Audience, RegistrationMode
from events.quiet import helping_notes, shown_title
from portal.cms.models import SiteIdentity
from tests.events.own.people import book, make_dates
from tests.events.test_registration_views import typed
from tests.factories import make_event

pytestmark = pytest.mark.django_db
TITLE = "Sortir de la violence"
EXIT = "https://www.bruxelles.be/"


def make_quiet(**facts):
    texts = {"fr": {"title": TITLE, "summary": "En parler, sans être jugée."}}
    return make_dates(**{"sensitive": True, "texts": texts} | facts)


def pages_of(event, registration):
    return [
        reverse("evenement", args=[event.slug]),
        reverse("inscription", args=[event.slug]),
        managing_path(registration),
        f"{managing_path(registration)}annuler/",
    ]


def read(client, path):
    return client.get(path).content.decode()


def test_every_page_about_something_sensitive_can_be_left_fast(site, client):
    event = make_quiet()
    for path in pages_of(event, book(event)):
        html = read(client, path)
        assert re.search(rf'<a class="quick-exit-go" href="{EXIT}"', html), path
        assert "js/quick-exit" in html


def test_other_pages_have_no_such_way_out(site, client):
    event = make_dates()
    for path in [*pages_of(event, book(event)), "/fr/", "/fr/agenda/"]:
        assert "quick-exit" not in read(client, path).replace("css/components/quick-exit", ""), path


def test_staff_choose_where_it_leads(site, client):
    identity = SiteIdentity.load()
    identity.quick_exit_url = "https://meteo.example/"
    identity.save()
    assert 'href="https://meteo.example/"' in read(client, reverse("evenement", args=[make_quiet().slug]))


def meta(html, name):
    return re.findall(rf'<meta property="{name}" content="([^"]*)"', html)


def test_what_is_shared_does_not_say_what_it_is(site, client):
    html = read(client, reverse("evenement", args=[make_quiet().slug]))
    assert meta(html, "og:title") == ["Maillage"]
    assert meta(html, "og:description") == []
    assert "/affiche/" in meta(html, "og:image")[0]
    share = re.search(r"<details[^>]*data-share>.*?</details>", html, re.S)[0]
    assert TITLE not in share
    assert "Lire cette page sans que d’autres le sachent" in html


def test_a_link_that_is_one_person_s_shows_a_chat_nothing_of_it(site, client):
    event = make_dates(texts={"fr": {"title": "Atelier vélo", "summary": "Réparer sa roue."}})
    registration = book(event)
    for path in pages_of(event, registration)[2:]:
        html = read(client, path)
        assert meta(html, "og:title") == ["Maillage"]
        assert meta(html, "og:description")[0].startswith("Lien personnel")
        assert '<meta name="description" content="">' in html
        assert 'name="robots" content="noindex"' in html


def test_the_tab_of_a_registration_does_not_say_what_it_is(site, client):
    event = make_quiet()
    for path in pages_of(event, book(event))[1:]:
        head = read(client, path).partition("<body")[0]
        assert TITLE not in head, path


def test_the_calendar_of_a_registration_is_neutral(site, client):
    event = make_quiet()
    response = client.get(f"{managing_path(book(event))}maillage.ics")
    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (entry["SUMMARY"], "LOCATION" in entry, "URL" in entry) == ("Rendez-vous", False, False)
    text = response.content.decode().replace("\r\n ", "")
    assert TITLE not in text
    assert "/inscription/" in str(entry["DESCRIPTION"]), "the way to change or cancel"


@pytest.mark.parametrize(
    ("contact", "offered"), [({"email": "a@exemple.test"}, False), ({"phone": "0470123456"}, True)]
)
def test_the_receipt_hands_out_no_calendar_that_says_what_it_is(site, client, contact, offered):
    event = make_quiet()
    path = reverse("inscription", args=[event.slug])
    html = client.post(path, typed(event, **{"email": "", "phone": "", **contact}), follow=True).content.decode()
    assert "Votre inscription est confirmée" in html
    assert f"/agenda/{event.slug}.ics" not in html
    assert ("maillage.ics" in html) is offered


def test_a_public_calendar_says_what_everybody_may_read(site, client):
    event = make_quiet()
    (entry,) = Calendar.from_ical(client.get(f"/fr/agenda/{event.slug}.ics").content).walk("VEVENT")
    assert entry["SUMMARY"] == TITLE


def notes(event, days=10):
    now = timezone.now()
    return helping_notes(event, starts_at=now + timedelta(days=days), today=timezone.localdate(now))


def test_who_comes_by_another_name_or_needs_words_is_told(db):
    assert notes(make_event()) == []
    assert notes(make_event(women_only=True)) == ["Cette activité est réservée aux femmes."]
    assert notes(make_event(audiences=[Audience.FEMMES])) == ["Cette activité est réservée aux femmes."]
    assert notes(make_event(audiences=[Audience.FEMMES, Audience.JEUNES])) == []
    (name,) = notes(make_event(pseudonyms=True))
    assert "un prénom d’usage suffit" in name


def test_an_interpreter_is_offered_until_their_day(db):
    event = make_event(interpreter_days=7)
    (words,) = notes(event, days=8)
    assert "interprète" in words
    assert len(notes(event, days=7)) == 1
    assert notes(event, days=6) == []
    assert helping_notes(event, starts_at=None, today=timezone.localdate()) == []
    assert notes(make_event(interpreter_days=7, asks_needs=False)) == []


def test_the_notes_stand_on_the_page_and_before_the_form(site, client):
    event = make_dates(days=20, pseudonyms=True, women_only=True, interpreter_days=5)
    whole = make_dates(days=20, registration_mode=RegistrationMode.WHOLE, interpreter_days=5)
    for path in (reverse("evenement", args=[event.slug]), reverse("inscription", args=[event.slug])):
        html = read(client, path)
        for words in ("réservée aux femmes", "un prénom d’usage suffit", "Un interprète peut vous accompagner"):
            assert html.count(words) == 1, (path, words)
    assert "Un interprète peut vous accompagner" in read(client, reverse("inscription", args=[whole.slug]))


def test_the_title_is_kept_where_nothing_is_sensitive(db):
    assert shown_title(make_event(texts={"fr": "Brocante"}), "fr") == "Brocante"
    assert shown_title(make_event(texts={"fr": TITLE}, sensitive=True), "fr") == "Rendez-vous"
