"""Editing a programme in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Event
from events.publication import check
from portal.accounts.groups import EDITOR, MODERATOR
from portal.kit.refusal import Refusal
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(make_user(groups=[EDITOR]))


@pytest.fixture
def festival():
    return publish_event(make_event(kind="festival", texts={"fr": "Canal en fête"}, languages=["fr", "ar"]))


def panel(client, url):
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return page.find("a", string="Ajouter une partie")


def test_a_part_is_added_from_the_festival_with_what_both_share(client, festival):
    link = panel(client, address("edit", festival.pk))
    url = link["href"]
    assert url.endswith(f"/add/?programme={festival.pk}")
    answers = {"kind": "atelier", "stage": "Kiosque"}
    rows = {"texts": [{"language": "fr", "title": "Conte"}], "rules": [_day()]}
    data = filled(client, url, rows=rows, **answers)
    assert (data["programme"], data["organiser"], data["place"], data["languages"]) == (
        str(festival.pk),
        str(festival.organiser_id),
        str(festival.place_id),
        ["fr", "ar"],
    )
    assert client.post(url, data).status_code == 302
    part = Event.objects.get(programme=festival)
    assert (part.stage, str(part), part.organiser) == ("Kiosque", "Conte", festival.organiser)
    page = BeautifulSoup(client.get(address("edit", festival.pk)).content, "html.parser")
    assert page.find("a", string="Conte")["href"] == address("edit", part.pk)
    assert panel(client, address("edit", part.pk)) is None


def _day():
    return {"day": "2027-06-05", "begins": "14:00", "ends": "15:00"}


@pytest.mark.parametrize("query", ["x", "999999", "-1", "²", ""])
def test_an_address_that_names_no_festival_gives_an_empty_form(client, query):
    assert client.get(f"{address('add')}?programme={query}").status_code == 200


def test_a_stand_is_added_in_the_form(client, festival):
    partner = make_partner("Querelle")
    stalls = [{"partner": str(partner.pk), "spot": "Allée 3", "ORDER": "1", "DELETE": ""}]
    data = filled(client, address("edit", festival.pk), rows={"stalls": stalls})
    assert client.post(address("edit", festival.pk), data).status_code == 302
    draft = Event.objects.get(pk=festival.pk).get_latest_revision_as_object()
    assert [(stall.partner, stall.spot) for stall in draft.stalls.all()] == [(partner, "Allée 3")]


def test_a_part_has_no_parts(festival):
    part = publish_event(make_event(programme=festival))
    below = make_event(programme=part)
    festival.programme = make_event()
    itself = make_event()
    itself.programme = itself
    for event, said in (
        (below, "Cette activité fait elle-même partie d’une autre : choisissez celle-là."),
        (festival, "Cette activité a elle-même des parties : elle ne peut pas faire partie d’une autre."),
        (itself, "Une activité ne fait pas partie d’elle-même."),
    ):
        with pytest.raises(ValidationError) as caught:
            event.clean()
        assert [words.replace("\u00a0", " ") for words in caught.value.message_dict["programme"]] == [said]
        with pytest.raises(Refusal):
            check(event)


def test_events_are_chosen_by_their_title(client, festival):
    make_event(texts={"fr": "Couture"})
    url = reverse("wagtailsnippetchoosers_events_event:choose_results")
    found = BeautifulSoup(client.get(f"{url}?q=canal").content, "html.parser")
    assert [a.get_text(strip=True) for a in found.select("tbody a[data-chooser-modal-choice]")] == ["Canal en fête"]


def test_a_festival_with_parts_is_not_deleted(client, festival):
    publish_event(make_event(programme=festival))
    client.force_login(make_user(groups=[MODERATOR]))
    assert client.post(address("delete", festival.pk)).status_code == 409
    assert Event.objects.filter(pk=festival.pk).exists()
