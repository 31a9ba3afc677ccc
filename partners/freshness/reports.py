"""Errors that people report: taken in, read by staff, answered when an address was left."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.letters import post
from portal.kit.refusal import Refusal

from ..models import ErrorReport, FreshnessLetter, ReportState

ANSWERED = (ReportState.DONE, ReportState.REFUSED)


def report_error(partner, *, service=None, words, email="", language, by_partner=False, submission=""):
    """Keep what somebody says is wrong. Returns the ErrorReport; the same sending again gets the first."""
    facts = {"partner": partner, "service": service, "words": words, "email": email, "language": language}
    try:
        with transaction.atomic():
            return ErrorReport.objects.create(**facts, by_partner=by_partner, submission=submission)
    except IntegrityError:  # two presses
        return ErrorReport.objects.get(submission=submission)


def settle_report(report, *, state, answer="", by):
    """Say what became of a report; whoever left an address is told. A repeat changes nothing.

    Raises Refusal when somebody else has already settled it otherwise.
    """
    with transaction.atomic():
        fresh = ErrorReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if fresh.state == state:
            return fresh
        if fresh.state != ReportState.NEW:
            raise Refusal(_("Quelqu’un d’autre a déjà traité ce signalement."), code="settled")
        fresh.state, fresh.answer = state, " ".join(answer.split())
        fresh.settled_at, fresh.settled_by = timezone.now(), by
        fresh.save(update_fields=["state", "answer", "settled_at", "settled_by"])
        if fresh.email:
            post(FreshnessLetter(kind=state, report=fresh, address=fresh.email, language=fresh.language))
    return fresh
