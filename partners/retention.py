"""How long the portal keeps who was invited, who asked, and what they were written."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from portal.kit.contact import normalise_email
from portal.kit.letters import LetterState

from .models import AccessLetter, AccessRequest, AccessState, Invitation

ENDED = timedelta(days=30)  # invitations that nobody can accept any more, and letters that left
DECIDED = timedelta(days=180)  # requests, so that who decides again sees what was said


def purge(now=None):
    """Every night: erase what nobody needs any more. The history of a partner names accounts by their ids."""
    now = now or timezone.now()
    Invitation.objects.filter(
        Q(expires_at__lt=now - ENDED) | Q(accepted_at__lt=now - ENDED) | Q(withdrawn_at__lt=now - ENDED)
    ).delete()
    AccessRequest.objects.exclude(state=AccessState.ASKED).filter(decided_at__lt=now - DECIDED).delete()
    settled = AccessLetter.objects.exclude(state__in=(LetterState.QUEUED, LetterState.SENDING))
    settled.filter(created_at__lt=now - ENDED).delete()


def forget(addresses):
    """Erase what was written to or about somebody who ends their account; what hangs on the account goes with it."""
    addresses = {normalise_email(address) for address in addresses}
    Invitation.objects.filter(email__in=addresses).delete()
    AccessLetter.objects.filter(address__in=addresses).delete()
