"""Whoever welcomes people marks them on a telephone, with the network, without it, and beside somebody else."""

import json

import pytest

pytestmark = pytest.mark.browser

# A date with at least four confirmed registrations, unmarked; the session of somebody who organises.
PREPARE = """
import json
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from events.models import Event, Occurrence, Source
from events.registration import register
from portal.accounts.models import User
event = Event.objects.get(pk={event}) if {event} else Event.objects.filter(
    live=True, registration_mode="date", occurrences__capacity__limit=None, occurrences__starts_at__gt=timezone.now(),
).first() or Event.objects.filter(live=True, registration_mode="date").first()
date = event.occurrences.filter(in_schedule=True, state="scheduled", ends_at__gt=timezone.now()).in_order().last()
from events.seats import set_limit
set_limit(date.capacity_id, None)
for name in ("Amina Diallo", "Bram Claes", "Chantal Petit", "Dries Maes"):
    register(event, occurrence=date, name=f"{{name}} {prefix}", email="", phone="", party_size=1, language="fr",
             source=Source.DESK, now=timezone.now())
user = User.objects.get(email="coordination@demo.test")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(json.dumps({{"slug": event.slug, "date": str(date.uuid), "session": session.session_key}}))
"""

STATES = """
from events.models import Attendance
print(sorted(Attendance.objects.filter(occurrence__uuid="{date}", registration__name__endswith="{prefix}").values_list(
    "registration__name", "state", "persons")))
"""


@pytest.fixture
def roll(open_page, portal):
    """roll(prefix) → (page on the roll of a date with four people of that name ending, facts of it)."""

    def opened(prefix, **how):
        facts = json.loads(portal.run(PREPARE.format(prefix=prefix, event=0)).splitlines()[-1])
        page = open_page("/fr/", **how)
        page.context.add_cookies([{"name": "sessionid", "value": facts["session"], "url": portal.address}])
        page.goto(f"/fr/espace/organisation/{facts['slug']}/presences/{facts['date']}/")
        return page, facts

    return opened


# The page itself, its style and its program are kept on the device.
KEPT = """
caches.keys().then(async ([name]) => {
  if (!name) return false;
  const kept = await (await caches.open(name)).keys();
  return ["/presences/", "/css/site", "/js/attendance"].every((part) => kept.some(({ url }) => url.includes(part)));
})
"""


def wait_until(page, truth):
    """Ask the page until it says yes: its policy forbids Playwright's own way of waiting, which evaluates strings."""
    for _try in range(100):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    raise AssertionError(truth)


def sent(page):
    """Wait until no mark waits on the device."""
    page.locator("[data-waiting]").wait_for(state="hidden")


def line(page, name):
    return page.locator(".roll-line", has_text=name)


def marked(portal, facts, prefix):
    return portal.run(STATES.format(date=facts["date"], prefix=prefix)).splitlines()[-1]


def test_marks_without_javascript(roll, portal):
    page, facts = roll("Sansjs", javascript=False)
    page.fill("#roll-q", "bram sansjs")
    page.locator("[data-search] button[type=submit]").click()
    assert page.locator(".roll-line").count() == 1
    line(page, "Bram Claes Sansjs").get_by_role("button", name="Présent").click()
    assert line(page, "Bram Claes Sansjs").locator("[data-state-label]").inner_text() == "présent"
    assert marked(portal, facts, "Sansjs") == "[('Bram Claes Sansjs', 'present', 1)]"


def test_marks_made_without_a_network_arrive_once_it_is_back(roll, portal):
    page, facts = roll("Horsligne")
    line(page, "Amina Diallo Horsligne").get_by_role("button", name="Présent").click()
    sent(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, KEPT)
    assert marked(portal, facts, "Horsligne") == "[('Amina Diallo Horsligne', 'present', 1)]"

    page.context.set_offline(True)
    page.locator("[data-door-shut]").wait_for(state="visible")
    assert not page.locator("[data-door]").is_visible(), "its page would be the browser's own error"
    line(page, "Bram Claes Horsligne").get_by_role("button", name="Présent").click()
    line(page, "Chantal Petit Horsligne").get_by_role("button", name="Absent").click()
    line(page, "Chantal Petit Horsligne").get_by_role("button", name="Excusé").click()
    assert "2 marques attendent" in page.locator("[data-waiting]").inner_text()
    page.reload()
    assert "2 marques attendent" in page.locator("[data-waiting]").inner_text()
    assert line(page, "Chantal Petit Horsligne").locator("[data-state-label]").inner_text() == "excusé"

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("[data-door]").wait_for(state="visible")
    sent(page)
    expected = (
        "[('Amina Diallo Horsligne', 'present', 1), ('Bram Claes Horsligne', 'present', 1), "
        "('Chantal Petit Horsligne', 'excused', 1)]"
    )
    assert marked(portal, facts, "Horsligne") == expected
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert marked(portal, facts, "Horsligne") == expected, "no mark counts twice"


def test_marks_leave_after_signing_in_again_elsewhere(roll, portal):
    page, facts = roll("Jeton")
    page.context.clear_cookies(name="csrftoken")
    page.context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": portal.address}])
    line(page, "Amina Diallo Jeton").get_by_role("button", name="Présent").click()
    sent(page)
    assert marked(portal, facts, "Jeton") == "[('Amina Diallo Jeton', 'present', 1)]"


# Two names for one of the registrations; the codes of the whole and of the second badge.
NAMES = """
import json
from events.attendance import code_of
from events.models import Participant, Registration
registration = Registration.objects.get(name="Amina Diallo {prefix}")
Registration.objects.filter(pk=registration.pk).update(party_size=2)
for position, name in enumerate(("Inaya {prefix}", "Noor {prefix}")):
    participant = Participant.objects.create(registration=registration, position=position, name=name)
print(json.dumps([code_of(registration), code_of(registration, participant)]))
"""

# What a telephone has and this machine lacks: a camera, and a browser that reads codes.
CAMERA = """
window.seen = "";
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d");
  setInterval(() => paint.fillRect(0, 0, Math.random() * 9, 9), 50);
  return canvas.captureStream(20);
};
"""


def test_a_badge_marks_its_person_and_the_code_of_the_registration_nobody(roll, portal):
    page, facts = roll("Badge")
    whole, badge = json.loads(portal.run(NAMES.format(prefix="Badge")).splitlines()[-1])
    page.context.add_init_script(CAMERA)
    page.reload()
    page.locator("[data-scan]").click()
    page.evaluate("code => { window.seen = code }", whole)
    page.get_by_text("Ce code vaut pour 2 lignes").wait_for(state="visible")
    assert page.locator(".roll-line.found").count() == 2
    page.evaluate("code => { window.seen = code }", badge)
    line(page, "Noor Badge").locator("[data-state-label]", has_text="présent").wait_for()
    sent(page)
    assert line(page, "Inaya Badge").locator("[data-state-label]").inner_text() == "à marquer"
    assert marked(portal, facts, "Badge") == "[('Amina Diallo Badge', 'present', 1)]"


def test_signing_out_takes_the_names_off_the_telephone(roll):
    page, _facts = roll("Sortie")
    wait_until(page, KEPT)
    page.goto("/fr/espace/")
    page.get_by_role("main").get_by_text("Se déconnecter").click()
    page.locator("main form button").click()
    wait_until(page, "caches.keys().then((names) => names.length === 0)")


def test_two_organisers_see_the_later_mark(roll, open_page, portal):
    page, facts = roll("Deux")
    other = open_page("/fr/")
    other.context.add_cookies([{"name": "sessionid", "value": facts["session"], "url": portal.address}])
    other.goto(page.url)
    line(page, "Dries Maes Deux").get_by_role("button", name="Absent").click()
    sent(page)
    line(other, "Dries Maes Deux").get_by_role("button", name="Présent").click()
    sent(other)
    page.evaluate("dispatchEvent(new Event('online'))")
    label = line(page, "Dries Maes Deux").locator("[data-state-label]")
    page.wait_for_timeout(1500)
    assert label.inner_text() == "présent"
    assert marked(portal, facts, "Deux") == "[('Dries Maes Deux', 'present', 1)]"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_on_the_organisers_pages(browser, portal, axe, dark, width):
    facts = json.loads(portal.run(PREPARE.format(prefix=f"Axe{width}{dark}", event=0)).splitlines()[-1])
    context = browser.new_context(
        base_url=portal.address,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        bypass_csp=True,
    )
    context.add_cookies([{"name": "sessionid", "value": facts["session"], "url": portal.address}])
    page, found = context.new_page(), {}
    event = f"/fr/espace/organisation/{facts['slug']}"
    roll = f"{event}/presences/{facts['date']}/"
    for address in (f"{event}/presences/", roll, f"{roll}sur-place/", f"{event}/attestations/", "/fr/attestation/ABC/"):
        page.goto(address)
        page.evaluate(axe)
        for violation in page.evaluate("axe.run().then(result => result.violations)"):
            found[address, violation["id"]] = [node["html"] for node in violation["nodes"]][:3]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
    context.close()
    assert found == {}
