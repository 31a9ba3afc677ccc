"""The made-up catalogues of any size. In a file of their own: they count every row, the city's too if it were there."""

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from events.models import AgendaRow, Capacity, Event, EventKind, Occurrence
from events.schedule import plan
from portal.demo.many import load_many

pytestmark = pytest.mark.django_db


def picture():
    """What two runs must have in common."""
    events = Event.objects.order_by("slug").values_list("slug", "uuid", "kind", "organiser__slug", "capacity__taken")
    dates = Occurrence.objects.order_by("uuid").values_list("uuid", "starts_at", "event__slug", "capacity__taken")
    return list(events), list(dates)


def test_same_seed_makes_the_same_events(clock):
    with transaction.atomic():
        load_many(20, seed=7, now=clock.moment)
        first = picture()
        load_many(20, seed=7, now=clock.moment)
        assert picture() == first
        transaction.set_rollback(True)
    load_many(20, seed=7, now=clock.moment)
    assert picture() == first
    load_many(20, seed=8, now=clock.moment)
    assert Event.objects.count() == 40


def test_made_up_events_are_as_publishing_would_leave_them(clock):
    load_many(120, seed=1, now=clock.moment)
    nothing = plan(Event(), now=clock.moment)
    for event in Event.objects.all():
        assert plan(event, now=clock.moment) == nothing
        event.full_clean()
        assert not event.organiser.is_city or {"fr", "nl"} <= {text.language for text in event.texts.all()}
    assert Occurrence.objects.count() == 5 * 120 == AgendaRow.objects.filter(visible=True).count()
    assert not Occurrence.objects.filter(starts_at__date__lt=timezone.localdate(clock.moment)).exists()
    assert set(Event.objects.values_list("kind", flat=True)) == set(EventKind.values)
    for capacity in Capacity.objects.annotate(persons=Sum("seats__persons")):
        assert capacity.taken == (capacity.persons or 0) <= capacity.limit
    assert Capacity.objects.filter(taken__gt=0).exists()
