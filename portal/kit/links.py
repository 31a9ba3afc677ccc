"""Signed links: whoever holds one may see one row, without an account.

A link's token is base64url of the row's uuid (16 bytes) and a mac (20 bytes) over the purpose, the uuid and the
row's own `link_key`; a new key ends every link made before. Tokens are computed when needed and stored nowhere.
"""

import base64
import binascii
import hmac
import secrets
import uuid

from django.utils.crypto import salted_hmac

MAC_BYTES = 20
TOKEN_LENGTH = 48  # (16 + 20) bytes in base64, which 3 divides: no spare bits, so one spelling for each token


def new_link_key():
    """128 random bits, hexadecimal: the default of a `link_key` column."""
    return secrets.token_hex(16)


def _mac(purpose, row):
    message = f"{row.uuid.hex}:{row.link_key}"
    return salted_hmac(f"maillage.link.{purpose}", message, algorithm="sha256").digest()[:MAC_BYTES]


def link_token(row, *, purpose):
    """The token of a row (which has `uuid` and `link_key`) for one purpose: 48 URL-safe characters."""
    return base64.urlsafe_b64encode(row.uuid.bytes + _mac(purpose, row)).decode()


def row_for_token(token, queryset, *, purpose):
    """The row whose link this is, or None: unknown, tampered and rotated links look the same."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    if len(token) != TOKEN_LENGTH or len(raw) != 16 + MAC_BYTES:
        return None
    row = queryset.filter(uuid=uuid.UUID(bytes=raw[:16])).first()
    if row is None or not hmac.compare_digest(raw[16:], _mac(purpose, row)):
        return None
    return row
