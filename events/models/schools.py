"""School holidays: those of the two networks, which staff keep up to date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kit.texts import translated

from .parts import SchoolNetwork

NETWORKS = [choice for choice in SchoolNetwork.choices if choice[0] != SchoolNetwork.BOTH]


class SchoolHoliday(models.Model):
    """One holiday of one network, first and last day included."""

    network = models.CharField(_("réseau"), max_length=4, choices=NETWORKS)
    name_fr = models.CharField(_("nom en français"), max_length=60)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=60)
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))

    class Meta:
        verbose_name = _("congé scolaire")
        verbose_name_plural = _("congés scolaires")
        ordering = ["starts_on", "network"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="events_school_holiday_ends_after_start",
                violation_error_message=_("Le dernier jour précède le premier."),
            ),
            models.UniqueConstraint(
                fields=["network", "starts_on"],
                name="events_school_holiday_once",
                violation_error_message=_("Un congé de ce réseau commence déjà ce jour-là."),
            ),
        ]

    def __str__(self):
        return f"{self.name_fr} ({self.get_network_display()})"

    def name(self, language):
        """The holiday's name for readers of `language`."""
        return translated(self, "name", language)
