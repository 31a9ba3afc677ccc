"""What a training says of itself beyond any other event."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from portal.kit.texts import translated


class Framework(models.Model):
    """Who recognises a training (a fund, a federation, a continuing-education framework); staff edit the list."""

    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    name_fr = models.CharField(_("nom en français"), max_length=120)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("cadre reconnu")
        verbose_name_plural = _("cadres reconnus")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name_fr

    def name(self, language):
        """The framework's name for readers of `language`."""
        return translated(self, "name", language)


class TrainingFacts(models.Model):
    """Hours, what is needed for an attestation, who recognises it. Objectives are words: EventText has them."""

    training_hours = models.DecimalField(
        _("heures de formation"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Vide : la durée des séances."),
    )
    gives_attestation = models.BooleanField(_("donne droit à une attestation"), default=False)
    attendance_threshold = models.PositiveSmallIntegerField(
        _("présence nécessaire (%)"),
        default=80,
        validators=[MaxValueValidator(100)],
    )
    paid_leave = models.BooleanField(_("ouvre le droit au congé-éducation payé"), default=False)
    frameworks = ParentalManyToManyField(Framework, blank=True, related_name="+", verbose_name=_("cadres reconnus"))

    class Meta:
        abstract = True
