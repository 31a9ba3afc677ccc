"""Who publishes this portal, and what its menu and its foot lead to, as staff write it."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from .menu_blocks import MenuBlocks


@register_setting(icon="home", order=100)
class SiteIdentity(BaseGenericSetting):
    """The portal's name, its publisher, how to reach a person there, the menu and the foot.

    One row, so that every page asks the database once for all of them.
    """

    name = models.CharField(_("nom du portail"), max_length=60, default="Maillage")
    publisher_fr = models.CharField(_("éditeur en français"), max_length=80, default="Ville de Bruxelles")
    publisher_nl = models.CharField(_("éditeur en néerlandais"), max_length=80, default="Stad Brussel")
    publisher_en = models.CharField(_("éditeur en anglais"), max_length=80, default="City of Brussels")
    email = models.EmailField(_("adresse e-mail"), default="maillage@brussels.example")
    phone = models.CharField(_("téléphone"), max_length=20, default="+3225550100")

    quick_exit_url = models.URLField(
        _("où mène « Quitter vite »"),
        default="https://www.bruxelles.be/",
        validators=[URLValidator(["https", "http"])],
        help_text=_("Un site neutre, pour qui lit une page sur un sujet sensible et doit la quitter."),
    )

    menu = StreamField(
        MenuBlocks(), blank=True, verbose_name=_("menu"), help_text=_("Vide : les pages principales du portail.")
    )
    footer = StreamField(
        MenuBlocks(),
        blank=True,
        verbose_name=_("pied de page"),
        help_text=_("Vide : accessibilité, données personnelles, espace personnel."),
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("publisher_fr"), FieldPanel("publisher_nl"), FieldPanel("publisher_en")]),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("quick_exit_url"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(panels, heading=_("Identité")),
            ObjectList([FieldPanel("menu")], heading=_("Menu")),
            ObjectList([FieldPanel("footer")], heading=_("Pied de page")),
        ]
    )

    class Meta:
        verbose_name = _("identité et menus")
