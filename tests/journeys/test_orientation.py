"""A worker sends a person to a service, which answers from its letter; an association says that its record is true."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from .walking import Mailbox, Pointer, link_in, subject_of, text_of

pytestmark = pytest.mark.browser

SERVICE = "parcours-accueil-bapa"
DESK = "bureau@bapa.test"
WORKER, EDITOR = "formation@demo.test", "association@demo.test"

# A desk of its own for the service, which speaks Dutch; the City's worker writes in French.
TAKE = f"""
from partners.models import Service
from partners.orientation.receiving import receive
service = Service.objects.get(slug="{SERVICE}")
Service.objects.filter(pk=service.pk).update(languages=["nl", "fr"])
receive(service, takes=True, email="{DESK}")
"""
ASK = f"""
from partners.freshness.monthly import ask_due
from partners.models import Partner, Review, Service
from portal.kit.letters import deliver_due
for records in (Partner.objects.filter(memberships__user__email="{EDITOR}"),
                Service.objects.filter(partner__memberships__user__email="{EDITOR}")):
    records.update(confirmed_at=None)
Review.objects.filter(user__email="{EDITOR}").delete()
ask_due()
deliver_due()  # these letters leave with the next minute's, for which nobody waits here
"""


def signed_in(open_page, address, **facts):
    page = open_page("/fr/compte/login/", **facts)
    page.fill("[name=login]", address)
    page.fill("[name=password]", "maillage")
    with page.expect_navigation():
        page.click("form:has([name=password]) button")
    return page


def letter_about(mailbox, subject):
    """The next letter with this subject: others may come before it."""
    while subject_of(letter := mailbox.next()) != subject:
        pass
    return letter


def test_a_person_is_sent_and_the_service_answers_by_its_letter(open_page, portal, postbox):
    portal.run(TAKE)
    desk, worker = Mailbox(postbox, DESK), Mailbox(postbox, WORKER)
    page = signed_in(open_page, WORKER, width=360)
    hand = Pointer(page)
    with override("fr"):
        page.goto(reverse("orienter", args=[SERVICE]))
    hand.write("[name=name]", "Nadia")
    hand.write("[name=need]", "Voudrait parler avec l’école de ses enfants.")
    hand.press("main form .button.wide")
    assert page.evaluate("document.activeElement.id") == "erreurs", "neither a telephone nor the person's consent"
    hand.tick("[name=reaching][value=person]")
    hand.tick("[name=consent]")
    hand.press("main form .button.wide")
    assert "attend une réponse" in page.inner_text("main")

    letter = letter_about(desk, "Er wacht een vraag op u")
    service = open_page(link_in(letter, "/nl/"), width=1280, javascript=False)
    assert "Nadia" in service.inner_text("main") and "Nadia" not in text_of(letter)
    service.fill("[name=accept-words]", "Maandag om 18 uur, aan het onthaal.")
    Pointer(service).press("form:has([value=accept]) button")
    assert "aanvaard" in service.inner_text("main .badge")
    assert service.locator("[name=accept-words]").count() == 0, "one answer stands"

    page.goto(link_in(letter_about(worker, "Réponse à votre demande"), "/espace/orientations/"))
    assert "Maandag om 18 uur, aan het onthaal." in page.inner_text("main")
    hand.press("button[name=outcome][value=yes]")
    assert "Vous avez noté" in page.inner_text("main")


def test_a_record_is_confirmed_by_the_one_button_of_the_monthly_letter(open_page, portal, postbox):
    editor = Mailbox(postbox, EDITOR)
    portal.run(ASK)
    letter = letter_about(editor, "Vos informations dans l’annuaire sont-elles toujours exactes ?")
    page = open_page(link_in(letter, "/fr/"), width=360, javascript=False)
    hand = Pointer(page)
    hand.press("button[value=tout]")
    assert "fiches sont confirmées" in page.inner_text("body")
    assert "À relire" not in page.inner_text("main")
    hand.press("main h3 a")
    assert "Le partenaire a confirmé ces informations le" in page.inner_text("main")
