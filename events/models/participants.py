"""Who exactly comes with a registration, and what they answered, agreed to and need."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless
from portal.kit.links import new_link_key

from .capacity import Capacity
from .event import Event
from .occurrence import Occurrence
from .registration import Registration


def once(fields, *, perhaps, name, **condition):
    """Two constraints: `fields` are unique together with the column `perhaps`, and among themselves where it is null.

    SQLite and PostgreSQL before 15 take each NULL for another value.
    """
    return (
        models.UniqueConstraint(
            fields=[*fields, perhaps], condition=Q(**{f"{perhaps}__isnull": False}, **condition), name=name
        ),
        models.UniqueConstraint(
            fields=fields, condition=Q(**{f"{perhaps}__isnull": True}, **condition), name=f"{name}_alone"
        ),
    )


def private_storage():
    """Where files of answers are: under no public address, handed out by a view alone."""
    return storages["private"]


class ParticipantRole(models.TextChoices):
    PARTICIPANT = "participant", _("participe")
    CHILDCARE = "childcare", _("en garderie pendant l’activité")


class Participant(models.Model):
    """One person of a registration: who takes part, or a child who is looked after meanwhile."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="participants")
    role = models.CharField(_("rôle"), max_length=12, choices=ParticipantRole, default=ParticipantRole.PARTICIPANT)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("nom"), max_length=120, blank=True, validators=[validate_harmless])
    birth_date = models.DateField(_("date de naissance"), null=True, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["registration", "role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "role", "position"], name="events_participant_position"),
        ]

    def __str__(self):
        return self.name


class ExtraPlaces(models.Model):
    """Places beside those of the event or date: in its childcare, or behind one choice of a question."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="extra_places")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, null=True, blank=True, related_name="extra_places")
    question = models.UUIDField(null=True, blank=True)
    option = models.CharField(max_length=40, blank=True)
    capacity = models.OneToOneField(Capacity, models.PROTECT, related_name="extra")

    class Meta:
        verbose_name = _("places à part")
        verbose_name_plural = _("places à part")
        ordering = ["pk"]
        constraints = [
            *once(["event", "question", "option"], perhaps="occurrence", name="events_extra_places_of_choice"),
            *once(["event"], perhaps="occurrence", name="events_extra_places_childcare", question__isnull=True),
            models.CheckConstraint(
                condition=Q(question__isnull=True, option="") | (Q(question__isnull=False) & ~Q(option="")),
                name="events_extra_places_of_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.option or 'childcare'} {self.capacity}"

    @property
    def is_childcare(self):
        return self.question is None


class Answer(models.Model):
    """What was answered to one question. It keeps the question's words, mark and retention as they were then.

    value: a text, a number, an ISO date, a code, a list of codes, or true or false; for a file its name.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="answers")
    question = models.UUIDField()
    label = models.CharField(max_length=200)
    value = models.JSONField()
    file = models.FileField(upload_to="answers/%Y/%m/", storage=private_storage, blank=True)
    sensitive = models.BooleanField(default=False)
    keep_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ["pk"]
        constraints = [
            *once(["registration", "question"], perhaps="participant", name="events_answer_once"),
        ]

    def __str__(self):
        return self.label


class Purpose(models.TextChoices):
    """What somebody may agree to, each apart from taking part."""

    PARENTAL = "parental", _("autorisation parentale")
    IMAGE = "image", _("photos et films")
    NEEDS = "needs", _("besoins")


class ImageChannel(models.TextChoices):
    SITE = "site", _("le site de la Ville")
    PRINT = "print", _("les imprimés")
    SOCIAL = "social", _("les réseaux sociaux")


class NeedCode(models.TextChoices):
    """What one may need: a service, never a diagnosis."""

    WHEELCHAIR = "wheelchair", _("une place pour un fauteuil roulant")
    HEARING_LOOP = "hearing_loop", _("la boucle auditive")
    QUIET = "quiet", _("un endroit calme")
    OTHER = "other", _("autre chose")


class Consent(models.Model):
    """One agreement for one purpose: when it was given, for which channels, and when it was taken back."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("pour"), max_length=10, choices=Purpose)
    channels = models.JSONField(_("canaux"), default=list, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="events_consent_once",
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.given_at:%Y-%m-%d}"


class Needs(models.Model):
    """What somebody needs to take part (a service, never a diagnosis). Read by the organiser, erased 30 days after.

    interpreter: the language (BCP-47 code, or `lsfb`, `vgt`) of the interpreter that is wished.
    """

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="needs")
    codes = models.JSONField(default=list, blank=True)
    detail = models.CharField(max_length=300, blank=True, validators=[validate_harmless])
    interpreter = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("besoins")
        verbose_name_plural = _("besoins")

    def __str__(self):
        return ", ".join(self.codes)


class Approval(models.Model):
    """Who must agree to a registration, and what they decided. An employer decides by a signed link."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    registration = models.OneToOneField(Registration, models.CASCADE, related_name="approval")
    by_employer = models.BooleanField(default=False)
    approver_name = models.CharField(_("nom"), max_length=120, blank=True, validators=[validate_harmless])
    approver_email = models.EmailField(_("adresse e-mail"), blank=True)
    employer = models.CharField(_("employeur"), max_length=120, blank=True, validators=[validate_harmless])
    agreed = models.BooleanField(null=True, blank=True)
    comment = models.CharField(_("commentaire"), max_length=300, blank=True, validators=[validate_harmless])
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, decided_at__isnull=True)
                | Q(agreed__isnull=False, decided_at__isnull=False),
                name="events_approval_decided_or_not",
            )
        ]

    def __str__(self):
        return f"{self.approver_name or self.employer}: {self.agreed}"


class Draw(models.Model):
    """A draw that was held: its seed and the order that it gave, so that anybody can repeat it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="draws")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, null=True, blank=True, related_name="draws")
    seed = models.CharField(max_length=64)
    order = models.JSONField(help_text="References of the registrations, in the order that was drawn.")
    drawn_at = models.DateTimeField()
    persons = models.PositiveIntegerField(validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("tirage au sort")
        verbose_name_plural = _("tirages au sort")
        ordering = ["pk"]
        constraints = [
            *once(["event"], perhaps="occurrence", name="events_draw_once"),
        ]

    def __str__(self):
        return f"{self.event} {self.drawn_at:%Y-%m-%d}"
