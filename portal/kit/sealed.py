"""Words that the database keeps without knowing them: secret addresses of other people's services.

Sealed with a key made from SECRET_KEY; former ones (SECRET_KEY_FALLBACKS) still open what they sealed. What no key
opens any more reads as empty: whoever gave it is asked again.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key):
    return base64.urlsafe_b64encode(hashlib.sha256(b"maillage.sealed:" + key.encode()).digest())


def seal(words):
    """The words (str), sealed (str); what is empty stays so."""
    return _box().encrypt(words.encode()).decode() if words else ""


def unseal(sealed):
    """The words that were sealed, or "" when no key of ours opens them."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""
