"""How a person is reached, in the one form that comparisons use."""

import re
import unicodedata
from html import unescape

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

DEFAULT_REGION = "BE"
NAME_KEY_LENGTH = 120  # ligatures and presentation forms grow when they are taken apart
# Scripts whose marks people write or leave out.
_ACCENTED = frozenset(("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"))
# Control characters, and the marks that reorder or hide text (bidi overrides and isolates, zero-width).
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def normalise_email(address):
    """The address trimmed and in lower case: what two spellings of one mailbox have in common."""
    return unicodedata.normalize("NFKC", address or "").strip().casefold()


def normalise_phone(number):
    """The number in E.164 (`+3225550101`); Belgian when no country is written.

    Raises ValidationError when no telephone could be reached under it.
    """
    if not (number or "").strip():
        return ""
    try:
        parsed = phonenumbers.parse(number, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not _could_answer(parsed):
        raise ValidationError(_("Ce numéro de téléphone n’est pas complet."), code="phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _could_answer(parsed):
    """Foreign numbering plans change without us; a Belgian number that lacks digits reaches nobody."""
    belgian = parsed.country_code == phonenumbers.country_code_for_region(DEFAULT_REGION)
    return phonenumbers.is_valid_number(parsed) if belgian else phonenumbers.is_possible_number(parsed)


def display_phone(number):
    """`+3225550101` as people write it: `02 555 01 01`, or international for other countries."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return number
    local = phonenumbers.region_code_for_number(parsed) == DEFAULT_REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if local else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def name_key(name):
    """The name without case, accents, punctuation and spare spaces: «  José  DUPONT » → `jose dupont`.

    Accents go where people leave them out. Elsewhere a mark is a vowel or a consonant of its own: रमा is not रमी.
    """
    letters, marks_count = [], False
    for c in unicodedata.normalize("NFKD", name or ""):
        if unicodedata.category(c)[0] == "M":
            letters.append(c if marks_count else "")
        else:
            marks_count = unicodedata.name(c, "").partition(" ")[0] not in _ACCENTED
            letters.append(c if c.isalnum() else " ")
    return " ".join("".join(letters).casefold().split())[:NAME_KEY_LENGTH]


def tidy_lines(text):
    """The text with each line ended by a line feed alone; browsers send two characters (HTML §4.10.21.8)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def validate_harmless(text):
    """Raise ValidationError for control characters and direction overrides, which hide what is written."""
    if _HARMFUL.search(tidy_lines(text or "")):
        raise ValidationError(_("Ce texte contient des caractères invisibles. Retapez-le."), code="invisible")


def validate_one_line(text):
    """Raise ValidationError for what would stand on two lines, as no field of one line sends it."""
    if len((text or "").splitlines()) > 1:
        raise ValidationError(_("Écrivez ceci sur une seule ligne."), code="lines")


def validate_harmless_html(source):
    """As validate_harmless, for the words of a rich text (HTML, its characters perhaps written as entities)."""
    validate_harmless(unescape(strip_tags(source or "")))


def is_email(address):
    """Whether a letter could be addressed to it."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
