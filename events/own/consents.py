"""An agreement is taken back as easily as it was given (GDPR art. 7 §3)."""

from django.db import transaction

from ..models import Consent, Needs, Purpose

# Without a parent's agreement a child cannot come: that one ends with the registration.
WITHDRAWN_ALONE = (Purpose.IMAGE, Purpose.NEEDS)


@transaction.atomic
def withdraw(consent, *, now):
    """Take it back; needs are forgotten with the agreement to keep them. A repeat changes nothing."""
    standing = Consent.objects.filter(pk=consent.pk, withdrawn_at=None, purpose__in=WITHDRAWN_ALONE)
    if standing.update(withdrawn_at=now) and consent.purpose == Purpose.NEEDS:
        Needs.objects.filter(registration=consent.registration_id).delete()
