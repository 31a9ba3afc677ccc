"""A social worker, a service that takes people, and one person sent there."""

from functools import partial

import pytest

from partners.models import Reception
from partners.orientation.sending import Details, send
from tests.factories import make_partner, make_service, make_user

NAME, PHONE, EMAIL = "Yasmina", "+32470123456", "yasmina@exemple.be"
NEED = "Cherche des cours de français le matin, pour parler avec l’école."


def details(**facts):
    usual = {"name": NAME, "need": NEED, "language": "nl", "reaching": "service", "consent": "Elle est d’accord."}
    return Details(**usual | {"phone": PHONE, "email": EMAIL} | facts)


@pytest.fixture
def service():
    partner = make_partner("Maison de quartier Querelle")
    found = make_service("Cours de français", partner=partner, languages=["fr", "nl"])
    Reception.objects.create(service=found, email="accueil@demo.test")
    return found


@pytest.fixture
def worker():
    return make_user(
        "ines@demo.test", partner=make_partner("CPAS des Marolles"), first_name="Inès", last_name="Delmotte"
    )


@pytest.fixture
def sending(service, worker, now):
    """send() with everything that it needs; facts change the Details."""

    def act(**facts):
        return partial(send, service, worker=worker, now=now)(details=details(**facts))

    return act


@pytest.fixture
def orientation(sending):
    return sending()
