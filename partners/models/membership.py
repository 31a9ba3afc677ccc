"""Who speaks for a partner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .partner import Partner


class Role(models.TextChoices):
    EDITOR = "editor", _("rédaction")
    MANAGER = "manager", _("gestion")


class Membership(models.Model):
    """A person's role in a partner; one person may speak for several."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships", verbose_name=_("partenaire"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("compte")
    )
    role = models.CharField(_("rôle"), max_length=10, choices=Role, default=Role.EDITOR)
    since = models.DateTimeField(_("depuis"), auto_now_add=True)

    class Meta:
        verbose_name = _("membre d’un partenaire")
        verbose_name_plural = _("membres des partenaires")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"],
                name="partners_membership_once",
                violation_error_message=_("Cette personne fait déjà partie de ce partenaire."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.partner}"
