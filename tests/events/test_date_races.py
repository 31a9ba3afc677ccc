"""Whoever registers while a date is being called off. On SQLite writers take turns, so there is nothing to race for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection
from django.utils import timezone

from events import occurrences
from events.models import Registration
from events.registration import cancel
from portal.kit.refusal import Refusal
from tests.events.test_publication_races import PATIENCE, book, event, in_a_thread  # noqa: F401 (a fixture)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]

REASON = {"fr": "Inondation.", "nl": "Overstroming.", "en": "Flood."}


def just_before_commit(monkeypatch, act, *args):
    """What somebody does (`act`) just before the calling off of a date is committed, for a thread of its own."""
    reached, done, tell = Signal(), Signal(), occurrences.tell_changes

    def paused(*given, **facts):
        tell(*given, **facts)
        reached.set()
        done.wait(PATIENCE)

    def visitor():
        reached.wait(20)
        outcome = in_a_thread(act, *args)
        done.set()
        return outcome

    monkeypatch.setattr(occurrences, "tell_changes", paused)
    return visitor


@pytest.mark.parametrize("whole", [False, True])
def test_who_registers_while_a_date_is_called_off_is_told_of_it_or_refused(event, monkeypatch, whole):  # noqa: F811
    date = event.occurrences.get()
    book(event, date, "Premier")
    visitor = just_before_commit(monkeypatch, book, event, date, "Second")
    with ThreadPoolExecutor() as pool:
        second = pool.submit(visitor)
        occurrences.call_off(event, reason=REASON) if whole else occurrences.cancel(date, reason=REASON)
        outcome = second.result()
    assert isinstance(outcome, Refusal) and outcome.code == "closed"
    assert not Registration.objects.active().exclude(letters__kind="notice").exists()


def test_a_place_left_while_the_date_is_called_off_goes_to_nobody(event, monkeypatch):  # noqa: F811
    date = event.occurrences.get()
    occurrences.set_own_limit(date, limit=1)
    first, second = book(event, date, "Premier"), book(event, date, "Second")
    visitor = just_before_commit(monkeypatch, lambda: cancel(first, now=timezone.now()))
    with ThreadPoolExecutor() as pool:
        left = pool.submit(visitor)
        occurrences.cancel(date, reason=REASON)
        assert left.result().state == "cancelled"
    second.refresh_from_db()
    assert second.state == "waiting"
