"""Shifts of a mission, and how many people each needs in each role."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Capacity
from partners.models import Place
from portal.kit.contact import validate_harmless

from ..querysets import NeedQuerySet, ShiftQuerySet
from .mission import Mission, Role
from .skill import Skill


class ShiftState(models.TextChoices):
    SCHEDULED = "scheduled", _("prévu")
    CANCELLED = "cancelled", _("annulé")


class Shift(models.Model):
    """From when to when, and where (empty: at the mission's place).

    sequence: counts its changes (RFC 5545 §3.8.7.4).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="shifts", verbose_name=_("mission"))
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lieu"))
    state = models.CharField(_("état"), max_length=10, choices=ShiftState, default=ShiftState.SCHEDULED)
    reason = models.CharField(_("raison"), max_length=250, blank=True, validators=[validate_harmless])
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("créneau")
        verbose_name_plural = _("créneaux")
        ordering = ["starts_at", "ends_at", "pk"]
        indexes = [models.Index(fields=["mission", "starts_at"], name="volunteers_shift_of_mission")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="volunteers_shift_order",
                violation_error_message=_("Le créneau finit avant de commencer."),
            ),
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def where(self):
        """The Place, or None where the mission has none either."""
        return self.place or self.mission.place


class Need(models.Model):
    """How many a shift needs in one role: a capacity with the locks and the CHECK of registrations."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="needs", verbose_name=_("créneau"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="needs", verbose_name=_("rôle"))
    capacity = models.OneToOneField(Capacity, models.PROTECT, related_name="need")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("besoin")
        verbose_name_plural = _("besoins")
        constraints = [models.UniqueConstraint(fields=["shift", "role"], name="volunteers_need_once")]

    def __str__(self):
        return f"{self.capacity} {self.role}"


class NeedSkill(models.Model):
    """« 2 set-up of whom 1 with a driving licence »: `least` of those who come have the skill."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("compétence"))
    least = models.PositiveSmallIntegerField(_("au moins"), default=1, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("compétence demandée")
        verbose_name_plural = _("compétences demandées")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "skill"], name="volunteers_need_skill"),
            models.CheckConstraint(condition=Q(least__gte=1), name="volunteers_need_skill_somebody"),
        ]

    def __str__(self):
        return f"{self.least} {self.skill}"
