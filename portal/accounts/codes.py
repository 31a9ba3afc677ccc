"""A code by e-mail for somebody who is signed in: to say once more who they are, or to prove another address.

It is kept in the session, so the code works in the browser that asked for it and nowhere else: following a letter
that somebody else caused gives them nothing.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from django.utils.translation import gettext as _

from portal.kit.limits import within
from portal.kit.refusal import Refusal

KEY = "maillage_code"
LASTS = 15 * 60  # seconds
ATTEMPTS = 5
SENT, SENT_WITHIN = 5, 600  # codes that one account may ask for in ten minutes
# Whoever owns an address must read that the code gives it to an account, not that it opens their own.
LETTERS = {"address": "account/email/address_code"}


def send_code(request, purpose, email):
    """Send a code to `email` and remember what it is for. Raises Refusal when that happens too often."""
    if not within("account-code", str(request.user.pk), limit=SENT, seconds=SENT_WITHIN):
        raise Refusal(_("Vous avez demandé plusieurs codes. Attendez dix minutes, puis réessayez."), code="often")
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[KEY] = {"purpose": purpose, "email": email, "code": code, "at": time.time(), "tries": 0}
    adapter.send_mail(LETTERS.get(purpose, "account/email/login_code"), email, {"code": code})


def awaited(request, purpose):
    """The address to which a code that still counts was sent for this purpose; else the empty string."""
    kept = request.session.get(KEY, {})
    valid = kept.get("purpose") == purpose and time.time() - kept["at"] < LASTS and kept["tries"] < ATTEMPTS
    return kept["email"] if valid else ""


def take_code(request, purpose, typed):
    """The address that the code proves; it is used up. Raises Refusal for a wrong or an old one."""
    email = awaited(request, purpose)
    if not email:
        request.session.pop(KEY, None)
        raise Refusal(_("Ce code n’est plus valable : demandez-en un autre."), code="old")
    kept = request.session[KEY]
    if not compare_user_code(actual=typed, expected=kept["code"]):
        request.session[KEY] = {**kept, "tries": kept["tries"] + 1}
        raise Refusal(_("Ce n’est pas le bon code. Recopiez celui du dernier e-mail."), code="wrong")
    del request.session[KEY]
    return email
