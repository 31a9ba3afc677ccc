"""Registering in tests: short calls for what registration tests have in common."""

from django.db.models import Sum
from django.utils import timezone

from events.models import HOLDING, Capacity, Registration, RegistrationMode
from events.registration import register


def book(event, name, *, persons=1, date=None, **facts):
    """The registration of `persons` under `name`, for `date` or the event's first one, as it then stands."""
    values = {"email": f"{name.lower()}@exemple.test", "phone": "", "language": "fr", "now": timezone.now()} | facts
    date = date or (event.occurrences.first() if event.registration_mode == RegistrationMode.DATE else None)
    return register(event, occurrence=date, name=name, party_size=persons, **values).registration


def states(*registrations):
    """Their states, read again."""
    found = dict(Registration.objects.values_list("pk", "state"))
    return [found[registration.pk] for registration in registrations]


def kinds(registration):
    """The kinds of its letters, in order."""
    return list(registration.letters.order_by("pk").values_list("kind", flat=True))


def assert_counters_equal_rows():
    """Every capacity counts what its seats say, and is within its limit."""
    for capacity in Capacity.objects.all():
        seats = capacity.seats
        taken = seats.filter(registration__state__in=HOLDING).aggregate(n=Sum("persons"))["n"] or 0
        waiting = seats.filter(registration__state="waiting").aggregate(n=Sum("persons"))["n"] or 0
        assert (capacity.taken, capacity.waiting) == (taken, waiting)
        assert capacity.limit is None or capacity.taken <= capacity.limit
