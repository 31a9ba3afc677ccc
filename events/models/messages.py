"""What people are told beside the letters that an act of theirs causes: staff's own words, organisers' messages, and
what is asked afterwards."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from portal.kit.contact import validate_harmless

from .event import Event
from .participants import once


class MessageKind(models.TextChoices):
    """The letters whose words staff may choose, in the order in which a person may get them."""

    CONFIRMED = "confirmed", _("Inscription confirmée")
    WAITING = "waiting", _("Sur la liste d’attente")
    PENDING = "pending", _("Demande reçue, à valider")
    DECLINED = "declined", _("Inscription refusée")
    APPROVAL = "approval", _("Accord demandé à l’employeur")
    OFFERED = "offered", _("Place proposée")
    LAPSED = "lapsed", _("Place proposée, restée sans réponse")
    FEWER = "fewer", _("« Viendriez-vous moins nombreux ? »")
    PROMOTED = "promoted", _("Une place s’est libérée")
    CHANGED = "changed", _("Inscription modifiée par la personne")
    CANCELLED = "cancelled", _("Inscription annulée")
    LINK = "link", _("Lien envoyé à nouveau")
    NOTICE = "notice", _("Changement de date, d’heure ou de lieu")
    OFF = "off", _("N’a pas lieu comme prévu")
    REMINDER = "reminder", _("Rappel")
    RECONFIRM = "reconfirm", _("« Viendrez-vous toujours ? »")
    THANKS = "thanks", _("Merci et avis")
    ATTESTATION = "attestation", _("Attestation prête")


class MessageLanguage(models.TextChoices):
    FR = "fr", "Français"
    NL = "nl", "Nederlands"
    EN = "en", "English"


def validate_words(value):
    """Only fields that a letter can fill in are named between braces."""
    from ..messages.words import check_fields

    check_fields(value)


class MessageText(PreviewableMixin, models.Model):
    """The City's own words for one kind of letter in one language, for all events or for one.

    They stand in place of the built-in subject and first sentences; date, place and link stay in the letter whatever is
    written here. An empty one keeps the built-in words.
    """

    kind = models.CharField(_("lettre"), max_length=12, choices=MessageKind)
    language = models.CharField(_("langue"), max_length=2, choices=MessageLanguage, default=MessageLanguage.FR)
    event = models.ForeignKey(
        Event,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="message_texts",
        verbose_name=_("seulement pour l’activité"),
        help_text=_("Vide : pour toutes les activités."),
    )
    subject = models.CharField(_("objet"), max_length=120, blank=True, validators=[validate_harmless, validate_words])
    introduction = models.TextField(
        _("premières phrases"), max_length=1500, blank=True, validators=[validate_harmless, validate_words]
    )

    class Meta:
        verbose_name = _("texte de lettre")
        verbose_name_plural = _("textes des lettres")
        ordering = ["kind", "language", "pk"]
        constraints = [
            *once(["kind", "language"], perhaps="event", name="events_message_text"),
            models.CheckConstraint(
                condition=~Q(subject="") | ~Q(introduction=""),
                name="events_message_text_says_something",
                violation_error_message=_("Écrivez un objet ou des phrases."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.language})"

    def serve_preview(self, request, mode_name):
        response = super().serve_preview(request, mode_name)
        response._csp_update = {"style-src": ["'unsafe-inline'"]}  # a letter carries its style in itself
        return response

    def get_preview_template(self, request, mode_name):
        return "events/admin/letter_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..messages.preview import preview_context

        return preview_context(self)


class OrganiserMessage(models.Model):
    """What an organiser writes to people who registered; each gets a letter of their own.

    recipients: how they were chosen, as {"states": […], "date": uuid or "", "chosen": [references]}.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="messages", verbose_name=_("activité"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    subject_fr = models.CharField(_("objet en français"), max_length=120, blank=True, validators=[validate_harmless])
    text_fr = models.TextField(_("texte en français"), max_length=3000, blank=True, validators=[validate_harmless])
    subject_nl = models.CharField(_("objet en néerlandais"), max_length=120, blank=True, validators=[validate_harmless])
    text_nl = models.TextField(_("texte en néerlandais"), max_length=3000, blank=True, validators=[validate_harmless])
    subject_en = models.CharField(_("objet en anglais"), max_length=120, blank=True, validators=[validate_harmless])
    text_en = models.TextField(_("texte en anglais"), max_length=3000, blank=True, validators=[validate_harmless])
    recipients = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message aux personnes inscrites")
        verbose_name_plural = _("messages aux personnes inscrites")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.subject_fr or self.subject_nl or self.subject_en


class Evaluation(models.Model):
    """What somebody thought of an event. Nothing says who: no link to a registration, no hour, and an id that tells no
    order. That one has answered stands on the registration (`Registration.evaluated`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="evaluations", verbose_name=_("activité"))
    stars = models.PositiveSmallIntegerField(_("note"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.TextField(_("avis"), max_length=1000, blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="events_evaluation_one_to_five")
        ]

    def __str__(self):
        return f"{self.stars}/5"
