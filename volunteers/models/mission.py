"""Missions: what volunteers are asked to do, by whom, where, and in which roles."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from events.models import Event
from partners.models import Partner, Place, Theme
from portal.kit.contact import validate_harmless
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import LanguageCodeField, choose_text, translated

from ..querysets import MissionQuerySet
from .skill import Skill

YOUNGEST, USUAL_AGE = 15, 16


class Rhythm(models.TextChoices):
    ONCE = "once", _("une fois")
    REGULAR = "regular", _("régulière")
    FLEXIBLE = "flexible", _("quand vous pouvez")


class Offer(models.TextChoices):
    MEAL = "meal", _("Repas")
    INSURANCE = "insurance", _("Assurance")
    EXPENSES = "expenses", _("Frais remboursés")


class Mission(Slugged, index.Indexed, ClusterableModel):
    """What a partner, or the City (no partner), asks of volunteers; its shifts say when.

    languages: BCP-47 codes that help; offers: codes of Offer; event: what it is done for. A flexible mission may have
    no shifts: one writes or telephones. The contact is who awaits people on the spot.
    """

    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="missions",
        verbose_name=_("partenaire"),
        help_text=_("Vide : la Ville."),
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="missions", verbose_name=_("pour l’activité")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="missions", verbose_name=_("lieu")
    )
    rhythm = models.CharField(_("rythme"), max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    minimum_age = models.PositiveSmallIntegerField(
        _("âge minimum"),
        default=USUAL_AGE,
        validators=[MinValueValidator(YOUNGEST), MaxValueValidator(99)],
        help_text=_("16 ans d’habitude ; 15 ans, seulement avec l’accord écrit d’un parent."),
    )
    languages = models.JSONField(_("langues utiles"), default=list, blank=True)
    skills = ParentalManyToManyField(
        Skill, blank=True, related_name="missions", verbose_name=_("compétences souhaitées")
    )
    themes = ParentalManyToManyField(Theme, blank=True, related_name="missions", verbose_name=_("thèmes"))
    offers = models.JSONField(_("ce que vous offrez"), default=list, blank=True)
    contact_name = models.CharField(
        _("qui accueille les bénévoles"), max_length=120, validators=[validate_harmless], blank=True
    )
    contact_phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("adresse e-mail"), blank=True)
    published = models.BooleanField(_("publiée"), default=False)
    opens_at = models.DateTimeField(_("inscriptions à partir du"), null=True, blank=True)
    closes_at = models.DateTimeField(_("jusqu’au"), null=True, blank=True)

    objects = MissionQuerySet.as_manager()

    search_fields = [index.FilterField("partner"), index.FilterField("published")]

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__gte=YOUNGEST),
                name="volunteers_mission_age",
                violation_error_message=_("On peut être bénévole à partir de 15 ans."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="volunteers_mission_closes",
                violation_error_message=_("Les inscriptions se ferment avant de s’ouvrir."),
            ),
        ]

    def __str__(self):
        text = self.text("fr")
        return text.name if text else self.slug

    def slug_words(self):
        return self.texts.all()[0].name if self.texts.all() else "mission"

    def text(self, language):
        """The MissionText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)

    def is_open(self, now):
        """Whether the public sees it."""
        return self.published and (self.closes_at is None or self.closes_at > now)


class MissionFormerSlug(FormerSlug):
    target = models.ForeignKey(Mission, models.SET_NULL, null=True, related_name="former_slugs")


class MissionText(models.Model):
    """A mission's words in one language. physical: what the body is asked to do (standing, carrying)."""

    mission = ParentalKey(Mission, on_delete=models.CASCADE, related_name="texts")
    language = LanguageCodeField()
    name = models.CharField(_("titre"), max_length=120, validators=[validate_harmless])
    summary = models.CharField(_("en une phrase"), max_length=250, blank=True, validators=[validate_harmless])
    description = models.TextField(_("ce qu’il y a à faire"), blank=True, validators=[validate_harmless])
    physical = models.CharField(
        _("effort physique et accessibilité"), max_length=250, blank=True, validators=[validate_harmless]
    )

    class Meta:
        verbose_name = _("texte de la mission")
        verbose_name_plural = _("textes de la mission")
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "language"],
                name="volunteers_mission_text",
                violation_error_message=_("Il y a déjà un texte dans cette langue."),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.language})"


class Role(Orderable):
    """What one does in a mission: welcome, set-up… Needs point at it, so a role that is in use stays."""

    mission = ParentalKey(Mission, on_delete=models.CASCADE, related_name="roles")
    name_fr = models.CharField(_("nom en français"), max_length=80, validators=[validate_harmless])
    name_nl = models.CharField(_("nom en néerlandais"), max_length=80, blank=True, validators=[validate_harmless])
    name_en = models.CharField(_("nom en anglais"), max_length=80, blank=True, validators=[validate_harmless])

    class Meta(Orderable.Meta):
        verbose_name = _("rôle")
        verbose_name_plural = _("rôles")

    def __str__(self):
        return self.name_fr

    def name(self, language):
        """The role's name for readers of `language`."""
        return translated(self, "name", language)
