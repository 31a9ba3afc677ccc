"""Whose space it is, in tests: somebody signed in by code, and what they registered for."""

import itertools
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from events.models import Registration, RegistrationMode
from events.registration import register
from tests.factories import make_event, make_user, publish_event

AMINA = "amina@exemple.test"
_number = itertools.count(1)


def make_dates(*, count=1, days=7, **facts):
    """A published event of `count` dates a week apart, from `days` on (days < 0: over), registered for by date."""
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    dates = [{"date": first + timedelta(days=7 * number)} for number in range(count)]
    texts = facts.pop("texts", {"fr": f"Atelier {next(_number)}", "nl": "Atelier"})
    facts = {"registration_mode": RegistrationMode.DATE} | facts
    return publish_event(make_event(texts=texts, dates=dates, **facts))


def book(event, email=AMINA, name="Amina Diallo", *, at=None, persons=1, **facts):
    """The Registration of `email` for the first date (or the whole), made at `at` where the event is over by now."""
    date = event.occurrences.in_order().first() if event.registration_mode == RegistrationMode.DATE else None
    values = {"phone": "", "language": "fr", "now": at or timezone.now()} | facts
    made = register(event, occurrence=date, name=name, email=email, party_size=persons, **values)
    return Registration.objects.get(pk=made.registration.pk)


def book_past(event, email=AMINA, name="Amina Diallo", **facts):
    """A Registration for what is over."""
    first = event.occurrences.in_order().first()
    return book(event, email, name, at=first.starts_at - timedelta(days=1), **facts)


def make_account(email=AMINA, *more, **facts):
    """A User who proved these addresses."""
    user = make_user(email, **facts)
    for address in more:
        EmailAddress.objects.create(user=user, email=address, verified=True)
    return user
