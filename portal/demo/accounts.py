"""The five accounts that DESIGN's contract names, with one published password."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from partners.models import Membership, Partner, Role
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, MODERATOR, TRANSLATOR
from portal.accounts.models import User

PASSWORD = "maillage"  # noqa: S105 - published: these accounts are refused in production


@dataclass(frozen=True)
class Account:
    """One demonstration login; `partner` is a slug of partners.toml, `purpose` what `up` prints."""

    email: str
    first_name: str
    last_name: str
    purpose: str
    groups: tuple = ()
    partner: str = ""
    role: str = Role.EDITOR


ACCOUNTS = (
    Account(
        "redaction@demo.test", "Nour", "Lambrecht", "communication / communications", (EDITOR, MODERATOR, TRANSLATOR)
    ),
    Account("coordination@demo.test", "Tom", "Vereecke", "coordination", (COORDINATOR, DESK)),
    Account(
        "association@demo.test",
        "Fatoumata",
        "Claes",
        "association / partner",
        partner="association-femmes-du-monde",
        role=Role.MANAGER,
    ),
    Account("formation@demo.test", "Inès", "Delmotte", "travail social / social worker", partner="cpas-marolles"),
    Account("benevole@demo.test", "Jonas", "Okafor", "bénévole / volunteer"),
)


def load_accounts():
    """Make the accounts that are missing, each with a verified address."""
    hashed = make_password(PASSWORD)
    for account in ACCOUNTS:
        if User.objects.filter(email=account.email).exists():
            continue
        user = User.objects.create(
            email=account.email, password=hashed, first_name=account.first_name, last_name=account.last_name
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user.groups.add(*Group.objects.filter(name__in=account.groups))
        if account.partner:
            Membership.objects.create(partner=Partner.objects.get(slug=account.partner), user=user, role=account.role)


def present():
    """Those of the accounts that this database has."""
    there = set(User.objects.filter(is_active=True).values_list("email", flat=True))
    return [account for account in ACCOUNTS if account.email in there]
