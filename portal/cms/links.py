"""Addresses that staff write by hand: of this portal or of another site, a mailbox, a telephone."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A path of this portal (never `//host`), or one of four schemes; nothing that could run or hide.
_SAFE = re.compile(r"(?:/(?![/\\])|https?://|mailto:|tel:)[^\s\x00-\x1f\x7f<>\"\\]*\Z", re.IGNORECASE)


def validate_address(address):
    """Raise ValidationError for what a link must not lead to."""
    if not _SAFE.match(address):
        raise ValidationError(_("Écrivez une adresse qui commence par /, https://, mailto: ou tel:."), code="address")


def safe_address(address):
    """The address, or the empty string for one that a link must not lead to."""
    return address if address and _SAFE.match(address) else ""
