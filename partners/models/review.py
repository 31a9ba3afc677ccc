"""What keeps the directory true: the monthly question, what visitors report, pairs that are not the same."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless, validate_one_line
from portal.kit.letters import Letter
from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField

from ..querysets import ErrorReportQuerySet


class Review(models.Model):
    """The one message of a month that asks whether records are still true: to a person, or to a public address.

    month: its first day. email: the public address of a partner for whom nobody answers, empty for a person. Its
    link is computed from uuid and link_key (portal.kit.links) and opens until expires_at.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="partner_reviews"
    )
    partner = models.ForeignKey("partners.Partner", models.CASCADE, null=True, blank=True, related_name="reviews")
    email = models.EmailField(_("adresse e-mail"), max_length=254, blank=True)
    month = models.DateField(_("mois"))
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("demande de relecture")
        verbose_name_plural = _("demandes de relecture")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, partner__isnull=True, email="")
                | (Q(user__isnull=True, partner__isnull=False) & ~Q(email="")),
                name="partners_review_whom",
            ),
            models.UniqueConstraint(fields=["user", "month"], name="partners_review_once_a_person"),
            models.UniqueConstraint(fields=["partner", "month"], name="partners_review_once_a_partner"),
        ]

    def __str__(self):
        return f"{self.user or self.partner} – {self.month:%Y-%m}"


class ReportState(models.TextChoices):
    NEW = "new", _("à traiter")
    DONE = "done", _("corrigée")
    REFUSED = "refused", _("pas retenue")


class ErrorReport(models.Model):
    """Somebody says in one line what is wrong in a record; staff read it.

    email: where the answer goes, if they want one. by_partner: its own people say so. submission: which sending of
    which form made it (portal.kit.form_stamp), empty when that is not known.
    """

    partner = models.ForeignKey(
        "partners.Partner", models.CASCADE, related_name="error_reports", verbose_name=_("partenaire")
    )
    service = models.ForeignKey(
        "partners.Service",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("service"),
    )
    words = models.CharField(_("erreur"), max_length=300, validators=[validate_harmless, validate_one_line])
    email = models.EmailField(_("adresse e-mail"), max_length=254, blank=True)
    language = LanguageCodeField(default="fr")
    by_partner = models.BooleanField(_("dite par le partenaire"), default=False)
    submission = models.CharField(max_length=32, blank=True, editable=False)
    state = models.CharField(_("état"), max_length=10, choices=ReportState, default=ReportState.NEW)
    answer = models.CharField(_("réponse à la personne"), max_length=300, blank=True, validators=[validate_harmless])
    reported_at = models.DateTimeField(_("signalée le"), default=timezone.now)
    settled_at = models.DateTimeField(_("traitée le"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("erreur signalée")
        verbose_name_plural = _("erreurs signalées")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=~Q(submission=""), name="partners_error_report_once"
            )
        ]

    def __str__(self):
        return self.words


class DistinctPair(models.Model):
    """Two partners that look alike and that somebody of the City has said to be two."""

    one = models.ForeignKey("partners.Partner", models.CASCADE, related_name="+")
    other = models.ForeignKey("partners.Partner", models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("paire de partenaires distincts")
        verbose_name_plural = _("paires de partenaires distincts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="partners_distinct_pair_in_order"),
            models.UniqueConstraint(fields=["one", "other"], name="partners_distinct_pair_once"),
        ]

    def __str__(self):
        return f"{self.one_id} ≠ {self.other_id}"


class FreshnessLetter(Letter):
    """A letter about what is still true: `review`, `claim`, or the answer to a report, `done` or `refused`."""

    REPEAT_WHEN_UNKNOWN = frozenset({"review", "claim", "done", "refused"})

    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="letters")
    report = models.ForeignKey(ErrorReport, models.CASCADE, null=True, blank=True, related_name="letters")

    class Meta(Letter.Meta):
        verbose_name = _("lettre sur l’annuaire")
        verbose_name_plural = _("lettres sur l’annuaire")

    def message_domain(self):
        return urlsplit(settings.MAILLAGE_SITE_URL).hostname or "localhost"

    def compose(self):
        from ..freshness.letters import compose

        return compose(self)
