"""What one registers for: an event or one of its dates, with all its places locked at once."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from .models import Event, ExtraPlaces, Occurrence, OccurrenceState, RegistrationMode
from .seats import locked


@dataclass(frozen=True)
class Target:
    """What one registers for: an event, one of its dates or all of them, and the capacities that are locked.

    capacities: {id: Capacity}: the places themselves, those of its childcare and those behind choices of questions.
    """

    event: Event
    occurrence: Occurrence | None
    capacities: dict

    @property
    def base_id(self):
        return base_id(self.event, self.occurrence)


def base_id(event, occurrence):
    """The id of the capacity in which everybody takes places, or None where nobody can register."""
    owner = occurrence if event.registration_mode == RegistrationMode.DATE else event
    return owner.capacity_id if owner is not None else None


def extra_places(event, occurrence):
    """The places beside those of this date (or of the whole): in childcare, behind choices."""
    whole = event.registration_mode != RegistrationMode.DATE
    return ExtraPlaces.objects.filter(event=event.pk, occurrence=None if whole or not occurrence else occurrence.pk)


def capacity_ids(event, occurrence):
    """Ids of the capacities in which registering for this target can take places."""
    base = base_id(event, occurrence)
    return [base, *extra_places(event, occurrence).order_by().values_list("capacity_id", flat=True)] if base else []


def lock_target(event, occurrence):
    """The target with its capacities locked, read again under the lock. Raises Refusal when it has gone.

    event, occurrence: as the caller read them, perhaps a moment ago; what they say is used to find the lock alone.
    """
    capacities = locked(capacity_ids(event, occurrence) or capacity_ids(*_read_again(event, occurrence)))
    event, occurrence = _read_again(event, occurrence)
    base = base_id(event, occurrence)
    if base is not None and base not in capacities:  # its places became others meanwhile
        raise _gone()
    return Target(event, occurrence, capacities if base else {})


def _read_again(event, occurrence):
    """(Event, Occurrence or None) as the database has them. Raises Refusal when the date has gone."""
    if occurrence is None:
        return Event.objects.get(pk=event.pk), None
    dates = Occurrence.objects.select_related("event").filter(pk=occurrence.pk, event=event.pk)
    date = next(iter(dates.order_by()), None)
    if date is None:
        raise _gone()
    return date.event, date


def _gone():
    return Refusal(_("Cette date n’est plus au programme."), code="gone")


def lock_held(registration):
    """The target of a registration, locked with the places that it really holds or waits for; read under the lock."""
    event, occurrence = registration.event, registration.occurrence
    held = registration.seats.values_list("capacity_id", flat=True)
    capacities = locked({*held, *capacity_ids(event, occurrence)})
    return Target(*_read_again(event, occurrence), capacities)


def bounds(event, occurrence):
    """(first start, last end) of the dates that one registers for; (None, None) when there is none."""
    if occurrence is not None:
        return occurrence.starts_at, occurrence.ends_at
    dates = event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED)
    hours = list(dates.order_by("starts_at").values_list("starts_at", "ends_at"))
    return (hours[0][0], max(end for _start, end in hours)) if hours else (None, None)


def ended(target, now):
    """Whether the last date of the target is over; what is postponed is not, until its new day is."""
    if target.occurrence is not None:
        return target.occurrence.is_over(now)
    dates = list(target.event.occurrences.filter(in_schedule=True).exclude(state=OccurrenceState.CANCELLED))
    return bool(dates) and all(date.is_over(now) for date in dates)


def called_off(target):
    """Whether the one date of the target does not take place as things stand."""
    return is_off(target.occurrence)


def is_off(date):
    """Whether this date (or None) does not take place as things stand."""
    return date is not None and (date.state != OccurrenceState.SCHEDULED or not date.in_schedule)
