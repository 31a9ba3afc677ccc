"""A social worker asks for a training, the employer answers by a signed link, the training is in one's own space."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from .walking import (
    FORM_AGE,
    Keyboard,
    Mailbox,
    Pointer,
    calendar_in,
    fits,
    link_in,
    said_at,
    subject_of,
    text_of,
    typed_in,
)

pytestmark = pytest.mark.browser

# One training of two sessions for all walks, so soon that it stands on the first page of the catalogue.
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_event, publish_event
from partners.models import Place
event = publish_event(make_event(
    texts={"fr": "Écouter sans juger", "nl": "Luisteren zonder oordeel"}, kind="formation",
    place=Place.objects.filter(confidential=False).first(),
    dates=[timezone.localdate() + timedelta(days) for days in (1, 8)], registration_mode="whole", seats=12, party_max=1,
    reminders=[],
    admission="professionals", approval="employer", gives_attestation=True, audiences=["professionnels"],
))
print(json.dumps({"slug": event.slug}))
"""
WORDS = {
    "fr": {
        "title": "Écouter sans juger",
        "own": "C’est votre propre adresse : donnez celle de la personne qui valide.",
        "pending": "Demande reçue, à valider",
        "asked": "Votre accord est demandé",
        "confirmed": "Inscription confirmée",
        "declined": "Inscription refusée",
        "agreed": "Vous avez donné votre accord. La personne est prévenue.",
        "refused": "Vous n’avez pas donné votre accord. La personne est prévenue.",
    },
    "nl": {
        "title": "Luisteren zonder oordeel",
        "own": "Dit is uw eigen adres: geef dat van de persoon die goedkeurt.",
        "pending": "Aanvraag ontvangen, goed te keuren",
        "asked": "Uw akkoord wordt gevraagd",
        "confirmed": "Inschrijving bevestigd",
        "declined": "Inschrijving geweigerd",
        "agreed": "U bent akkoord gegaan. De persoon wordt verwittigd.",
        "refused": "U bent niet akkoord gegaan. De persoon wordt verwittigd.",
    },
}


@pytest.fixture(scope="module")
def slug(portal):
    """The slug of the training."""
    return json.loads(portal.run(PREPARE).splitlines()[-1])["slug"]


@pytest.fixture
def enrolled(open_page, slug, postbox):
    """enrolled(who, language, width, hands) → (page on the receipt, hand, the worker's and the employer's mailbox)."""

    def ask(who, language, width, hands):
        words = WORDS[language]
        with override(language):
            catalogue, form = reverse("formations"), reverse("inscription", args=[slug])
            receipt = reverse("inscription-recu", args=[slug])
        worker, employer = (Mailbox(postbox, f"{whose}-{who}@exemple.test") for whose in ("assistante", "direction"))
        page = open_page(catalogue, width=width, language=f"{language}-BE")
        hand = hands(page)
        fits(page)
        hand.press(f"main a[href*='{slug}']")
        hand.press(f"a.button[href*='{form}']:visible")
        for name, value in (
            ("name", "Leïla Benali"),
            ("email", worker.address),
            ("organisation", "CPAS des Marolles"),
            ("function", "Assistante sociale"),
            ("approver_name", "Paul Claes"),
            ("approver_email", worker.address),
        ):
            hand.write(f"[name={name}]", value)
        hand.tick("[name=professional]")
        page.wait_for_timeout(FORM_AGE)
        before = typed_in(page)
        hand.press("main form .button.wide")
        assert said_at(page, "approver_email") == words["own"]
        assert typed_in(page) == before
        hand.write("[name=approver_email]", employer.address)
        hand.press("main form .button.wide")
        assert page.url.endswith(receipt)
        assert subject_of(worker.next()) == words["pending"]
        return page, hand, worker, employer

    return ask


def answer(open_page, letter, language, width, decision, comment=""):
    """The employer opens the link of the letter, without an account, and decides; returns what the page then says."""
    with override(language):
        path = reverse("validation", args=["x"])[:-2]
    page = open_page(link_in(letter, path), width=width, language=f"{language}-BE")
    fits(page)
    if comment:
        page.fill("[name=comment]", comment)
    Pointer(page).press(f"button[value={decision}]")
    return page.inner_text("main")


@pytest.mark.parametrize(
    ("language", "width", "hands"), [("fr", 360, Pointer), ("nl", 360, Pointer), ("nl", 1280, Keyboard)]
)
def test_an_agreed_training_is_in_the_calendar_and_in_ones_own_space(enrolled, open_page, slug, language, width, hands):
    words = WORDS[language]
    page, hand, worker, employer = enrolled(f"{language}-{width}", language, width, hands)
    asked = employer.next()
    assert subject_of(asked) == words["asked"]
    assert words["agreed"] in answer(open_page, asked, language, width, "agree")

    confirmed = worker.next()
    assert subject_of(confirmed) == words["confirmed"]
    sessions = Calendar.from_ical(calendar_in(confirmed)).walk("VEVENT")
    assert [(str(each["summary"]), each["status"]) for each in sessions] == [(words["title"], "CONFIRMED")] * 2
    assert len({each["dtstart"].dt for each in sessions}) == 2

    with override(language):
        code, space = reverse("account_request_login_code"), reverse("espace")
    page.goto(f"{code}?next={space}")
    fits(page)
    hand.write("[name=email]", worker.address)
    hand.press("main form .button.wide")
    hand.write("[name=code]", re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{2,})\s*$", text_of(worker.next()), re.M)[1])
    hand.press("main form .button.wide")
    assert page.url.endswith(space)
    assert words["title"] in page.inner_text("section[aria-labelledby=a-venir]")


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("nl", 360)])
def test_a_declined_training_says_why(enrolled, open_page, language, width):
    words = WORDS[language]
    _page, _hand, worker, employer = enrolled(f"refus-{language}", language, width, Pointer)
    said = answer(open_page, employer.next(), language, width, "decline", "L’équipe est trop petite ce mois-là.")
    assert words["refused"] in said
    declined = worker.next()
    assert subject_of(declined) == words["declined"]
    assert "L’équipe est trop petite ce mois-là." in text_of(declined)
