"""What happened to a registration, in order of time, its letters and calls with what became of them."""

from django.utils.translation import gettext as _

from portal.kit.letters import LetterState

from ..messages.composing import SUBJECTS
from ..messages.reconfirmation import COMING, LEFT, answer_label, answer_of, with_question
from ..models import AttendanceState, Purpose, Registration, Source
from .columns import day_label, when_label


def history(registration, *, title, private):
    """[{"when", "text", "note", "trouble"}], the oldest first. title: the event's, for the subjects of its letters.

    private: whether the reader may know that somebody needs something.
    """
    found = [
        *_approvals(registration),  # before the place that it gives at the same moment
        *_steps(registration),
        *_consents(registration, private),
        *_letters(registration, title),
        *_attendances(registration),
    ]
    found.sort(key=lambda entry: entry[0])
    return [
        {"when": day_label(moment), "text": text, "note": note, "trouble": trouble}
        for moment, text, note, trouble in found
    ]


def asked_again_lines(registration):
    """[{"label", "values"}]: when this person was asked whether they still come, and what they said; [] when nobody
    asked."""
    asked_at = with_question(Registration.objects.filter(pk=registration.pk)).values_list("asked_at", flat=True).get()
    registration.asked_at = asked_at
    answer = answer_of(registration)
    if not answer:
        return []
    when = {COMING: registration.reconfirmed_at, LEFT: registration.cancelled_at}.get(answer)
    said = answer_label(answer)
    asked = [_("demandé le %(when)s") % {"when": day_label(asked_at)}] if asked_at else []
    return [
        {
            "label": _("Viendrez-vous toujours ?"),
            "values": [*asked, f"{said}, {day_label(when)}" if when else said],
        }
    ]


def _by(user):
    return _("par %(name)s") % {"name": user} if user else ""


def _steps(registration):
    """How it was made, confirmed, offered and ended."""
    made = {
        Source.WEB: _("Inscription faite en ligne"),
        Source.DESK: _("Inscription faite à l’accueil"),
        Source.WALK_IN: _("Inscription faite sur place"),
    }[registration.source]
    yield registration.created_at, made, _by(registration.made_by), False
    if registration.confirmed_at:
        yield registration.confirmed_at, _("Place confirmée"), "", False
    if registration.reconfirmed_at:
        yield registration.reconfirmed_at, _("A répondu qu’elle viendra"), "", False
    if registration.cancelled_at:
        yield (
            registration.cancelled_at,
            _("Inscription %(state)s") % {"state": registration.get_state_display()},
            str(registration.get_end_reason_display()) if registration.end_reason else "",
            False,
        )


def _approvals(registration):
    approval = getattr(registration, "approval", None)
    if approval is None or approval.decided_at is None:
        return
    text = _("Accord donné") if approval.agreed else _("Accord refusé")
    who = approval.approver_name if approval.by_employer else _by(approval.decided_by)
    yield approval.decided_at, text, " · ".join(filter(None, [who, approval.comment])), False


def _consents(registration, private):
    """Agreements that were taken back are part of what happened too."""
    for row in registration.consents.all():
        if row.purpose == Purpose.NEEDS and not private:
            continue
        purpose = str(row.get_purpose_display())
        yield row.given_at, _("Consentement donné : %(purpose)s") % {"purpose": purpose}, "", False
        if row.withdrawn_at:
            yield row.withdrawn_at, _("Consentement repris : %(purpose)s") % {"purpose": purpose}, "", False


def _letters(registration, title):
    for letter in registration.letters.select_related("called_by"):
        subject = SUBJECTS[letter.kind](title)
        trouble = letter.state in (LetterState.FAILED, LetterState.UNKNOWN, LetterState.TO_CALL)
        moment = letter.sent_at or letter.created_at
        note = " · ".join(filter(None, [str(letter.get_state_display()), letter.address]))
        yield moment, _("Lettre « %(subject)s »") % {"subject": subject}, note, trouble
        if letter.called_at:
            yield letter.called_at, _("Appel fait"), _by(letter.called_by), False


def _attendances(registration):
    rows = registration.attendances.exclude(state=AttendanceState.UNDONE)
    for row in rows.select_related("occurrence", "participant", "marked_by"):
        text = _("%(when)s : %(state)s") % {"when": when_label(row.occurrence), "state": row.get_state_display()}
        who = row.participant.name if row.participant else ""
        yield row.marked_at, text[:1].upper() + text[1:], " · ".join(filter(None, [who, _by(row.marked_by)])), False
