"""Registering, changing, cancelling. Every operation asks again under the lock, and a repeat is harmless."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kit.contact import name_key, normalise_email, normalise_phone
from portal.kit.refusal import Refusal

from .asking import rules
from .asking.details import NOTHING, Details
from .asking.wanted import places_wanted
from .asking.writing import ask_approval, create_details, details_of, keep_files, set_columns, write_details
from .attendance import hand_on, lines_of
from .letters import tell, tell_again, tell_approver
from .models import (
    HOLDING,
    ApprovalMode,
    EndReason,
    ExtraPlaces,
    OccurrenceState,
    Registration,
    RegistrationState,
    Seats,
    Source,
)
from .opening import closed_reason
from .querysets import reaching
from .room import no_room, no_room_to_grow, refuse_too_many, seats_in, why_waiting
from .seats import ask_fewer_of_the_oldest, awaits_draw, give_out, queue, take
from .targets import bounds, called_off, ended, lock_held, lock_target


@dataclass(frozen=True)
class Outcome:
    """What registering did. `created` False: this person already was registered, and got the link again.

    shown_state: the state that the receipt may show; for a repeat, what a newcomer would have got, so that
    typing somebody's address teaches nothing about them. why: of who waits, a reason of events.waiting_words.
    """

    registration: Registration
    created: bool
    shown_state: str
    why: str = ""


def register(
    event,
    *,
    occurrence,
    name,
    email,
    phone,
    party_size,
    language,
    now,
    note="",
    source=Source.WEB,
    made_by=None,
    details=NOTHING,
    submission="",
):
    """Register `party_size` persons under one name; the group is confirmed whole or waits whole.

    occurrence: the date, or None for an event that one follows as a whole. email, phone: one is enough, none for
    who is registered at the desk. made_by: who is signed in, or None. details: an asking.details.Details. submission:
    which sending of the form this is; again, it gets what the first got, and no letter follows. Raises Refusal when one
    cannot register, or nothing is left and nobody waits.
    """
    email, phone = normalise_email(email), normalise_phone(phone)
    with transaction.atomic():
        target = lock_target(event, occurrence)
        first, earlier = _known(target, submission, email=email, phone=phone, name=name, source=source)
        if first is not None:
            return _made(first)
        _refuse_closed(target, now=now, source=source)
        rules.check_admission(target.event, details, source=source, user=made_by)
        if details.approver is not None:
            rules.check_approver(details.approver.email, email)
        _refuse_details(target, party_size, details, source=source)
        rules.check_interpreter(target.event, details, starts_at=_starts(target), now=now)
        wanted = places_wanted(target, party_size, details)
        refuse_too_many(seats_in(target, wanted))
        if earlier is None:
            registration = Registration(
                event=target.event,
                occurrence=target.occurrence,
                name=" ".join(name.split()),
                name_key=name_key(name),
                email=email,
                phone=phone,
                party_size=party_size,
                language=language,
                note=note,
                source=source,
                made_by=made_by,
                submission=submission,
                created_at=now,
            )
            set_columns(registration, details)
            return _enter(target, registration, details, wanted, now=now)
        tell_again(earlier, party_size=party_size, email=email)
        shown = _newcomer_state(target, wanted)
    if shown == RegistrationState.WAITING and not _may_wait(target):
        raise no_room(seats_in(target, wanted))  # what anybody else would be told
    return Outcome(earlier, created=False, shown_state=shown, why=_why(target, wanted, shown))


def made_by_submission(submission):
    """The Outcome of what this sending of a form made already, or None."""
    if not submission:
        return None
    made = Registration.objects.active().filter(submission=submission).first()
    return _made(made) if made is not None else None


def _made(registration):
    """The Outcome of a registration for the sending that made it."""
    return Outcome(registration, created=True, shown_state=registration.state, why=why_it_waits(registration))


def why_it_waits(registration):
    """Why this registration waits as things stand, a reason of events.waiting_words; "" when it does not."""
    if registration.state != RegistrationState.WAITING:
        return ""
    seats = [(seat.capacity, seat.persons) for seat in registration.seats.select_related("capacity")]
    return why_waiting(registration.event, registration.occurrence_id, seats)


def _why(target, wanted, state):
    if state != RegistrationState.WAITING:
        return ""
    return why_waiting(target.event, target.occurrence and target.occurrence.pk, seats_in(target, wanted))


def _enter(target, registration, details, wanted, *, now):
    """Under the lock: everyone enters as waiting, then the oldest group that fits gets its places.

    Where somebody must agree first, it enters as pending and holds nothing; it keeps its rank in the queue.
    """
    registration.save(force_insert=True)
    registration.queue_rank = registration.pk  # given under the lock, so the order of arrival
    create_details(registration, details, now=now)
    approval = ask_approval(registration, details)
    Seats.objects.bulk_create(
        Seats(registration=registration, capacity_id=capacity_id, persons=persons)
        for capacity_id, persons in wanted.items()
    )
    if approval is not None:
        registration.state = RegistrationState.PENDING
        registration.save(update_fields=["queue_rank", "state"])
        keep_files(registration, details)
        tell(registration, "pending")
        tell_approver(approval)
        return Outcome(registration, created=True, shown_state=registration.state)
    registration = _join_queue(target, registration, wanted, now=now)
    why = _why(target, wanted, registration.state)
    if registration.state == RegistrationState.WAITING and not _may_wait(target):
        raise no_room(seats_in(target, wanted))
    keep_files(registration, details)
    tell(registration, registration.state, why=why or None)
    seats_changed(target.capacities)
    return Outcome(registration, created=True, shown_state=registration.state, why=why)


def _join_queue(target, registration, wanted, *, now):
    """Count it as waiting, then let places be given; returns the registration as it stands afterwards.

    Where nobody else waits and it fits, it is the oldest that fits; where it does not fit, nobody else does who did
    not before. So the queue is read only by who might pass somebody in it.
    """
    fits = all(target.capacities[pk].fits(persons) for pk, persons in wanted.items())
    waited_for = any(capacity.waiting for capacity in target.capacities.values())
    if fits and not waited_for and not awaits_draw(target.event, registration.occurrence_id):
        return _go_in(target, registration, wanted, now=now)
    registration.save(update_fields=["queue_rank", "state"])
    for capacity_id, persons in wanted.items():
        queue(target.capacities[capacity_id], persons)
    if not fits:
        ask_fewer_of_the_oldest(target.capacities, newcomer=registration.pk)
        return registration
    given = give_out(target.capacities, now=now, newcomer=registration.pk)
    return next((other for other in given if other.pk == registration.pk), registration)


def _go_in(target, registration, wanted, *, now):
    for capacity_id, persons in wanted.items():
        take(target.capacities[capacity_id], persons)
    registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, now
    registration.save(update_fields=["queue_rank", "state", "confirmed_at"])
    return registration


def admit(registration, *, now):
    """Whoever had to agree did: it waits like anybody else, at its rank of arrival, and may fit at once.

    For a registration that was locked as pending by events.approval; returns it as it stands afterwards.
    """
    target = lock_held(registration)
    registration.state = RegistrationState.WAITING
    wanted = dict(registration.seats.values_list("capacity_id", "persons"))
    registration = _join_queue(target, registration, wanted, now=now)
    tell(registration, registration.state, why=_why(target, wanted, registration.state) or None)
    seats_changed(target.capacities)
    return registration


def _may_wait(target):
    """Whether one may stand in the queue: where there is a waiting list, or a draw is to come."""
    occurrence_id = target.occurrence.pk if target.occurrence else None
    return target.event.waiting_list or awaits_draw(target.event, occurrence_id)


def cancel(registration, *, now, quietly=False, present=False, reason=EndReason.PERSON, comment=""):
    """Give the seats back at once and promote the oldest waiting group that fits; a repeat changes nothing.

    quietly: the person is not written to (staff told them already). present: they do it themselves, or stand at the
    desk: a letter follows where one can, but nobody calls to tell what they know. comment: why, told to the person.
    Raises Refusal when it is over.
    """
    with transaction.atomic():
        target = lock_held(registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if not registration.is_active:
            return registration
        if ended(target, now):
            raise Refusal(_("Cette activité est terminée."), code="past")
        end(registration, target, RegistrationState.CANCELLED, reason=reason, now=now)
        if not quietly and (registration.email or not present):
            tell(registration, "cancelled", comment=comment or None)
        promote_if_held(target, now)
        seats_changed(target.capacities)
    return registration


def end(registration, target, state, *, now, reason=""):
    """Under the lock: the registration is over, and what it held or waited for is given back."""
    for seat in registration.seats.all():
        _count(registration)(target.capacities[seat.capacity_id], -seat.persons)
    registration.state, registration.end_reason, registration.cancelled_at = state, reason, now
    registration.save(update_fields=["state", "end_reason", "cancelled_at"])


def change(registration, *, name, phone, party_size, language, note, now, details=None, present=False, by_staff=False):
    """Change what the person wrote. More persons need free places; fewer give theirs to who waits.

    details: a Details in place of the earlier ones; None keeps those. present: as for cancel(). by_staff: who may give
    somebody whom a roll has marked another name. Raises Refusal when the registration is over or its date called off,
    or the larger group no longer fits.
    """
    phone = normalise_phone(phone)
    with transaction.atomic():
        target = lock_held(registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if not registration.is_active:
            raise Refusal(_("Cette inscription est annulée."), code="cancelled")
        if ended(target, now):
            raise Refusal(_("Cette activité est terminée."), code="past")
        if target.occurrence is not None and target.occurrence.state == OccurrenceState.CANCELLED:
            raise Refusal(_("Cette date est annulée."), code="closed")
        if registration.source == Source.WEB and _namesake(registration, target, name=name, phone=phone):
            raise Refusal(_("Une autre inscription existe déjà à ce nom, avec les mêmes coordonnées."), code="double")
        rules.check_marked(registration, name, details, by_staff=by_staff)
        if details is not None:
            _refuse_details(target, party_size, details, source=registration.source)
            _refuse_new_interpreter(registration, target, details, now=now)
        elif party_size != registration.party_size:
            rules.check_number(
                target.event, party_size, Details(organisation=registration.organisation), source=registration.source
            )
        lines = lines_of(registration)
        _resize(registration, target, party_size, details or details_of(registration))
        registration.name, registration.name_key = " ".join(name.split()), name_key(name)
        registration.phone, registration.language, registration.note = phone, language, note
        if details is not None:
            set_columns(registration, details)
        registration.save()
        if details is not None:
            write_details(registration, details, now=now)
            hand_on(registration, lines)
        if registration.email or not present:
            tell(registration, "changed")
        promote_if_held(target, now, newcomer=registration.pk)
        seats_changed(target.capacities)
    registration.refresh_from_db()
    return registration


def _refuse_new_interpreter(registration, target, details, *, now):
    """Who asked in time keeps the interpreter when something else is changed later."""
    earlier = details_of(registration).needs
    if details.needs and not (earlier and earlier.interpreter == details.needs.interpreter):
        rules.check_interpreter(target.event, details, starts_at=_starts(target), now=now)


def _count(registration):
    """How what this registration stands for is counted, as its state says; what is pending is counted nowhere."""
    if registration.state in HOLDING:
        return take
    return queue if registration.state == RegistrationState.WAITING else _uncounted


def _uncounted(capacity, persons):
    """Nothing is held before whoever must agree has agreed."""


def _resize(registration, target, party_size, details):
    """Bring seats and counters in line with what is wanted now; what one holds grows only where there is room."""
    held = {seat.capacity_id: seat for seat in registration.seats.all()}
    wanted = places_wanted(target, party_size, details)
    extra = set(ExtraPlaces.objects.filter(capacity__in=target.capacities).values_list("capacity_id", flat=True))
    bases = held.keys() - extra  # where its places really are, whatever the event became since
    wanted = {pk: persons for pk, persons in wanted.items() if pk in extra} | dict.fromkeys(bases, party_size)
    refuse_too_many(seats_in(target, wanted))
    more = {pk: wanted.get(pk, 0) - (held[pk].persons if pk in held else 0) for pk in wanted.keys() | held.keys()}
    if registration.state in HOLDING:
        for pk, persons in more.items():
            if persons > 0 and not target.capacities[pk].fits(persons):
                raise no_room_to_grow(target.capacities[pk])
    count = _count(registration)
    for pk, persons in more.items():
        if persons:
            count(target.capacities[pk], persons)
            Seats.objects.filter(registration=registration, capacity_id=pk).delete() if pk not in wanted else (
                Seats.objects.update_or_create(
                    registration=registration, capacity_id=pk, defaults={"persons": wanted[pk]}
                )
            )
    registration.party_size = party_size


def promote_if_held(target, now, *, newcomer=None):
    """A place that comes free is offered only for what will take place."""
    if not called_off(target) and not ended(target, now):
        given = give_out(target.capacities, now=now, newcomer=newcomer)
        for registration in given:
            if registration.pk == newcomer:
                tell(registration, "promoted")


def _namesake(registration, target, *, name, phone):
    """Whether somebody else's active registration has this name with this person's e-mail address or telephone."""
    others = Registration.objects.active().filter(event=target.event, occurrence=target.occurrence, source=Source.WEB)
    same = others.reached_by(email=registration.email, phone=phone, name_key=name_key(name))
    return same.exclude(pk=registration.pk).exists()


def _refuse_closed(target, *, now, source):
    starts, ends = bounds(target.event, target.occurrence)
    reason = closed_reason(target.event, target.occurrence, now=now, first_start=starts, last_end=ends, source=source)
    if reason:
        raise Refusal(reason, code="closed")
    if not target.capacities:
        raise Refusal(_("Choisissez une date."), code="date")


def _starts(target):
    return bounds(target.event, target.occurrence)[0]


def _refuse_details(target, party_size, details, *, source):
    rules.check_number(target.event, party_size, details, source=source)
    day = rules.day_of(_starts(target))
    rules.check_people(target.event, party_size, details, day=day, source=source)


def _known(target, submission, *, email, phone, name, source):
    """(what this sending of the form made already, what this person has here already), each a Registration or None.

    One query for both, of two columns: hundreds who are neither ask it under the lock.
    """
    sent = Q(submission=submission) if submission else Q(pk__in=[])
    person = Q(pk__in=[])
    if source == Source.WEB:
        date = target.occurrence and target.occurrence.pk
        person = Q(occurrence=date, name_key=name_key(name)) & reaching(email=email, phone=phone)
    rows = Registration.objects.active().filter(sent | person, event=target.event.pk).order_by("pk")
    found = list(rows.values_list("pk", "submission"))
    first = next((pk for pk, made_by in found if submission and made_by == submission), None)
    earlier = next((pk for pk, _made_by in found), None)
    return tuple(pk and Registration.objects.get(pk=pk) for pk in (first, earlier))


def _newcomer_state(target, wanted):
    """The state that somebody else would get who asked for the same."""
    if target.event.approval != ApprovalMode.NONE:
        return RegistrationState.PENDING
    occurrence_id = target.occurrence.pk if target.occurrence else None
    fits = all(target.capacities[pk].fits(persons) for pk, persons in wanted.items())
    if fits and not awaits_draw(target.event, occurrence_id):
        return RegistrationState.CONFIRMED
    return RegistrationState.WAITING


def seats_changed(capacities):
    """Tell the agenda, once this is committed, that places of these capacities changed."""
    from .catalogue import seats_changed as tell_catalogue

    ids = list(capacities)
    transaction.on_commit(lambda: tell_catalogue(ids))
