"""A resident finds an event, registers, reads the letter, changes the registration and cancels it."""

import re
import time

import pytest

pytestmark = pytest.mark.browser

FIND_OPEN = """
from django.utils import timezone
from events.models import Occurrence
for date in Occurrence.objects.published().upcoming(timezone.now()).in_order().select_related("capacity", "event"):
    event = date.event
    if event.registration_mode == "date" and date.capacity.fits(2) and event.party_max >= 2 and not date.is_past(
        timezone.now()
    ) and date.starts_at > timezone.now():
        print(event.slug)
        break
"""


def letter_to(postbox, address, number=1):
    for _try in range(300):
        if len(postbox.to(address)) >= number:
            return postbox.to(address)[number - 1]
        time.sleep(0.1)
    raise AssertionError(f"no letter {number} to {address}")


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize(
    ("language", "registration", "receipt", "cancel"),
    [("fr", "inscription", "recu", "annuler"), ("nl", "inschrijving", "ontvangst", "annuleren")],
)
def test_from_the_agenda_to_the_cancelled_registration(
    open_page, portal, postbox, javascript, language, registration, receipt, cancel
):
    slug = portal.run(FIND_OPEN)
    address = f"{language}-{javascript}@exemple.test".lower()
    agenda = f"/{language}/agenda/"
    page = open_page(agenda, javascript=javascript, language=f"{language}-BE")
    assert page.locator("article").count() > 3

    page.goto(f"{agenda}{slug}/")
    page.locator(f"a.button[href*='{registration}']:visible").first.click()
    radios = page.locator("input[name=occurrence][type=radio]")
    if radios.count():
        radios.first.check()
    page.fill("input[name=name]", "Amina Diallo")
    page.fill("input[name=email]", address)
    page.fill("input[name=party_size]", "2")
    page.wait_for_timeout(3200)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(f"/{receipt}/"))
    assert address in page.locator("main").inner_text()

    letter = letter_to(postbox, address)
    link = re.search(rf"http\S+/{language}/{registration}/\S+", text_of(letter)).group()
    assert letter["Content-Language"] == language
    page.goto(link)
    assert "Amina Diallo" in page.locator("main").inner_text()
    page.fill("input[name=party_size]", "1")
    page.locator("button[value=change]").click()
    letter_to(postbox, address, 2)

    page.goto(f"{link}{cancel}/")
    page.locator("main form button[type=submit]").click()
    assert page.locator("h1").count() == 1
    letter_to(postbox, address, 3)


def test_the_whole_path_by_keyboard(open_page, portal):
    slug = portal.run(FIND_OPEN)
    page = open_page(f"/fr/agenda/{slug}/inscription/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
    page.keyboard.press("Enter")
    seen = set()
    for _key in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        seen.add(name)
        if name == "occurrence":
            page.keyboard.press("Space")
        if name == "name":
            page.keyboard.type("Bram Peeters")
        if name == "phone":
            page.keyboard.type("0470 12 34 99")
        if page.evaluate("document.activeElement.type") == "submit" and "name" in seen:
            break
    assert {"name", "email", "phone"} <= seen
    assert "website" not in seen, "the trap for machines is not in the way of the keyboard"
    page.wait_for_timeout(3200)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/recu/"))
    assert "Gardez ce lien" in page.locator("main").inner_text()


def test_errors_are_tied_to_their_fields_and_nothing_typed_is_lost(open_page, portal):
    slug = portal.run(FIND_OPEN)
    page = open_page(f"/fr/agenda/{slug}/inscription/")
    page.fill("input[name=name]", "Amina")
    page.fill("input[name=email]", "amina@")
    page.wait_for_timeout(3200)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("#erreurs")
    field = page.locator("input[name=email]")
    described = field.get_attribute("aria-describedby").split()
    assert any("e-mail" in page.locator(f"#{one}").inner_text() for one in described if "error" in one)
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator("input[name=name]").input_value() == "Amina"


@pytest.mark.parametrize("path", ["/fr/agenda/?quand=semaine", "/fr/formations/", "/fr/"])
def test_a_page_opens_at_its_top(open_page, path):
    for width in (360, 1280):
        page = open_page(path, width=width)
        page.wait_for_timeout(300)
        assert page.evaluate("scrollY") == 0
