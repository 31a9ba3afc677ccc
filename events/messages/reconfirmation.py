"""« Viendrez-vous toujours ? » – asked once before the first date; who no longer comes leaves the place to the next."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from portal.kit.site import absolute

from ..letters import LINK, dates_of
from ..models import EndReason, Registration, RegistrationState
from ..registration import cancel
from . import planning
from .reminders import dates_on, day_of
from .told import Told

RECONFIRM = "reconfirm"


def plan(*, now):
    """Ask those who are due; returns how many."""
    asking = planning.events_that_ask("reconfirm_days").exclude(reconfirm_days=None)
    number = 0
    for _days, due in planning.days_away({pk: {days} for pk, days in asking}, now=now):
        if due.date is None and not planning.is_first_day(due.event, due.day):
            continue
        once = f"{due.day}"
        number += planning.write(due.registrations(RECONFIRM, once), RECONFIRM, once, now=now)
    return number


def told(letter, *, now):
    """The Told of the question; None when it was answered already, or there is nothing left to come to."""
    registration = letter.registration
    if registration.reconfirmed_at and registration.reconfirmed_at > letter.created_at:
        return None
    dates = dates_on(registration, day_of(letter), now=now)
    return Told(RECONFIRM, dates, {"coming_url": absolute(coming_path(registration))}) if dates else None


def coming_path(registration):
    """Where one says whether one still comes, in the active language."""
    return reverse("gerer-venir", args=[link_token(registration, purpose=LINK)])


def may_answer(registration, *, now):
    """Whether there still is something to say: the place is held, and something has not begun."""
    return registration.state == RegistrationState.CONFIRMED and any(
        date.starts_at > now for date in dates_of(registration)
    )


def still_coming(registration, *, now):
    """Yes. A repeat changes nothing; after a no there is no place any more. Returns the registration."""
    with transaction.atomic():
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state != RegistrationState.CONFIRMED:
            raise Refusal(_("Cette inscription n’est plus confirmée."), code="state")
        registration.reconfirmed_at = now
        registration.save(update_fields=["reconfirmed_at"])
    return registration


def not_coming(registration, *, now):
    """No: the places go to the next at once. Returns the registration."""
    return cancel(registration, now=now, present=True, reason=EndReason.RECONFIRM)


def answers(event):
    """{"asked", "coming", "silent", "left"}: how many registrations were asked, still come, and left their place, and
    the references of those that have not answered."""
    asked = event.registrations.filter(letters__kind=RECONFIRM).distinct()
    still = asked.confirmed().filter(anonymised_at=None)
    return {
        "asked": asked.count(),
        "coming": still.exclude(reconfirmed_at=None).count(),
        "silent": list(still.filter(reconfirmed_at=None).order_by("pk").values_list("reference", flat=True)),
        "left": event.registrations.filter(end_reason=EndReason.RECONFIRM).count(),
    }
