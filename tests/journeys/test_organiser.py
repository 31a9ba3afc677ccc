"""Whoever organises, on a telephone and at a desk, with and without scripts: from the list of events to one person."""

import json

import pytest

pytestmark = pytest.mark.browser

# An event of its own with three registrations, one of them by telephone alone; the session of its organiser.
PREPARE = """
import json
from datetime import time, timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from events.models import Event, EventText, ScheduleRule
from events.registration import register
from partners.models import Place
from portal.accounts.models import User
user = User.objects.get(email="association@demo.test")
event = Event(kind="atelier", organiser=user.memberships.get().partner, place=Place.objects.first(), live=False,
              registration_mode="date", seats=9)
event.texts = [EventText(language=code, title="Atelier {name}", summary="À l’essai.") for code in ("fr", "nl")]
event.rules = [ScheduleRule(day=timezone.localdate() + timedelta(days=5), begins=time(14), ends=time(16))]
event.save()
event.save_revision().publish()
for name, email in (("Amina Diallo", "amina@exemple.test"), ("Bram Claes", ""), ("Chantal Petit", "cp@exemple.test")):
    register(event, occurrence=event.occurrences.get(), name=name, email=email, phone="+32470123456", party_size=2,
             language="fr", now=timezone.now())
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(json.dumps({{"slug": event.slug, "session": session.session_key}}))
"""


@pytest.fixture
def organiser(open_page, portal):
    """organiser(name) → (page on the list of their events, the slug of one called so)."""

    def opened(name, **how):
        facts = json.loads(portal.run(PREPARE.format(name=name)).splitlines()[-1])
        page = open_page("/fr/", **how)
        page.context.add_cookies([{"name": "sessionid", "value": facts["session"], "url": portal.address}])
        page.goto("/fr/espace/organisation/")
        return page, facts["slug"]

    return opened


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (360, False), (1280, True)])
def test_two_people_are_cancelled_with_a_word_and_one_is_called(organiser, width, javascript):
    page, slug = organiser(f"de couture {width} {javascript}", width=width, javascript=javascript)
    page.goto(f"/fr/espace/organisation/?q={slug}")
    page.get_by_role("link", name=f"Atelier de couture {width} {javascript}", exact=True).first.click()
    for name in ("Amina Diallo", "Bram Claes"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("Avec les inscriptions cochées").select_option(label="Annuler")
    page.get_by_role("button", name="Continuer").click()
    assert "2 inscriptions · 4 personnes" in page.inner_text("main")
    page.get_by_label("Un mot pour la personne").fill("La salle est plus petite.")
    page.get_by_role("button", name="Annuler ces inscriptions").click()
    assert "2 inscriptions annulées." in page.inner_text("main")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="À appeler").click()
    assert "La salle est plus petite." in page.inner_text("main")
    page.get_by_role("button", name="Appel fait – Bram Claes").first.click()
    page.get_by_role("button", name="Remettre à appeler – Bram Claes").first.wait_for()


def test_axe_finds_nothing_on_the_organiser_s_pages(organiser, portal, axe, browser):
    page, slug = organiser("de cuisine")
    home = f"/fr/espace/organisation/{slug}/"
    cookies = page.context.cookies()
    found = {}
    for width, scheme in ((360, "light"), (1280, "dark")):
        context = browser.new_context(
            base_url=portal.address,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            bypass_csp=True,
        )
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(home)
        sheet = page.get_by_role("link", name="Amina Diallo").get_attribute("href")
        for address in (
            "/fr/espace/organisation/", home, f"{home}?q=a&cocher=tout", f"{home}appels/", f"{home}exporter/",
            sheet, f"{sheet}changer/", f"{sheet}annuler/",
        ):  # fmt: skip
            page.goto(address)
            page.evaluate(axe)
            for violation in page.evaluate("axe.run().then(result => result.violations)"):
                found[address, violation["id"]] = [node["html"] for node in violation["nodes"]][:3]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
        context.close()
    assert found == {}
