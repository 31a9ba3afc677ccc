"""The organiser's page of who waits."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Event, Occurrence, RegistrationMode
from tests.events.booking import book
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


def test_who_waited_for_the_whole_is_listed_beside_dates(client, site):
    event = publish_event(make_event(registration_mode=RegistrationMode.WHOLE, seats=1))
    for name in ("Amina", "Bram"):
        book(event, name)
    (held,) = event.occurrences.all()
    gone = {"starts_at": held.starts_at - timedelta(days=40), "ends_at": held.ends_at - timedelta(days=40)}
    Occurrence.objects.filter(pk=held.pk).update(**gone)
    event = Event.objects.get(pk=event.pk)
    event.registration_mode = RegistrationMode.DATE
    (rule,) = event.rules.all()
    rule.day += timedelta(days=30)
    event.rules = [rule]
    event = publish_event(event)
    date = event.occurrences.order_by("starts_at").last()
    for name in ("Chloé", "Dilan"):
        book(event, name, date=date)
    client.force_login(make_user(partner=event.organiser))
    lists = client.get(reverse("organisation-attente", args=[event.slug])).context["lists"]
    assert [[row["name"] for row in each["waiting"]] for each in lists] == [["Bram"], ["Dilan"]]
