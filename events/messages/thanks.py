"""Thanks on the day after, and what people thought of it: a few words that nobody can trace to who wrote them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Avg, Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from portal.kit.site import absolute

from ..letters import LINK, dates_of
from ..models import (
    Attendance,
    AttendanceState,
    Evaluation,
    Event,
    Occurrence,
    OccurrenceState,
    Registration,
    RegistrationMode,
    RegistrationState,
)
from . import planning
from .hours import day_after
from .told import Told

THANKS = "thanks"
LATE = timedelta(days=2)  # after a stop of the portal
ENOUGH = 5  # answers, below which words would tell who wrote them


def plan(*, now):
    """Thank those who came yesterday, where the event asks for it; returns how many."""
    number = 0
    ended = Occurrence.objects.filter(ends_at__gt=now - LATE - timedelta(days=2), ends_at__lte=now)
    ended = ended.filter(event__evaluation=True, in_schedule=True, state=OccurrenceState.SCHEDULED)
    for date in ended.select_related("event").in_order():
        moment = day_after(date.ends_at)
        if moment <= now < moment + LATE and _is_last(date):
            number += _thank(date, now)
    return number


def _is_last(date):
    """Whether nothing more is to come for those who came: a course is thanked for once, after its last date."""
    if date.event.registration_mode != RegistrationMode.WHOLE:
        return True
    later = date.event.occurrences.filter(in_schedule=True).exclude(state=OccurrenceState.CANCELLED)
    return not later.filter(ends_at__gt=date.ends_at).exists()


def _thank(date, now):
    whole = date.event.registration_mode == RegistrationMode.WHOLE
    once = f"{timezone.localdate(date.ends_at)}"
    due = planning.Due(date.event, None if whole else date, timezone.localdate(date.ends_at), now)
    rows = due.registrations(THANKS, once).exclude(email="")
    if whole:  # once for the whole course, also when its last day changes afterwards
        rows = rows.exclude(letters__kind=THANKS)
    return planning.write(_who_came(date, whole, rows), THANKS, once, now=now)


def _who_came(date, whole, rows):
    """Those whom the roll has as present; all of them where nobody kept it."""
    marks = Attendance.objects.filter(occurrence__event=date.event) if whole else date.attendances.all()
    marks = marks.exclude(state=AttendanceState.UNDONE)
    if not marks.exists():
        return rows
    return rows.filter(Exists(marks.filter(registration=OuterRef("pk"), state=AttendanceState.PRESENT)))


def told(letter, *, now):
    """The Told of the thanks."""
    registration = letter.registration
    dates = [date for date in dates_of(registration) if date.is_past(now)]
    url = "" if registration.evaluated else absolute(evaluation_path(registration))
    return Told(THANKS, dates[-1:], {"evaluation_url": url}) if dates else None


def evaluation_path(registration):
    """Where one says what one thought of it, in the active language."""
    return reverse("gerer-avis", args=[link_token(registration, purpose=LINK)])


def may_evaluate(registration, *, now):
    """Whether somebody may say what they thought: they were to come, it is asked for, and something is over."""
    return (
        registration.event.evaluation
        and registration.state == RegistrationState.CONFIRMED
        and any(date.is_past(now) for date in dates_of(registration))
    )


def evaluate(registration, *, stars, text, now):
    """Keep what somebody thought, and apart from it that they have answered. Raises Refusal for a second answer."""
    with transaction.atomic():
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.evaluated:
            raise Refusal(_("Vous avez déjà donné votre avis. Merci !"), code="twice")
        if not may_evaluate(registration, now=now):
            raise Refusal(_("On ne demande pas d’avis pour cette inscription."), code="closed")
        registration.evaluated = True
        registration.save(update_fields=["evaluated"])
        return Evaluation.objects.create(event=Event(pk=registration.event_id), stars=stars, text=text)


def results(event):
    """{"count", "mean", "texts"}: how many answered; mean and words from ENOUGH answers on, before that None and []."""
    total = event.evaluations.aggregate(count=Count("pk"), mean=Avg("stars"))
    if total["count"] < ENOUGH:
        return {"count": total["count"], "mean": None, "texts": []}
    # Ids are drawn at random, so their order tells nothing of who answered first.
    texts = event.evaluations.exclude(text="").order_by("pk").values_list("text", flat=True)
    return {**total, "texts": list(texts[:500])}
