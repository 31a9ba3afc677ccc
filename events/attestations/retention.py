"""Attestations are kept ten years (a setting): whoever lost theirs can ask for it, and employers can verify."""

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from ..models import Attestation, EventSettings


def forget_old(*, now=None):
    """Delete attestations older than the settings allow; their numbers are not given again. Returns how many."""
    until = (now or timezone.now()) - relativedelta(years=EventSettings.load().attestation_years)
    deleted, _by_model = Attestation.objects.filter(issued_at__lt=until).delete()
    return deleted
