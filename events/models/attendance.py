"""Who was there, and the attestations that say so."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField

from .event import Event
from .occurrence import Occurrence
from .participants import Participant, once
from .registration import REFERENCE_LETTERS, Registration


class AttendanceState(models.TextChoices):
    """undone: somebody took a mark back. It is kept, so that an older mark that arrives late does not return."""

    PRESENT = "present", _("présent·e")
    ABSENT = "absent", _("absent·e")
    EXCUSED = "excused", _("excusé·e")
    UNDONE = "undone", _("à marquer")


class Attendance(models.Model):
    """One registration, or one participant of it, at one date. No row: nobody has marked it.

    persons: how many of the registration were there (1 for a participant). marked_at is the clock of the device that
    marked: of two marks the later one stands, in whatever order they arrive.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="attendances")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="attendances")
    state = models.CharField(_("présence"), max_length=8, choices=AttendanceState)
    persons = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(
        _("minutes de présence"), null=True, blank=True, help_text=_("Vide : toute la séance.")
    )
    marked_at = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["occurrence", "pk"]
        indexes = [models.Index(fields=["occurrence", "state"], name="events_attendance_of_date")]
        constraints = [
            *once(["registration", "occurrence"], perhaps="participant", name="events_attendance_once"),
            models.CheckConstraint(
                condition=~Q(state="present") | Q(persons__gte=1), name="events_attendance_present_is_somebody"
            ),
        ]

    def __str__(self):
        return f"{self.registration_id} {self.occurrence_id} {self.state}"


CODE_LENGTH = 12


def is_code(text):
    """Whether an attestation could bear it; a database refuses some characters, and PostgreSQL with an error."""
    return len(text) == CODE_LENGTH and set(text) <= set(REFERENCE_LETTERS)


def new_code():
    """Twelve letters that nobody guesses, such as `K7Q2M4XAB3CD`: the public address of an attestation."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _position in range(CODE_LENGTH))


class AttestationKind(models.TextChoices):
    ATTENDANCE = "attendance", _("attestation de participation")
    LEAVE_ENROLMENT = "leave_enrolment", _("congé-éducation payé : certificat d’inscription")
    LEAVE_QUARTER = "leave_quarter", _("congé-éducation payé : certificat d’assiduité")


class Attestation(models.Model):
    """A document that proves hours. What it says is kept in `facts` as it was printed, whatever changes later.

    facts: {"fr": …, "nl": …}, each {"title", "organiser", "trainers", "dates", "objectives", "employer", "place",
    "signatory"} as texts or lists: its holder chooses the language of the paper, `language` is what they get unasked.
    minutes_by_year: {"2026": minutes}, what was attended by the year of the dates; a yearly summary counts these.
    number: counted within `year`. period: of a quarter's certificate, such as `2026Q4`. A revoked one stays, and says
    so when it is verified; one that was replaced is revoked without a reason and has `replaced_by`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    kind = models.CharField(_("sorte"), max_length=16, choices=AttestationKind, default=AttestationKind.ATTENDANCE)
    period = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    event = models.ForeignKey(Event, models.PROTECT, related_name="attestations")
    registration = models.ForeignKey(Registration, models.SET_NULL, null=True, blank=True, related_name="attestations")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="attestations")
    name = models.CharField(_("nom"), max_length=120)
    email = models.EmailField(blank=True)
    language = LanguageCodeField()
    minutes_scheduled = models.PositiveIntegerField()
    minutes_attended = models.PositiveIntegerField()
    minutes_by_year = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=250, blank=True)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ["year", "number"]
        indexes = [models.Index(fields=["email"], name="events_attestation_of_address")]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="events_attestation_number"),
            *once(
                ["kind", "period", "registration"],
                perhaps="participant",
                name="events_attestation_once",
                revoked_at__isnull=True,
            ),
            models.CheckConstraint(
                condition=Q(minutes_attended__lte=models.F("minutes_scheduled")),
                name="events_attestation_attended_within_scheduled",
            ),
        ]

    def __str__(self):
        return f"{self.year}-{self.number:05d}"


class AttestationCounter(models.Model):
    """The last number given in a year: the row that is locked, so that numbers have neither holes nor doubles."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("compteur d’attestations")
        verbose_name_plural = _("compteurs d’attestations")

    def __str__(self):
        return f"{self.year}: {self.last}"
