"""Rules about one partner that the database cannot state."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_phone
from portal.kit.texts import SPOKEN_CHOICES

SPOKEN_CODES = frozenset(code for code, _label in SPOKEN_CHOICES)


def clean_partner(partner):
    """Write the phone in E.164; raise ValidationError, by field, for what cannot be used."""
    errors = {}
    try:
        partner.phone = normalise_phone(partner.phone)
    except ValidationError as error:
        errors["phone"] = error
    unknown = set(partner.languages or []) - SPOKEN_CODES
    if unknown:
        errors["languages"] = _("Langue inconnue : %(codes)s") % {"codes": ", ".join(sorted(unknown))}
    if errors:
        raise ValidationError(errors)
