"""Which registrations and papers are mine: those of the addresses that this account proved, and of no other."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.opening import verified_addresses

from ..models import Attestation, Consent, Occurrence, Registration


def registrations_of(user):
    """Every registration made with one of the verified addresses; who was erased is nobody any more."""
    return Registration.objects.filter(email__in=verified_addresses(user), anonymised_at=None)


def with_dates(registrations, *, now):
    """With `date_id` (the date to show: the chosen one, else the next, else the last one) and `over_at`."""
    theirs = Occurrence.objects.filter(event=OuterRef("event"), in_schedule=True).exclude(state="cancelled")
    ahead, last = theirs.filter(ends_at__gt=now).in_order(), theirs.order_by("-ends_at", "-pk")
    return registrations.annotate(
        date_id=Coalesce(F("occurrence"), Subquery(ahead.values("pk")[:1]), Subquery(last.values("pk")[:1])),
        over_at=Coalesce(F("occurrence__ends_at"), Subquery(last.values("ends_at")[:1]), F("created_at")),
    )


def attestations_of(user):
    """The valid papers of every kind, the latest first."""
    valid = Attestation.objects.filter(email__in=verified_addresses(user), revoked_at=None)
    return valid.order_by("-year", "-number")


def consents_of(user):
    """What was agreed to with any of these registrations, the latest first."""
    return Consent.objects.filter(registration__in=registrations_of(user)).order_by("-given_at", "-pk")
