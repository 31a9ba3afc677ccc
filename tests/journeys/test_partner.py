"""An association, from the invitation's letter to its activity in the agenda, to who came, in French and in Dutch."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.events.submission.posted import picture

from .walking import FORM_AGE, Pointer, fits

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
TODAY = """
from datetime import timedelta
from django.utils import timezone
from events.models import Occurrence
date = Occurrence.objects.get(event__slug="{slug}")
now = timezone.now()
Occurrence.objects.filter(pk=date.pk).update(starts_at=now - timedelta(minutes=20), ends_at=now + timedelta(hours=1))
print(date.uuid)
"""
CALENDAR = """BEGIN:VCALENDAR\r
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
VERSION:2.0\r
CALSCALE:GREGORIAN\r
METHOD:PUBLISH\r
X-WR-CALNAME:Table de conversation\r
X-WR-TIMEZONE:Europe/Brussels\r
BEGIN:VEVENT\r
DTSTART;TZID=Europe/Brussels:{day}T180000\r
DTEND;TZID=Europe/Brussels:{day}T193000\r
RRULE:FREQ=WEEKLY;COUNT=3\r
DTSTAMP:20261101T080000Z\r
UID:table-{language}@google.com\r
SUMMARY:{title}\r
DESCRIPTION:On parle, on rit.\r
STATUS:CONFIRMED\r
END:VEVENT\r
END:VCALENDAR\r
"""
PUBLISHED = """
from events.models import EventText
for _wait in range(300):
    text = EventText.objects.filter(title="{title}").select_related("event").first()
    if text:
        break
    import time
    time.sleep(0.2)
text.event.save_revision().publish()
print(text.event.slug, text.event.occurrences.count())
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
        "present": ("Présent", "présent"),
        "look": "Voir ce qu’il contient",
        "read": "Lire ce calendrier",
    },
    "nl": {
        "code": "Een code ontvangen via e-mail",
        "accept": "De uitnodiging aanvaarden",
        "announce": "Een activiteit aankondigen",
        "submit": "Laten nalezen",
        "reading": "Wordt nagelezen",
        "correct": "Verbeteren",
        "online": "Online",
        "present": ("Aanwezig", "aanwezig"),
        "look": "Bekijken wat erin staat",
        "read": "Deze kalender lezen",
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


WALKS = [("fr", 360, True), ("nl", 1280, False)]


@pytest.mark.parametrize(("language", "width", "javascript"), WALKS)
def test_from_an_invitation_to_who_came(open_page, portal, postbox, language, width, javascript):
    words, address = WORDS[language], f"neuve-{language}@demo.test"
    portal.run(INVITE.format(email=address, language=language))
    link = re.search(r"http\S+/acces/\S+|http\S+/toegang/\S+", letter_to(postbox, address))[0]
    page = open_page(link, width=width, javascript=javascript)
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
    page.locator("[name=registration][value=date]").check()
    page.locator("[name=seats]").fill("12")
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
    assert page.get_by_role("img", name="Des mains").first.is_visible()

    resident = open_page(f"/{language}/agenda/{slug}/", width=360)
    resident.locator("a.button[href*='inscri'], a.button[href*='inschrij']").locator("visible=true").first.click()
    resident.fill("input[name=name]", "Amina Diallo")
    resident.fill("input[name=email]", f"amina-{language}@exemple.test")
    resident.wait_for_timeout(FORM_AGE)
    Pointer(resident).press("main form.form button[type=submit]:not([aria-hidden])")
    letter_to(postbox, f"amina-{language}@exemple.test")

    date = portal.run(TODAY.format(slug=slug)).splitlines()[-1]
    with override(language):
        page.goto(reverse("presences-date", args=[slug, date]))
    fits(page)
    came = page.locator(".roll-line", has_text="Amina Diallo")
    act, marked = words["present"]
    came.get_by_role("button", name=act).click()
    if javascript:
        page.locator("[data-waiting]").wait_for(state="hidden")
    page.reload()
    assert came.locator("[data-state-label]").inner_text() == marked


@pytest.mark.parametrize(("language", "width", "javascript"), WALKS)
def test_a_calendar_kept_elsewhere_lives_in_the_agenda(open_page, portal, language, width, javascript):
    words, title = WORDS[language], f"Table de conversation {language}"
    page = open_page("/fr/compte/login/", width=width, javascript=javascript)
    page.locator("[name=login]").fill("association@demo.test")
    page.locator("[name=password]").fill("maillage")
    page.locator("form:has([name=password]) button").click()
    with override(language):
        page.goto(reverse("calendriers-partenaire", kwargs={"slug": "association-femmes-du-monde"}))
    day = timezone.localdate() + timedelta(days=9)
    kept = CALENDAR.format(day=f"{day:%Y%m%d}", language=language, title=title).encode()
    page.locator("[name=file]").set_input_files({"name": "basic.ics", "mimeType": "text/calendar", "buffer": kept})
    page.get_by_role("button", name=words["look"]).click()
    fits(page)
    assert title in page.inner_text("main")
    page.get_by_role("button", name=words["read"]).click()
    fits(page)
    slug, dates = portal.run(PUBLISHED.format(title=title)).splitlines()[-1].split()
    assert dates == "3"
    page.goto(f"/{language}/agenda/{slug}/")
    fits(page)
    assert page.get_by_role("heading", level=1).inner_text() == title
    page.goto(f"/{language}/agenda/?q={title.replace(' ', '+')}")
    assert page.locator(f"a[href*='{slug}']").count() >= 3


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
            f"{home}fiche/", f"{home}orientations/",
            "/fr/espace/partenaire/acces/demander/", "/fr/espace/partenaire/acces/demandes/",
        ):  # fmt: skip
            page.goto(address)
            page.evaluate(axe)
            for violation in page.evaluate("axe.run().then(result => result.violations)"):
                found[address, violation["id"]] = [node["html"] for node in violation["nodes"]][:3]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
        context.close()
    assert found == {}
