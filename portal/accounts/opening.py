"""One's own account: whoever receives a code at an address may enter with it, and gets an account on the first day."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.kit.contact import normalise_email
from portal.kit.refusal import Refusal

from .models import User


def verified_addresses(user):
    """The addresses (normalised, sorted) that this account has proved to be its own."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({normalise_email(email) for email in rows})


def account_of(email):
    """The account that proved this address, else the one whose login it is, or None.

    An address that somebody merely claims opens nothing: its owner would enter the claimant's account.
    """
    proven = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return proven.user if proven else User.objects.filter(email=email).first()


def open_account(email, *, language):
    """The account of whoever has just proved this address; made when there is none. A repeat finds the first."""
    email = normalise_email(email)
    user = account_of(email)
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, language=language)
        except IntegrityError:  # two codes at the same moment
            user = User.objects.get(email=email)
    prove(user, email)
    return user


def prove(user, email):
    """The address is this account's: its registrations gather there. Raises Refusal when another account has it."""
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise _taken()
    first = not EmailAddress.objects.filter(user=user, primary=True).exists()
    try:
        with transaction.atomic():
            row, _made = EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True})
            if first:
                row.set_as_primary()
    except IntegrityError:
        raise _taken() from None


def _taken():
    return Refusal(_("Cette adresse est déjà celle d’un autre compte."), code="taken")
