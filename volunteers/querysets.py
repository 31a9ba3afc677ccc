"""Chains over missions, shifts and who signed up; no request, no clock."""

from django.db import models
from django.db.models import Prefetch, Q

ACTIVE_STATES = ("waiting", "confirmed")


class MissionQuerySet(models.QuerySet):
    def open_to_all(self, now):
        """What the public sees: published, and not closed yet."""
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=now), published=True)

    def with_texts(self):
        """Everything that a line about a mission shows, its shifts apart."""
        return self.select_related("partner", "place__quartier").prefetch_related(
            "texts", "partner__texts", "place__texts"
        )

    def coordinated_by(self, user):
        """Those of the partners for which `user` speaks."""
        return self.filter(partner__memberships__user=user)


class ShiftQuerySet(models.QuerySet):
    def scheduled(self):
        return self.filter(state="scheduled")

    def coming(self, now):
        """Those that are not over."""
        return self.filter(ends_at__gt=now)

    def with_needs(self):
        """Everything that a line about a shift shows, its mission apart."""
        from .models import Need

        needs = Need.objects.select_related("role", "capacity").prefetch_related("skills__skill").in_order()
        return self.select_related("place").prefetch_related("place__texts", Prefetch("needs", needs))

    def in_order(self):
        return self.order_by("starts_at", "ends_at", "pk")


class NeedQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("role__sort_order", "role", "pk")

    def with_shift(self):
        """Everything that deciding about a need reads, and what its line says."""
        return self.select_related("role", "capacity", "shift__mission__place", "shift__place").prefetch_related(
            "skills__skill",
            "shift__mission__texts",
            "shift__mission__place__texts",
            "shift__place__texts",
        )


class VolunteerQuerySet(models.QuerySet):
    def known(self):
        """Those whose name is still kept."""
        return self.filter(anonymised_at=None)


class SignUpQuerySet(models.QuerySet):
    def active(self):
        """Those that hold a place or wait for one."""
        return self.filter(state__in=ACTIVE_STATES)

    def confirmed(self):
        return self.filter(state="confirmed")

    def waiting(self):
        """The waiting list, the oldest first."""
        return self.filter(state="waiting").order_by("queue_rank", "pk")

    def with_shift(self):
        """Everything that a line about it says."""
        return self.select_related(
            "need__role", "shift__mission__place", "shift__mission__partner", "shift__place"
        ).prefetch_related("shift__mission__texts", "shift__mission__place__texts", "shift__place__texts")

    def in_order(self):
        return self.order_by("shift__starts_at", "shift__ends_at", "pk")
