"""A school registers a class by its head-count, names the pupils later; the organiser's roll has the names."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from .walking import FORM_AGE, Keyboard, Mailbox, Pointer, fits, link_in, said_at, subject_of, typed_in

pytestmark = pytest.mark.browser

# A visit of its own for each walk, with twenty places; the session of whoever organises it.
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_event, make_session, publish_event
from partners.models import Place
from portal.accounts.models import User
user = User.objects.get(email="association@demo.test")
found = []
for walk in range({walks}):
    event = publish_event(make_event(
        texts={{"fr": f"Le canal en classe {{walk}}", "nl": f"Het kanaal in de klas {{walk}}"}},
        kind="visite", organiser=user.memberships.get().partner, place=Place.objects.filter(confidential=False).first(),
        dates=[timezone.localdate() + timedelta(20)], registration_mode="date", seats=20, party_max=4, group_max=20,
        participants="names", asks_needs=False,
    ))
    found.append({{"slug": event.slug, "date": str(event.occurrences.get().uuid), "session": make_session(user)}})
print(json.dumps(found))
"""
WORDS = {
    "fr": {
        "many": "On s’inscrit ici à 20 personnes au plus.",
        "names": "Il y a plus de noms que de personnes.",
        "confirmed": "Inscription confirmée",
        "waiting": "Vous êtes sur la liste d’attente",
    },
    "nl": {
        "many": "Hier kunt u hoogstens 20 personen inschrijven.",
        "names": "Er zijn meer namen dan personen.",
        "confirmed": "Inschrijving bevestigd",
        "waiting": "U staat op de wachtlijst",
    },
}
WALKS = [("fr", 360, Pointer), ("nl", 360, Pointer), ("nl", 1280, Keyboard)]
PUPILS = [f"{first} {last}" for last in ("Aerts", "Benali", "Çelik") for first in ("Ada", "Ben", "Cas", "Dina", "Eli")]


@pytest.fixture(scope="module")
def visits(portal):
    """[{slug, date, session}] of the visits, one for each walk."""
    return json.loads(portal.run(PREPARE.format(walks=len(WALKS))).splitlines()[-1])


@pytest.mark.parametrize("walk", range(len(WALKS)), ids=["fr-360", "nl-360", "nl-1280-keyboard"])
def test_a_class_is_counted_first_and_named_later(open_page, portal, visits, postbox, walk):
    (language, width, hands), visit, number = WALKS[walk], visits[walk], len(PUPILS)
    slug, words = visit["slug"], WORDS[language]
    how = {"width": width, "language": f"{language}-BE"}
    with override(language):
        event, form = reverse("evenement", args=[slug]), reverse("inscription", args=[slug])
        receipt, managing = reverse("inscription-recu", args=[slug]), reverse("gerer", args=["x"])[:-2]
        roll = reverse("presences-date", args=[slug, visit["date"]])
    other = open_page(form, **how)
    page = open_page(event, **how)
    hand = hands(page)
    fits(page)
    hand.press(f"a.button[href*='{form}']:visible")
    school = Mailbox(postbox, f"ecole{walk}@exemple.test")
    hand.write("[name=name]", "Nadia Ferrari")
    hand.write("[name=email]", school.address)
    hand.write("[name=organisation]", "École no 7, 4e B")
    hand.write("[name=party_size]", "25")
    page.wait_for_timeout(FORM_AGE)
    before = typed_in(page)
    hand.press("main form .button.wide")
    assert said_at(page, "party_size") == words["many"]
    assert page.locator("#erreurs li").count() == 1, "a class is not asked for the name of one person"
    assert typed_in(page) == before
    hand.write("[name=party_size]", str(number))
    hand.press("main form .button.wide")
    assert page.url.endswith(receipt)
    confirmed = school.next()
    assert subject_of(confirmed) == words["confirmed"]

    second, typist = Mailbox(postbox, f"autre-ecole{walk}@exemple.test"), Pointer(other)
    for name, value in (
        ("name", "Jan Wouters"),
        ("email", second.address),
        ("organisation", "3A"),
        ("party_size", "9"),
    ):
        typist.write(f"[name={name}]", value)
    typist.press("main form .button.wide")
    assert subject_of(second.next()) == words["waiting"]

    page.goto(link_in(confirmed, managing))
    fits(page)
    assert page.input_value("[name=party_size]") == str(number)
    hand.write("[name=names]", "\n".join([*PUPILS, "Trop Untel"]))
    hand.press("button[value=change]")
    assert said_at(page, "names") == words["names"]
    assert page.input_value("[name=names]").split("\n")[-1] == "Trop Untel"
    hand.write("[name=names]", "\n".join(PUPILS))
    hand.press("button[value=change]")
    assert page.input_value("[name=names]").splitlines() == PUPILS

    desk = open_page(f"/{language}/", **how)
    desk.context.add_cookies([{"name": "sessionid", "value": visit["session"], "url": portal.address}])
    desk.goto(roll)
    fits(desk)
    assert sorted(desk.locator(".roll-name").all_inner_texts()) == sorted(PUPILS)
