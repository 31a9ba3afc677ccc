"""One act on many registrations: what it would do, then what it did, a sentence for each outcome.

Each registration passes the operation that its own page uses, in its own transaction: a refusal to one keeps nobody
else, nothing goes over the places, and whoever acts at the same time is met as a refusal.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.kit.refusal import Refusal

from ..approval import decide
from ..calls import mark_called
from ..managing_link import send_again
from ..models import HOLDING, EndReason, Registration, RegistrationState
from ..querysets import CALLABLE
from ..registration import cancel

CANCELLED, ALREADY, AGREED, QUEUED, DECLINED, SENT, CALLED = (
    "cancelled", "already", "agreed", "queued", "declined", "sent", "called"
)  # fmt: skip


def _cancel(registration, *, comment, user, now):
    done = cancel(registration, now=now, reason=EndReason.STAFF, comment=comment)
    return CANCELLED if done.cancelled_at == now else ALREADY


def _agree(registration, *, comment, user, now):
    return _decide(registration, True, comment=comment, user=user, now=now)


def _decline(registration, *, comment, user, now):
    return _decide(registration, False, comment=comment, user=user, now=now)


def _decide(registration, agreed, *, comment, user, now):
    approval = getattr(registration, "approval", None)
    if approval is None:
        raise Refusal(_("Cette inscription ne demande pas d’accord."), code="approval")
    if approval.by_employer:
        raise Refusal(_("C’est à l’employeur de répondre."), code="employer")
    if decide(approval, agreed=agreed, comment=comment, user=user, now=now).decided_at != now:
        return ALREADY
    if not agreed:
        return DECLINED
    state = Registration.objects.values_list("state", flat=True).get(pk=registration.pk)
    return AGREED if state == RegistrationState.CONFIRMED else QUEUED


def _send(registration, *, comment, user, now):
    send_again(registration)
    return SENT


def _call(registration, *, comment, user, now):
    return CALLED if mark_called(registration.letters.to_call(), by=user, now=now) else ALREADY


@dataclass(frozen=True)
class Act:
    """Something to do to many. concerns: whether a registration (see `ticked`) could be its object at all.

    says: the sentence of its page of confirmation; wordy: whether a word of the organiser goes with it; tells: whether
    each person hears of it, by a letter or a call.
    """

    code: str
    label: str
    says: str
    button: str
    concerns: object
    perform: object
    wordy: bool = False
    tells: bool = True
    of_approval: bool = False


ACTS = {
    act.code: act
    for act in (
        Act(
            "cancel",
            gettext_lazy("Annuler"),
            gettext_lazy("Les places sont rendues et vont à qui attend. Chaque personne est prévenue."),
            gettext_lazy("Annuler ces inscriptions"),
            lambda row: row.is_active,
            _cancel,
            wordy=True,
        ),
        Act(
            "agree",
            gettext_lazy("Accepter"),
            gettext_lazy("Qui trouve de la place est inscrit ; les autres vont sur la liste d’attente, à leur rang."),
            gettext_lazy("Accepter ces demandes"),
            lambda row: row.state == RegistrationState.PENDING and _asks_us(row),
            _agree,
            of_approval=True,
        ),
        Act(
            "decline",
            gettext_lazy("Refuser"),
            gettext_lazy("Aucune place n’est retenue. Chaque personne est prévenue."),
            gettext_lazy("Refuser ces demandes"),
            lambda row: row.state == RegistrationState.PENDING and _asks_us(row),
            _decline,
            wordy=True,
            of_approval=True,
        ),
        Act(
            "link",
            gettext_lazy("Renvoyer le lien"),
            gettext_lazy("Chaque personne reçoit le lien qui ouvre son inscription."),
            gettext_lazy("Renvoyer le lien"),
            lambda row: row.is_active and bool(row.email),
            _send,
        ),
        Act(
            "called",
            gettext_lazy("Noter comme appelées"),
            gettext_lazy("Ce qu’il y avait à leur dire par téléphone est noté comme dit."),
            gettext_lazy("Noter comme appelées"),
            lambda row: any(letter.state in CALLABLE for letter in row.letters.all()),
            _call,
            tells=False,
        ),
    )
}


def _asks_us(row):
    approval = getattr(row, "approval", None)
    return approval is not None and not approval.by_employer


def ticked(event, references):
    """The registrations of the event with these references, in the order of their names."""
    return _with_what_acts_read(event.registrations.filter(anonymised_at=None, reference__in=references))


def found(selection):
    """The registrations of a Selection, on whichever page of the list, in the order of their names."""
    return _with_what_acts_read(selection.registrations())


def _with_what_acts_read(rows):
    return rows.select_related("approval", "occurrence", "event").prefetch_related("letters").order_by("name_key", "pk")


def perform(act, rows, *, comment, user, now):
    """Do it to each; returns [(level, sentence)], `level` of django.contrib.messages: "success", "info" or "error"."""
    outcomes, refusals = Counter(), Counter()
    for row in sorted(rows, key=_turn):
        try:
            outcomes[act.perform(row, comment=comment, user=user, now=now)] += 1
        except Refusal as refusal:
            refusals[str(refusal)] += 1
    said = [(_level(outcome), sentence(outcome, number)) for outcome, number in outcomes.items()]
    refused = [
        (
            "error",
            ngettext("%(count)s inscription : %(why)s", "%(count)s inscriptions : %(why)s", number)
            % {"count": number, "why": why},
        )
        for why, number in refusals.items()
    ]
    return said + refused


def _turn(row):
    """In order of arrival, but who holds places last: what they give back goes to nobody who is cancelled too."""
    return row.state in HOLDING, row.queue_rank, row.pk


def _level(outcome):
    return "info" if outcome == ALREADY else "success"


def sentence(outcome, number):
    """What happened to so many."""
    words = {
        CANCELLED: ngettext("%(count)s inscription annulée.", "%(count)s inscriptions annulées.", number),
        ALREADY: ngettext(
            "%(count)s inscription l’était déjà : rien n’a changé.",
            "%(count)s inscriptions l’étaient déjà : rien n’a changé.",
            number,
        ),
        AGREED: ngettext("%(count)s demande acceptée : inscrite.", "%(count)s demandes acceptées : inscrites.", number),
        QUEUED: ngettext(
            "%(count)s demande acceptée, sur la liste d’attente : il n’y a plus assez de places.",
            "%(count)s demandes acceptées, sur la liste d’attente : il n’y a plus assez de places.",
            number,
        ),
        DECLINED: ngettext("%(count)s demande refusée.", "%(count)s demandes refusées.", number),
        SENT: ngettext("%(count)s lien renvoyé.", "%(count)s liens renvoyés.", number),
        CALLED: ngettext(
            "%(count)s personne notée comme appelée.", "%(count)s personnes notées comme appelées.", number
        ),
    }
    return words[outcome] % {"count": number}
