"""Where a partner or a service is, and how it is reached."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.kit.contact import normalise_phone, validate_harmless
from portal.kit.texts import translated_line

from .hours import AtPlace, OwnedPart, one_owner
from .territory import Place


class Presence(Orderable, OwnedPart):
    """Another place of a partner than its seat, or a place of a service (HSDS service_at_location).

    A service without any is at the seat of its partner.
    """

    partner = ParentalKey("partners.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="presences")
    service = ParentalKey("partners.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="presences")
    place = models.ForeignKey(Place, models.PROTECT, related_name="presences", verbose_name=_("lieu"))
    note_fr = models.CharField(_("précision (français)"), max_length=250, blank=True, validators=[validate_harmless])
    note_nl = models.CharField(_("précision (néerlandais)"), max_length=250, blank=True, validators=[validate_harmless])
    note_en = models.CharField(_("précision (anglais)"), max_length=250, blank=True, validators=[validate_harmless])

    class Meta(Orderable.Meta):
        verbose_name = _("implantation")
        verbose_name_plural = _("implantations")
        constraints = [
            one_owner("partners_presence_owner"),
            models.UniqueConstraint(
                fields=["partner", "place"], condition=Q(partner__isnull=False), name="partners_partner_at_place"
            ),
            models.UniqueConstraint(
                fields=["service", "place"], condition=Q(service__isnull=False), name="partners_service_at_place"
            ),
        ]

    def __str__(self):
        return str(self.place)

    def note(self, language):
        """The Line that a reader of `language` gets."""
        return translated_line(self, "note", language)


class ContactKind(models.TextChoices):
    """The types of a telephone that HSDS 3.1 knows (RFC 6350 §6.4.1)."""

    VOICE = "voice", _("téléphone")
    CELL = "cell", _("GSM")
    TEXT = "text", _("SMS")
    TEXTPHONE = "textphone", _("téléphone pour personnes sourdes")
    FAX = "fax", _("fax")


class Contact(Orderable, AtPlace):
    """A further number, or a person with number and address; internal ones are for staff alone.

    phone: E.164. The main number of a partner or service is its own `phone`.
    """

    partner = ParentalKey("partners.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="contacts")
    service = ParentalKey("partners.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="contacts")
    name = models.CharField(_("nom"), max_length=120, blank=True, validators=[validate_harmless])
    role_fr = models.CharField(
        _("fonction ou usage (français)"), max_length=120, blank=True, validators=[validate_harmless]
    )
    role_nl = models.CharField(
        _("fonction ou usage (néerlandais)"), max_length=120, blank=True, validators=[validate_harmless]
    )
    role_en = models.CharField(
        _("fonction ou usage (anglais)"), max_length=120, blank=True, validators=[validate_harmless]
    )
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    extension = models.PositiveIntegerField(_("numéro interne"), null=True, blank=True)
    kind = models.CharField(_("sorte de numéro"), max_length=12, choices=ContactKind, default=ContactKind.VOICE)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    languages = models.JSONField(_("langues parlées"), default=list, blank=True)
    public = models.BooleanField(
        _("public"), default=True, help_text=_("Non coché : pour l’équipe de la Ville seulement.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [one_owner("partners_contact_owner")]

    def __str__(self):
        return self.name or self.role_fr or self.phone or self.email

    def clean(self):
        try:
            self.phone = normalise_phone(self.phone)
        except ValidationError as error:
            raise ValidationError({"phone": error}) from error
        if not self.phone and not self.email:
            raise ValidationError({"phone": _("Donnez un numéro ou une adresse e-mail.")})

    def role(self, language):
        """The Line that a reader of `language` gets."""
        return translated_line(self, "role", language)
