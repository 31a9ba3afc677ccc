"""The end of an account: what the portal knows of a person goes, save what the law keeps (GDPR art. 17 §3).

Attestations are kept: they prove hours to an employer, and others hold their number. They keep their address, so that
whoever proves it again later finds them.
"""

from contextlib import suppress
from functools import partial

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from partners.orientation.following import leave
from partners.retention import forget
from portal.accounts.belongings import erase_all
from portal.accounts.groups import PERMISSIONS
from portal.accounts.opening import verified_addresses
from portal.kit.refusal import Refusal
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_month

from ..models import EndReason, EventSettings
from ..registration import cancel
from ..retention import anonymise
from .mine import attestations_of, registrations_of

ADMIN = "wagtailadmin.access_admin"


def refuse_staff(user):
    """Raise Refusal for an account of the City: whoever opened it closes it, and its acts stay signed."""
    if user.is_superuser or user.has_perm(ADMIN) or user.groups.filter(name__in=PERMISSIONS).exists():
        raise Refusal(_("Ce compte sert au travail de la Ville : demandez à l’administration de le fermer."))


def kept_papers(user):
    """[(Attestation, the day after which it goes)], the latest first."""
    years = EventSettings.load().attestation_years
    return [(row, row.issued_at + relativedelta(years=years)) for row in attestations_of(user)]


def erase(user, *, now, language):
    """Give back every place, take the person out of every registration, delete the account, and write one last time.

    Interrupted, it is begun again from where it stood. Raises Refusal for staff.
    """
    refuse_staff(user)
    for registration in registrations_of(user).active():
        with suppress(Refusal):  # what is over is no longer cancelled
            cancel(registration, now=now, quietly=True, reason=EndReason.PERSON)
    with transaction.atomic():
        subject, plain, html = _last_letter(user, language)
        address = user.email
        for pk in registrations_of(user).order_by("pk").values_list("pk", flat=True):
            anonymise(pk, now=now)
        leave(user, {address, *verified_addresses(user)}, now=now)
        erase_all(user, now=now)
        forget({address, *verified_addresses(user)})
        user.delete()
        send = partial(async_task, "portal.accounts.letters.send", subject, plain, [address], html, save=False)
        transaction.on_commit(send)


def _last_letter(user, language):
    """(subject, text, HTML): it is composed before anything goes, because it says what stays."""
    with translation.override(language):
        context = {
            "site": identity(language),
            "papers": [f"{row}, {_day(until)}" for row, until in kept_papers(user)],
            "privacy_url": absolute(reverse("donnees-personnelles")),
        }
        plain = render_to_string("letters/account_erased.txt", context)
        return _("Votre espace est effacé"), plain, render_to_string("letters/account_erased.html", context)


def _day(moment):
    return _("jusqu’au %(day)s") % {"day": f"{day_month(moment)} {moment.year}"}
