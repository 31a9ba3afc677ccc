"""A passkey is added, named, used to sign in, and removed, with the virtual device of a real Chromium."""

import re
import time

import pytest

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def code_for(postbox, address, number=1):
    for _try in range(300):
        if len(postbox.to(address)) >= number:
            text = postbox.to(address)[number - 1].get_body(("plain",)).get_content()
            return re.search(r"connecter\s?:\s+(\S+)", text.replace("\u00a0", " "))[1]
        time.sleep(0.1)
    raise AssertionError(f"no letter {number} to {address}")


@pytest.fixture
def page(browser, portal):
    """A page whose browser has a device with a lock. Passkeys belong to a name, so not to 127.0.0.1."""
    complaints = []
    context = browser.new_context(base_url=f"http://localhost:{portal.port}", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    assert complaints == []


def enter_by_code(page, postbox, address):
    page.goto("/fr/compte/login/code/")
    page.fill("input[name=email]", address)
    page.click("main form button[type=submit]")
    page.fill("input[name=code]", code_for(postbox, address))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/fr/espace/")


def test_a_passkey_opens_the_space_until_it_is_removed(page, portal, postbox):
    address = "cle@exemple.test"
    enter_by_code(page, postbox, address)

    page.goto("/fr/compte/cles/")
    page.click("text=Ajouter une clé d’accès")
    page.fill("input[name=name]", "Mon téléphone")
    page.click("text=Continuer sur mon appareil")
    page.wait_for_url("**/compte/cles/")
    assert "Mon téléphone" in page.locator("main").inner_text()

    page.goto("/fr/compte/logout/")
    page.click("main form button[type=submit]")
    page.goto("/fr/compte/login/?next=/fr/espace/calendrier/")
    page.click("text=Avec ma clé d’accès")
    page.wait_for_url(re.compile(r"^[^?]*/fr/espace/calendrier/$"))
    page.goto("/fr/espace/")
    assert address in page.locator("main").inner_text()

    page.goto("/fr/compte/cles/")
    page.click("text=Renommer")
    page.fill("input[name=name]", "Mon ancien téléphone")
    page.click("main form button[type=submit]")
    assert "Mon ancien téléphone" in page.locator("main").inner_text()
    page.click("main >> text=Retirer")
    page.click("text=Oui, retirer")
    assert "Vous n’en avez pas encore" in page.locator("main").inner_text()

    page.goto("/fr/compte/logout/")
    page.click("main form button[type=submit]")
    page.goto("/fr/compte/login/")
    page.click("text=Avec ma clé d’accès")
    page.wait_for_selector("text=/reconnue|n’a pas répondu/")
    page.goto("/fr/espace/")
    assert "/compte/login/" in page.url


def test_without_a_script_the_code_remains(browser, portal):
    context = browser.new_context(base_url=portal.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/fr/compte/login/")
    assert page.locator("text=Avec ma clé d’accès").is_hidden()
    assert page.locator("text=Recevoir un code par e-mail").is_visible()
    context.close()
