"""Whoever registers while a date is being called off. On SQLite writers take turns, so there is nothing to race for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection

from events import occurrences
from events.models import Registration
from portal.kit.refusal import Refusal
from tests.events.test_publication_races import PATIENCE, book, event, in_a_thread  # noqa: F401 (a fixture)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]

REASON = {"fr": "Inondation.", "nl": "Overstroming.", "en": "Flood."}


@pytest.mark.parametrize("act", ["cancel", "call_off"])
def test_who_registers_while_a_date_is_called_off_is_told_of_it_or_refused(event, monkeypatch, act):  # noqa: F811
    date = event.occurrences.get()
    book(event, date, "Premier")
    reached, done, tell = Signal(), Signal(), occurrences.tell_changes

    def paused(*args, **kwargs):
        tell(*args, **kwargs)
        reached.set()
        done.wait(PATIENCE)

    def visitor():
        reached.wait(20)
        outcome = in_a_thread(book, event, date, "Second")
        done.set()
        return outcome

    monkeypatch.setattr(occurrences, "tell_changes", paused)
    with ThreadPoolExecutor() as pool:
        second = pool.submit(visitor)
        getattr(occurrences, act)(date if act == "cancel" else event, reason=REASON)
        outcome = second.result()

    assert isinstance(outcome, Refusal) and outcome.code == "closed"
    untold = Registration.objects.active().exclude(letters__kind="notice")
    assert not untold.exists()
