"""Partners: organisations, what they say of themselves in each language, and their pictures."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable
from wagtail.search import index

from portal.kit.contact import validate_harmless
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import LanguageCodeField, choose_text

from ..querysets import PartnerQuerySet
from .freshness import Part, Reviewed
from .kind_facts import ChildcareFacts, SchoolFacts
from .subjects import Theme
from .territory import Place, Quartier


class PartnerKind(models.TextChoices):
    VILLE = "ville", _("Service de la Ville")
    MAISON_DE_QUARTIER = "maison-de-quartier", _("Maison de quartier")
    MAISON_DES_ENFANTS = "maison-des-enfants", _("Maison des enfants")
    MADO = "mado", _("Maison de l’adolescent")
    CRECHE = "creche", _("Crèche")
    ECOLE = "ecole", _("École")
    SPORT = "sport", _("Sport")
    CPAS = "cpas", _("Antenne du CPAS")
    BRAVVO = "bravvo", _("Prévention (BRAVVO)")
    BAPA = "bapa", _("Accueil des primo-arrivants")
    MISSION_LOCALE = "mission-locale", _("Mission Locale")
    ACTIRIS = "actiris", _("Actiris")
    CULTURE = "culture", _("Culture")
    ASSOCIATION = "association", _("Association")


class LegalForm(models.TextChoices):
    ASBL = "asbl", _("ASBL")
    AISBL = "aisbl", _("AISBL")
    FOUNDATION = "fondation", _("Fondation")
    DE_FACTO = "fait", _("Association de fait")
    PUBLIC = "public", _("Service public")
    COOPERATIVE = "cooperative", _("Coopérative")
    COMPANY = "societe", _("Société")


class Partner(ChildcareFacts, SchoolFacts, Slugged, Reviewed, index.Indexed, ClusterableModel):
    """An organisation that the city works with, a service of the City included.

    enterprise_number: ten digits. audiences: codes of Audience; languages: BCP-47.
    """

    kind = models.CharField(_("sorte"), max_length=24, choices=PartnerKind)
    quartier = models.ForeignKey(
        Quartier, models.PROTECT, verbose_name=_("quartier"), null=True, blank=True, related_name="partners"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("siège"), null=True, blank=True, related_name="partners"
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("dépend de"),
        help_text=_("L’organisation dont celle-ci est une antenne ou une section."),
    )
    enterprise_number = models.CharField(
        _("numéro d’entreprise (BCE)"),
        max_length=16,
        blank=True,
        help_text=_("Par exemple 0123.456.749. Une antenne le laisse vide et dit de qui elle dépend."),
    )
    legal_form = models.CharField(_("forme juridique"), max_length=12, choices=LegalForm, blank=True)
    themes = ParentalManyToManyField(Theme, blank=True, related_name="partners", verbose_name=_("thèmes"))
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    closed_on_holidays = models.BooleanField(_("fermé les jours fériés"), default=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    website = models.URLField(_("site web"), blank=True, validators=[URLValidator(["https", "http"])])
    languages = models.JSONField(_("langues parlées"), default=list, blank=True)
    is_city = models.BooleanField(
        _("service de la Ville"),
        default=False,
        help_text=_("Ses activités ne sont publiées qu’en français et en néerlandais à la fois."),
    )
    trusted = models.BooleanField(
        _("publie sans relecture"),
        default=False,
        help_text=_("Ce que ses membres publient paraît aussitôt, sans passer par la Ville."),
    )
    published = models.BooleanField(_("publié"), default=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    objects = PartnerQuerySet.as_manager()

    search_fields = [index.FilterField("kind"), index.FilterField("quartier"), index.FilterField("published")]

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number=""),
                name="partners_partner_enterprise_number",
                violation_error_message=_("Un autre partenaire a déjà ce numéro d’entreprise."),
            )
        ]

    def __str__(self):
        text = self.text("fr")
        return text.name if text else self.slug

    def clean(self):
        from ..validation import clean_partner

        clean_partner(self)

    def slug_words(self):
        return self.texts.all()[0].name if self.texts.all() else self.kind

    def text(self, language):
        """The PartnerText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)


class PartnerFormerSlug(FormerSlug):
    target = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="former_slugs")


class PartnerText(Part):
    """A partner's name and description in one language."""

    wholes = ("partner",)

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="texts")
    language = LanguageCodeField()
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    summary = models.CharField(_("en une phrase"), max_length=250, blank=True, validators=[validate_harmless])
    description = models.TextField(_("description"), blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("texte du partenaire")
        verbose_name_plural = _("textes du partenaire")
        constraints = [models.UniqueConstraint(fields=["partner", "language"], name="partners_partner_text")]

    def __str__(self):
        return f"{self.name} ({self.language})"


class PartnerPicture(Orderable, Part):
    """A picture on a partner's page; the image itself says what it shows and who made it."""

    wholes = ("partner",)

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(get_image_model_string(), models.CASCADE, related_name="+", verbose_name=_("image"))

    class Meta(Orderable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self):
        return str(self.image)
