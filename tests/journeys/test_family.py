"""A parent registers two children, mends a birth date, changes and gives back; another family gets the place."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from .walking import FORM_AGE, Mailbox, Pointer, calendar_in, fits, link_in, said_at, subject_of, typed_in

pytestmark = pytest.mark.browser

# A holiday workshop of its own for each walk, with two places and a childcare.
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_event, publish_event
from partners.models import Place
found = []
for walk in range({walks}):
    event = make_event(
        texts={{code: {{"title": f"{{title}} {{walk}}", "summary": "À la ferme."}} for code, title in
               (("fr", "Stage des poules"), ("nl", "Kippenkamp"))}},
        kind="jeunesse", place=Place.objects.filter(confidential=False).first(),
        dates=[timezone.localdate() + timedelta(20)], registration_mode="date", seats=2, party_max=4,
        participants="birth", age_min=5, age_max=12, asks_image_consent=True,
        childcare_seats=2, childcare_age_min=1, childcare_age_max=4, languages=["fr", "nl"],
    )
    found.append(publish_event(event).slug)
print(json.dumps(found))
"""
WORDS = {
    "fr": {
        "title": "Stage des poules",
        "wrong": "Cette date de naissance est dans le futur.",
        "consent": "Cochez ceci pour que l’organisateur puisse en tenir compte, ou videz vos besoins.",
        "confirmed": "Inscription confirmée",
        "waiting": "Vous êtes sur la liste d’attente",
        "promoted": "Une place s’est libérée pour vous",
        "changed": "Inscription modifiée",
        "cancelled": "Inscription annulée",
    },
    "nl": {
        "title": "Kippenkamp",
        "wrong": "Deze geboortedatum ligt in de toekomst.",
        "consent": "Vink dit aan zodat de organisator er rekening mee kan houden, of maak uw noden leeg.",
        "confirmed": "Inschrijving bevestigd",
        "waiting": "U staat op de wachtlijst",
        "promoted": "Er is een plaats voor u vrijgekomen",
        "changed": "Inschrijving gewijzigd",
        "cancelled": "Inschrijving geannuleerd",
    },
}
WALKS = [("fr", 360, True), ("nl", 360, False), ("nl", 1280, True)]


@pytest.fixture(scope="module")
def workshops(portal):
    """The slugs of the workshops, one for each walk."""
    return json.loads(portal.run(PREPARE.format(walks=len(WALKS))).splitlines()[-1])


@pytest.mark.parametrize("walk", range(len(WALKS)), ids=["-".join(map(str, walk)) for walk in WALKS])
def test_two_children_come_then_one_then_none(open_page, workshops, postbox, walk):
    language, width, javascript = WALKS[walk]
    slug, words = workshops[walk], WORDS[language]
    how = {"width": width, "javascript": javascript, "language": f"{language}-BE"}
    with override(language):
        agenda, form = reverse("agenda"), reverse("inscription", args=[slug])
        receipt, managing = reverse("inscription-recu", args=[slug]), reverse("gerer", args=["x"])[:-2]
    neighbours = open_page(form, **how)
    page = open_page(f"{agenda}?q={words['title']}", **how)
    hand = Pointer(page)
    fits(page)
    hand.press(f"article a[href*='{slug}']")
    hand.press(f"a.button[href*='{form}']:visible")

    hand.press("button[name=add][value=people]")
    hand.press("button[name=add][value=children]")
    family = Mailbox(postbox, f"famille{walk}@exemple.test")
    written = {
        "name": "Samira Haddad",
        "email": family.address,
        "p0_name": "Ilyas Haddad",
        "p0_birth": years_ago(8),
        "p1_name": "Noor Haddad",
        "p1_birth": (timezone.localdate() + timedelta(60)).isoformat(),
        "c0_name": "Zaid Haddad",
        "c0_birth": years_ago(2),
        "emergency_phone": "0470 12 34 56",
        "may_collect": "Karim Haddad",
    }
    for name, value in written.items():
        hand.write(f"[name={name}]", value)
    for place in ("[name=parental]", "[name=image][value=site]", "[name=needs][value=wheelchair]"):
        hand.tick(place)
    page.wait_for_timeout(FORM_AGE)
    before = typed_in(page)
    hand.press("main form .button.wide")
    assert said_at(page, "p1_birth") == words["wrong"]
    assert said_at(page, "needs_consent") == words["consent"]
    assert typed_in(page) == before
    hand.write("[name=p1_birth]", years_ago(6))
    hand.tick("[name=needs_consent]")
    hand.press("main form .button.wide")
    assert page.url.endswith(receipt)
    assert family.address in page.inner_text("main")
    confirmed = family.next()
    assert subject_of(confirmed) == words["confirmed"]
    [date] = Calendar.from_ical(calendar_in(confirmed)).walk("VEVENT")
    assert (date["summary"], date["status"]) == (f"{words['title']} {walk}", "CONFIRMED")

    others, hand = Mailbox(postbox, f"voisins{walk}@exemple.test"), Pointer(neighbours)
    for name, value in (
        ("name", "Els Maes"),
        ("email", others.address),
        ("p0_name", "Fien Maes"),
        ("p0_birth", years_ago(7)),
        ("emergency_phone", "0471 22 33 44"),
    ):
        hand.write(f"[name={name}]", value)
    hand.tick("[name=parental]")
    hand.press("main form .button.wide")
    assert subject_of(others.next()) == words["waiting"]

    hand = Pointer(page)
    page.goto(link_in(confirmed, managing))
    fits(page)
    hand.write("[name=may_collect]", "Karim Haddad, Leïla Haddad")
    page.uncheck("[name=image][value=site]")
    hand.press("button[value=change]")
    assert page.input_value("[name=may_collect]") == "Karim Haddad, Leïla Haddad"
    assert not page.is_checked("[name=image][value=site]")

    hand.write("[name=p1_name]", "")
    hand.write("[name=p1_birth]", "")
    hand.press("button[value=change]")
    assert "Noor" not in page.inner_text("main")
    assert subject_of(others.next()) == words["promoted"]

    hand.press("a.button.danger")
    hand.press("main form button[type=submit]")
    told = [subject_of(family.next()) for _letter in range(3)]
    assert told == [words["changed"], words["changed"], words["cancelled"]]


def years_ago(years):
    """A birth date of somebody of that age, on the day of the workshop too."""
    return (timezone.localdate() - timedelta(days=365 * years + 100)).isoformat()
