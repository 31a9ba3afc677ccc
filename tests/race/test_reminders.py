"""Workers are killed while reminders leave: none is lost, and none leaves twice but those that are counted as unknown.

The server answers slowly, and each worker is killed a little later after a letter than the one before: they die between
letters, while one is said, and before its outcome is written. Minutes that a sweep would wait are skipped by making the
rows older.
"""

import asyncio
import json
import time
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from .portal_process import free_port
from .test_letters import wait_until

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("race")]

LETTERS, KILLS, STEP = 40, 6, 0.03

PLAN = """
from datetime import timedelta
from django.utils import timezone
from events.messages import plan_due
from events.models import Event, Registration
from portal.kit.contact import name_key
from tests.factories import make_event, publish_event
Event.objects.update(reminders=[])  # who registered in other tests may have a reminder due at this hour too
begins = timezone.now() + timedelta(days=1)
event = publish_event(make_event(registration_mode="date", dates=[begins]))
date = event.occurrences.get()
before = timezone.now() - timedelta(days=2)
Registration.objects.bulk_create(
    Registration(event=event, occurrence=date, name=f"Personne {{n}}", name_key=f"personne {{n}}", language="fr",
                 email=f"p{{n}}@exemple.test", state="confirmed", created_at=before, confirmed_at=before)
    for n in range({letters})
)
moment = date.starts_at - timedelta(hours=23)
print(plan_due(now=moment), plan_due(now=moment))
"""
# Humane hours are for people: here the letters leave whatever the time of day is.
SWEEP = """
from datetime import timedelta
from django.utils import timezone
from events.models import RegistrationLetter
from portal.kit.letters import deliver_due
RegistrationLetter.HUMANE = frozenset()
long_ago = timezone.now() - timedelta(minutes=6)
letters = RegistrationLetter.objects.filter(kind="reminder")
for _round in range({rounds}):
    letters.filter(state="sending").exclude(sending_since=None).update(sending_since=long_ago)
    letters.filter(state__in=("sending", "queued")).update(next_attempt_at=long_ago)
    deliver_due()
"""
STATES = """
import json
from events.models import RegistrationLetter
letters = RegistrationLetter.objects.filter(kind="reminder")
print(json.dumps([list(row) for row in letters.values_list("message_id", "state", "unknown_attempts")]))
"""


class SlowPostbox:
    """Takes some time over each letter, before and after it counts as taken."""

    def __init__(self):
        self.taken = Counter()

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(0.05)
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        await asyncio.sleep(0.05)
        return "250 OK"


@pytest.fixture
def postbox():
    box = SlowPostbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


def states(portal):
    return {message: (state, unknown) for message, state, unknown in json.loads(portal.run(STATES))}


def test_killed_workers_lose_no_reminder_and_repeat_none_unseen(portal, postbox):
    portal.environment["EMAIL_URL"] = postbox.url
    assert portal.run(PLAN.format(letters=LETTERS)).split() == [str(LETTERS), "0"], "planning again adds nothing"
    for number in range(KILLS):
        before = sum(postbox.taken.values())
        worker = portal.start("-c", f"import django; django.setup(); exec({SWEEP.format(rounds=1)!r})")
        wait_until(lambda before=before: sum(postbox.taken.values()) > before)
        time.sleep(STEP * number)
        portal.kill(worker)
    portal.run(SWEEP.format(rounds=3))

    found = states(portal)
    assert len(found) == LETTERS
    assert {state for state, _unknown in found.values()} <= {"sent", "unknown"}, "none is lost"
    unknown = {message for message, (state, _unknown) in found.items() if state == "unknown"}
    assert len(unknown) <= KILLS
    sent = found.keys() - unknown
    assert all(postbox.taken[message] == 1 for message in sent), "what is said to be sent was taken once"
    assert all(postbox.taken[message] <= 1 for message in unknown), "what is unknown was not sent again"
