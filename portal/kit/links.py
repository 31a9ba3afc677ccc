"""Signed links: whoever holds one may see one row, without an account.

A link's token is a mac (128 bits) over the purpose, the row's uuid and its own `link_key`, then the row's id; a new
key ends every link made before. Tokens are computed when needed and stored nowhere. They are written in the letters
that no eye confuses, so that somebody can type one from paper: capitals and hyphens change nothing.

Tokens of the first version, 48 characters of base64url (the uuid and a mac of 20 bytes), still open their row.
"""

import base64
import binascii
import hmac
import secrets
import uuid

from django.utils.crypto import salted_hmac

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # those of a registration's reference
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}
MAC_BYTES = 16
MAC_LENGTH = 26  # letters: 31 ** 26 > 2 ** 128
MOST_LETTERS = MAC_LENGTH + 9  # ids of nine letters reach far beyond any table here
GROUP = 5  # letters between two hyphens on paper

FIRST_MAC_BYTES = 20
FIRST_LENGTH = 48  # (16 + 20) bytes in base64, which 3 divides: no spare bits, so one spelling for each token


def new_link_key():
    """128 random bits, hexadecimal: the default of a `link_key` column."""
    return secrets.token_hex(16)


def _mac(purpose, row, version="link2"):
    message = f"{row.uuid.hex}:{row.link_key}"
    return salted_hmac(f"maillage.{version}.{purpose}", message, algorithm="sha256").digest()


def _written(number, length=1):
    """A number in LETTERS, at least `length` of them."""
    found = ""
    while number:
        number, value = divmod(number, len(LETTERS))
        found = LETTERS[value] + found
    return found.rjust(length, LETTERS[0])


def _read(text):
    number = 0
    for letter in text:
        number = number * len(LETTERS) + _VALUES[letter]
    return number


def link_token(row, *, purpose):
    """The token of a row (which has `uuid` and `link_key`) for one purpose: some thirty letters and digits."""
    return _written(int.from_bytes(_mac(purpose, row)[:MAC_BYTES]), MAC_LENGTH) + _written(row.pk)


def spaced(token):
    """The token in groups, to be typed from paper."""
    return "-".join(token[start : start + GROUP] for start in range(0, len(token), GROUP))


def row_for_token(token, queryset, *, purpose):
    """The row whose link this is, or None: unknown, tampered and rotated links look the same."""
    if len(token) == FIRST_LENGTH and (row := _row_of_first_version(token, queryset, purpose)):
        return row
    letters = token.replace("-", "").lower()
    if not MAC_LENGTH < len(letters) <= MOST_LETTERS or not set(letters) <= _VALUES.keys():
        return None
    row = queryset.filter(pk=_read(letters[MAC_LENGTH:])).first()
    if row is None or not hmac.compare_digest(letters, link_token(row, purpose=purpose)):
        return None
    return row


def _row_of_first_version(token, queryset, purpose):
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    if len(raw) != 16 + FIRST_MAC_BYTES:
        return None
    row = queryset.filter(uuid=uuid.UUID(bytes=raw[:16])).first()
    if row is None or not hmac.compare_digest(raw[16:], _mac(purpose, row, "link")[:FIRST_MAC_BYTES]):
        return None
    return row
