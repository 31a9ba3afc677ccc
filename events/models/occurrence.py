"""One date of an event, as it will really happen."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Place

from ..querysets import OccurrenceQuerySet
from .capacity import Capacity
from .event import Event


class OccurrenceState(models.TextChoices):
    SCHEDULED = "scheduled", _("prévue")
    CANCELLED = "cancelled", _("annulée")
    POSTPONED = "postponed", _("reportée à une date à fixer")


class Occurrence(models.Model):
    """A date of an event. Its key (`rule_day`, `ordinal`) comes from the rule and never changes.

    `rule_starts_at`/`rule_ends_at` follow the published schedule. What operations decide (another time, another
    place, cancelled, postponed, its own limit) stands in columns of its own, which publishing never touches.
    A date that left the schedule while people are registered stays, with `in_schedule` False, for staff to decide.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", verbose_name=_("activité"))
    rule_day = models.DateField(_("jour d’après la règle"))
    ordinal = models.PositiveSmallIntegerField(_("rang dans le jour"), default=0)
    rule_starts_at = models.DateTimeField(_("début d’après la règle"))
    rule_ends_at = models.DateTimeField(_("fin d’après la règle"))
    in_schedule = models.BooleanField(_("figure encore dans les dates publiées"), default=True)

    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    moved = models.BooleanField(_("déplacée"), default=False)
    previous_starts_at = models.DateTimeField(_("début annoncé auparavant"), null=True, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("autre lieu")
    )
    state = models.CharField(_("état"), max_length=10, choices=OccurrenceState, default=OccurrenceState.SCHEDULED)
    reason_fr = models.CharField(_("raison en français"), max_length=250, blank=True)
    reason_nl = models.CharField(_("raison en néerlandais"), max_length=250, blank=True)
    reason_en = models.CharField(_("raison en anglais"), max_length=250, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    capacity = models.OneToOneField(
        Capacity, models.PROTECT, null=True, blank=True, related_name="occurrence", verbose_name=_("capacité")
    )
    own_limit = models.BooleanField(_("limite propre à cette date"), default=False)
    sequence = models.PositiveIntegerField(default=0, help_text="RFC 5545 §3.8.7.4")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="events_occurrence_starts"),
            models.Index(fields=["event", "starts_at"], name="events_occurrence_of_event"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "rule_day", "ordinal"], name="events_occurrence_key"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="events_occurrence_ends_after_start",
                violation_error_message=_("La fin précède le début."),
            ),
        ]

    def __str__(self):
        return f"{self.event} – {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def effective_place(self):
        """Where it really happens: its own place, else the event's (None: online)."""
        return self.place or self.event.place

    def is_past(self, now):
        return self.ends_at <= now

    def is_over(self, now):
        """Whether it has ended: what is postponed has not, until its new day has, whatever its old hour says."""
        waits = self.state == OccurrenceState.POSTPONED and self.in_schedule
        return self.is_past(now) and not waits
