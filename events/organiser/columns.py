"""What the list and the exports show of a registration, chosen by what the event asks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words, day_words_year, hour

from ..asking.questions import words_of
from ..messages.reconfirmation import answer_label, answer_of
from ..models import Admission, ParticipantRole, QuestionKind, RegistrationMode

SHOWN_QUESTIONS = 3
SHORT = (QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO, QuestionKind.NUMBER, QuestionKind.DATE)


@dataclass(frozen=True)
class Column:
    """A column of the list. cell: registration → text."""

    label: str
    cell: object
    number: bool = False


def when_label(date):
    return f"{day_words(date.starts_at)}, {hour(date.starts_at)}" if date else ""


def by_date(event):
    return event.registration_mode == RegistrationMode.DATE


def asks_organisation(event):
    return bool(event.group_max) or event.admission == Admission.PROFESSIONALS


def asks_again(event):
    """Whether people are asked, before the date, if they still come."""
    return event.reconfirm_days is not None


def list_columns(event, *, date, language):
    """The columns between name and state. date: the one that was chosen, which needs no column."""
    columns = []
    if by_date(event) and date is None:
        columns.append(Column(_("Quand"), lambda row: when_label(row.occurrence)))
    if event.party_max > 1 or event.group_max:
        columns.append(Column(_("Personnes"), lambda row: str(row.party_size), number=True))
    if event.childcare_seats:
        columns.append(Column(_("Garderie"), _children, number=True))
    if asks_organisation(event):
        columns.append(Column(_("Organisation"), lambda row: row.organisation))
    if asks_again(event):
        columns.append(Column(_("Vient toujours"), lambda row: answer_label(answer_of(row))))
    short = [question for question in event.questions.all() if question.kind in SHORT and not question.sensitive]
    columns += [question_column(question, language) for question in short[:SHOWN_QUESTIONS]]
    return columns


def _children(row):
    """How many are looked after; nothing where nobody is."""
    children = sum(person.role == ParticipantRole.CHILDCARE for person in row.participants.all())
    return str(children) if children else ""


def question_column(question, language):
    return Column(question.label(language), lambda row: answered(row, question, language))


def answered(row, question, language):
    """What was answered to a question, in words; several people's answers one after the other, each once."""
    said = [words_of(question, each.value, language) for each in row.answers.all() if each.question == question.uuid]
    return ", ".join(dict.fromkeys(said))


def day_label(moment):
    """« 28 novembre 2026, 14 h »"""
    return f"{day_words_year(moment)}, {hour(moment)}" if moment else ""
