"""Chains over the territory; no request, no clock."""

from django.db import models
from django.db.models import Count, Q


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


class PartnerQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published=True)

    def with_texts(self):
        """Everything that a row of the directory shows."""
        return self.select_related("quartier").prefetch_related("texts")

    def with_seat(self):
        """Everything that a partner's own page shows."""
        return self.select_related("quartier", "logo", "place__quartier").prefetch_related(
            "texts", "place__texts", "place__features"
        )

    def with_texts_of_seat(self):
        """Everything that the pages of the partner's own people show."""
        return self.with_texts().select_related("place").prefetch_related("place__texts")

    def spoken_for_by(self, user):
        """The partners in which `user` has a role."""
        return self.filter(memberships__user=user)


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
