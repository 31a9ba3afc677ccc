"""Orientation: a worker sends a person, who agreed, to a service. Who the person is stands apart, to be erased.

An Orientation keeps dates, answers and counts; `Oriented` and the words of `OrientationAct` are all that names anybody.
"""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from portal.kit.contact import validate_harmless
from portal.kit.letters import Letter
from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField, translated_line

from ..querysets import OrientationQuerySet
from .partner import Partner
from .service import Service

WORDS = 600  # characters of what one writes to another
# To the service, to the worker, to the person.
TO_SERVICE = ("sent", "reminded", "replied", "withdrawn")
TO_WORKER = ("accepted", "refused", "asked", "still_asked", "chased", "lapsed", "revoked")
TO_PERSON = ("informed",)
LETTER_KINDS = (*TO_SERVICE, *TO_WORKER, *TO_PERSON)


def _days(label, default):
    return models.PositiveSmallIntegerField(label, default=default, validators=[MinValueValidator(1)])


def _note(label):
    return models.CharField(label, max_length=250, blank=True, validators=[validate_harmless])


@register_setting(icon="group", order=210)
class OrientationSettings(BaseGenericSetting):
    """When the portal reminds, closes and forgets; working days are those of Belgium."""

    remind_workdays = _days(_("rappel après (jours ouvrables sans réponse)"), 3)
    chase_workdays = _days(_("autres services proposés après (jours ouvrables sans réponse)"), 6)
    lapse_days = _days(_("clôture sans réponse après (jours)"), 30)
    follow_days = _days(_("clôture après une réponse (jours)"), 45)
    keep_days = _days(_("effacement des noms et des mots après la clôture (jours)"), 30)

    panels = [
        FieldPanel("remind_workdays"),
        FieldPanel("chase_workdays"),
        FieldPanel("lapse_days"),
        FieldPanel("follow_days"),
        FieldPanel("keep_days"),
    ]

    class Meta:
        verbose_name = _("réglages des orientations")


class Reception(models.Model):
    """That a service takes people whom professionals send: at which address, with which data, on what conditions."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="receptions")
    takes = models.BooleanField(_("reçoit des orientations"), default=True)
    email = models.EmailField(
        _("adresse e-mail des orientations"),
        help_text=_("Une boîte que l’équipe lit chaque jour : le lien pour répondre y arrive."),
    )
    asks_contact = models.BooleanField(
        _("la personne peut être appelée"),
        default=True,
        help_text=_(
            "Non coché : ni téléphone ni e-mail n’est demandé ; la personne vient, ou le professionnel appelle."
        ),
    )
    asks_age = models.BooleanField(_("demander la tranche d’âge"), default=False)
    note_fr = models.CharField(
        _("à savoir avant (français)"), max_length=250, blank=True, validators=[validate_harmless]
    )
    note_nl = models.CharField(
        _("à savoir avant (néerlandais)"), max_length=250, blank=True, validators=[validate_harmless]
    )
    note_en = models.CharField(
        _("à savoir avant (anglais)"), max_length=250, blank=True, validators=[validate_harmless]
    )

    class Meta:
        verbose_name = _("accueil des orientations")
        verbose_name_plural = _("accueils des orientations")
        constraints = [models.UniqueConstraint(fields=["service"], name="partners_reception_once")]

    def __str__(self):
        return self.email

    def save(self, *args, **kwargs):
        """Whoever reads the former address opens nothing more: links leave again, to the new one."""
        from ..orientation.receiving import readdress

        former = Reception.objects.filter(pk=self.pk).values_list("email", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if former is not None and former != self.email:
            readdress(self)

    def note(self, language):
        """What to know before, as a Line."""
        return translated_line(self, "note", language)


class OrientationState(models.TextChoices):
    SENT = "sent", _("attend une réponse")
    ASKING = "asking", _("le service pose une question")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    LAPSED = "lapsed", _("close sans réponse")


OPEN = (OrientationState.SENT, OrientationState.ASKING)
ANSWERED = (OrientationState.ACCEPTED, OrientationState.REFUSED)


class Reaching(models.TextChoices):
    """Who reaches whom."""

    SERVICE = "service", _("Le service contacte la personne")
    PERSON = "person", _("La personne vient elle-même")
    WORKER = "worker", _("Tout passe par le professionnel")


class AgeBand(models.TextChoices):
    CHILD = "0-11", _("moins de 12 ans")
    TEEN = "12-17", _("12 à 17 ans")
    YOUNG = "18-25", _("18 à 25 ans")
    ADULT = "26-64", _("26 à 64 ans")
    SENIOR = "65", _("65 ans et plus")


class RefusalReason(models.TextChoices):
    FULL = "full", _("Nous n’avons plus de place")
    PUBLIC = "public", _("Ce n’est pas notre public")
    AREA = "area", _("Ce n’est pas notre quartier")
    OTHER = "other", _("Un autre service convient mieux, ou une autre raison")


class Outcome(models.TextChoices):
    """Whether the person went there, as the worker learnt."""

    YES = "yes", _("oui")
    NO = "no", _("non")
    UNKNOWN = "unknown", _("je ne sais pas")


class Orientation(models.Model):
    """One person sent to one service. Its partner's link is signed with link_key (portal.kit.links), never stored.

    worker: empty once the account is erased. sender: the partner for which the worker works, if any. answered_at: the
    first sign of the service, a question included. waiting_since: since when the one whose turn it is has been silent.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="orientations")
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="orientations")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="orientations")
    sender = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=OrientationState, default=OrientationState.SENT)
    reaching = models.CharField(_("qui contacte qui"), max_length=10, choices=Reaching)
    urgent = models.BooleanField(_("urgent"), default=False)
    wanted_by = models.DateField(_("avant le"), null=True, blank=True)
    consent_version = models.CharField(max_length=20)
    consent_words = models.TextField()
    consent_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("la personne y est allée"), max_length=10, choices=Outcome, blank=True)
    sent_at = models.DateTimeField(_("envoyée le"), default=timezone.now)
    waiting_since = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects = OrientationQuerySet.as_manager()

    class Meta:
        verbose_name = _("orientation")
        verbose_name_plural = _("orientations")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("orient", _("Peut orienter une personne vers un service")),
            ("count_orientations", _("Voit les délais de réponse des services")),
        ]
        indexes = [
            models.Index(fields=["worker", "-sent_at"], name="partners_orientation_worker"),
            models.Index(fields=["waiting_since"], condition=Q(closed_at=None), name="partners_orientation_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "lapsed"]) | Q(closed_at__isnull=False),
                name="partners_orientation_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | Q(decided_at__isnull=False, answered_at__isnull=False),
                name="partners_orientation_decided",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(closed_at__isnull=False), name="partners_orientation_forgotten"
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.get_state_display()})"

    @property
    def is_open(self):
        """Whether the service may still answer."""
        return self.state in OPEN

    @property
    def may_withdraw(self):
        """Whether worker and person may still take it back."""
        return self.closed_at is None and self.state != OrientationState.REFUSED

    @property
    def may_note_outcome(self):
        return self.state == OrientationState.ACCEPTED and self.anonymised_at is None


class Oriented(models.Model):
    """Who the person is, as little as serves: the row goes when the orientation is anonymised.

    name: a first name or a pseudonym. The person's own link is signed with this link_key.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    orientation = models.OneToOneField(Orientation, models.CASCADE, related_name="person")
    name = models.CharField(_("prénom ou pseudonyme"), max_length=60, validators=[validate_harmless])
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    language = LanguageCodeField()
    age_band = models.CharField(_("tranche d’âge"), max_length=8, choices=AgeBand, blank=True)
    need = models.TextField(_("ce que la personne demande"), max_length=WORDS, validators=[validate_harmless])

    class Meta:
        verbose_name = _("personne orientée")
        verbose_name_plural = _("personnes orientées")
        default_permissions = ()
        indexes = [models.Index(fields=["email"], name="partners_oriented_email")]

    def __str__(self):
        return str(self.pk)  # what stands in a log names nobody


class ActKind(models.TextChoices):
    SENT = "sent", _("Envoyée")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")
    ASKED = "asked", _("Question du service")
    REPLIED = "replied", _("Réponse à la question")
    REMINDED = "reminded", _("Rappel envoyé")
    CHASED = "chased", _("Toujours sans réponse")
    WITHDRAWN = "withdrawn", _("Retirée par le professionnel")
    REVOKED = "revoked", _("Accord retiré par la personne")
    LAPSED = "lapsed", _("Close sans réponse")
    OUTCOME = "outcome", _("Suite notée")
    CLOSED = "closed", _("Close")
    READDRESSED = "readdressed", _("Envoyée à une autre adresse du service")


class OrientationAct(models.Model):
    """What was done, in order. words, when and place: emptied when the orientation is anonymised."""

    orientation = models.ForeignKey(Orientation, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=12, choices=ActKind)
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(max_length=WORDS, blank=True)
    reason = models.CharField(max_length=10, choices=RefusalReason, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    suggested = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("acte d’une orientation")
        verbose_name_plural = _("actes des orientations")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["orientation"],
                condition=Q(kind__in=["accepted", "refused"]),
                name="partners_orientation_one_answer",
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class OrientationLetter(Letter):
    """A letter about an orientation; partners.orientation.letters says which kinds there are and to whom they go."""

    REPEAT_WHEN_UNKNOWN = frozenset(LETTER_KINDS)

    orientation = models.ForeignKey(Orientation, models.CASCADE, related_name="letters")

    class Meta(Letter.Meta):
        verbose_name = _("lettre sur une orientation")
        verbose_name_plural = _("lettres sur des orientations")
        default_permissions = ()

    def message_domain(self):
        return urlsplit(settings.MAILLAGE_SITE_URL).hostname or "localhost"

    def compose(self):
        from ..orientation.letters import compose

        return compose(self)
