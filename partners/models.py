"""The territory: quartiers, places, partners, and who may speak for a partner."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.search import index

from portal.kit.contact import name_key, validate_harmless
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import LanguageCodeField, choose_text, translated

from .querysets import PartnerQuerySet, PlaceQuerySet, QuartierQuerySet

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Quartier(Slugged):
    """A neighbourhood of the city; staff edit the list."""

    name_fr = models.CharField(_("nom en français"), max_length=80)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=80)
    name_en = models.CharField(_("nom en anglais"), max_length=80, blank=True)
    summary_fr = models.TextField(_("présentation en français"), blank=True)
    summary_nl = models.TextField(_("présentation en néerlandais"), blank=True)
    summary_en = models.TextField(_("présentation en anglais"), blank=True)
    postal_code = models.CharField(_("code postal"), max_length=4)
    latitude = models.FloatField(_("latitude"), validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), validators=LONGITUDE)

    objects = QuartierQuerySet.as_manager()

    class Meta:
        verbose_name = _("quartier")
        verbose_name_plural = _("quartiers")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name_fr

    def slug_words(self):
        return self.name_fr

    def name(self, language):
        """The quartier's name for readers of `language`."""
        return translated(self, "name", language)


class QuartierFormerSlug(FormerSlug):
    target = models.ForeignKey(Quartier, models.SET_NULL, null=True, related_name="former_slugs")


class Feature(models.TextChoices):
    """What helps people at a place or an event; the codes of the `acces` filter and of the open data."""

    ENTREE = "entree", _("Accès de plain-pied")
    TOILETTES = "toilettes", _("Toilettes adaptées")
    PARKING = "parking", _("Parking réservé")
    BOUCLE = "boucle", _("Boucle magnétique")
    LSFB = "lsfb", _("Interprète en langue des signes LSFB")
    VGT = "vgt", _("Interprète en langue des signes VGT")
    SOUS_TITRES = "sous-titres", _("Sous-titres")
    AUDIODESCRIPTION = "audiodescription", _("Audiodescription")
    CALME = "calme", _("Espace calme")
    FALC = "falc", _("Facile à lire et à comprendre")
    CHIEN = "chien", _("Chien d’assistance bienvenu")


# What belongs to a building; the others are arranged for one event.
PLACE_FEATURES = (
    Feature.ENTREE,
    Feature.TOILETTES,
    Feature.PARKING,
    Feature.BOUCLE,
    Feature.CALME,
    Feature.CHIEN,
)


class Known(models.TextChoices):
    """Yes, no, or nobody has looked: what is not recorded is unknown, never "no"."""

    YES = "yes", _("oui")
    NO = "no", _("non")
    UNKNOWN = "unknown", _("inconnu")


class Place(Slugged, index.Indexed, ClusterableModel):
    """Where things happen. A confidential place is never shown on a map nor exported."""

    street = models.CharField(_("rue et numéro (français)"), max_length=120, blank=True)
    street_nl = models.CharField(_("rue et numéro (néerlandais)"), max_length=120, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=10)
    municipality = models.CharField(_("commune"), max_length=80, default="Bruxelles")
    municipality_nl = models.CharField(_("commune (néerlandais)"), max_length=80, default="Brussel")
    quartier = models.ForeignKey(
        Quartier, models.PROTECT, verbose_name=_("quartier"), null=True, blank=True, related_name="places"
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    confidential = models.BooleanField(
        _("adresse confidentielle"), default=False, help_text=_("L’adresse n’est montrée nulle part.")
    )

    objects = PlaceQuerySet.as_manager()

    search_fields = [index.SearchField("street"), index.FilterField("quartier")]

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="partners_place_coordinates",
                violation_error_message=_("Donnez la latitude et la longitude, ou aucune des deux."),
            )
        ]

    def __str__(self):
        text = self.text("fr")
        return text.name if text else self.slug

    def slug_words(self):
        return self.texts.all()[0].name if self.texts.all() else self.street

    def text(self, language):
        """The PlaceText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)

    def address_lines(self, language):
        """Street (unless it is the place's name), then postal code and municipality, as `language` writes them."""
        dutch, text = language == "nl", self.text(language)
        street = (self.street_nl if dutch else "") or self.street
        town = (self.municipality_nl if dutch else "") or self.municipality
        named_so = text is not None and name_key(text.name) == name_key(street)
        return ([street] if street and not named_so else []) + [f"{self.postal_code} {town}"]


class PlaceFormerSlug(FormerSlug):
    target = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="former_slugs")


class PlaceText(models.Model):
    """A place's name and how one gets in, in one language."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="texts")
    language = LanguageCodeField()
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    directions = models.TextField(_("comment venir et entrer"), blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("texte du lieu")
        verbose_name_plural = _("textes du lieu")
        constraints = [models.UniqueConstraint(fields=["place", "language"], name="partners_place_text")]

    def __str__(self):
        return f"{self.name} ({self.language})"


class CheckSource(models.TextChoices):
    """How something about a place was found out."""

    VISIT = "visit", _("visite sur place")
    TRIAL = "trial", _("essai avec des personnes concernées")
    DECLARED = "declared", _("déclaration du gestionnaire")
    PLANS = "plans", _("plans du bâtiment")
    CERTIFICATE = "certificate", _("certification Access-i")


class PlaceFeature(models.Model):
    """What was found at a place: yes or no, when, by whom. No row means that nobody has looked."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="features")
    code = models.CharField(_("élément"), max_length=20, choices=[(f.value, f.label) for f in PLACE_FEATURES])
    value = models.CharField(_("constat"), max_length=8, choices=Known, default=Known.UNKNOWN)
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=CheckSource, blank=True)

    class Meta:
        verbose_name = _("accessibilité")
        verbose_name_plural = _("accessibilité")
        constraints = [models.UniqueConstraint(fields=["place", "code"], name="partners_place_feature")]

    def __str__(self):
        return f"{self.get_code_display()} : {self.get_value_display()}"


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


class Partner(Slugged, index.Indexed, ClusterableModel):
    """An organisation that the city works with, a service of the City included."""

    kind = models.CharField(_("sorte"), max_length=24, choices=PartnerKind)
    quartier = models.ForeignKey(
        Quartier, models.PROTECT, verbose_name=_("quartier"), null=True, blank=True, related_name="partners"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("siège"), null=True, blank=True, related_name="partners"
    )
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

    def __str__(self):
        text = self.text("fr")
        return text.name if text else self.slug

    def clean(self):
        from .validation import clean_partner

        clean_partner(self)

    def slug_words(self):
        return self.texts.all()[0].name if self.texts.all() else self.kind

    def text(self, language):
        """The PartnerText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)


class PartnerFormerSlug(FormerSlug):
    target = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="former_slugs")


class PartnerText(models.Model):
    """A partner's name and description in one language."""

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


class Role(models.TextChoices):
    EDITOR = "editor", _("rédaction")
    MANAGER = "manager", _("gestion")


class Membership(models.Model):
    """A person's role in a partner; one person may speak for several."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships", verbose_name=_("partenaire"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("compte")
    )
    role = models.CharField(_("rôle"), max_length=10, choices=Role, default=Role.EDITOR)
    since = models.DateTimeField(_("depuis"), auto_now_add=True)

    class Meta:
        verbose_name = _("membre d’un partenaire")
        verbose_name_plural = _("membres des partenaires")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"],
                name="partners_membership_once",
                violation_error_message=_("Cette personne fait déjà partie de ce partenaire."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.partner}"


from .access_models import AccessLetter, AccessRequest, AccessState, Invitation  # noqa: E402, F401 - they name Partner
