"""The service's answer: yes with an appointment or words, no with a reason, or a question. The first answer stands."""

from django.db import transaction

from ..models import ActKind, OrientationState
from .acts import locked, note, require_open, write_to_worker


def accept(orientation, *, now, appointment_at=None, place="", words=""):
    """The person may come. Raises Refusal for what was answered, withdrawn or closed meanwhile."""
    facts = {"appointment_at": appointment_at, "place": place, "words": words}
    return _decide(orientation, OrientationState.ACCEPTED, ActKind.ACCEPTED, "accepted", now, **facts)


def refuse(orientation, *, reason, now, words="", suggested=None):
    """No, with a reason; suggested: another Service. Raises Refusal as accept()."""
    facts = {"reason": reason, "words": words, "suggested": suggested}
    return _decide(orientation, OrientationState.REFUSED, ActKind.REFUSED, "refused", now, **facts)


def ask(orientation, *, words, now):
    """A question to the worker. Raises Refusal as accept(); a question that was just asked is not asked again."""
    with transaction.atomic():
        fresh = locked(orientation)
        require_open(fresh)
        last = fresh.acts.last()
        if fresh.state == OrientationState.ASKING and last.kind == ActKind.ASKED and last.words == words:
            return fresh
        fresh.state = OrientationState.ASKING
        fresh.answered_at = fresh.answered_at or now
        _begin_waiting(fresh, now)
        fresh.save()
        note(fresh, ActKind.ASKED, now, words=words)
        write_to_worker(fresh, "asked")
    return fresh


def _decide(orientation, state, kind, letter, now, **facts):
    with transaction.atomic():
        fresh = locked(orientation)
        require_open(fresh)
        fresh.state, fresh.decided_at = state, now
        fresh.answered_at = fresh.answered_at or now
        fresh.save()
        note(fresh, kind, now, **facts)
        write_to_worker(fresh, letter)
    return fresh


def _begin_waiting(orientation, now):
    """It is the other's turn: reminders count from now."""
    orientation.waiting_since, orientation.reminded_at, orientation.chased_at = now, None, None
