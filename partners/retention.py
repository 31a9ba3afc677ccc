"""How long the portal keeps who was invited, who asked, who reported an error, and what they were written."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from portal.kit.contact import normalise_email
from portal.kit.letters import LetterState

from .models import (
    AccessLetter,
    AccessRequest,
    AccessState,
    DirectoryImport,
    ErrorReport,
    FreshnessLetter,
    Invitation,
    ReportState,
    Review,
)

ENDED = timedelta(days=30)  # invitations that nobody can accept any more, and letters that left
DECIDED = timedelta(days=180)  # requests, so that who decides again sees what was said
ASKED = timedelta(days=400)  # monthly questions: two of them without an answer are told apart from the year before
REPORTED = timedelta(days=180)  # the address of whoever reported an error that nobody has settled yet
SETTLED = timedelta(days=400)  # what was reported, without the address
IMPORTED = timedelta(days=90)  # files about the directory, with the addresses and numbers that their lines show


def purge(now=None):
    """Every night: erase what nobody needs any more. The history of a partner names accounts by their ids."""
    now = now or timezone.now()
    Invitation.objects.filter(
        Q(expires_at__lt=now - ENDED) | Q(accepted_at__lt=now - ENDED) | Q(withdrawn_at__lt=now - ENDED)
    ).delete()
    AccessRequest.objects.exclude(state=AccessState.ASKED).filter(decided_at__lt=now - DECIDED).delete()
    for model in (AccessLetter, FreshnessLetter):
        settled = model.objects.exclude(state__in=(LetterState.QUEUED, LetterState.SENDING))
        settled.filter(created_at__lt=now - ENDED).delete()
    _purge_freshness(now)
    DirectoryImport.objects.filter(created_at__lt=now - IMPORTED).delete()


def _purge_freshness(now):
    Review.objects.filter(asked_at__lt=now - ASKED).delete()
    over = Q(settled_at__lt=now - ENDED) | Q(reported_at__lt=now - REPORTED)
    ErrorReport.objects.filter(over).exclude(email="").update(email="")
    ErrorReport.objects.exclude(state=ReportState.NEW).filter(settled_at__lt=now - SETTLED).delete()


def forget(addresses):
    """Erase what was written to or about somebody who ends their account; what hangs on the account goes with it."""
    addresses = {normalise_email(address) for address in addresses}
    Invitation.objects.filter(email__in=addresses).delete()
    AccessLetter.objects.filter(address__in=addresses).delete()
    FreshnessLetter.objects.filter(address__in=addresses).delete()
    ErrorReport.objects.filter(email__in=addresses).update(email="")
