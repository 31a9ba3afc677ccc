"""What a task may ask of who does it: an editable list."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kit.texts import translated


class Skill(models.Model):
    """A driving licence, first aid… to_confirm: a coordinator wants to see it; until then it counts as declared."""

    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    name_fr = models.CharField(_("nom en français"), max_length=60)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=60)
    name_en = models.CharField(_("nom en anglais"), max_length=60, blank=True)
    to_confirm = models.BooleanField(
        _("à confirmer"), default=False, help_text=_("Demandez à voir le permis ou le brevet avant le jour même.")
    )

    class Meta:
        verbose_name = _("compétence")
        verbose_name_plural = _("compétences")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name_fr

    def name(self, language):
        """The skill's name for readers of `language`."""
        return translated(self, "name", language)
