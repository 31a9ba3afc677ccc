"""Which volunteer is me: those of the addresses that this account proved, and of no other."""

from portal.accounts.opening import verified_addresses

from .models import SignUp, Volunteer


def volunteers_of(user):
    """Every volunteer with one of the verified addresses; a family may share one."""
    return Volunteer.objects.known().filter(email__in=verified_addresses(user)).order_by("pk")


def proven(user, declared_email, name):
    """The Volunteer of this name whose address the account has proved, or None."""
    if not user.is_authenticated or not declared_email:
        return None
    return volunteers_of(user).filter(email=declared_email, name_key=name).first()


def sign_ups_of(user):
    """Every shift that these volunteers took, or waited for."""
    return SignUp.objects.filter(volunteer__in=volunteers_of(user))
