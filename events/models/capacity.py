"""What is locked: a number of places, and how many of them are gone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Capacity(models.Model):
    """Places of one occurrence, one training, one childcare, one choice. `limit` None: as many as come.

    `taken` and `waiting` are counted in persons and changed only under this row's lock
    (events.registration), so that they always equal the sums of its Seats rows.
    """

    limit = models.PositiveIntegerField(_("places"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("prises"), default=0)
    waiting = models.PositiveIntegerField(_("en attente"), default=0)

    class Meta:
        verbose_name = _("capacité")
        verbose_name_plural = _("capacités")
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(taken__lte=F("limit")),
                name="events_capacity_never_over",
                violation_error_message=_("Il n’y a pas autant de places."),
            )
        ]

    def __str__(self):
        return f"{self.taken}/{'∞' if self.limit is None else self.limit}"

    @property
    def left(self):
        """Places that are free, or None when there is no limit."""
        return None if self.limit is None else self.limit - self.taken

    def fits(self, persons):
        """Whether `persons` more would still be within the limit."""
        return self.limit is None or self.taken + persons <= self.limit
