"""The links of the service and of the person: signed, computed when they are needed, ended by a new key."""

from django.urls import reverse

from portal.kit.links import link_token, row_for_token

from ..models import Orientation, Oriented

SERVICE, PERSON = "orientation-service", "orientation-person"


def service_path(orientation):
    """Where the service reads and answers, in the active language."""
    return reverse("orientation-service", args=[link_token(orientation, purpose=SERVICE)])


def person_path(person):
    """Where the person sees what was sent and may stop it, in the active language."""
    return reverse("orientation-personne", args=[link_token(person, purpose=PERSON)])


def orientation_of_service(token):
    """The Orientation, or None: unknown, tampered, rotated, or of somebody who was erased."""
    return row_for_token(token, Orientation.objects.whole().filter(anonymised_at=None), purpose=SERVICE)


def orientation_of_person(token):
    """The Orientation whose person holds this link, or None."""
    person = row_for_token(token, Oriented.objects.all(), purpose=PERSON)
    return person and Orientation.objects.whole().get(pk=person.orientation_id)
