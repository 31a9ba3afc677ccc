"""The page of an event: what it costs, however much stands on it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from events.models import RegistrationMode
from portal.kit.qr import qr_svg
from tests.factories import make_event, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db
MOST = 12


def dates(number):
    return [timezone.localdate() + timedelta(days=7 * week) for week in range(1, number + 1)]


@pytest.mark.parametrize("mode", list(RegistrationMode))
def test_as_many_queries_for_one_date_and_one_neighbour_as_for_three(client, mode, django_assert_max_num_queries):
    place = make_place(quartier=make_quartier(), features={"entree": "yes"})
    facts = {"place": place, "registration_mode": mode, "seats": None if mode == RegistrationMode.NONE else 5}
    counted, shown = [], []
    for number in (1, 3):
        publish_event(make_event(place=place))
        if number == 3:
            publish_event(make_event(place=place))
        event = publish_event(make_event(dates=dates(number), **facts))
        address = f"/fr/agenda/{event.slug}/"
        client.get(address)
        with django_assert_max_num_queries(MOST) as captured:
            page = client.get(address)
        counted.append(len(captured))
        shown.append((len(page.context["dates"]), len(page.context["more"])))
    assert shown == [(1, 1), (3, 4)]
    assert counted[0] == counted[1]


def test_the_page_leads_back_to_the_agenda_and_says_its_title_once(client):
    event = publish_event(make_event(texts={"fr": "Brocante"}))
    page = client.get(f"/fr/agenda/{event.slug}/")
    assert page.context["crumbs"] == [{"href": "/fr/agenda/", "label": "Agenda"}]


def test_on_paper_stand_the_address_and_its_code(client):
    event = publish_event(make_event(texts={"fr": "Brocante"}))
    for path in (f"/fr/agenda/{event.slug}/", "/nl/agenda/?gratuit=1"):
        html = client.get(path).text
        [code] = re.findall(r'<img class="on-paper-qr" src="([^"]*)"', html)
        assert client.get(unescape(code)).content == qr_svg(f"http://localhost:8000{path}")
        assert f"http://localhost:8000{path}" in re.search(r'<div class="on-paper .*?</div>', html, re.S)[0]
