"""The number of an organisation in the Crossroads Bank for Enterprises (BCE/KBO)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Ten digits that begin with 0 or 1; the last two are 97 less the remainder of the first eight by 97.
_NUMBER = re.compile(r"[01]\d{9}")
_PUNCTUATION = re.compile(r"[\s.\-/]")


def normalise_enterprise_number(number):
    """The ten digits of `BE 0123.456.749` or `123.456.749`; "" for nothing.

    Raises ValidationError for what is no such number, or has a digit that is wrong.
    """
    digits = _PUNCTUATION.sub("", number or "").upper().removeprefix("BE")
    if not digits:
        return ""
    if re.fullmatch(r"\d{9}", digits, re.ASCII):  # as they were written before 2005
        digits = f"0{digits}"
    if not _NUMBER.fullmatch(digits) or not digits.isascii():
        raise ValidationError(
            _("Un numéro d’entreprise a dix chiffres et commence par 0 ou 1, par exemple 0123.456.749."),
            code="enterprise",
        )
    if int(digits[8:]) != control_digits(digits[:8]):
        raise ValidationError(
            _("Ce numéro d’entreprise contient une faute : ses deux derniers chiffres ne vont pas avec les autres."),
            code="enterprise",
        )
    return digits


def control_digits(first):
    """The number that ends an enterprise number beginning with these eight digits, from 1 to 97."""
    return 97 - int(first) % 97


def display_enterprise_number(number):
    """`0123456749` as people write it: `0123.456.749`."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""
