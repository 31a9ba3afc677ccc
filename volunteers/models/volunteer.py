"""Volunteers: who they are to us, what they declared, and the letters to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless
from portal.kit.letters import Letter
from portal.kit.links import new_link_key
from portal.kit.texts import LanguageCodeField

from ..querysets import VolunteerQuerySet
from .skill import Skill


class AgeBand(models.TextChoices):
    """What the law and the missions ask about; nobody's birth date is kept."""

    ADULT = "18", _("18 ans ou plus")
    MINOR = "16", _("16 ou 17 ans")
    YOUNGEST = "15", _("15 ans")


MINORS = (AgeBand.MINOR, AgeBand.YOUNGEST)


class Volunteer(models.Model):
    """One person who signed up, with or without an account: an address or telephone plus a name, as registrations.

    age: the band that was declared last. The guardian is who authorised a minor, and how to reach them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    name_key = models.CharField(max_length=120, editable=False)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    language = LanguageCodeField()
    age = models.CharField(_("âge"), max_length=2, choices=AgeBand, default=AgeBand.ADULT)
    guardian_name = models.CharField(_("parent qui autorise"), max_length=120, blank=True)
    guardian_phone = models.CharField(_("téléphone du parent"), max_length=20, blank=True)
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("bénévole")
        verbose_name_plural = _("bénévoles")
        ordering = ["pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[contact, "name_key"],
                    condition=~Q(**{contact: ""}),
                    name=f"volunteers_volunteer_{contact}",
                )
                for contact in ("email", "phone")
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone="") | Q(anonymised_at__isnull=False),
                name="volunteers_volunteer_reachable",
                violation_error_message=_("Donnez une adresse e-mail ou un téléphone."),
            ),
            models.CheckConstraint(
                condition=Q(age="18") | Q(guardian_agreed_at__isnull=False) | Q(anonymised_at__isnull=False),
                name="volunteers_volunteer_authorised",
                violation_error_message=_("Un parent doit donner son accord."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_minor(self):
        return self.age in MINORS


class VolunteerSkill(models.Model):
    """What somebody declared to be able to do, and who saw the proof."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("compétence d’un bénévole")
        verbose_name_plural = _("compétences des bénévoles")
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteers_volunteer_skill")]

    def __str__(self):
        return f"{self.volunteer_id} {self.skill_id}"


class VolunteerLetter(Letter):
    """A letter to a volunteer, or the call in its place.

    facts: {"sign_ups": ids that it is about, "refused": [{"need": id, "code": of volunteers.answers}]}.
    """

    REPEAT_WHEN_UNKNOWN = frozenset({"signed_up", "promoted", "withdrawn", "off", "moved", "lowered", "link"})

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="letters")
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Letter.Meta):
        verbose_name = _("lettre à un bénévole")
        verbose_name_plural = _("lettres aux bénévoles")

    def message_domain(self):
        from events.models import EventSettings

        return EventSettings.load().uid_domain

    def compose(self):
        from ..letters import compose

        return compose(self)
