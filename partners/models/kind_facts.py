"""What only partners of one kind have: crèches and schools."""

from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kit.texts import translated


class EnrolmentChannel(models.Model):
    """Where one asks for a place (in a crèche of the ONE, in a Dutch-speaking school); staff edit the list."""

    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    name_fr = models.CharField(_("nom en français"), max_length=120)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)
    note_fr = models.CharField(_("ce qu’il faut savoir (français)"), max_length=250, blank=True)
    note_nl = models.CharField(_("ce qu’il faut savoir (néerlandais)"), max_length=250, blank=True)
    note_en = models.CharField(_("ce qu’il faut savoir (anglais)"), max_length=250, blank=True)
    url = models.URLField(_("site web"), blank=True, validators=[URLValidator(["https", "http"])])

    class Meta:
        verbose_name = _("canal d’inscription")
        verbose_name_plural = _("canaux d’inscription")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name_fr

    def name(self, language):
        """The channel's name for readers of `language`."""
        return translated(self, "name", language)


class LanguageRole(models.TextChoices):
    """In which language a crèche or a school works by law."""

    FRENCH = "fr", _("francophone")
    DUTCH = "nl", _("néerlandophone")
    BOTH = "fr-nl", _("bilingue")


class SupervisingBody(models.TextChoices):
    ONE = "one", _("ONE")
    OPGROEIEN = "opgroeien", _("Opgroeien")
    IRISCARE = "iriscare", _("Iriscare")


class SchoolLevel(models.TextChoices):
    NURSERY = "maternelle", _("Maternelle")
    PRIMARY = "primaire", _("Primaire")
    SECONDARY = "secondaire", _("Secondaire")
    SPECIAL = "specialise", _("Enseignement spécialisé")
    ADULT = "adultes", _("Enseignement pour adultes")


class SchoolOrganiser(models.TextChoices):
    """Who runs the school (the « réseau »)."""

    CITY = "ville", _("Ville ou commune")
    WBE = "wbe", _("Wallonie-Bruxelles Enseignement")
    GO = "go", _("GO! (Communauté flamande)")
    FREE = "libre", _("Libre subventionné")
    PRIVATE = "prive", _("Privé")


def _places(label):
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(999)])


def _months(label):
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(216)])


class ChildcareFacts(models.Model):
    """A crèche: ages in months, places by section, who watches over it. Empty is unknown."""

    months_from = _months(_("dès l’âge de (mois)"))
    months_to = _months(_("jusqu’à l’âge de (mois)"))
    baby_places = _places(_("places chez les bébés"))
    toddler_places = _places(_("places chez les moyens et les grands"))
    mixed_places = _places(_("places en section mixte"))
    full_time = models.BooleanField(_("temps plein"), default=False)
    part_time = models.BooleanField(_("temps partiel"), default=False)
    supervising_body = models.CharField(_("organisme de tutelle"), max_length=12, choices=SupervisingBody, blank=True)
    licence = models.CharField(_("autorisation (numéro)"), max_length=40, blank=True)

    class Meta:
        abstract = True


class SchoolFacts(models.Model):
    """A school: who runs it and what it teaches. The language role and the channel serve crèches too."""

    school_organiser = models.CharField(_("pouvoir organisateur"), max_length=8, choices=SchoolOrganiser, blank=True)
    school_levels = models.JSONField(_("niveaux"), default=list, blank=True)
    language_role = models.CharField(_("rôle linguistique"), max_length=5, choices=LanguageRole, blank=True)
    enrolment_channel = models.ForeignKey(
        EnrolmentChannel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("canal d’inscription"),
        help_text=_("Où l’on demande une place ; la liste se modifie dans les réglages."),
    )

    class Meta:
        abstract = True
