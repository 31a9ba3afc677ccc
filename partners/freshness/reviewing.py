"""The signed link of the monthly message: for whom it opens what, and until when."""

from django.urls import reverse

from portal.kit.links import link_token

from ..models import Partner, Review

LINK = "partner-review"


def review_path(review):
    """Where the records of a Review are confirmed, in the active language; computed, never stored."""
    return reverse("partenaire-relecture", args=[link_token(review, purpose=LINK)])


def partners_of(review, now):
    """The Partners of which this link may confirm something now; none once it has ended.

    A person's link opens what they speak for today, so that it ends with a membership or an account; that of a public
    address, as long as it is the partner's.
    """
    published = Partner.objects.published()
    if review.expires_at <= now:
        return published.none()
    if review.user_id:
        return published.filter(memberships__user=review.user_id, memberships__user__is_active=True)
    return published.filter(pk=review.partner_id, email__iexact=review.email)


def answered(review, now):
    """Note that somebody answered."""
    Review.objects.filter(pk=review.pk, answered_at=None).update(answered_at=now)
