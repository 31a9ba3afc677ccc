"""The words of letters about orientations, made when they leave: what is no longer true is not said.

Subjects are neutral, and a letter to the service says nothing of the person: whoever opens its link reads that.
"""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.kit.site import absolute, identity

from ..models import OrientationState, Oriented
from ..models.orientation import OPEN, TO_SERVICE, TO_WORKER
from ..pages import name_of
from .acts import reception_of
from .choosing import others_like
from .links import person_path, service_path

SENT, ASKING = OrientationState.SENT, OrientationState.ASKING
ACCEPTED, REFUSED = OrientationState.ACCEPTED, OrientationState.REFUSED
LAPSED = OrientationState.LAPSED
SUGGESTED = 3


@dataclass(frozen=True)
class Wording:
    """A kind of letter: in which states it is still true, its subject, its paragraphs, what its button says."""

    states: tuple
    subject: str
    lines: list = field(default_factory=list)
    button: str = ""


_PROMISE = _("Aucun compte n’est nécessaire. N’envoyez ce lien à personne hors de votre équipe.")

LETTERS = {
    "sent": Wording(
        OPEN,
        _("Une demande vous attend"),
        [_("%(sender)s vous adresse une demande. Le lien l’ouvre et vous y répondez en une minute."), _PROMISE],
        _("Lire et répondre"),
    ),
    "reminded": Wording(
        (SENT,),
        _("Rappel : une demande attend votre réponse"),
        [_("%(sender)s attend votre réponse. Un « non » ou une question aident aussi."), _PROMISE],
        _("Lire et répondre"),
    ),
    "replied": Wording(
        OPEN,
        _("Une réponse à votre question"),
        [_("%(sender)s a répondu à votre question. Votre décision est attendue."), _PROMISE],
        _("Lire et répondre"),
    ),
    "withdrawn": Wording(
        tuple(OrientationState),  # whoever no longer agrees says so in any state
        _("Une demande n’a plus lieu d’être"),
        [
            _("Une demande de %(sender)s est retirée. Vous n’avez plus rien à faire."),
            _("Si vous avez noté un nom ou un contact, effacez-le."),
        ],
    ),
    "accepted": Wording(
        (ACCEPTED,),
        _("Réponse à votre demande"),
        [_("%(service)s a accepté. Le lieu et le moment sont dans votre espace.")],
        _("Voir la réponse"),
    ),
    "refused": Wording(
        (REFUSED,),
        _("Réponse à votre demande"),
        [_("%(service)s ne peut pas accepter. La raison est dans votre espace.")],
        _("Voir la réponse"),
    ),
    "asked": Wording(
        (ASKING,),
        _("Une question sur votre demande"),
        [_("%(service)s vous pose une question avant de répondre.")],
        _("Lire et répondre"),
    ),
    "still_asked": Wording(
        (ASKING,),
        _("Rappel : une question attend votre réponse"),
        [_("%(service)s attend votre réponse pour décider.")],
        _("Lire et répondre"),
    ),
    "chased": Wording(
        (SENT,),
        _("Votre demande est sans réponse"),
        [
            _("%(service)s n’a pas répondu, malgré un rappel. Téléphonez-lui, ou essayez un autre service."),
        ],
        _("Voir la demande"),
    ),
    "lapsed": Wording(
        (LAPSED,),
        _("Votre demande est close sans réponse"),
        [_("Votre demande à %(service)s est restée trop longtemps sans suite : elle est close.")],
        _("Voir la demande"),
    ),
    "revoked": Wording(
        tuple(OrientationState),
        _("Une demande est retirée"),
        [_("La personne ne souhaite plus que sa demande à %(service)s existe. Ce qui la nommait est effacé.")],
    ),
    "informed": Wording(
        (SENT, ASKING, ACCEPTED, REFUSED),
        _("Ce qui a été envoyé pour vous"),
        [
            _("%(sender)s a envoyé une demande pour vous à %(service)s, parce que vous étiez d’accord."),
            _("Le lien montre ce qui est écrit et la réponse. Vous pouvez tout arrêter là, quand vous voulez."),
        ],
        _("Voir ou arrêter"),
    ),
}
WITH_OTHERS = ("chased", "lapsed")


def compose(letter):
    """(subject, text, html, attachments) in the active language; None when the letter is no longer true."""
    wording, orientation = LETTERS[letter.kind], type(letter.orientation).objects.whole().get(pk=letter.orientation_id)
    link = _link(letter, orientation)
    if orientation.state not in wording.states or link is None:
        return None
    language = get_language()
    words = {"sender": sender_name(orientation, language), "service": service_name(orientation, language)}
    others = others_like(orientation.service, limit=SUGGESTED) if _suggests(letter, orientation) else []
    context = {
        "site": identity(language),
        "heading": wording.subject,
        "lines": [str(line) % words for line in wording.lines],
        "others": [
            {"name": f"{each.text(language).name} – {name_of(each.partner, language)}", "url": absolute(_page(each))}
            for each in others
        ],
        "button": wording.button,
        "url": absolute(link) if wording.button else "",
        "to_service": letter.kind in TO_SERVICE,
        "to_worker": letter.kind in TO_WORKER,
    }
    plain = render_to_string("letters/orientation.txt", context)
    return str(wording.subject), plain, render_to_string("letters/orientation.html", context), []


def _link(letter, orientation):
    """Where the letter leads; None when it must not leave: its reader, or what they would read, has gone."""
    if letter.kind in TO_SERVICE:
        reception = reception_of(orientation)
        # Of two addresses only the present one gets a link that opens.
        return service_path(orientation) if reception and reception.email == letter.address else None
    if letter.kind in TO_WORKER:
        return reverse("orientation", args=[orientation.uuid]) if orientation.worker else None
    person = Oriented.objects.filter(orientation=orientation).first()
    return person_path(person) if person else None


def _suggests(letter, orientation):
    return letter.kind in WITH_OTHERS and orientation.service is not None


def _page(service):
    return f"{reverse('partenaire', args=[service.partner.slug])}#{service.slug}"


def sender_name(orientation, language):
    """« Inès Delmotte (CPAS des Marolles) », as the service reads who writes."""
    worker = str(orientation.worker) if orientation.worker else gettext("Un professionnel")
    return f"{worker} ({name_of(orientation.sender, language)})" if orientation.sender else worker


def service_name(orientation, language):
    """« Permanence sociale – Maison de quartier », or the partner alone where the service has gone."""
    partner = name_of(orientation.partner, language)
    text = orientation.service.text(language) if orientation.service else None
    return f"{text.name} – {partner}" if text else partner
