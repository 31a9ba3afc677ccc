"""An association on a telephone: from the invitation's letter to its activity in the agenda, in French and in Dutch."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.events.submission.posted import picture

pytestmark = pytest.mark.browser

INVITE = """
from partners.membership import invite
from partners.models import Membership
member = Membership.objects.get(user__email="association@demo.test")
invite(member.partner, email="{email}", role="editor", language="{language}", by=member.user)
"""
APPROVE = """
from events.models import Event
from portal.accounts.models import User
event = Event.objects.order_by("-pk").first()
state = event.current_workflow_task_state
state.task.specific.on_action(state, User.objects.get(email="redaction@demo.test"), "{act}", comment="{comment}")
import json
print(json.dumps({{"slug": event.slug}}))
"""
WORDS = {
    "fr": {
        "code": "Recevoir un code par e-mail",
        "accept": "Accepter l’invitation",
        "announce": "Annoncer une activité",
        "submit": "Envoyer à la relecture",
        "reading": "En relecture",
        "correct": "Corriger",
        "online": "En ligne",
    },
    "nl": {
        "code": "Een code ontvangen via e-mail",
        "accept": "De uitnodiging aanvaarden",
        "announce": "Een activiteit aankondigen",
        "submit": "Laten nalezen",
        "reading": "Wordt nagelezen",
        "correct": "Verbeteren",
        "online": "Online",
    },
}


def letter_to(postbox, address, *, after=0):
    """The text of the letter number `after` to this address, once it has come."""
    for _wait in range(150):
        found = postbox.to(address)
        if len(found) > after:
            return found[after].get_body(("plain",)).get_content()
        time.sleep(0.2)
    pytest.fail(f"no letter number {after} to {address}")


@pytest.mark.parametrize(("language", "javascript"), [("fr", True), ("nl", False)])
def test_from_an_invitation_to_a_published_activity(open_page, portal, postbox, language, javascript):
    words, address = WORDS[language], f"neuve-{language}@demo.test"
    portal.run(INVITE.format(email=address, language=language))
    link = re.search(r"http\S+/acces/\S+|http\S+/toegang/\S+", letter_to(postbox, address))[0]
    page = open_page(link, width=360, javascript=javascript)
    page.get_by_role("button", name=words["code"]).click()
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter_to(postbox, address, after=1), re.MULTILINE)[1]
    page.locator("input[name=code]").fill(code)
    page.locator("form[method=post] button[type=submit]").first.click()
    page.get_by_role("button", name=words["accept"]).click()
    page.get_by_role("link", name=words["announce"]).first.click()

    day = timezone.localdate() + timedelta(days=10)
    title = f"Essai {language} {day}"
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("On se retrouve. Pour tout le monde.")
    page.locator("[name=language]").select_option(language)
    page.locator("[name=day]").fill(day.isoformat())
    page.locator("[name=place]").select_option("online")
    photo = picture((1600, 1000)).read()
    page.locator("[name=photo]").set_input_files({"name": "moi.jpg", "mimeType": "image/jpeg", "buffer": photo})
    page.get_by_role("button", name=words["submit"]).click()
    assert page.locator("#erreurs").is_visible()  # the photo has no words yet: nothing of it is lost
    assert page.locator(".crop img").is_visible()
    page.locator("[name=alt]").fill("Des mains")
    page.locator("[name=consent]").check()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=words["submit"]).click()
    assert words["reading"] in page.inner_text("main")

    portal.run(APPROVE.format(act="reject", comment="Ajoutez une heure."))
    assert "Ajoutez une heure." in letter_to(postbox, address, after=2)
    page.reload()
    assert "Ajoutez une heure." in page.inner_text("main")
    page.get_by_role("link", name=words["correct"]).click()
    page.locator("[name=begins]").fill("10:00")
    page.get_by_role("button", name=words["submit"]).click()
    slug = json.loads(portal.run(APPROVE.format(act="approve", comment="")).splitlines()[-1])["slug"]
    letter_to(postbox, address, after=3)
    page.reload()
    assert words["online"] in page.inner_text("main")
    page.goto(f"/{language}/agenda/{slug}/")
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert page.get_by_role("img", name="Des mains").is_visible()


def test_axe_finds_nothing_on_the_partner_s_pages(portal, axe, browser):
    found = {}
    for width, scheme in ((360, "light"), (1280, "dark")):
        context = browser.new_context(
            base_url=portal.address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto("/fr/compte/login/?next=/fr/espace/partenaire/")
        page.locator("[name=login]").fill("association@demo.test")
        page.locator("[name=password]").fill("maillage")
        page.locator("form:has([name=password]) button").click()
        home = re.search(r"/fr/espace/partenaire/[^/]+/", page.content())[0]
        if home.endswith("/acces/"):
            home = "/fr/espace/partenaire/association-femmes-du-monde/"
        for address in (
            "/fr/espace/partenaire/", home, f"{home}membres/", f"{home}proposer/",
            "/fr/espace/partenaire/acces/demander/", "/fr/espace/partenaire/acces/demandes/",
        ):  # fmt: skip
            page.goto(address)
            page.evaluate(axe)
            for violation in page.evaluate("axe.run().then(result => result.violations)"):
                found[address, violation["id"]] = [node["html"] for node in violation["nodes"]][:3]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
        context.close()
    assert found == {}
