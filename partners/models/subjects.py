"""What things are about, and whom they are for: lists that events and the directory share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kit.texts import translated


class Audience(models.TextChoices):
    ENFANTS = "enfants", _("Enfants")
    JEUNES = "jeunes", _("Jeunes")
    ADULTES = "adultes", _("Adultes")
    AINES = "aines", _("Aînés")
    FAMILLES = "familles", _("Familles")
    FEMMES = "femmes", _("Femmes")
    PROFESSIONNELS = "professionnels", _("Professionnels")
    PRIMO_ARRIVANTS = "primo-arrivants", _("Primo-arrivants")


class Theme(models.Model):
    """A subject, chosen by staff from an editable list."""

    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    name_fr = models.CharField(_("nom en français"), max_length=60)
    name_nl = models.CharField(_("nom en néerlandais"), max_length=60)
    name_en = models.CharField(_("nom en anglais"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["name_fr"]
        db_table = "events_theme"  # it lived in events; the table stayed where it was

    def __str__(self):
        return self.name_fr

    def name(self, language):
        """The theme's name for readers of `language`."""
        return translated(self, "name", language)
