"""The way to an online meeting is for who has a place there."""

import pytest
from django.utils import timezone, translation

from events.approval import decide
from events.asking.details import Approver, Details
from events.letters import APPROVAL, LINK
from events.messages.composing import compose
from events.models import ApprovalMode, RegistrationLetter, RegistrationMode
from portal.kit.links import link_token
from tests.events.asking.asked import sent, url_of
from tests.events.booking import book
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db

MEETING = "https://meet.example/secret"
CHEF = Details(approver=Approver("Rosa Peeters", "rosa@cpas.test", "CPAS"))


def make(**facts):
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 1} | facts
    return publish_event(make_event(is_online=True, place=None, online_url=MEETING, **facts))


def letter(registration, kind):
    with translation.override("fr"):
        return compose(RegistrationLetter.objects.get(registration=registration, kind=kind))[1]


def managing_page(client, registration):
    return client.get(f"/fr/inscription/{link_token(registration, purpose=LINK)}/").content.decode()


def test_who_is_confirmed_gets_it_and_who_waits_does_not(client):
    event = make()
    first, second = book(event, "Amina"), book(event, "Bram")
    assert MEETING in letter(first, "confirmed")
    assert MEETING in managing_page(client, first)
    assert MEETING not in letter(second, "waiting")
    assert MEETING not in managing_page(client, second)


def test_nobody_gets_it_before_it_is_agreed_to_and_whoever_agrees_never(client):
    event = make(approval=ApprovalMode.EMPLOYER)
    asked = book(event, "Amina", details=CHEF)
    approver_page = f"/fr/validation/{link_token(asked.approval, purpose=APPROVAL)}/"
    assert MEETING not in letter(asked, "pending")
    assert MEETING not in letter(asked, "approval")
    assert MEETING not in client.get(approver_page).content.decode()
    decide(asked.approval, agreed=True, now=timezone.now())
    assert MEETING in letter(asked, "confirmed")
    assert MEETING not in client.get(approver_page).content.decode()


@pytest.mark.parametrize(("taken", "told"), [(False, True), (True, False)])
def test_the_receipt_says_it_to_who_has_a_place(client, taken, told):
    event = make()
    if taken:
        book(event, "Bram")
    page = client.post(url_of(event), sent(event, party_size="1"), follow=True).content.decode()
    assert (MEETING in page) == told
