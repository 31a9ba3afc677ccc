"""What a registration says, in words, for whoever organises: needs and sensitive answers only here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.texts import language_name
from portal.templatetags.wording import day_words_year

from ..models import ImageChannel, NeedCode, ParticipantRole, Purpose
from .ages import age_on
from .fields import SIGN_LANGUAGES
from .questions import words_of


def people_lines(registration, role, day):
    """[name, with the age on `day` where a birth date is known] of the participants, or of the children."""
    rows = registration.participants.filter(role=role)
    return [_person(row, day) for row in rows if row.name]


def _person(row, day):
    if row.birth_date is None or day is None:
        return row.name
    return _("%(name)s, %(age)s ans") % {"name": row.name, "age": age_on(row.birth_date, day)}


def details_lines(registration, *, day, language, private):
    """[{"label", "values": [text]}] of everything beyond contact and number that is not an answer.

    private: with what is said to the organiser alone (events.organising.knows_needs).
    """
    consents = {row.purpose: row for row in registration.consents.filter(withdrawn_at=None)}
    said = [
        (_("Participants"), people_lines(registration, ParticipantRole.PARTICIPANT, day)),
        (_("Garderie"), people_lines(registration, ParticipantRole.CHILDCARE, day)),
        (_("Association, classe ou employeur"), [registration.organisation]),
        (_("Fonction"), [registration.function]),
        (_("Autorisation parentale"), [_given_on(consents.get(Purpose.PARENTAL))]),
        (_("Téléphone en cas d’urgence"), [display_phone(registration.emergency_phone)] if private else []),
        (_("Qui peut reprendre l’enfant"), [registration.may_collect]),
        (_("Photos et films"), _channels(consents.get(Purpose.IMAGE))),
        (_("Besoins"), needs_lines(registration, language) if private else []),
        (_("Remarque"), [registration.note]),
    ]
    kept = [{"label": label, "values": [value for value in values if value]} for label, values in said]
    return [line for line in kept if line["values"]]


def _given_on(consent):
    return _("donnée le %(day)s") % {"day": day_words_year(consent.given_at)} if consent else ""


def _channels(consent):
    known = dict(ImageChannel.choices)
    return [str(known[code]) for code in consent.channels if code in known] if consent else []


def needs_lines(registration, language):
    """What is needed, a service a line."""
    needs = getattr(registration, "needs", None)
    if needs is None:
        return []
    known, signs = dict(NeedCode.choices), dict(SIGN_LANGUAGES)
    lines = [str(known[code]) for code in needs.codes if code in known and code != NeedCode.OTHER]
    if needs.detail:
        lines.append(needs.detail)
    if needs.interpreter:
        name = signs.get(needs.interpreter) or language_name(needs.interpreter, language)
        lines.append(_("interprète : %(language)s") % {"language": name})
    return lines


def answer_lines(registration, *, language, private):
    """[{"label", "who", "value", "href"}]; href: where the file is handed out. The question's words are today's.

    private: with files and sensitive answers, as for details_lines.
    """
    rows = registration.answers.select_related("participant")
    if not private:
        rows = rows.filter(sensitive=False, file="")
    asked = {question.uuid: question for question in registration.event.questions.all()}
    return [
        {
            "label": asked[row.question].label(language) if row.question in asked else row.label,
            "who": row.participant.name if row.participant else "",
            "value": words_of(asked.get(row.question), row.value, language),
            "href": reverse("organisation-fichier", args=[registration.event.slug, row.uuid]) if row.file else "",
        }
        for row in rows
    ]
