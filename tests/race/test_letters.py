"""A letter survives the worker that was to send it, and leaves once; read back from a real SMTP server."""

import time
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from .portal_process import free_port

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("race")]

REGISTER = """
from django.utils import timezone
from events.registration import register
from portal.schedules import ensure_schedules
from tests.factories import make_event, publish_event
ensure_schedules()
event = publish_event(make_event(registration_mode="date", seats=5))
register(event, occurrence=event.occurrences.get(), name="Amina", email="amina@exemple.test", phone="",
         party_size=1, language="nl", now=timezone.now())
"""
STATES = """
from events.models import RegistrationLetter
print(*RegistrationLetter.objects.filter(address="amina@exemple.test").values_list("state", flat=True))
"""
FIVE_MINUTES_LATER = """
from datetime import timedelta
from django.utils import timezone
from django_q.tasks import async_task
from events.models import RegistrationLetter
RegistrationLetter.objects.filter(state="sending").update(sending_since=timezone.now() - timedelta(minutes=6))
async_task("portal.kit.letters.deliver_due")
"""


class Postbox:
    """Keeps what it is given; while `stalled`, it never answers after the recipient."""

    def __init__(self):
        self.letters, self.recipients, self.stalled = [], [], False

    async def handle_RCPT(self, server, session, envelope, address, options):
        import asyncio

        self.recipients.append(address)
        while self.stalled:
            await asyncio.sleep(0.05)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def postbox():
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    box.stalled = False
    controller.stop()


def wait_until(condition, seconds=60):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.1)


def test_the_worker_is_killed_between_commit_and_sending_and_the_letter_leaves_once(portal, postbox):
    portal.environment["EMAIL_URL"] = postbox.url
    portal.run(REGISTER)
    assert portal.run(STATES) == "queued"

    postbox.stalled = True
    worker = portal.work()
    wait_until(lambda: postbox.recipients)
    portal.kill(worker)
    assert portal.run(STATES) == "sending"
    assert postbox.letters == []

    postbox.stalled = False
    portal.run(FIVE_MINUTES_LATER)
    portal.work()
    wait_until(lambda: postbox.letters, seconds=200)
    wait_until(lambda: portal.run(STATES) == "sent")
    time.sleep(3)
    portal.stop()

    (letter,) = postbox.letters
    assert letter["To"] == "amina@exemple.test"
    assert letter["Content-Language"] == "nl"
    assert letter["Message-ID"]
