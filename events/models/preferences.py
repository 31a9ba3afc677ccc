"""What staff set once for all events."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="calendar-alt", order=200)
class EventSettings(BaseGenericSetting):
    """Retention of registrations, and the domain that makes calendar identifiers unique for ever."""

    uid_domain = models.CharField(
        _("domaine des identifiants de calendrier"),
        max_length=100,
        default="maillage.brussels.example",
        validators=[RegexValidator(r"^[a-z0-9.-]+$")],
        help_text=_("Choisi une fois : le changer ferait paraître chaque activité deux fois dans les calendriers."),
    )
    registration_months = models.PositiveSmallIntegerField(
        _("mois de conservation des inscriptions après l’activité"),
        default=12,
        validators=[MinValueValidator(1)],
    )
    waiting_days = models.PositiveSmallIntegerField(
        _("jours de conservation de la liste d’attente après l’activité"),
        default=30,
        validators=[MinValueValidator(1)],
    )
    leave_enrolment_days = models.PositiveSmallIntegerField(
        _("congé-éducation payé : jours après le début pour le certificat d’inscription"),
        default=20,
        validators=[MinValueValidator(1)],
    )
    leave_quarter_days = models.PositiveSmallIntegerField(
        _("congé-éducation payé : jours après le trimestre pour le certificat d’assiduité"),
        default=20,
        validators=[MinValueValidator(1)],
    )
    attestation_years = models.PositiveSmallIntegerField(
        _("années de conservation des attestations"), default=10, validators=[MinValueValidator(1)]
    )

    message_months = models.PositiveSmallIntegerField(
        _("mois de conservation des messages des organisateurs après leur envoi"),
        default=12,
        validators=[MinValueValidator(1)],
    )
    opinion_months = models.PositiveSmallIntegerField(
        _("mois de conservation des avis après la dernière date de l’activité"),
        default=24,
        validators=[MinValueValidator(1)],
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("registration_months"),
                FieldPanel("waiting_days"),
                FieldPanel("message_months"),
                FieldPanel("opinion_months"),
                FieldPanel("attestation_years"),
            ],
            heading=_("Conservation des données"),
        ),
        MultiFieldPanel(
            [FieldPanel("leave_enrolment_days"), FieldPanel("leave_quarter_days")],
            heading=_("Délais du congé-éducation payé"),
        ),
        FieldPanel("uid_domain"),
    ]

    class Meta:
        verbose_name = _("réglages de l’agenda")
