"""Sending a person to a service."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kit.limits import within
from portal.kit.refusal import Refusal

from ..models import ActKind, Orientation, Oriented, Reaching
from .acts import note, write_to_person, write_to_service
from .choosing import reception_of_service
from .consent import VERSION

A_DAY = 24 * 3600
A_DAY_EACH, A_DAY_TO_ONE = 30, 8  # of one worker: in all, and to one service


@dataclass(frozen=True)
class Details:
    """What the form says. phone: E.164; language: BCP-47; age_band: of AgeBand; consent: the words that were ticked."""

    name: str
    need: str
    language: str
    reaching: str
    consent: str
    phone: str = ""
    email: str = ""
    age_band: str = ""
    urgent: bool = False
    wanted_by: date | None = None


def send(service, *, worker, details, now):
    """Write down the orientation and write to the service, and to the person where an e-mail was given.

    Returns the Orientation; pressing twice gives the first. Raises Refusal where the service takes nobody, wants no
    contact or needs one, without consent, and for more than one worker has a use for.
    """
    _check(details)
    with transaction.atomic():
        service = type(service).objects.select_for_update(of=("self",)).select_related("partner").get(pk=service.pk)
        reception = reception_of_service(service)
        if reception is None:
            raise Refusal(_("Ce service ne reçoit pas d’orientations. Contactez-le directement."), code="closed")
        first = _same(service, worker, details)
        if first is not None:
            return first
        _count(service, worker)
        membership = worker.memberships.filter(partner__published=True).order_by("pk").first()
        orientation = Orientation.objects.create(
            service=service,
            partner=service.partner,
            worker=worker,
            sender=membership and membership.partner,
            reaching=details.reaching,
            urgent=details.urgent,
            wanted_by=details.wanted_by,
            consent_version=VERSION,
            consent_words=details.consent,
            consent_at=now,
            sent_at=now,
            waiting_since=now,
        )
        Oriented.objects.create(
            orientation=orientation,
            name=details.name,
            need=details.need,
            language=details.language,
            phone=details.phone if reception.asks_contact else "",
            email=details.email if reception.asks_contact else "",
            age_band=details.age_band if reception.asks_age else "",
        )
        note(orientation, ActKind.SENT, now)
        write_to_service(orientation, "sent")
        write_to_person(orientation, "informed")
    return orientation


def _check(details):
    if not details.consent:
        raise Refusal(_("Sans l’accord de la personne, rien n’est envoyé."), code="consent")
    if details.reaching == Reaching.SERVICE and not (details.phone or details.email):
        raise Refusal(_("Pour que le service appelle, il faut un téléphone ou un e-mail."), code="contact")


def _same(service, worker, details):
    """The open one with the same name and words, sent by the same worker: the button was pressed twice."""
    mine = Orientation.objects.of_worker(worker).awaiting().filter(service=service)
    return mine.filter(person__name=details.name, person__need=details.need).first()


def _count(service, worker):
    often = Refusal(_("Vous avez envoyé beaucoup d’orientations aujourd’hui. Continuez demain."), code="often")
    if not within("orient-one", f"{worker.pk}:{service.pk}", limit=A_DAY_TO_ONE, seconds=A_DAY):
        raise often
    if not within("orient", str(worker.pk), limit=A_DAY_EACH, seconds=A_DAY):
        raise often
