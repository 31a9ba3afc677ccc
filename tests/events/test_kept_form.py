"""The empty form, drawn once for all who open it in the same moment."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import kept_form
from events.models import EventText, Occurrence, OccurrenceState, Registration, RegistrationMode
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(settings, monkeypatch, clock):
    """A list whose only item is the time on the monotonic clock."""
    settings.MAILLAGE_PAGE_CACHE = True
    kept_form._kept.clear()
    kept_form._rows.clear()
    held = [100.0]
    monkeypatch.setattr(kept_form, "time", SimpleNamespace(monotonic=lambda: held[0]))
    yield held
    kept_form._kept.clear()
    kept_form._rows.clear()


@pytest.fixture
def path():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=5))
    return reverse("inscription", args=[event.slug])


def hidden(response):
    found = re.findall(r'name="(csrfmiddlewaretoken|started|occurrence)" value="([^"]+)"', response.content.decode())
    return dict(found)


def test_the_second_reader_costs_no_drawing_and_gets_a_form_of_their_own(path, django_assert_num_queries):
    first = Client().get(path)
    with django_assert_num_queries(1):  # the stamps, which the page cache of each test's browser asks for
        second = Client().get(path)
    one, other = hidden(first), hidden(second)
    assert one["occurrence"] == other["occurrence"]
    assert one["started"] != other["started"]
    assert one["csrfmiddlewaretoken"] != other["csrfmiddlewaretoken"]
    plain = [re.sub(rb'(name="(?:csrf|started)[^>]*value=")[^"]*', rb"\1", each.content) for each in (first, second)]
    assert plain[0] == plain[1]
    assert second["Cache-Control"] == first["Cache-Control"]


def test_two_readers_of_one_drawing_both_register(path, monkeypatch):
    monkeypatch.setattr("portal.kit.form_stamp.FORM_AGE", -1)
    browsers = [Client(enforce_csrf_checks=True) for _number in range(2)]
    forms = [hidden(browser.get(path)) for browser in browsers]
    for name, browser, form in zip(("Amina", "Bart"), browsers, forms, strict=True):
        typed = {"name": name, "email": f"{name}@exemple.test", "party_size": "1", "language": "fr"}
        assert browser.post(path, form | typed).status_code == 302
    assert Registration.objects.count() == 2


def test_it_is_drawn_anew_after_two_seconds(path, moment):
    Client().get(path)
    EventText.objects.update(title="Autrement")
    moment[0] += kept_form.LASTS - 0.1
    assert "Autrement" not in Client().get(path).content.decode()
    moment[0] += 0.2
    assert "Autrement" in Client().get(path).content.decode()


@pytest.mark.parametrize("query", ["?dates=20", "?date=x"])
def test_what_is_asked_with_a_query_is_drawn_each_time(path, query):
    Client().get(path)
    Client().get(path + query)
    assert len(kept_form._kept) == 1


def test_who_is_signed_in_neither_leaves_nor_gets_a_kept_form(path, client):
    client.force_login(make_user())
    client.get(path)
    assert not kept_form._kept
    Client().get(path)
    assert "csrfmiddlewaretoken" in client.get(path).content.decode()
    assert len(kept_form._kept) == 1


def test_each_language_has_its_own(path):
    Client().get(path)
    assert 'lang="nl"' in Client().get("/nl/agenda/" + path.split("/")[3] + "/inschrijving/").content.decode()


def test_a_form_with_mistakes_is_nobody_elses(path):
    Client().post(path, {"name": "Amina"})
    assert not kept_form._kept
    assert "Amina" not in Client().get(path).content.decode()


def test_no_more_than_a_few_are_kept(monkeypatch):
    monkeypatch.setattr(kept_form, "ROOM", 2)
    for number in range(5):
        event = publish_event(make_event(texts={"fr": f"Atelier {number}"}, registration_mode=RegistrationMode.DATE))
        Client().get(reverse("inscription", args=[event.slug]))
    assert 1 <= len(kept_form._kept) <= 2


@pytest.fixture
def send(path, monkeypatch):
    """Sends the form under a name; the answer."""
    monkeypatch.setattr("portal.kit.form_stamp.FORM_AGE", -1)
    shown = hidden(Client().get(path))

    def send(name):
        own = {"name": name, "email": f"{name}@exemple.test", "party_size": "1", "language": "fr"}
        return Client().post(path, {"occurrence": shown["occurrence"], "started": shown["started"], **own})

    return send


def test_the_second_who_sends_it_costs_no_reading_of_the_event(send, moment):
    counts = []
    for name, later in (("Amina", 0), ("Bart", 1), ("Chloe", 2)):
        moment[0] += later
        with CaptureQueriesContext(connection) as asked:
            assert send(name).status_code == 302
        counts.append(len(asked))
    first, second, third = counts
    assert (first - second, third - second) == (4, 4)  # the event, its texts, its questions, its dates
    assert Registration.objects.count() == 3


def test_a_date_that_was_cancelled_meanwhile_registers_nobody(send):
    send("Amina")
    Occurrence.objects.update(state=OccurrenceState.CANCELLED)
    assert "Cette date est annulée." in send("Bart").content.decode()
    assert Registration.objects.count() == 1


def test_places_that_were_taken_meanwhile_are_not_given_again(monkeypatch):
    monkeypatch.setattr("portal.kit.form_stamp.FORM_AGE", -1)
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=1, waiting_list=False))
    path = reverse("inscription", args=[event.slug])
    shown = hidden(Client().get(path))
    answers = []
    for name in ("Amina", "Bart"):
        own = {"name": name, "email": f"{name}@exemple.test", "party_size": "1", "language": "fr"}
        answers.append(Client().post(path, {"occurrence": shown["occurrence"], "started": shown["started"], **own}))
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "Il n’y a plus de place." in answers[1].content.decode()
    assert list(Registration.objects.values_list("name", flat=True)) == ["Amina"]
