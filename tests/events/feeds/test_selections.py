"""Which dates a feed of a selection has, long after somebody subscribed to it."""

import re
from datetime import date, time, timedelta
from xml.etree import ElementTree

import icalendar
import pytest

from events.catalogue import event_changed
from events.models import Capacity, OccurrenceState
from tests.factories import make_event, make_partner, make_place, make_quartier, make_theme, publish_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = date(2027, 3, 2)
NOTHING = "Rien n’est trouvé\u00a0: cette adresse demande ce qui n’existe pas ou plus (%s)."


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def on(days):
    return TODAY + timedelta(days=days)


def put_on(title, *days, **facts):
    event = publish_event(make_event(texts={"fr": title}, dates=[on(number) for number in days], **facts))
    event_changed(event.pk)
    return event


def change(event, **facts):
    event.occurrences.update(**facts)
    event_changed(event.pk)


def calendar(client, query=""):
    response = client.get(f"/fr/agenda.ics?{query}")
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(b"".join(response))


def found(client, query=""):
    """(titles in the calendar, titles in the news) of a selection, in order of title."""
    response = client.get(f"/fr/agenda.atom?{query}")
    assert response.status_code == 200
    entries = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    return (
        sorted(str(event["SUMMARY"]) for event in calendar(client, query).walk("VEVENT")),
        sorted(re.split(r" – \w+\s\d+\s\w+ 20\d\d, ", entry.findtext(f"{ATOM}title"))[0] for entry in entries),
    )


def test_written_days_count_when_they_have_passed(client, clock):
    put_on("Semaine de la danse", 5)
    put_on("Ensuite", 9)
    query = f"du={on(4)}&au={on(6)}"
    assert found(client, query) == (["Semaine de la danse"], ["Semaine de la danse"])
    clock.advance(days=7)
    event_changed(put_on("Couture", 30).pk)
    assert found(client, query) == (["Semaine de la danse"], [])
    assert str(calendar(client, query)["SOURCE"]) == f"http://localhost:8000/fr/agenda.ics?{query}"
    clock.advance(days=60)
    assert found(client, query) == ([], [])


def test_written_days_are_those_of_the_page(client):
    """A night belongs to its evening, what is on in the morning counts too; no last day means ever after."""
    put_on("Bal", 3)
    night = make_event(texts={"fr": "Nuit"}, dates=[{"date": on(3), "begins": time(20), "ends": time(2)}])
    event_changed(publish_event(night).pk)
    camp = make_event(texts={"fr": "Camp"}, dates=[{"date": on(2), "extra_days": 4}])
    event_changed(publish_event(camp).pk)
    put_on("Loin", 400)
    assert found(client, f"du={on(4)}&au={on(4)}")[0] == ["Camp"]
    assert found(client, f"du={on(3)}&au={on(3)}")[0] == ["Bal", "Camp", "Nuit"]
    assert found(client, f"du={on(4)}")[0] == ["Camp", "Loin"]
    assert found(client, f"au={on(3)}")[0] == ["Bal", "Camp", "Nuit"]
    assert found(client, f"du={on(4)}&au={on(3)}") == ([], [])


def test_what_started_before_the_window_and_is_still_on_is_there(client):
    running = make_event(texts={"fr": "Exposition"}, dates=[{"date": on(-10), "extra_days": 30}])
    event_changed(publish_event(running).pk)
    begun = make_event(texts={"fr": "Commencée"}, dates=[{"date": on(-40), "extra_days": 20}])
    event_changed(publish_event(begun).pk)
    put_on("Passée", -40)
    assert found(client) == (["Commencée", "Exposition"], ["Exposition"])


def test_a_renamed_quartier_and_partner_are_followed(client, django_capture_on_commit_callbacks):
    marolles, partner = make_quartier("Marolles", slug="marolles"), make_partner(slug="querelle")
    put_on("Couture", 3, place=make_place(quartier=marolles), organiser=partner)
    put_on("Ailleurs", 3)
    with django_capture_on_commit_callbacks(execute=True):
        marolles.slug, partner.slug = "les-marolles", "la-querelle"
        marolles.save()
        partner.save()
    for query in ("quartier=marolles", "quartier=les-marolles", "partenaire=querelle"):
        assert found(client, query) == (["Couture"], ["Couture"])
    assert str(calendar(client, "quartier=marolles")["SOURCE"]).endswith("?quartier=les-marolles")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("theme=nature", "Thème – nature"),
        ("quartier=nulle-part&partenaire=a,b", "Quartier – nulle-part; Organisateur – a, b"),
        ("du=hier", "Du – hier"),
        ("theme=%3Cb%3E%0A", "Thème – <b>"),
    ],
)
def test_a_filter_without_any_value_finds_nothing_and_says_so(client, query, said):
    put_on("Couture", 3)
    assert found(client, query) == ([], [])
    read = calendar(client, query)
    assert read["DESCRIPTION"] == f"Maillage – Ville de Bruxelles\n{NOTHING % said}"
    atom = ElementTree.fromstring(client.get(f"/fr/agenda.atom?{query}").content)
    assert atom.findtext(f"{ATOM}subtitle") == NOTHING % said


def test_an_empty_feed_keeps_its_address(client):
    """Programs may ask there again (RFC 7986 §5.8): it must not be the whole agenda."""
    theme = make_theme("Nature", slug="nature")
    put_on("Couture", 3, themes=[theme])
    theme.delete()
    query = "theme=nature&gratuit=1&tout=1"
    read = calendar(client, query)
    assert read["SOURCE"] == "http://localhost:8000/fr/agenda.ics?gratuit=1&theme=nature&tout=1"
    assert read["URL"] == "http://localhost:8000/fr/agenda/?gratuit=1&theme=nature"


def test_one_value_that_exists_is_enough(client):
    put_on("Couture", 3, place=make_place(quartier=make_quartier("Marolles", slug="marolles")))
    put_on("Ailleurs", 3)
    assert found(client, "quartier=marolles&quartier=nulle-part&page=x&vue=x") == (["Couture"], ["Couture"])


def test_who_asks_for_places_learns_that_a_date_is_called_off(client):
    put_on("Ouverte", 3, registration_mode="date", seats=9)
    full = put_on("Complète", 3, registration_mode="date", seats=1)
    Capacity.objects.filter(occurrence__event=full).update(taken=1)
    for days in (-40, -20, 3):
        change(put_on(f"Annulée {days}", days), state=OccurrenceState.CANCELLED)
    in_calendar, in_news = found(client, "places=1")
    assert in_calendar == ["ANNULÉ – Annulée -20", "ANNULÉ – Annulée 3", "Ouverte"]
    assert in_news == ["ANNULÉ – Annulée 3", "Ouverte"]
    page = client.get("/fr/agenda/?places=1").context
    assert page["total_label"] == "1 activité"
