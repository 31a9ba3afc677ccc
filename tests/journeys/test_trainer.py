"""A trainer with a telephone: who is there, who came unannounced, the sheet to sign, and the attestations after."""

import io
import json
import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from .walking import Mailbox, Pointer, fits, link_in, subject_of

pytestmark = pytest.mark.browser

# A day of training for each walk, which is today, with three people; the session of whoever gives it.
PREPARE = """
import json
from datetime import time, timedelta
from django.utils import timezone
from events.registration import register
from tests.factories import make_event, make_session, publish_event
from partners.models import Place
from portal.accounts.models import User
user = User.objects.get(email="association@demo.test")
found = []
for walk, language in enumerate({languages}):
    event = publish_event(make_event(
        texts={{"fr": f"Premiers secours {{walk}}", "nl": f"Eerste hulp {{walk}}"}}, kind="formation",
        organiser=user.memberships.get().partner, place=Place.objects.filter(confidential=False).first(),
        dates=[{{"date": timezone.localdate(), "begins": time(0, 5), "ends": time(23, 50)}}],
        registration_mode="whole", seats=12, party_max=1, gives_attestation=True, training_hours=6,
    ))
    for name, email in (("Amina Diallo", f"amina{{walk}}@exemple.test"), ("Bram Claes", f"bram{{walk}}@exemple.test"),
                        ("Chantal Petit", "")):
        register(event, occurrence=None, name=name, email=email, phone="+32470123456", party_size=1,
                 language=language, now=timezone.now() - timedelta(days=2))
    found.append({{"slug": event.slug, "date": str(event.occurrences.get().uuid), "session": make_session(user)}})
print(json.dumps(found))
"""
A_DAY_PASSES = """
from datetime import timedelta
from django.db.models import F
from events.models import Occurrence
Occurrence.objects.filter(uuid="{date}").update(
    starts_at=F("starts_at") - timedelta(days=1), ends_at=F("ends_at") - timedelta(days=1))
"""
WORDS = {
    "fr": {
        "title": "Premiers secours",
        "present": "présent",
        "absent": "absent",
        "unmarked": "à marquer",
        "issued": "2 documents émis.",
        "letter": "Votre attestation",
    },
    "nl": {
        "title": "Eerste hulp",
        "present": "aanwezig",
        "absent": "afwezig",
        "unmarked": "nog aan te duiden",
        "issued": "2 documenten uitgereikt.",
        "letter": "Uw attest",
    },
}
WALKS = [("fr", 360), ("nl", 360), ("nl", 1280)]


@pytest.fixture(scope="module")
def trainings(portal):
    """[{slug, date, session}] of the trainings, one for each walk."""
    code = PREPARE.format(languages=[language for language, _width in WALKS])
    return json.loads(portal.run(code).splitlines()[-1])


def line(page, name):
    return page.locator(".roll-line", has_text=name)


def mark(page, name, act, label):
    """Press the button `act` of this person's line, and wait until the server has it."""
    line(page, name).locator(f".roll-act.{act}").click()
    line(page, name).locator("[data-state-label]", has_text=label).wait_for()
    page.locator("[data-waiting]").wait_for(state="hidden")


def words_of(answer):
    """The text of a PDF that was answered."""
    assert answer.ok
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


@pytest.mark.parametrize("walk", range(len(WALKS)), ids=["-".join(map(str, walk)) for walk in WALKS])
def test_from_the_roll_to_a_verified_attestation(open_page, portal, trainings, postbox, walk):
    (language, width), training = WALKS[walk], trainings[walk]
    slug, words = training["slug"], WORDS[language]
    how = {"width": width, "language": f"{language}-BE"}
    with override(language):
        mine, papers = reverse("organisation"), reverse("attestations", args=[slug])
        rolls, paper = reverse("presences", args=[slug]), reverse("attestation", args=["x"])
    page = open_page(f"/{language}/", **how)
    page.context.add_cookies([{"name": "sessionid", "value": training["session"], "url": portal.address}])
    page.goto(f"{mine}?q={words['title']} {walk}")
    fits(page)
    hand = Pointer(page)
    hand.press(f"main a[href$='/{slug}/']")
    hand.press(f"main a[href='{rolls}']")
    hand.press(f"main a[href*='{training['date']}']")

    page.fill("#roll-q", "amina")
    line(page, "Bram Claes").wait_for(state="hidden")
    mark(page, "Amina Diallo", "present", words["present"])
    page.fill("#roll-q", "")
    mark(page, "Bram Claes", "absent", words["absent"])
    mark(page, "Bram Claes", "undo", words["unmarked"])
    hand.press("[data-door]")
    hand.write("[name=name]", "Dries Maes")
    hand.press("main form button[type=submit]")
    assert words["present"] == line(page, "Dries Maes").locator("[data-state-label]").inner_text()
    assert page.locator("[data-count=present] strong").inner_text() == "2"
    sheet = words_of(page.request.get(page.locator("main a[href$='.pdf']").first.get_attribute("href")))
    assert all(name in sheet for name in ("Amina Diallo", "Bram Claes", "Chantal Petit", "Dries Maes"))

    portal.run(A_DAY_PASSES.format(date=training["date"]))
    page.goto(papers)
    fits(page)
    hand.press("button[name=everybody]")
    assert words["issued"] in page.inner_text("main")
    participant = Mailbox(postbox, f"amina{walk}@exemple.test")
    participant.next()
    letter = participant.next()
    assert subject_of(letter) == words["letter"]

    reader = open_page(f"/{language}/", **how)
    printed = words_of(reader.request.get(link_in(letter, paper[:-2])))
    assert "Amina Diallo" in printed
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", printed).group()
    reader.goto(paper.replace("/x/", f"/{code}/"))
    fits(reader)
    assert "Amina Diallo" in reader.inner_text("main")
