"""Who comes: registrations, the places that they hold or wait for, and the letters about them."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless
from portal.kit.letters import Letter
from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField

from ..querysets import RegistrationLetterQuerySet, RegistrationQuerySet
from .capacity import Capacity
from .event import Event
from .occurrence import Occurrence

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a voice or an eye confuses
REFERENCE_LENGTH = 8


def is_reference(text):
    """Whether a registration could bear it; a database refuses some characters, and PostgreSQL with an error."""
    return len(text) == REFERENCE_LENGTH and set(text) <= set(REFERENCE_LETTERS)


def new_reference():
    """Eight letters to say on the telephone, such as `K7Q2M4XA`."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _position in range(REFERENCE_LENGTH))


class RegistrationState(models.TextChoices):
    """pending: somebody must agree first, nothing is held; offered: places are held until the person accepts."""

    PENDING = "pending", _("à valider")
    WAITING = "waiting", _("en attente")
    OFFERED = "offered", _("place proposée")
    CONFIRMED = "confirmed", _("confirmée")
    CANCELLED = "cancelled", _("annulée")
    DECLINED = "declined", _("refusée")


ACTIVE = (
    RegistrationState.PENDING,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
HOLDING = (RegistrationState.OFFERED, RegistrationState.CONFIRMED)  # what Capacity.taken counts


class Source(models.TextChoices):
    WEB = "web", _("en ligne")
    DESK = "desk", _("à l’accueil")
    WALK_IN = "walk_in", _("sur place")


class Declaration(models.TextChoices):
    """What somebody declared in order to register."""

    PREREQUISITES = "prerequisites", _("remplit les conditions")
    PROFESSIONAL = "professional", _("participe à titre professionnel")


class EndReason(models.TextChoices):
    """Why a registration was cancelled."""

    PERSON = "person", _("par la personne")
    STAFF = "staff", _("par l’organisation")
    OFFER = "offer", _("place proposée restée sans réponse")
    RECONFIRM = "reconfirm", _("« je ne viendrai pas »")


class Registration(models.Model):
    """One person's or group's registration to an event, or to one date of it; it is confirmed or waits whole.

    queue_rank: the order of the waiting list, given under the capacity's lock (the id, unless a draw or the organiser
    decided otherwise). organisation: the association or class of a group whose names come later, or a professional's
    employer. declarations: codes of Declaration that were ticked.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("référence"), max_length=8, unique=True, default=new_reference, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("activité"))
    occurrence = models.ForeignKey(
        Occurrence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("date"),
    )
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    name_key = models.CharField(max_length=120, editable=False)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    party_size = models.PositiveSmallIntegerField(
        _("nombre de personnes"), default=1, validators=[MinValueValidator(1)]
    )
    language = LanguageCodeField()
    note = models.CharField(_("remarque"), max_length=500, blank=True, validators=[validate_harmless])
    organisation = models.CharField(
        _("association ou classe"), max_length=120, blank=True, validators=[validate_harmless]
    )
    function = models.CharField(_("fonction"), max_length=120, blank=True, validators=[validate_harmless])
    declarations = models.JSONField(_("déclarations"), default=list, blank=True)
    emergency_phone = models.CharField(_("téléphone en cas d’urgence"), max_length=20, blank=True)
    may_collect = models.CharField(
        _("qui peut reprendre l’enfant"), max_length=250, blank=True, validators=[validate_harmless]
    )
    queue_rank = models.BigIntegerField(default=0, editable=False)
    state = models.CharField(_("état"), max_length=10, choices=RegistrationState, default=RegistrationState.WAITING)
    # Which sending of which form made it (portal.kit.form_stamp): the same one again gets the same answer.
    submission = models.CharField(max_length=32, blank=True, default="", editable=False)
    source = models.CharField(_("faite"), max_length=8, choices=Source, default=Source.WEB)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("fin"), max_length=10, choices=EndReason, blank=True)
    evaluated = models.BooleanField(default=False, editable=False)  # said what they thought of it; what, nobody knows
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["pk"]
        permissions = [("register_registration", _("Inscrire une personne à l’accueil"))]
        indexes = [
            models.Index(
                fields=["event", "queue_rank", "id"], condition=Q(state="waiting"), name="events_registration_waiting"
            ),
            models.Index(fields=["offered_until"], condition=Q(state="offered"), name="events_registration_offered"),
            models.Index(fields=["occurrence", "state"], name="events_registration_of_date"),
            models.Index(fields=["email"], name="events_registration_of_address"),
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[*target, contact, "name_key"],
                    condition=Q(
                        state__in=["pending", "waiting", "offered", "confirmed"], source="web", occurrence__isnull=whole
                    )
                    & ~Q(**{contact: ""}),
                    name=f"events_registration_{'event' if whole else 'date'}_{contact}",
                    violation_error_message=_("Cette personne est déjà inscrite."),
                )
                for whole, target in ((True, ["event"]), (False, ["occurrence"]))
                for contact in ("email", "phone")
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state__in=["waiting", "confirmed"]) & ~Q(submission=""),
                name="events_registration_submission",
            ),
            models.CheckConstraint(
                condition=~Q(email="")
                | ~Q(phone="")
                | Q(source__in=["desk", "walk_in"])
                | Q(anonymised_at__isnull=False),
                name="events_registration_reachable",
                violation_error_message=_("Donnez une adresse e-mail ou un téléphone."),
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="events_registration_somebody"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False),
                name="events_registration_offer_has_an_end",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_active(self):
        return self.state in ACTIVE


class Seats(models.Model):
    """Places of one capacity that a registration holds (or waits for, as its state says)."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="seats")
    capacity = models.ForeignKey(Capacity, models.PROTECT, related_name="seats")
    persons = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("places tenues")
        verbose_name_plural = _("places tenues")
        constraints = [
            models.UniqueConstraint(fields=["registration", "capacity"], name="events_seats_once"),
            models.CheckConstraint(condition=Q(persons__gte=1), name="events_seats_somebody"),
        ]

    def __str__(self):
        return f"{self.persons}"


class RegistrationLetter(Letter):
    """A letter about a registration, or the call that replaces it for who has no e-mail address.

    once: what a letter that the clock causes is about, such as `2027-03-09:7` (the reminder of that day, seven days
    before); a second one is never written. organiser_message: the organiser's own words that it carries.
    """

    REPEAT_WHEN_UNKNOWN = frozenset(
        {"confirmed", "waiting", "promoted", "link", "changed", "cancelled", "attestation"}
        | {"pending", "approval", "declined", "offered", "lapsed", "fewer", "notice"}
    )
    HUMANE = frozenset({"reminder", "reconfirm", "thanks"})  # what can wait for the morning

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="letters")
    once = models.CharField(max_length=40, blank=True, default="", editable=False)
    organiser_message = models.ForeignKey(
        "OrganiserMessage", models.CASCADE, null=True, blank=True, editable=False, related_name="letters"
    )
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RegistrationLetterQuerySet.as_manager()

    class Meta(Letter.Meta):
        verbose_name = _("lettre d’inscription")
        verbose_name_plural = _("lettres d’inscription")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind", "once"], condition=~Q(once=""), name="events_letter_once"
            ),
            # Changes that follow each other closely are told in one letter (events.messages.changes).
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(kind="notice", state__in=["queued", "to_call"], attempts=0),
                name="events_letter_one_notice",
            ),
            models.UniqueConstraint(
                fields=["registration", "organiser_message"],
                condition=Q(organiser_message__isnull=False),
                name="events_letter_message_once",
            ),
        ]

    def earliest(self, moment):
        from ..messages.hours import humane

        return humane(moment) if self.kind in self.HUMANE else moment

    def message_domain(self):
        from .preferences import EventSettings

        return EventSettings.load().uid_domain

    def compose(self):
        from ..messages.composing import compose

        return compose(self)
