"""Who takes which shift in which role, or waits for it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import SignUpQuerySet
from .shift import Need, Shift
from .volunteer import Volunteer


class SignUpState(models.TextChoices):
    WAITING = "waiting", _("en attente")
    CONFIRMED = "confirmed", _("confirmée")
    CANCELLED = "cancelled", _("annulée")


class EndReason(models.TextChoices):
    """Why somebody no longer takes a shift."""

    PERSON = "person", _("par la personne")
    OFF = "off", _("créneau annulé")
    MOVED = "moved", _("créneau déplacé sur un autre des siens")
    STAFF = "staff", _("par l’organisation")


class SignUp(models.Model):
    """One volunteer in one role of one shift. Those of one volunteer that are active never overlap.

    shift: the need's, kept here so that one person takes one role of it. skills: ids of those of the need's skills
    that the person has, by which reserved places are counted. to_confirm: a coordinator must still see a proof.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="sign_ups")
    need = models.ForeignKey(Need, models.PROTECT, related_name="sign_ups")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups")
    state = models.CharField(_("état"), max_length=10, choices=SignUpState, default=SignUpState.WAITING)
    queue_rank = models.BigIntegerField(default=0, editable=False)
    skills = models.JSONField(default=list, editable=False)
    to_confirm = models.BooleanField(_("compétence à confirmer"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("fin"), max_length=10, choices=EndReason, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["need", "queue_rank", "id"], condition=Q(state="waiting"), name="volunteers_sign_up_waiting"
            ),
            models.Index(fields=["need", "state"], name="volunteers_sign_up_of_need"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "shift"],
                condition=Q(state__in=["waiting", "confirmed"]),
                name="volunteers_sign_up_once",
                violation_error_message=_("Cette personne a déjà ce créneau."),
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="volunteers_sign_up_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
                name="volunteers_sign_up_cancelled",
            ),
        ]

    def __str__(self):
        return f"{self.volunteer_id} {self.need_id} {self.state}"

    @property
    def is_active(self):
        return self.state != SignUpState.CANCELLED
