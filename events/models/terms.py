"""On what terms people register for an event: its columns about registration, published together with the rest."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationMode(models.TextChoices):
    NONE = "none", _("Entrée libre, sans inscription")
    DATE = "date", _("On s’inscrit à une date")
    WHOLE = "whole", _("On s’inscrit à l’ensemble des dates")


class ParticipantMode(models.TextChoices):
    """What one writes about those who come."""

    NUMBER = "number", _("Leur nombre")
    NAMES = "names", _("Leurs noms")
    BIRTH = "birth", _("Leurs noms et dates de naissance")


class Admission(models.TextChoices):
    """Who may register."""

    EVERYBODY = "everybody", _("Tout le monde")
    PROFESSIONALS = "professionals", _("Les professionnels, sur déclaration")
    MEMBERS = "members", _("Les membres des partenaires, connectés")


class ApprovalMode(models.TextChoices):
    """Who must agree before a registration counts."""

    NONE = "none", _("Personne : on est inscrit aussitôt")
    ORGANISER = "organiser", _("L’organisateur")
    EMPLOYER = "employer", _("L’employeur, par un lien signé")


def usual_reminders():
    """Days before the date at which people are reminded."""
    return [7, 1]


class RegistrationTerms(models.Model):
    """Who may register, how many together, what is asked of them, and what they are told."""

    registration_mode = models.CharField(
        _("inscription"), max_length=8, choices=RegistrationMode, default=RegistrationMode.NONE
    )
    seats = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Par date, ou pour l’ensemble. Vide : sans limite.")
    )
    party_max = models.PositiveSmallIntegerField(
        _("personnes par inscription, au plus"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    waiting_list = models.BooleanField(_("liste d’attente"), default=True)
    registration_opens_at = models.DateTimeField(_("ouverture des inscriptions"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("clôture des inscriptions"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(
        _("personnes par groupe, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(2000)],
        help_text=_("Pour une association ou une classe, dont les noms viennent plus tard. Vide : pas de groupes."),
    )
    participants = models.CharField(
        _("on demande des participants"), max_length=8, choices=ParticipantMode, default=ParticipantMode.NUMBER
    )
    admission = models.CharField(_("ouvert à"), max_length=16, choices=Admission, default=Admission.EVERYBODY)
    approval = models.CharField(_("validation par"), max_length=10, choices=ApprovalMode, default=ApprovalMode.NONE)
    draw_at = models.DateTimeField(
        _("tirage au sort le"),
        null=True,
        blank=True,
        help_text=_("Jusque-là tout le monde attend ; ensuite le sort donne l’ordre."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("heures pour accepter une place libérée"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
        help_text=_("Vide : la place est donnée aussitôt, sans demander."),
    )
    reminders = models.JSONField(_("rappels, jours avant"), default=usual_reminders, blank=True)
    reconfirm_days = models.PositiveSmallIntegerField(
        _("demander « viendrez-vous ? », jours avant"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    evaluation = models.BooleanField(_("remercier et demander un avis après"), default=False)
    asks_image_consent = models.BooleanField(_("demander l’accord pour les photos"), default=False)
    asks_needs = models.BooleanField(_("demander de quoi chacun a besoin"), default=True)
    interpreter_days = models.PositiveSmallIntegerField(
        _("un interprète se demande au plus tard, jours avant"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("Vide : on ne propose pas d’interprète."),
    )
    childcare_seats = models.PositiveIntegerField(
        _("places en garderie"), null=True, blank=True, help_text=_("Par date, ou pour l’ensemble.")
    )
    childcare_age_min = models.PositiveSmallIntegerField(
        _("garderie à partir de (ans)"), null=True, blank=True, validators=[MaxValueValidator(17)]
    )
    childcare_age_max = models.PositiveSmallIntegerField(
        _("garderie jusqu’à (ans)"), null=True, blank=True, validators=[MaxValueValidator(17)]
    )
    sensitive = models.BooleanField(
        _("sujet sensible"),
        default=False,
        help_text=_("Les lettres ne disent pas de quoi il s’agit ; la page se quitte d’un geste."),
    )
    pseudonyms = models.BooleanField(_("un pseudonyme suffit"), default=False)
    women_only = models.BooleanField(_("réservé aux femmes"), default=False)

    class Meta:
        abstract = True
