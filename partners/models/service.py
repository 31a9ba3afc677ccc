"""Services: what a partner does for people, for whom, and how one gets it."""

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.search import index

from portal.kit.contact import validate_harmless
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import LanguageCodeField, choose_text

from ..querysets import ServiceQuerySet
from .freshness import Part, Reviewed
from .kind_facts import EnrolmentChannel
from .partner import Partner
from .subjects import Theme


class ServiceStatus(models.TextChoices):
    """The states of HSDS 3.1, in its words."""

    ACTIVE = "active", _("ouvert")
    PAUSED = "temporarily closed", _("interrompu pour un temps")
    INACTIVE = "inactive", _("en préparation, non publié")
    ENDED = "defunct", _("terminé")


# What the public sees.
SHOWN = (ServiceStatus.ACTIVE, ServiceStatus.PAUSED)


class Appointment(models.TextChoices):
    NONE = "none", _("sans rendez-vous")
    POSSIBLE = "possible", _("avec ou sans rendez-vous")
    REQUIRED = "required", _("sur rendez-vous")


class Channel(models.TextChoices):
    """How one asks for the service."""

    ON_SITE = "on-site", _("sur place")
    PHONE = "phone", _("par téléphone")
    EMAIL = "email", _("par e-mail")
    ONLINE = "online", _("en ligne")
    REFERRAL = "referral", _("par un professionnel")


def _years(label):
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(120)])


class Service(Slugged, Reviewed, index.Indexed, ClusterableModel):
    """What a partner does for people. Without hours of its own it keeps those of its partner.

    audiences: codes of Audience; languages: BCP-47; channels: codes of Channel.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="services", verbose_name=_("partenaire"))
    status = models.CharField(_("état"), max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    themes = ParentalManyToManyField(Theme, blank=True, related_name="services", verbose_name=_("thèmes"))
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    languages = models.JSONField(_("langues parlées"), default=list, blank=True)
    minimum_age = _years(_("à partir de (ans)"))
    maximum_age = _years(_("jusqu’à (ans)"))
    is_free = models.BooleanField(_("gratuit"), default=True)
    fee = models.DecimalField(
        _("prix (€)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Ce que l’on paie le plus souvent ; le détail se dit dans les textes."),
    )
    appointment = models.CharField(_("rendez-vous"), max_length=10, choices=Appointment, blank=True)
    channels = models.JSONField(_("comment demander"), default=list, blank=True)
    enrolment_channel = models.ForeignKey(
        EnrolmentChannel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("canal d’inscription")
    )
    phone = models.CharField(
        _("téléphone"), max_length=20, blank=True, help_text=_("Vide : celui du partenaire. De même pour l’e-mail.")
    )
    email = models.EmailField(_("adresse e-mail"), blank=True)
    url = models.URLField(_("page web"), blank=True, validators=[URLValidator(["https", "http"])])
    closed_on_holidays = models.BooleanField(_("fermé les jours fériés"), default=True)

    objects = ServiceQuerySet.as_manager()

    search_fields = [index.FilterField("partner"), index.FilterField("status")]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
                name="partners_service_ages",
                violation_error_message=_("L’âge le plus bas dépasse le plus haut."),
            ),
            models.CheckConstraint(
                condition=Q(is_free=False) | Q(fee__isnull=True),
                name="partners_service_fee",
                violation_error_message=_("Un service gratuit n’a pas de prix."),
            ),
        ]

    def __str__(self):
        text = self.text("fr")
        return text.name if text else self.slug

    def clean(self):
        from ..validation import clean_service

        clean_service(self)

    def slug_words(self):
        return self.texts.all()[0].name if self.texts.all() else "service"

    def text(self, language):
        """The ServiceText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)

    @property
    def is_shown(self):
        """Whether the public sees it, its partner being published."""
        return self.status in SHOWN


class ServiceFormerSlug(FormerSlug):
    target = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="former_slugs")


def _long(label, help_text=""):
    return models.TextField(label, blank=True, validators=[validate_harmless], help_text=help_text)


class ServiceText(Part):
    """A service's words in one language."""

    wholes = ("service",)

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="texts")
    language = LanguageCodeField()
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    summary = models.CharField(_("en une phrase"), max_length=250, blank=True, validators=[validate_harmless])
    description = _long(_("description"))
    eligibility = _long(_("pour qui"), _("Qui peut venir, à quelles conditions."))
    application = _long(_("comment faire"), _("Comment demander, s’inscrire, venir la première fois."))
    documents = _long(_("documents à apporter"), _("Un par ligne."))
    fees = _long(_("prix"), _("Ce que l’on paie, les réductions."))

    class Meta:
        verbose_name = _("texte du service")
        verbose_name_plural = _("textes du service")
        constraints = [models.UniqueConstraint(fields=["service", "language"], name="partners_service_text")]

    def __str__(self):
        return f"{self.name} ({self.language})"

    @property
    def document_list(self):
        """The documents to bring, one by one."""
        return [line.strip(" -–•\t") for line in self.documents.splitlines() if line.strip(" -–•\t")]
