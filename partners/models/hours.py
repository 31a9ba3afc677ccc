"""Opening hours of partners and services: weekly rules, and what changes for a while."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from portal.kit.contact import validate_harmless
from portal.kit.texts import translated_line

from .freshness import Part
from .territory import Place


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")


class Attending(models.TextChoices):
    """How one comes during these hours."""

    WALK_IN = "walk-in", _("sans rendez-vous")
    APPOINTMENT = "appointment", _("sur rendez-vous")
    PHONE = "phone", _("par téléphone")
    ONLINE = "online", _("en ligne")


class Effect(models.TextChoices):
    """What a temporary change does to the weekly hours."""

    NOTICE = "notice", _("rien : un avis seulement")
    CLOSED = "closed", _("fermé")
    HOURS = "hours", _("d’autres heures")


def one_owner(name):
    """Either a partner or a service has the row."""
    return models.CheckConstraint(
        condition=Q(partner__isnull=True, service__isnull=False) | Q(partner__isnull=False, service__isnull=True),
        name=name,
    )


class OwnedPart(Part):
    """A row of a partner or of a service, which HSDS says of both in the same way."""

    wholes = ("partner", "service")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AtPlace(OwnedPart):
    """What holds everywhere, or at one place. `place` is among the places of the owner."""

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("à cet endroit seulement"),
        help_text=_("Vide : au siège d’un partenaire, partout où se donne un service."),
    )

    class Meta:
        abstract = True


def _words(label):
    return models.CharField(label, max_length=250, blank=True, validators=[validate_harmless])


class OpeningRule(AtPlace):
    """Open on these weekdays, from one hour to another; what closes before it opens closes the day after.

    days: weekday numbers, Monday 0. every: each so many weeks, counted from the week of valid_from.
    """

    partner = ParentalKey("partners.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    service = ParentalKey("partners.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    days = models.JSONField(_("jours"), default=list)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"), help_text=_("Après minuit : l’heure du lendemain."))
    attending = models.CharField(_("comment venir"), max_length=12, choices=Attending, blank=True)
    valid_from = models.DateField(_("à partir du"), null=True, blank=True)
    valid_to = models.DateField(_("jusqu’au"), null=True, blank=True)
    every = models.PositiveSmallIntegerField(
        _("toutes les (semaines)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    note_fr = _words(_("précision (français)"))
    note_nl = _words(_("précision (néerlandais)"))
    note_en = _words(_("précision (anglais)"))

    class Meta:
        verbose_name = _("heures d’ouverture")
        verbose_name_plural = _("heures d’ouverture")
        ordering = ["pk"]
        constraints = [
            one_owner("partners_rule_owner"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="partners_rule_period",
                violation_error_message=_("La période finit avant de commencer."),
            ),
        ]

    def __str__(self):
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    def note(self, language):
        """The Line that a reader of `language` gets."""
        return translated_line(self, "note", language)


class TemporaryChange(AtPlace):
    """For some days: closed, other hours, or a few words only. Its words stand on top of the page meanwhile.

    ends_on: None for one day. shown_from: the day from which the words are shown; None: with the change itself.
    """

    partner = ParentalKey("partners.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    service = ParentalKey("partners.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    effect = models.CharField(_("ce qui change"), max_length=8, choices=Effect, default=Effect.CLOSED)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True, help_text=_("Vide : ce jour-là seulement."))
    opens = models.TimeField(_("ouvre à"), null=True, blank=True)
    closes = models.TimeField(_("ferme à"), null=True, blank=True)
    shown_from = models.DateField(
        _("annoncé dès le"), null=True, blank=True, help_text=_("Vide : à partir du premier jour.")
    )
    text_fr = _words(_("ce que le public lit (français)"))
    text_nl = _words(_("ce que le public lit (néerlandais)"))
    text_en = _words(_("ce que le public lit (anglais)"))

    class Meta:
        verbose_name = _("changement temporaire")
        verbose_name_plural = _("changements temporaires")
        ordering = ["starts_on", "pk"]
        constraints = [
            one_owner("partners_change_owner"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="partners_change_period",
                violation_error_message=_("La période finit avant de commencer."),
            ),
            models.CheckConstraint(
                condition=Q(effect=Effect.HOURS, opens__isnull=False, closes__isnull=False)
                | (~Q(effect=Effect.HOURS) & Q(opens__isnull=True, closes__isnull=True)),
                name="partners_change_hours",
                violation_error_message=_("Donnez des heures pour « d’autres heures », et seulement alors."),
            ),
        ]

    def __str__(self):
        return f"{self.get_effect_display()} {self.starts_on:%d/%m/%Y}"

    @property
    def last_day(self):
        return self.ends_on or self.starts_on

    def text(self, language):
        """The Line that a reader of `language` gets."""
        return translated_line(self, "text", language)
