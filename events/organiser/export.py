"""The registrations as a table for a spreadsheet: its columns by what the event asks, its rows one after the other.

Rows are read a thousand at a time: ten thousand registrations take little memory and a fixed number of queries for
each thousand. What was asked as sensitive, and what people need, is in it only where that was asked for.
"""

from dataclasses import dataclass
from datetime import date as day_type

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.texts import language_name

from ..asking.questions import words_of
from ..asking.shown import needs_lines
from ..messages.reconfirmation import answer_label, answer_of, with_question
from ..models import ImageChannel, ParticipantMode, ParticipantRole, Purpose, QuestionKind
from .columns import answered, asks_again, asks_organisation, by_date

EXPORTED = "events.registrations.export"  # in the event's history: who, when, how many; nothing of whom
AT_ONCE = 1000
BY_REGISTRATION, BY_PERSON = "inscription", "personne"


@dataclass(frozen=True)
class Line:
    """A row to write: a registration, or one person of it. persons: how many it stands for."""

    registration: object
    person: object
    persons: int


@dataclass(frozen=True)
class Field:
    """A column of the file. value: Line → text, number, day, aware moment, or None."""

    label: str
    value: object


@dataclass(frozen=True)
class Sheet:
    """What a file holds. by_person: a row for each participant; sensitive: needs and sensitive answers too."""

    event: object
    language: str
    by_person: bool = False
    sensitive: bool = False

    @property
    def named(self):
        return self.event.participants != ParticipantMode.NUMBER

    def fields(self):
        """The columns, in order."""
        return [*self._about_the_registration(), *self._about_people(), *self._answers(), *self._needs()]

    def _about_the_registration(self):
        language, event = self.language, self.event
        yield Field(_("Référence"), lambda line: line.registration.reference)
        yield Field(_("État"), lambda line: str(line.registration.get_state_display()))
        if by_date(event):
            yield Field(_("Date"), lambda line: line.registration.occurrence and line.registration.occurrence.starts_at)
        yield Field(_("Nom"), lambda line: line.registration.name)
        if self.by_person:
            yield Field(_("Participant"), lambda line: line.person.name if line.person else "")
            yield Field(_("Rôle"), lambda line: str(line.person.get_role_display()) if line.person else "")
        yield Field(_("Personnes"), lambda line: line.persons)
        yield Field(_("E-mail"), lambda line: line.registration.email)
        yield Field(_("Téléphone"), lambda line: display_phone(line.registration.phone))
        yield Field(_("Langue"), lambda line: language_name(line.registration.language, language))
        if asks_organisation(event):
            yield Field(_("Organisation"), lambda line: line.registration.organisation)
            yield Field(_("Fonction"), lambda line: line.registration.function)
        yield Field(_("Remarque"), lambda line: line.registration.note)
        yield Field(_("Inscription faite"), lambda line: str(line.registration.get_source_display()))
        yield Field(_("Inscrite le"), lambda line: line.registration.created_at)
        if asks_again(event):
            yield Field(_("Demandé si elle vient"), lambda line: line.registration.asked_at)
            yield Field(_("Vient toujours"), lambda line: answer_label(answer_of(line.registration)))

    def _about_people(self):
        event = self.event
        births = event.participants == ParticipantMode.BIRTH
        if self.by_person:
            if births or event.childcare_seats:
                yield Field(_("Date de naissance"), lambda line: line.person and line.person.birth_date)
        else:
            if self.named:
                yield Field(_("Participants"), lambda line: _names(line.registration, ParticipantRole.PARTICIPANT))
            if event.childcare_seats:
                yield Field(_("En garderie"), lambda line: _names(line.registration, ParticipantRole.CHILDCARE))
        if births and self.sensitive:
            yield Field(_("Téléphone en cas d’urgence"), lambda line: display_phone(line.registration.emergency_phone))
        if births:
            yield Field(_("Qui peut reprendre l’enfant"), lambda line: line.registration.may_collect)
        if event.asks_image_consent:
            yield Field(_("Photos et films"), lambda line: _channels(line.registration))

    def _answers(self):
        for question in self.event.questions.all():
            if self.sensitive or not question.sensitive:
                yield Field(question.label(self.language), _answer_of(question, self))

    def _needs(self):
        if self.sensitive:
            yield Field(_("Besoins"), lambda line: " · ".join(needs_lines(line.registration, self.language)))

    def lines(self, registrations):
        """The Lines of these registrations (queryset), read AT_ONCE together."""
        beside = ["occurrence", "needs"] if self.sensitive else ["occurrence"]
        if asks_again(self.event):
            registrations = with_question(registrations)
        rows = registrations.select_related(*beside).prefetch_related("participants", "answers", "consents")
        for row in rows.iterator(chunk_size=AT_ONCE):
            if not self.by_person:
                yield Line(row, None, row.party_size)
                continue
            yield from _people(row)


def _people(row):
    """A line for each person who is named, and one for those who are not: together they are as many as were said."""
    people = [person for person in row.participants.all() if person.name]
    coming = [person for person in people if person.role == ParticipantRole.PARTICIPANT]
    for person in coming:
        yield Line(row, person, 1)
    if row.party_size > len(coming):
        yield Line(row, None, row.party_size - len(coming))
    for person in people:
        if person.role == ParticipantRole.CHILDCARE:
            yield Line(row, person, 0)


def _names(row, role):
    return ", ".join(person.name for person in row.participants.all() if person.role == role and person.name)


def _channels(row):
    """The channels to which photographs of these people may go, as agreed to now."""
    known = dict(ImageChannel.choices)
    standing = [each for each in row.consents.all() if each.purpose == Purpose.IMAGE and each.withdrawn_at is None]
    return ", ".join(str(known[code]) for each in standing for code in each.channels if code in known)


def _answer_of(question, sheet):
    """Line → the answer to the question: of this person where each was asked, else of the registration."""

    def value(line):
        if sheet.by_person and question.per_participant:
            said = [row.value for row in line.registration.answers.all() if _is_of(row, question, line.person)]
            words = ", ".join(words_of(question, each, sheet.language) for each in said)
        else:
            words = answered(line.registration, question, sheet.language)
        return _typed(question, words)

    return value


def _is_of(row, question, person):
    return row.question == question.uuid and person is not None and row.participant_id == person.pk


def _typed(question, words):
    """A number or a day as such, where there is one answer alone; spreadsheets sort and add them."""
    try:
        if question.kind == QuestionKind.NUMBER:
            return int(words) if float(words).is_integer() else float(words)
        if question.kind == QuestionKind.DATE:
            return day_type.fromisoformat(words)
    except ValueError:
        return words
    return words


def file_name(event, ending):
    """`fete-du-marche-inscriptions-2026-11-24.xlsx`"""
    return f"{event.slug}-inscriptions-{timezone.localdate():%Y-%m-%d}.{ending}"
