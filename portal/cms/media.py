"""Images and documents with what the law and readers ask of them."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.kit.texts import translated


class Licence(models.TextChoices):
    CITY = "city", _("Ville de Bruxelles, réutilisation permise")
    CC_BY = "cc-by", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0")
    CC0 = "cc0", _("CC0 / domaine public")
    GRANTED = "granted", _("Accord donné pour ce portail seulement")


ATTRIBUTED = frozenset({Licence.CC_BY, Licence.CC_BY_SA})  # licences that ask to be named beside their author


class PortalImage(AbstractImage):
    """An image with its alternative text per language, its author and the consent of who is recognisable."""

    alt_fr = models.CharField(_("texte de remplacement en français"), max_length=250, blank=True)
    alt_nl = models.CharField(_("texte de remplacement en néerlandais"), max_length=250, blank=True)
    alt_en = models.CharField(_("texte de remplacement en anglais"), max_length=250, blank=True)
    decorative = models.BooleanField(
        _("décorative"), default=False, help_text=_("N’apprend rien à qui ne la voit pas : elle sera passée.")
    )
    credit = models.CharField(_("crédit"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence, blank=True)
    consent = models.BooleanField(
        _("accord des personnes reconnaissables"),
        default=False,
        help_text=_("Écrit, avec les usages, la durée et les canaux ; des parents pour les enfants."),
    )

    admin_form_fields = (
        "title", "file", "collection", "alt_fr", "alt_nl", "alt_en", "decorative", "credit", "licence", "consent",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height", "tags",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_portalimage", _("Choisir une image"))]

    def alt(self, language):
        """The alternative text for readers of `language`; empty for a decorative image."""
        return "" if self.decorative else translated(self, "alt", language)

    @property
    def credit_line(self):
        """The author as shown beside the image, with the licence where that asks for it; empty without author."""
        if not self.credit:
            return ""
        owned = self.licence != Licence.CC0
        author = f"©\u00a0{self.credit}" if owned else gettext("Image : %(author)s") % {"author": self.credit}
        return f"{author}, {self.get_licence_display()}" if self.licence in ATTRIBUTED else author


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="cms_rendition")
        ]


class PortalDocument(AbstractDocument):
    """A document with its language and licence."""

    language = models.CharField(_("langue"), max_length=16, blank=True)
    credit = models.CharField(_("crédit"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence, blank=True)

    admin_form_fields = ("title", "file", "collection", "language", "credit", "licence", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_portaldocument", _("Choisir un document"))]
