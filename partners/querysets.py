"""Chains over the territory; no request, no clock."""

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

LONGEST_RHYTHM = 36  # months: the most that a record's review_months may be


class ReviewedQuerySet(models.QuerySet):
    """Records with a rhythm of review (models.freshness.Reviewed)."""

    def due(self, now):
        """Those that nobody confirmed within their rhythm, or ever."""
        passed = [
            Q(review_months=months, confirmed_at__lte=now - relativedelta(months=months))
            for months in range(1, LONGEST_RHYTHM + 1)
        ]
        return self.filter(Q(*passed, _connector=Q.OR) | Q(confirmed_at=None))


class QuartierQuerySet(models.QuerySet):
    def counting_partners(self):
        """With `partner_count`: the partners there that the public may see."""
        return self.annotate(partner_count=Count("partners", filter=Q(partners__published=True), distinct=True))


class PlaceQuerySet(models.QuerySet):
    def with_texts(self):
        return self.select_related("quartier").prefetch_related("texts")

    def showable(self):
        """Places whose address may be shown."""
        return self.filter(confidential=False)


class PartnerQuerySet(ReviewedQuerySet):
    def published(self):
        return self.filter(published=True)

    def with_texts(self):
        """Everything that a row of the directory shows."""
        return self.select_related("quartier").prefetch_related("texts")

    def with_places(self):
        """What `record.load_record` begins with."""
        return self.select_related("quartier", "logo", "place__quartier", "enrolment_channel")

    def with_seat(self):
        """Everything that a contact card says."""
        return self.select_related("quartier", "place").prefetch_related("texts", "contacts", "place__texts")

    def with_texts_of_seat(self):
        """Everything that the pages of the partner's own people show."""
        return self.with_texts().select_related("place").prefetch_related("place__texts")

    def spoken_for_by(self, user):
        """The partners in which `user` has a role."""
        return self.filter(memberships__user=user)

    def without_people(self):
        """Partners for whom nobody with an open account speaks."""
        return self.knowing_people().filter(has_people=False)

    def knowing_people(self):
        """With `has_people`: whether somebody with an open account speaks for the partner."""
        members = self.model._meta.get_field("memberships").related_model
        theirs = members.objects.filter(user__is_active=True, partner=OuterRef("pk"))
        return self.annotate(has_people=Exists(theirs))

    def with_hours(self):
        """What `hours.timetable_of` reads, for any number of partners."""
        return self.prefetch_related("hours", "changes")


class ServiceQuerySet(ReviewedQuerySet):
    def shown(self):
        """What the public sees: not in preparation, not ended, its partner published."""
        return self.filter(status__in=["active", "temporarily closed"], partner__published=True)

    def with_texts(self):
        """Everything that a line about a service shows."""
        return self.select_related("partner").prefetch_related("texts", "partner__texts")

    def with_hours(self):
        """What `hours.timetable_of` reads, for any number of services: their own hours and those of their partner."""
        return self.select_related("partner").prefetch_related("hours", "changes", "partner__hours", "partner__changes")


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Neither accepted nor withdrawn, whether their time has passed or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class AccessRequestQuerySet(models.QuerySet):
    def to_decide(self):
        return self.filter(state="asked")

    def decided_by_managers(self, user):
        """Those of the partners that `user` manages."""
        return self.filter(partner__memberships__user=user, partner__memberships__role="manager")


class ErrorReportQuerySet(models.QuerySet):
    def to_settle(self):
        return self.filter(state="new")


class OrientationQuerySet(models.QuerySet):
    def whole(self):
        """Everything that a page or a letter about one says."""
        return self.select_related("service__partner", "partner", "sender", "worker", "person").prefetch_related(
            "service__texts", "partner__texts", "sender__texts"
        )

    def of_worker(self, user):
        return self.filter(worker=user)

    def unclosed(self):
        return self.filter(closed_at=None)

    def awaiting(self):
        """Those for which the service, or the worker whom it asks, is expected to write."""
        return self.filter(state__in=["sent", "asking"])
