"""What changed in an account, told to its main address: whoever did not do it themselves can still act."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.kit.site import absolute

ADDRESSES, KEYS, PASSWORD = "account_email", "mfa_list_webauthn", "account_reset_password"
# What happened: its sentence, and the page where it is undone. The names with a path are allauth's.
CHANGES = {
    "address-added": (lambda: _("Une adresse e-mail a été ajoutée à votre compte"), ADDRESSES),
    "address-main": (lambda: _("L’adresse principale de votre compte a changé"), ADDRESSES),
    "address-removed": (lambda: _("Une adresse e-mail a été retirée de votre compte"), ADDRESSES),
    "account/email/password_changed": (lambda: _("Le mot de passe de votre compte a changé"), PASSWORD),
    "account/email/password_reset": (lambda: _("Le mot de passe de votre compte a changé"), PASSWORD),
    "account/email/password_set": (lambda: _("Un mot de passe a été choisi pour votre compte"), PASSWORD),
    "mfa/email/webauthn_added": (lambda: _("Une clé d’accès a été ajoutée à votre compte"), KEYS),
    "mfa/email/webauthn_removed": (lambda: _("Une clé d’accès a été retirée de votre compte"), KEYS),
}


def tell_change(user, what, *, address="", to=""):
    """Write what changed, in the account's language. address: the one that it is about; to: not the main address.

    Nothing is written about the address itself to that address: an account's first one is no news to anybody.
    """
    to = to or EmailAddress.objects.get_primary_email(user) or user.email
    if what not in CHANGES or not to or to == address:
        return
    sentence, page = CHANGES[what]
    with override(user.language or None):
        facts = {
            "title": sentence(),
            "address": address,
            "moment": timezone.localtime(),
            "undo_url": absolute(reverse(page)),
        }
        get_adapter().send_mail("account/email/changed", to, facts)
