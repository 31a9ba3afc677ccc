"""An act on all that a list finds, on whichever page: found again when it is done, and only as many as was said."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Capacity, Registration, RegistrationMode, Seats
from events.organiser import forms
from events.organiser.registrations_page import ALL_PAGES, THIS_PAGE
from tests.events.booking import assert_counters_equal_rows
from tests.factories import make_event, make_user, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=200))


@pytest.fixture
def organiser(client, event):
    user = make_user(partner=event.organiser)
    client.force_login(user)
    return user


@pytest.fixture
def rows(event):
    """120 who come, of whom twenty are called Bea, and one who cancelled."""
    date = event.occurrences.get()
    facts = {"event": event, "occurrence": date, "source": "desk"}
    names = [f"Bea {n:03}" if n < 20 else f"Ali {n:03}" for n in range(120)]
    made = [Registration(name=name, name_key=name.lower(), state="confirmed", **facts) for name in names]
    made.append(Registration(name="Zoe", name_key="zoe", state="cancelled", **facts))
    for row in made:
        row.save()
    Seats.objects.bulk_create([Seats(registration=row, capacity=date.capacity, persons=1) for row in made[:120]])
    Capacity.objects.filter(pk=date.capacity_id).update(taken=120)
    return made


def href(event, rest=""):
    return f"/fr/espace/organisation/{event.slug}/{rest}"


def plain(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def said(response):
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


def act(client, event, query, **more):
    return client.post(href(event, "agir/"), {"act": "cancel", "tous": "on", "retour": query} | more)


def cancelled():
    return Registration.objects.filter(end_reason="staff").count()


def test_the_other_pages_are_offered_once_a_page_is_ticked(client, event, organiser, rows):
    assert "toutes les pages" not in plain(client.get(href(event)))
    page = client.get(href(event), {"cocher": THIS_PAGE})
    assert "Cocher les 120 inscriptions de toutes les pages" in plain(page)
    whole = client.get(page.context["whole_href"])
    content = plain(whole)
    assert "Les 120 inscriptions de toutes les pages sont cochées." in content
    assert content.count(" checked disabled") == 50 and 'name="tous"' in content
    assert "toutes les pages" not in plain(client.get(whole.context["tick_href"]))


def test_one_page_offers_no_other_pages(client, event, organiser, rows):
    content = plain(client.get(href(event), {"q": "bea", "cocher": ALL_PAGES}))
    assert "toutes les pages" not in content and 'name="tous"' not in content


def test_all_of_them_are_counted_then_done(client, event, organiser, rows):
    page = act(client, event, "tri=nom")
    assert "120 inscriptions · 120 personnes" in plain(page) and 'name="pick"' not in plain(page)
    assert cancelled() == 0
    response = act(client, event, "tri=nom", sure="on", nombre="120", comment="Inondation.")
    assert said(response) == ["120 inscriptions annulées."]
    assert (cancelled(), Capacity.objects.get().taken) == (120, 0)
    assert_counters_equal_rows()


def test_only_those_that_the_filter_finds(client, event, organiser, rows):
    assert "20 inscriptions" in plain(act(client, event, "q=bea"))
    act(client, event, "q=bea", sure="on", nombre="20")
    assert (cancelled(), Registration.objects.filter(state="confirmed").count()) == (20, 100)


def test_who_came_or_left_meanwhile_is_shown_first(client, event, organiser, rows):
    Registration.objects.filter(name="Bea 000").update(state="cancelled")
    page = act(client, event, "q=bea", sure="on", nombre="20", comment="Inondation.")
    assert "Entre-temps, le nombre d’inscriptions a changé." in plain(page)
    assert 'name="nombre" value="19"' in plain(page) and "Inondation." in plain(page)
    assert cancelled() == 0
    act(client, event, "q=bea", sure="on", nombre="19")
    assert cancelled() == 19


@pytest.mark.parametrize("nombre", ["", "x", "-1"])
def test_without_the_number_nothing_is_done(client, event, organiser, rows, nombre):
    act(client, event, "q=bea", sure="on", nombre=nombre)
    assert cancelled() == 0


@pytest.mark.parametrize("query", ["etat=rien", "q=" + "a" * 101, "q=" + "a" * 2001])
def test_a_filter_that_is_not_understood_is_no_filter_to_act_on(client, event, organiser, rows, query):
    response = act(client, event, query, sure="on", nombre="120")
    assert said(response) == ["Un filtre n’a pas été compris : rien n’a été fait."]
    assert cancelled() == 0


def test_there_is_a_most(client, event, organiser, rows, monkeypatch):
    for module in ("events.organiser.registrations_page", "events.views.organiser"):
        monkeypatch.setattr(f"{module}.MOST_AT_ONCE", 100)
    content = plain(client.get(href(event), {"cocher": THIS_PAGE}))
    assert "au plus 100 à la fois" in content and "Cocher les 120" not in content
    response = act(client, event, "", sure="on", nombre="120")
    assert said(response) == ["C’est trop à la fois : choisissez une date ou un état."]
    assert cancelled() == 0 and forms.MOST_AT_ONCE == 1000


def test_looking_at_all_costs_what_looking_at_some_does(client, event, organiser, rows):
    def cost(query):
        with CaptureQueriesContext(connection) as queries:
            act(client, event, query)
        return len(queries)

    cost("q=bea")
    assert cost("q=bea") == cost("") <= 25


def test_who_may_only_look_acts_on_nothing(client, event, rows):
    client.force_login(make_user(groups=["Rédaction"]))
    assert act(client, event, "", sure="on", nombre="120").status_code == 404
    assert cancelled() == 0
