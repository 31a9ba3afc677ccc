"""What worker and person do after sending: reply, take back, say what became of it; and the erasing."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from ..models import ActKind, Orientation, OrientationAct, OrientationLetter, OrientationState, Oriented
from ..models.orientation import TO_SERVICE
from .acts import already, locked, note, write_to_service, write_to_worker


def reply(orientation, *, words, now):
    """Answer the service's question; pressing twice answers once. Raises Refusal where none waits for an answer."""
    with transaction.atomic():
        fresh = locked(orientation)
        last = fresh.acts.last()
        if fresh.state == OrientationState.SENT and last.kind == ActKind.REPLIED and last.words == words:
            return fresh
        if fresh.state != OrientationState.ASKING:
            raise Refusal(already(fresh) or _("Aucune question n’attend de réponse."), code="no-question")
        fresh.state, fresh.waiting_since = OrientationState.SENT, now
        fresh.reminded_at, fresh.chased_at = None, None
        fresh.save()
        note(fresh, ActKind.REPLIED, now, words=words)
        write_to_service(fresh, "replied")
    return fresh


def withdraw(orientation, *, now):
    """The worker takes it back; the service is told where it could have read it. A repeat changes nothing.

    Raises Refusal for what is closed or was refused.
    """
    with transaction.atomic():
        fresh = locked(orientation)
        if fresh.state == OrientationState.WITHDRAWN:
            return fresh
        _end(fresh, ActKind.WITHDRAWN, now)
    return fresh


def revoke(orientation, *, now, by_person):
    """The person no longer agrees: what names them goes at once, whatever the state, and the service is told to erase
    what it wrote down. A repeat changes nothing.

    by_person: through their own link, so that the worker is told; else the worker says it for them.
    """
    with transaction.atomic():
        fresh = locked(orientation)
        if fresh.anonymised_at:
            return fresh
        if fresh.may_withdraw:
            _end(fresh, ActKind.REVOKED, now)
        else:
            fresh.closed_at = fresh.closed_at or now
            fresh.save()
            note(fresh, ActKind.REVOKED, now)
            if fresh.state != OrientationState.WITHDRAWN:  # else it knows
                write_to_service(fresh, "withdrawn")
        forget_person(fresh, now=now)
        if by_person:
            write_to_worker(fresh, "revoked")
    return fresh


def note_outcome(orientation, *, outcome, now):
    """Whether the person went there; that closes it. Raises Refusal for what was not accepted or is erased."""
    with transaction.atomic():
        fresh = locked(orientation)
        if not fresh.may_note_outcome:
            raise Refusal(_("Cette orientation n’attend pas de suite."), code="no-outcome")
        fresh.outcome, fresh.closed_at = outcome, fresh.closed_at or now
        fresh.save()
        note(fresh, ActKind.OUTCOME, now)
    return fresh


def close(orientation, *, now):
    """End what was answered some time ago. A repeat, or one that is no longer so, changes nothing."""
    with transaction.atomic():
        fresh = locked(orientation)
        if fresh.closed_at is None and fresh.decided_at is not None:
            fresh.closed_at = now
            fresh.save()
            note(fresh, ActKind.CLOSED, now)
    return fresh


def forget(orientation, *, now):
    """Anonymise one that is closed. A repeat, or one that is open, changes nothing."""
    with transaction.atomic():
        fresh = locked(orientation)
        if fresh.closed_at and not fresh.anonymised_at:
            forget_person(fresh, now=now)


def forget_person(orientation, *, now):
    """Erase name, contact and every word of a closed orientation (its row locked); dates and answers stay."""
    Oriented.objects.filter(orientation=orientation).delete()
    acts = OrientationAct.objects.filter(orientation=orientation)
    acts.update(words="", place="", appointment_at=None)
    # A letter that says « there is nothing to do any more » still leaves; it names nobody.
    letters = OrientationLetter.objects.filter(orientation=orientation)
    letters.exclude(kind__in=[*TO_SERVICE, "revoked"], state="queued").delete()
    orientation.wanted_by, orientation.anonymised_at = None, now
    orientation.save(update_fields=["wanted_by", "anonymised_at"])


def leave(user, addresses, *, now):
    """Before an account is erased: its open orientations are taken back, and what names anybody in all of them goes.

    The service of a closed one goes on with the person, and is not written to. Orientations of the person behind one
    of the `addresses` are revoked.
    """
    for orientation in Orientation.objects.of_worker(user).filter(anonymised_at=None).order_by("pk"):
        forget(orientation, now=now)
        revoke(orientation, now=now, by_person=False)
    about = Orientation.objects.filter(person__email__in=addresses, anonymised_at=None)
    for orientation in about.order_by("pk"):
        revoke(orientation, now=now, by_person=True)
    OrientationLetter.objects.filter(address__in=addresses).delete()


def _end(orientation, kind, now):
    if not orientation.may_withdraw:
        raise Refusal(already(orientation) or _("Cette orientation est close."), code="closed")
    orientation.state, orientation.closed_at = OrientationState.WITHDRAWN, now
    orientation.save()
    note(orientation, kind, now)
    write_to_service(orientation, "withdrawn")
