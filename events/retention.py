"""What is kept no longer than said: every night, names and contacts of past registrations are erased.

Answers go after the days that their question says, needs after thirty: long before the names. What organisers wrote
and what people thought have times of their own.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.kit.links import new_link_key

from .asking.writing import forget_answers
from .models import (
    Answer,
    Approval,
    Consent,
    Evaluation,
    Event,
    EventSettings,
    Needs,
    Occurrence,
    OccurrenceState,
    OrganiserMessage,
    Participant,
    Purpose,
    Registration,
    RegistrationLetter,
    RegistrationState,
    Seats,
)
from .seats import locked, queue

BATCH = 500
NEEDS_DAYS = 30


def purge(*, now=None):
    """Erase names, contacts, remarks and letters once the time that EventSettings gives has passed.

    What is left counts persons: state, number, dates. What was put off to a day not known yet
    is not over. Returns the number of registrations erased.
    """
    now = now or timezone.now()
    settings = EventSettings.load()
    waiting_until = now - timedelta(days=settings.waiting_days)
    others_until = now - relativedelta(months=settings.registration_months)
    over = _with_end(_not_put_off(Registration.objects.filter(anonymised_at=None))).filter(
        Q(state=RegistrationState.WAITING, over_at__lt=waiting_until) | Q(over_at__lt=others_until)
    )
    purge_answers(now=now)
    purge_needs(now=now)
    purge_messages(until=now - relativedelta(months=settings.message_months))
    purge_opinions(until=now - relativedelta(months=settings.opinion_months))
    erased = 0
    while ids := list(over.values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            anonymise(pk, now=now)
        erased += len(ids)
    return erased


def _with_end(registrations):
    """With `over_at`: when the last date that each is for ended."""
    return registrations.annotate(
        over_at=Coalesce(
            "occurrence__ends_at",
            Max("event__occurrences__ends_at"),
            "created_at",
            output_field=DateTimeField(),
        )
    )


def _not_put_off(registrations):
    """Without those of a date whose new day is not known yet: it is not over, whatever its old hour says."""
    put_off = Occurrence.objects.filter(state=OccurrenceState.POSTPONED, in_schedule=True)
    there = registrations.exclude(occurrence__in=put_off)
    return there.exclude(Exists(put_off.filter(event=OuterRef("event"))), occurrence=None)


def _erase_beside(ids):
    """Who came stays as a row without a name, because attendance is counted by it."""
    forget_answers(Answer.objects.filter(registration__in=ids))
    Needs.objects.filter(registration__in=ids).delete()
    Consent.objects.filter(registration__in=ids).delete()
    Participant.objects.filter(registration__in=ids).update(name="", birth_date=None)
    Approval.objects.filter(registration__in=ids).update(
        approver_name="", approver_email="", employer="", comment="", link_key=new_link_key()
    )


def purge_answers(*, now):
    """Delete answers, with their files, once the days that their question gave have passed; returns how many."""
    gone = 0
    for days in Answer.objects.order_by().values_list("keep_days", flat=True).distinct():
        over = _with_end(_not_put_off(Registration.objects.all())).filter(over_at__lt=now - timedelta(days=days))
        rows = list(Answer.objects.filter(keep_days=days, registration__in=over.order_by().values("pk")))
        forget_answers(rows)
        gone += len(rows)
    return gone


def purge_needs(*, now):
    """Delete what people needed, thirty days after the activity, and the consent that it was kept under."""
    over = _with_end(_not_put_off(Registration.objects.filter(needs__isnull=False)))
    ids = list(over.filter(over_at__lt=now - timedelta(days=NEEDS_DAYS)).values_list("pk", flat=True))
    Needs.objects.filter(registration__in=ids).delete()
    Consent.objects.filter(registration__in=ids, purpose=Purpose.NEEDS).delete()
    return len(ids)


def purge_messages(*, until):
    """Delete what organisers wrote before `until`, with its letters: their words may be about somebody."""
    OrganiserMessage.objects.filter(created_at__lt=until).delete()


def purge_opinions(*, until):
    """Delete what was thought of events whose last date ended before `until`.

    An opinion has no hour of its own, so those about a series without end stay while it goes on.
    """
    put_off = Occurrence.objects.filter(state=OccurrenceState.POSTPONED, in_schedule=True, event=OuterRef("pk"))
    last = Coalesce(Max("occurrences__ends_at"), "last_published_at", "first_published_at")
    over = Event.objects.order_by().annotate(over_at=last).filter(~Exists(put_off), over_at__lt=until)
    Evaluation.objects.filter(event__in=over.values("pk")).delete()


@transaction.atomic
def anonymise(pk, *, now):
    """Take the person out of one registration (its id); what is left counts persons.

    Who still waits leaves the waiting list: a place that comes free later would go to nobody.
    """
    capacities = locked(Seats.objects.filter(registration=pk).values_list("capacity_id", flat=True))
    waiting = Seats.objects.filter(registration=pk, registration__state=RegistrationState.WAITING)
    for seat in waiting:
        queue(capacities[seat.capacity_id], -seat.persons)
    waiting.delete()
    RegistrationLetter.objects.filter(registration=pk).delete()
    _erase_beside([pk])
    Registration.objects.filter(pk=pk).update(
        name="",
        name_key="",
        email="",
        phone="",
        note="",
        organisation="",
        function="",
        emergency_phone="",
        may_collect="",
        submission="",
        made_by=None,
        link_key=new_link_key(),
        anonymised_at=now,
    )
