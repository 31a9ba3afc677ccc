"""Places that come free: offered until an hour, given to the next, or asked for by fewer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from events.letters import LINK
from events.messages.composing import compose
from events.models import Registration, RegistrationLetter, RegistrationMode
from events.offers import accept, decline, lapse_due
from events.registration import cancel, change
from events.seats import set_limit
from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from tests.events.booking import assert_counters_equal_rows, book, kinds, states
from tests.factories import make_event, make_rule, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=4, offer_hours=24))


@pytest.fixture
def offered(event):
    """Two people to whom one place after the other will be offered; the first of them has been asked."""
    first = book(event, "Amina", persons=4)
    bram, chloe = book(event, "Bram", persons=3), book(event, "Chloé", persons=3)
    cancel(first, now=timezone.now())
    return bram, chloe


def test_a_newcomer_who_fits_is_confirmed_though_the_event_makes_offers(event):
    assert book(event, "Amina").state == "confirmed"


def test_a_place_that_comes_free_is_offered_and_held(event, offered):
    bram, chloe = offered
    assert states(bram, chloe) == ["offered", "waiting"]
    bram.refresh_from_db()
    assert timedelta(hours=23) < bram.offered_until - timezone.now() <= timedelta(hours=24)
    assert kinds(bram) == ["waiting", "offered"]
    assert_counters_equal_rows()


def test_accepting_keeps_the_place_and_a_repeat_is_harmless(offered):
    bram, chloe = offered
    for _again in range(2):
        accept(bram, now=timezone.now())
    assert states(bram, chloe) == ["confirmed", "waiting"]
    assert kinds(bram) == ["waiting", "offered", "confirmed"]


def test_declining_asks_the_next(offered):
    bram, chloe = offered
    decline(bram, now=timezone.now())
    assert states(bram, chloe) == ["cancelled", "offered"]
    assert_counters_equal_rows()


def test_no_answer_in_time_asks_the_next_and_says_so(offered):
    bram, chloe = offered
    assert lapse_due(now=timezone.now()) == 0
    assert lapse_due(now=timezone.now() + timedelta(hours=25)) == 1
    bram.refresh_from_db()
    assert (bram.state, bram.end_reason) == ("cancelled", "offer")
    assert states(chloe) == ["offered"]
    assert kinds(bram) == ["waiting", "offered", "lapsed"]
    assert lapse_due(now=timezone.now() + timedelta(hours=26)) == 0


def test_an_answer_too_late_is_refused(offered):
    bram, _chloe = offered
    with pytest.raises(Refusal, match="plus gardée"):
        accept(bram, now=timezone.now() + timedelta(hours=25))


def test_an_offer_ends_when_the_activity_begins():
    soon = timezone.now() + timedelta(hours=5)
    event = publish_event(
        make_event(registration_mode=RegistrationMode.DATE, seats=1, offer_hours=24, dates=[make_rule(soon)])
    )
    first, waiting = book(event, "Amina"), book(event, "Bram")
    cancel(first, now=timezone.now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.offered_until) == ("offered", event.occurrences.get().starts_at)


def test_close_to_the_start_only_who_can_still_be_told_gets_a_place():
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=1))
    first = book(event, "Amina")
    by_phone = book(event, "Bram", email="", phone="0470 12 34 56")
    by_email = book(event, "Chloé")
    cancel(first, now=event.occurrences.get().starts_at - timedelta(hours=1))
    assert states(by_phone, by_email) == ["waiting", "confirmed"]
    assert_counters_equal_rows()


def test_a_group_that_is_too_large_is_asked_once_whether_fewer_come(event):
    first = book(event, "Amina", persons=2)
    second = book(event, "Bram", persons=1)
    large = book(event, "Chloé", persons=4)
    cancel(second, now=timezone.now())
    assert kinds(large) == ["waiting", "fewer"]
    assert large.letters.get(kind="fewer").facts == {"left": 2}
    change(first, name="Amina", phone="", party_size=1, language="fr", note="", now=timezone.now())
    assert kinds(large) == ["waiting", "fewer"]


def test_coming_with_fewer_gives_the_places_at_once(client, event):
    book(event, "Amina", persons=2)
    large = book(event, "Chloé", persons=4)
    path = f"/fr/inscription/{link_token(large, purpose=LINK)}/"
    assert "Il reste 2 places." in client.get(path).content.decode()
    client.post(path, {"action": "fewer", "fewer": "2"})
    large.refresh_from_db()
    assert (large.state, large.party_size) == ("confirmed", 2)
    assert_counters_equal_rows()


@pytest.mark.parametrize("typed", ["", "0", "-1", "99999", "deux"])
def test_a_number_that_is_none_changes_nothing(client, event, typed):
    book(event, "Amina", persons=2)
    large = book(event, "Chloé", persons=4)
    client.post(f"/fr/inscription/{link_token(large, purpose=LINK)}/", {"action": "fewer", "fewer": typed})
    large.refresh_from_db()
    assert (large.state, large.party_size) == ("waiting", 4)


def test_raising_the_limit_promotes_at_once(event):
    event.offer_hours = None
    event.save()
    book(event, "Amina", persons=4)
    waiting = [book(event, name, persons=3) for name in ("Bram", "Chloé")]
    set_limit(event.occurrences.get().capacity_id, 7)
    assert states(*waiting) == ["confirmed", "waiting"]


def test_following_the_letter_s_link_answers_nothing_and_the_button_does(client, offered):
    bram, _chloe = offered
    path = f"/fr/inscription/{link_token(bram, purpose=LINK)}/place/"
    page = client.get(path).content.decode()
    assert "Oui, je viens" in page
    assert states(bram) == ["offered"]
    assert client.post(path, {"answer": "perhaps"}).status_code == 302
    assert states(bram) == ["offered"]
    client.post(path, {"answer": "yes"})
    assert states(bram) == ["confirmed"]
    assert client.get(path).status_code == 302, "nothing is left to answer"


def test_the_managing_page_asks_for_the_answer(client, offered):
    bram, _chloe = offered
    token = link_token(bram, purpose=LINK)
    page = client.get(f"/fr/inscription/{token}/").content.decode()
    assert f'action="/fr/inscription/{token}/place/"' in page


def test_letters_of_offers_say_until_when(offered):
    bram, _chloe = offered
    letter = RegistrationLetter.objects.get(registration=bram, kind="offered")
    subject, text, html, _attached = compose(letter)
    assert subject.startswith("Une place vous attend")
    assert "jusqu’au" in text
    assert f"/fr/inscription/{link_token(bram, purpose=LINK)}/place/" in text
    assert f"/fr/inscription/{link_token(bram, purpose=LINK)}/place/" in html
    Registration.objects.filter(pk=bram.pk).update(state="confirmed")
    assert compose(RegistrationLetter.objects.get(pk=letter.pk)) is None


def test_many_who_get_in_at_once_are_each_told_and_the_queue_once(event, django_capture_on_commit_callbacks):
    type(event).objects.update(offer_hours=None)
    book(event, "Amina", persons=4)
    waiting = [book(event, f"Personne{chr(65 + number)}") for number in range(25)]
    waiting.append(book(event, "Zoe", email="", phone="0470 12 34 56"))
    with django_capture_on_commit_callbacks(execute=True):
        set_limit(event.occurrences.get().capacity_id, 40)
    assert set(states(*waiting)) == {"confirmed"}
    letters = RegistrationLetter.objects.filter(kind="promoted").order_by("pk")
    assert list(letters.values_list("state", flat=True)) == ["queued"] * 25 + ["to_call"]
    assert len(set(letters.values_list("message_id", flat=True))) == 26
    assert OrmQ.objects.count() == 1
    assert_counters_equal_rows()
