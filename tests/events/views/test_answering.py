"""Answers by the link of a letter: a GET decides nothing, a POST once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.letters import LINK
from events.models import Evaluation, Event, Registration, RegistrationMode
from portal.kit.links import link_token
from tests.events.booking import assert_counters_equal_rows, book, kinds, states
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=2, evaluation=True))


def address(registration, name):
    return reverse(name, args=[link_token(registration, purpose=LINK)])


def over(event):
    past = timezone.now() - timedelta(hours=1)
    event.occurrences.update(starts_at=past - timedelta(hours=2), ends_at=past)


class TestComing:
    def test_following_the_link_decides_nothing(self, client, event):
        registration = book(event, "Amina")
        response = client.get(address(registration, "gerer-venir"))
        page = response.content.decode()
        assert page.count('name="answer"') == 2
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == (
            "max-age=0, no-cache, no-store, must-revalidate, private",
            "noindex, nofollow",
        )
        client.head(address(registration, "gerer-venir"))
        registration.refresh_from_db()
        assert (registration.state, registration.reconfirmed_at) == ("confirmed", None)

    def test_yes_is_noted(self, client, event):
        registration = book(event, "Amina")
        client.post(address(registration, "gerer-venir"), {"answer": "yes"})
        registration.refresh_from_db()
        assert registration.state == "confirmed" and registration.reconfirmed_at is not None

    def test_no_gives_the_place_to_the_next_at_once(self, client, event):
        first, second = book(event, "Amina", persons=2), book(event, "Bram", persons=2)
        client.post(address(first, "gerer-venir"), {"answer": "no"})
        assert states(first, second) == ["cancelled", "confirmed"]
        assert Registration.objects.get(pk=first.pk).end_reason == "reconfirm"
        assert kinds(second) == ["waiting", "promoted"]
        assert_counters_equal_rows()
        client.post(address(first, "gerer-venir"), {"answer": "yes"})
        assert states(first, second) == ["cancelled", "confirmed"]

    @pytest.mark.parametrize("answer", ["", "maybe"])
    def test_another_answer_changes_nothing(self, client, event, answer):
        registration = book(event, "Amina")
        client.post(address(registration, "gerer-venir"), {"answer": answer})
        registration.refresh_from_db()
        assert (registration.state, registration.reconfirmed_at) == ("confirmed", None)

    def test_once_it_has_begun_there_is_nothing_to_answer(self, client, event):
        registration = book(event, "Amina")
        over(event)
        path = address(registration, "gerer-venir")
        assert client.get(path).url == client.post(path, {"answer": "no"}).url == address(registration, "gerer")
        assert states(registration) == ["confirmed"]

    def test_a_wrong_link_is_not_found(self, client, event):
        book(event, "Amina")
        assert client.get(reverse("gerer-venir", args=["x" * 48])).status_code == 404


class TestEvaluation:
    def answer(self, client, registration, **facts):
        return client.post(address(registration, "gerer-avis"), {"stars": "4", "text": "Très bien."} | facts)

    def test_one_answer_without_who_gave_it(self, client, event):
        registration = book(event, "Amina")
        over(event)
        assert client.get(address(registration, "gerer-avis")).content.decode().count('type="radio"') == 5
        self.answer(client, registration)
        self.answer(client, registration, text="Encore")
        (kept,) = Evaluation.objects.values()
        assert {name: kept[name] for name in ("event_id", "stars", "text")} == {
            "event_id": event.pk,
            "stars": 4,
            "text": "Très bien.",
        }
        assert set(kept) == {"id", "event_id", "stars", "text"}, "nothing that says who, or when"
        assert Registration.objects.get(pk=registration.pk).evaluated
        assert "Merci pour votre avis" in client.get(address(registration, "gerer-avis")).content.decode()

    @pytest.mark.parametrize("facts", [{"stars": ""}, {"stars": "6"}, {"stars": "x"}, {"text": "x" * 1001}])
    def test_a_wrong_answer_is_shown_again(self, client, event, facts):
        registration = book(event, "Amina")
        over(event)
        response = self.answer(client, registration, **facts)
        assert response.status_code == 200 and 'id="erreurs"' in response.content.decode()
        assert not Evaluation.objects.exists()

    @pytest.mark.parametrize("why", ["before", "not asked", "cancelled"])
    def test_where_it_is_not_asked_nothing_is_kept(self, client, event, why):
        registration = book(event, "Amina")
        if why != "before":
            over(event)
        if why == "not asked":
            Event.objects.update(evaluation=False)
        if why == "cancelled":
            Registration.objects.update(state="cancelled")
        assert 'type="radio"' not in client.get(address(registration, "gerer-avis")).content.decode()
        self.answer(client, registration)
        assert not Evaluation.objects.exists()
