"""What tests of attendance and attestations stand on: a course of several sessions, and who comes."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from events.attendance import Mark
from events.models import Participant, Registration, RegistrationMode
from events.registration import register
from tests.factories import make_event, make_partner, publish_event

START = timedelta(days=7)


def make_course(*, sessions=2, minutes=180, **facts):
    """A published training of `sessions` sessions of 3 hours, a week apart from next week on, followed as a whole."""
    first = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + START
    dates = [{"date": first + timedelta(days=7 * number), "minutes": minutes} for number in range(sessions)]
    facts = {
        "kind": "formation",
        "registration_mode": RegistrationMode.WHOLE,
        "organiser": make_partner("CPAS Marolles"),
        "gives_attestation": True,
        "party_max": 30,
    } | facts
    return publish_event(make_event(texts={"fr": "L’entretien d’aide", "nl": "Het hulpgesprek"}, dates=dates, **facts))


def book(event, name="Amina Diallo", *, occurrence=None, persons=1, names=(), language="fr", email=None):
    """A Registration; names: of its participants, one row each."""
    registration = register(
        event,
        occurrence=occurrence,
        name=name,
        email=email if email is not None else f"{uuid4().hex[:8]}@exemple.test",
        phone="",
        party_size=len(names) or persons,
        language=language,
        now=timezone.now(),
    ).registration
    for position, each in enumerate(names):
        Participant.objects.create(registration=registration, position=position, name=each)
    return Registration.objects.get(pk=registration.pk)


def mark_of(registration, state="present", *, at, participant=None, persons=None, minutes=None):
    return Mark(registration.uuid, participant.uuid if participant else None, state, persons, minutes, at)


def sessions_of(event):
    return list(event.occurrences.in_order())
