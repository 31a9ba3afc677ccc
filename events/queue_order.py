"""The organiser's hand on the waiting list: another order, or a place given to a group that was telephoned."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from .letters import tell
from .models import Registration, RegistrationState
from .registration import promote_if_held, seats_changed
from .seats import awaits_draw, queue, take
from .targets import called_off, ended, lock_held, lock_target


def reorder(event, *, occurrence, references, now):
    """Put the waiting registrations in the order of `references`; then whoever fits gets their places.

    The ranks that they have are dealt out anew: who is not named (somebody who arrived meanwhile) keeps theirs.
    Raises Refusal before a draw, which alone gives the order.
    """
    with transaction.atomic():
        target = lock_target(event, occurrence)
        if awaits_draw(target.event, occurrence and occurrence.pk):
            raise Refusal(_("Le tirage au sort donnera l’ordre."), code="draw")
        waiting = Registration.objects.waiting().filter(event=event.pk, occurrence=occurrence)
        rows = {row.reference: row for row in waiting.filter(reference__in=references)}
        named = [rows[reference] for reference in dict.fromkeys(references) if reference in rows]
        deal_ranks(named)
        promote_if_held(target, now)
        seats_changed(target.capacities)


def deal_ranks(ordered):
    """Give these registrations, under the lock, their own ranks again in their new order."""
    ranks = sorted((row.queue_rank, row.pk) for row in ordered)
    for row, (rank, _pk) in zip(ordered, ranks, strict=True):
        row.queue_rank = rank
    Registration.objects.bulk_update(ordered, ["queue_rank"], batch_size=200)


def step(references, reference, move):
    """The list of references with one moved `up`, `down` or `first`."""
    order = list(references)
    if reference not in order:
        return order
    place = order.index(reference)
    order.pop(place)
    order.insert({"up": max(place - 1, 0), "down": place + 1, "first": 0}[move], reference)
    return order


def give_place(registration, *, now):
    """Confirm a waiting group that the organiser reached, before those who wait longer.

    Raises Refusal when it no longer waits or does not fit, before a draw, and for what does not take place.
    """
    with transaction.atomic():
        target = lock_held(registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state == RegistrationState.CONFIRMED:
            return registration
        if registration.state != RegistrationState.WAITING:
            raise Refusal(_("Cette inscription n’attend plus."), code="state")
        if awaits_draw(target.event, registration.occurrence_id):
            raise Refusal(_("Le tirage au sort donnera l’ordre."), code="draw")
        if called_off(target):
            raise Refusal(_("Cette date n’a pas lieu."), code="closed")
        if ended(target, now):
            raise Refusal(_("Cette activité est terminée."), code="past")
        seats = list(registration.seats.all())
        if not all(target.capacities[seat.capacity_id].fits(seat.persons) for seat in seats):
            raise Refusal(_("Il ne reste pas assez de places pour ce groupe."), code="full")
        for seat in seats:
            queue(target.capacities[seat.capacity_id], -seat.persons)
            take(target.capacities[seat.capacity_id], seat.persons)
        registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, now
        registration.save(update_fields=["state", "confirmed_at"])
        tell(registration, "promoted")
        seats_changed(target.capacities)
    return registration
