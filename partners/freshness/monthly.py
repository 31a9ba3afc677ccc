"""The one message of a month: to each person, about every record of theirs that is due, in their language."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.kit.letters import post_all

from ..models import FreshnessLetter, Partner, Review, Service
from .shown import month_of

APART = timedelta(days=25)  # at least, so that the last of a month and the first of the next are not two
OPEN_FOR = timedelta(days=45)


def ask_due(now=None):
    """Every day: write to whoever speaks for a record that is due and was not asked this month.

    Each person is a transaction of its own: after an interruption the rest are asked by the next run.
    """
    now = now or timezone.now()
    for pk in list(_to_ask(now).values_list("pk", flat=True)):
        _ask(pk, now)


def partners_due(now):
    """The published partners of which something is due, a service of theirs included."""
    services = Service.objects.shown().due(now)
    own = Partner.objects.published().due(now)
    return Partner.objects.published().filter(Q(pk__in=own.values("pk")) | Q(pk__in=services.values("partner")))


def _to_ask(now):
    asked = Review.objects.filter(Q(month=month_of(now)) | Q(asked_at__gt=now - APART), user__isnull=False)
    people = User.objects.filter(is_active=True, memberships__partner__in=partners_due(now).values("pk"))
    return people.exclude(pk__in=asked.values("user")).distinct().order_by("pk")


def _ask(pk, now):
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is not None:
        ask(Review(user=user), address=user.email, language=user.language, kind="review", now=now)


def ask(review, *, address, language, kind, now):
    """Save a new Review with its letter, together; False when this month's is there already, as a constraint says."""
    review.month, review.asked_at, review.expires_at = month_of(now), now, now + OPEN_FOR
    try:
        with transaction.atomic():
            review.save()
            post_all(
                [FreshnessLetter(kind=kind, review=review, address=address, language=language)],
                at_once=False,
            )
    except IntegrityError:  # another worker asked at the same moment
        return False
    return True
