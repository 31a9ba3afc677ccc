"""A whole portal with the demonstration city, and a real Chromium in front of it (MAILLAGE_BROWSER)."""

import asyncio
import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import sync_playwright

from tests.race.portal_process import PortalProcess, free_port


class Postbox:
    """Every letter that the portal sends, parsed."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, address):
        return [letter for letter in self.letters if letter["To"] == address]


@pytest.fixture(scope="session")
def postbox():
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


@pytest.fixture(scope="session")
def portal(tmp_path_factory, postbox):
    """The demonstration city, served by several processes, with a queue worker and a postbox."""
    port = free_port()
    portal = PortalProcess(tmp_path_factory.mktemp("city"), EMAIL_URL=postbox.url, SITE_URL=f"http://127.0.0.1:{port}")
    portal.port = port
    portal.migrate()
    portal.manage("demo")
    portal.manage("collectstatic", "--noinput")
    portal.serve(workers=1)
    portal.work()
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ["MAILLAGE_BROWSER"], args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
    # Playwright leaves its loop as the current one, which Django would take for an async context.
    asyncio.set_event_loop(None)


@pytest.fixture
def open_page(browser, portal):
    """open_page(path, width=360, javascript=True, dark=False) → a Playwright page there; strict about errors."""
    contexts, complaints = [], []

    def open_at(path, *, width=360, height=740, javascript=True, dark=False, language="fr-BE"):
        context = browser.new_context(
            base_url=portal.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=language,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: complaints.append(request.url) if _is_foreign(request, portal) else None)
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == [], "errors in the console, or requests to a third party"


def _is_foreign(request, portal):
    return not request.url.startswith((portal.address, "data:", "blob:"))


@pytest.fixture(scope="session")
def axe():
    """The axe-core library, from the packages that CI installed (MAILLAGE_NODE_MODULES)."""
    return (Path(os.environ["MAILLAGE_NODE_MODULES"]) / "axe-core" / "axe.min.js").read_text()
