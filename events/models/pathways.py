"""Pathways: activities to follow in an order, each open to all. Nobody's progress is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.kit.contact import validate_harmless
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import translated

from .event import Event


class PathwayKind(models.TextChoices):
    """For whom a pathway is."""

    NEWCOMERS = "newcomers", _("Pour les primo-arrivants")
    VOLUNTEERS = "volunteers", _("Pour les bénévoles")
    TEAMS = "teams", _("Pour les équipes")


class PathwayQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published=True)


class Pathway(Slugged, ClusterableModel):
    """Steps that lead from one activity to the next; staff edit them as a list."""

    kind = models.CharField(_("pour qui"), max_length=12, choices=PathwayKind)
    title_fr = models.CharField(_("titre en français"), max_length=120, validators=[validate_harmless])
    title_nl = models.CharField(_("titre en néerlandais"), max_length=120, validators=[validate_harmless])
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True, validators=[validate_harmless])
    summary_fr = models.TextField(_("présentation en français"), max_length=600, blank=True)
    summary_nl = models.TextField(_("présentation en néerlandais"), max_length=600, blank=True)
    summary_en = models.TextField(_("présentation en anglais"), max_length=600, blank=True)
    published = models.BooleanField(_("publié"), default=True)

    objects = PathwayQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcours")
        verbose_name_plural = _("parcours")
        ordering = ["kind", "title_fr", "pk"]

    def __str__(self):
        return self.title_fr

    def slug_words(self):
        return self.title_fr

    def title(self, language):
        """The pathway's title for readers of `language`."""
        return translated(self, "title", language)

    def summary(self, language):
        return translated(self, "summary", language)


class PathwayFormerSlug(FormerSlug):
    target = models.ForeignKey(Pathway, models.SET_NULL, null=True, related_name="former_slugs")


class PathwayStep(models.Model):
    """One activity of a pathway, in its place."""

    sort_order_field = "sort_order"  # modelcluster's name for it: staff may move the rows

    pathway = ParentalKey(Pathway, on_delete=models.CASCADE, related_name="steps")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="steps", verbose_name=_("activité"))

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "event"],
                name="events_pathway_step_once",
                violation_error_message=_("Cette activité est déjà une étape du parcours."),
            )
        ]

    def __str__(self):
        return str(self.event)
