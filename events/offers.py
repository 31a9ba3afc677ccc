"""A place that came free and was offered: accepted, left to the next, or lapsed when nobody answered in time."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from .letters import tell
from .models import EndReason, Registration, RegistrationState
from .registration import cancel, end, promote_if_held, seats_changed
from .targets import lock_held


def accept(registration, *, now):
    """The person comes: the places that were kept are theirs. A repeat changes nothing.

    Raises Refusal when the answer comes too late, or there is nothing to accept.
    """
    with transaction.atomic():
        lock_held(registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state == RegistrationState.CONFIRMED:
            return registration
        if registration.state != RegistrationState.OFFERED or registration.offered_until <= now:
            raise Refusal(_("Cette place n’est plus gardée pour vous."), code="late")
        registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, now
        registration.save(update_fields=["state", "confirmed_at"])
        tell(registration, "confirmed")
    return registration


def decline(registration, *, now):
    """The person does not come: the places go to the next. Returns the registration."""
    return cancel(registration, now=now)


def lapse(registration, *, now):
    """Nobody answered in time: the registration ends and the next is asked. A repeat changes nothing."""
    with transaction.atomic():
        target = lock_held(registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state != RegistrationState.OFFERED or registration.offered_until > now:
            return registration
        end(registration, target, RegistrationState.CANCELLED, reason=EndReason.OFFER, now=now)
        tell(registration, "lapsed")
        promote_if_held(target, now)
        seats_changed(target.capacities)
    return registration


def lapse_due(*, now=None):
    """Every minute: what was offered until now goes to the next; returns how many lapsed."""
    now = now or timezone.now()
    late = Registration.objects.filter(state=RegistrationState.OFFERED, offered_until__lte=now)
    due = list(late.order_by("offered_until", "pk")[:500])
    for registration in due:
        lapse(registration, now=now)
    return len(due)
