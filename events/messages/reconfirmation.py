"""« Viendrez-vous toujours ? » – asked once before the first date; who no longer comes leaves the place to the next."""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from portal.kit.site import absolute

from ..letters import LINK, dates_of
from ..models import EndReason, Registration, RegistrationLetter, RegistrationState
from ..registration import cancel
from . import planning
from .reminders import dates_on, day_of
from .told import Told

RECONFIRM = "reconfirm"
COMING, SILENT, LEFT = "oui", "silence", "non"


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


def with_question(registrations):
    """With `asked_at`: when each was last asked, or None."""
    letters = RegistrationLetter.objects.filter(registration=OuterRef("pk"), kind=RECONFIRM).exclude(state="dropped")
    asked = letters.order_by("-created_at", "-pk").annotate(at=Coalesce("called_at", "sent_at", "created_at"))
    return registrations.annotate(asked_at=Subquery(asked.values("at")[:1]))


def answer_of(registration):
    """COMING, SILENT or LEFT, of a registration with its question; empty when nobody asked it."""
    if registration.end_reason == EndReason.RECONFIRM:
        return LEFT
    if registration.reconfirmed_at:
        return COMING
    return SILENT if registration.asked_at else ""


def answer_label(answer):
    return {COMING: _("vient toujours"), SILENT: _("pas encore répondu"), LEFT: _("a laissé sa place")}.get(answer, "")


def answered_so(registrations, answer):
    """Of these registrations, those that answered so."""
    if answer == LEFT:
        return registrations.filter(end_reason=EndReason.RECONFIRM)
    if answer == COMING:
        return registrations.exclude(reconfirmed_at=None).exclude(end_reason=EndReason.RECONFIRM)
    asked = with_question(registrations.filter(reconfirmed_at=None)).exclude(end_reason=EndReason.RECONFIRM)
    return asked.exclude(asked_at=None)


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
