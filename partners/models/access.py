"""How somebody comes to speak for a partner: an invitation, a request, and the letters about both."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless
from portal.kit.letters import Letter
from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField

from ..querysets import AccessRequestQuerySet, InvitationQuerySet


class Invitation(models.Model):
    """Somebody is asked, at an e-mail address, to speak for a partner. Its link is signed, and serves once.

    What its link opens is computed from uuid and link_key (portal.kit.links); no token is stored.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    role = models.CharField(_("rôle"), max_length=10)
    language = LanguageCodeField(default="fr")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(_("envoyée le"), default=timezone.now)
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="partners_invitation_once",
                violation_error_message=_("Cette personne est déjà invitée."),
            )
        ]

    def __str__(self):
        return f"{self.email} – {self.partner}"

    def is_open(self, now):
        """Whether it may still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now


class AccessState(models.TextChoices):
    ASKED = "asked", _("à décider")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")


class AccessRequest(models.Model):
    """Somebody asks to speak for a partner; its managers or the City's staff decide."""

    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="access_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_requests")
    words = models.TextField(_("qui vous êtes"), max_length=600, validators=[validate_harmless])
    state = models.CharField(_("état"), max_length=10, choices=AccessState, default=AccessState.ASKED)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("raison"), max_length=300, blank=True, validators=[validate_harmless])

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’accès")
        verbose_name_plural = _("demandes d’accès")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"],
                condition=Q(state=AccessState.ASKED),
                name="partners_access_request_once",
                violation_error_message=_("Vous avez déjà demandé cet accès."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.partner}"


class AccessLetter(Letter):
    """A letter about speaking for a partner: `invited`, `asked`, `accepted`, `refused` or `removed`."""

    REPEAT_WHEN_UNKNOWN = frozenset({"invited", "asked", "accepted", "refused", "removed"})

    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="access_letters")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="letters")
    request = models.ForeignKey(AccessRequest, models.CASCADE, null=True, blank=True, related_name="letters")

    class Meta(Letter.Meta):
        verbose_name = _("lettre sur un accès")
        verbose_name_plural = _("lettres sur des accès")

    def message_domain(self):
        return urlsplit(settings.MAILLAGE_SITE_URL).hostname or "localhost"

    def compose(self):
        from ..letters import compose

        return compose(self)
