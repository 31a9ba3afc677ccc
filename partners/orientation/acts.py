"""What every act on an orientation does: take the row under lock, note what happened, write letters."""

from django.utils.translation import gettext as _

from portal.kit.letters import post
from portal.kit.refusal import Refusal

from ..models import Orientation, OrientationAct, OrientationLetter, OrientationState, Oriented
from ..models.orientation import OPEN

OFFICIAL = ("fr", "nl", "en")


def locked(orientation):
    """The same orientation as it is now, its row locked until the transaction ends."""
    return Orientation.objects.select_for_update(of=("self",)).get(pk=orientation.pk)


def require_open(orientation):
    """Raise Refusal, saying what was done, where the service can no longer answer."""
    if orientation.state not in OPEN:
        raise Refusal(already(orientation), code="answered")


def already(orientation):
    """What somebody reads who comes after the end."""
    return {
        OrientationState.ACCEPTED: _("Quelqu’un de votre équipe a déjà accepté cette demande."),
        OrientationState.REFUSED: _("Quelqu’un de votre équipe a déjà refusé cette demande."),
        OrientationState.WITHDRAWN: _("Cette demande a été retirée. Il n’y a plus rien à faire."),
        OrientationState.LAPSED: _("Cette demande est close : elle est restée trop longtemps sans réponse."),
    }.get(orientation.state, "")


def note(orientation, kind, now, **facts):
    return OrientationAct.objects.create(orientation=orientation, kind=kind, at=now, **facts)


def reception_of(orientation):
    """The Reception of the service at this moment, or None where it has gone."""
    return orientation.service.receptions.first() if orientation.service else None


def write_to_service(orientation, kind):
    reception = reception_of(orientation)
    if reception is not None:
        spoken = [code for code in orientation.service.languages if code in OFFICIAL]
        _post(orientation, kind, reception.email, spoken[0] if spoken else "fr")


def write_to_worker(orientation, kind):
    """An account that was erased is written to no more."""
    if orientation.worker is not None:
        _post(orientation, kind, orientation.worker.email, orientation.worker.language)


def write_to_person(orientation, kind):
    """In their language where the portal speaks it, else in the one that the worker wrote in."""
    person = Oriented.objects.filter(orientation=orientation).first()
    if person is not None and person.email:
        language = person.language if person.language in OFFICIAL else orientation.worker.language
        _post(orientation, kind, person.email, language)


def _post(orientation, kind, address, language):
    post(OrientationLetter(orientation=orientation, kind=kind, address=address, language=language))
