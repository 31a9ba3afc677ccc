"""Partners from whom nothing is heard: nobody speaks for them, or two messages had no answer.

Staff see them in a list; their public addresses are written to.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Membership, Partner, Review
from .monthly import ask, partners_due

CHASED_EVERY = timedelta(days=80)
MOST_CHASES = 2  # within what retention keeps: an address that never answers is left to staff
UNANSWERED = 2
A_RUN = 200  # letters of one run; the next takes up the rest


class Reason(TextChoices):
    NOBODY = "nobody", _("Personne ne parle pour ce partenaire")
    UNREACHABLE = "unreachable", _("Personne ne parle pour lui, et il n’a pas d’adresse e-mail")
    SILENT = "silent", _("Deux messages sont restés sans réponse")


@dataclass(frozen=True)
class Orphan:
    """partner: its key. asked_at: when its public address was last written to, or None; asked: how often."""

    partner: int
    reason: Reason
    asked_at: object = None
    asked: int = 0


def orphans(now):
    """[Orphan] of published partners, those that cannot be written to first; four queries."""
    alone = list(Partner.objects.published().without_people().values_list("pk", "email").order_by("slug"))
    chases = defaultdict(list)
    for partner, asked_at in Review.objects.filter(user=None).order_by("asked_at").values_list("partner", "asked_at"):
        chases[partner].append(asked_at)

    def orphan(pk, reason):
        return Orphan(pk, reason, chases[pk][-1] if chases[pk] else None, len(chases[pk]))

    unreachable = [orphan(pk, Reason.UNREACHABLE) for pk, email in alone if not email]
    silent = [orphan(pk, Reason.SILENT) for pk in _silent(now)]
    return unreachable + silent + [orphan(pk, Reason.NOBODY) for pk, email in alone if email]


def _silent(now):
    """The keys of partners with people who were asked in two months since it was due, without effect."""
    due = partners_due(now).due(now).values_list("pk", "confirmed_at", "review_months").order_by("slug")
    since = {
        pk: confirmed_at + relativedelta(months=months) if confirmed_at else None for pk, confirmed_at, months in due
    }
    asked = defaultdict(set)
    members = Membership.objects.filter(user__is_active=True, partner__in=since, user__partner_reviews__isnull=False)
    told = members.values_list("partner", "since", "user__partner_reviews__month", "user__partner_reviews__asked_at")
    for partner, joined, month, asked_at in told:
        if asked_at >= max(since[partner] or joined, joined):
            asked[partner].add(month)
    return [pk for pk in since if len(asked[pk]) >= UNANSWERED]


def chase_due(now=None):
    """Every week: write to the public address of orphans, at most every CHASED_EVERY and MOST_CHASES times."""
    now = now or timezone.now()
    waiting = [
        each.partner
        for each in orphans(now)
        if each.asked < MOST_CHASES and (each.asked_at is None or each.asked_at <= now - CHASED_EVERY)
    ]
    reachable = Partner.objects.filter(pk__in=waiting).exclude(email="").order_by("pk")
    for partner in reachable[:A_RUN]:
        language = "nl" if partner.languages[:1] == ["nl"] else "fr"
        ask(
            Review(partner=partner, email=partner.email),
            address=partner.email,
            language=language,
            kind="claim",
            now=now,
        )
