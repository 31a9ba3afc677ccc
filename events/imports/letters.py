"""Letters about calendars: to moderators when activities wait, to a partner's people and staff when one is given up."""

from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_q.tasks import async_task

from portal.accounts.groups import MODERATOR
from portal.accounts.models import User
from portal.kit.site import absolute

from .wording import failure_words


def tell_moderators(source, waiting):
    """One letter for all that a run leaves to be read."""
    for user in _moderators():
        with translation.override(user.language):
            subject = _("À relire : %(calendar)s") % {"calendar": source}
            body = ngettext(
                "Le calendrier « %(calendar)s » de %(partner)s a apporté %(count)s activité à relire.",
                "Le calendrier « %(calendar)s » de %(partner)s a apporté %(count)s activités à relire.",
                waiting,
            ) % {"calendar": source, "partner": source.partner, "count": waiting}
            more = _("Vous les trouvez parmi les activités en cours de relecture :")
            _tell(user.email, subject, f"{body}\n\n{more}\n{absolute(reverse('wagtailadmin_reports:workflow'))}")


def tell_stopped(source, code):
    """Once, when a calendar is given up: the people of the partner and the moderators."""
    members = User.objects.filter(is_active=True, memberships__partner=source.partner).distinct()
    people = {user.pk: user for user in (*members, *_moderators())}
    for user in people.values():
        with translation.override(user.language):
            address = absolute(reverse("calendrier-partenaire", args=[source.partner.slug, source.uuid]))
            subject = _("Calendrier arrêté : %(calendar)s") % {"calendar": source}
            body = _(
                "Le calendrier « %(calendar)s » de %(partner)s ne se lit plus, et nous avons cessé d’essayer.\n\n"
                "%(reason)s\n\nLes activités déjà reprises restent comme elles sont. "
                "Vérifiez l’adresse du calendrier, puis reprenez la lecture ici :\n%(address)s"
            ) % {"calendar": source, "partner": source.partner, "reason": failure_words(code), "address": address}
            _tell(user.email, subject, body)


def _moderators():
    return User.objects.filter(is_active=True, groups__name=MODERATOR).order_by("pk")


def _tell(address, subject, body):
    task = ("portal.accounts.letters.send", subject, body, [address])
    transaction.on_commit(partial(async_task, *task, save=False))
