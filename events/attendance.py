"""Who is there, session by session. Of two marks the later one stands, in whatever order they arrive."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from portal.kit.contact import name_key
from portal.kit.letters import LetterState
from portal.kit.refusal import Refusal

from .models import (
    Attendance,
    AttendanceState,
    Occurrence,
    ParticipantRole,
    Registration,
    RegistrationMode,
    RegistrationState,
    Source,
)
from .models.registration import REFERENCE_LETTERS

REFERENCE_LENGTH, SEAL_LENGTH = 8, 6
KEPT, FEWER, OLDER, UNKNOWN = "kept", "fewer", "older", "unknown"


@dataclass(frozen=True)
class Mark:
    """What somebody says of one registration, or of one participant of it, at one date.

    persons: how many of a group came, None: all of it. minutes: None for the whole session.
    """

    registration: UUID
    participant: UUID | None
    state: str
    persons: int | None
    minutes: int | None
    marked_at: datetime


class Line:
    """One person of a registration, or the whole of it where nobody else is named."""

    @property
    def key(self):
        """How pages and marks name the line: the registration's uuid, and the participant's after a dot."""
        own = f".{self.participant.uuid.hex}" if self.participant else ""
        return f"{self.registration.uuid.hex}{own}"

    @property
    def name(self):
        return (self.participant.name if self.participant else "") or self.registration.name


@dataclass(frozen=True)
class Person(Line):
    """One line of the roll. expected: persons of the line; state "undone" is nobody's mark yet."""

    registration: Registration
    participant: object
    expected: int
    attendance: Attendance | None

    @property
    def state(self):
        return self.attendance.state if self.attendance else AttendanceState.UNDONE

    @property
    def persons(self):
        """How many of the line are there, or would be if it were marked present."""
        marked = self.attendance is not None and self.attendance.state == AttendanceState.PRESENT
        return self.attendance.persons if marked else self.expected


def registered_for(occurrence):
    """Registrations that are expected at this date, and those that were marked there before they were cancelled."""
    confirmed = Q(state=RegistrationState.CONFIRMED) & (Q(occurrence=occurrence) | Q(occurrence=None))
    marked = Q(attendances__occurrence=occurrence)
    return Registration.objects.filter(confirmed | marked, event=occurrence.event_id).distinct()


def roll(occurrence):
    """[Person] of one date, by name: each participant whose name is known, and one line for the others of a group."""
    registrations = registered_for(occurrence).prefetch_related("participants")
    marks = {
        (mark.registration_id, mark.participant_id): mark for mark in occurrence.attendances.select_related("marked_by")
    }
    people = []
    for registration in registrations:
        for participant, expected in lines_of(registration):
            mark = marks.get((registration.pk, participant.pk if participant else None))
            people.append(Person(registration, participant, expected, mark))
    return sorted(people, key=lambda person: (name_key(person.name), person.key))


def lines_of(registration):
    """[(participant or None, persons)] of a registration: None for all whose names are not known, if any.

    Whoever is only looked after meanwhile is not on the roll.
    """
    named = [each for each in registration.participants.all() if each.role == ParticipantRole.PARTICIPANT]
    unnamed = registration.party_size - len(named)
    return [*((each, 1) for each in named), *([(None, unnamed)] if unnamed > 0 else [])]


def counts(people):
    """{expected, present, absent, excused, undone} in persons; the last four add up to the first."""
    total = dict.fromkeys(AttendanceState.values, 0)
    for person in people:
        there = min(person.persons, person.expected) if person.state == AttendanceState.PRESENT else 0
        total["present"] += there
        rest = "absent" if person.state == AttendanceState.PRESENT else person.state
        total[rest] += person.expected - there
    return {"expected": sum(total.values()), **total}


def counts_by_date(event):
    """{occurrence id: (persons expected, persons present)} for every date of the event."""
    confirmed = event.registrations.confirmed().order_by()
    expected = dict(confirmed.values_list("occurrence_id").annotate(Sum("party_size")))
    marks = Attendance.objects.filter(occurrence__event=event, state=AttendanceState.PRESENT).order_by()
    present = dict(marks.values_list("occurrence_id").annotate(Sum("persons")))
    whole = expected.get(None, 0)
    return {
        pk: (whole + expected.get(pk, 0), present.get(pk, 0))
        for pk in event.occurrences.order_by().values_list("pk", flat=True)
    }


def mark_all(occurrence, marks, *, by, now):
    """Write marks down; returns for each, in the order given, "kept", "older" (a later one stands) or "unknown".

    "fewer": kept, but for no more persons than are registered. A clock that runs ahead is not believed:
    no mark is later than `now`. The same marks once more change nothing.
    """
    with transaction.atomic():
        # Marks of one date are written one batch after the other: two organisers never both find no mark.
        Occurrence.objects.select_for_update(no_key=True).get(pk=occurrence.pk)
        people = _people_of(occurrence, marks)
        standing = {(mark.registration_id, mark.participant_id): mark for mark in occurrence.attendances.all()}
        outcomes, changed = [], {}
        for mark in marks:
            found = people.get((mark.registration, mark.participant))
            outcomes.append(_stand(found, mark, occurrence, standing, changed, by=by, now=now))
        known = [row for row in changed.values() if row.pk is not None]
        Attendance.objects.bulk_create([row for row in changed.values() if row.pk is None])
        Attendance.objects.bulk_update(known, ["state", "persons", "minutes", "marked_at", "marked_by"], batch_size=200)
    return outcomes


def _people_of(occurrence, marks):
    """{(registration uuid, participant uuid or None): (registration id, participant id or None, persons)}."""
    named = registered_for(occurrence).filter(uuid__in={mark.registration for mark in marks})
    return {
        (registration.uuid, participant.uuid if participant else None): (
            registration.pk,
            participant.pk if participant else None,
            expected,
        )
        for registration in named.prefetch_related("participants")
        for participant, expected in lines_of(registration)
    }


def _stand(found, mark, occurrence, standing, changed, *, by, now):
    """Decide about one mark; `changed` collects the rows to write."""
    if found is None:
        return UNKNOWN
    registration, participant, expected = found
    marked_at = min(mark.marked_at, now)
    row = standing.get((registration, participant))
    if row is not None and row.marked_at > marked_at:
        return OLDER
    if row is None:
        row = Attendance(registration_id=registration, participant_id=participant, occurrence=occurrence)
        standing[registration, participant] = row
    persons = expected if mark.persons is None else min(mark.persons, expected)
    values = (mark.state, persons, mark.minutes, marked_at)
    if (row.state, row.persons, row.minutes, row.marked_at) != values:
        row.state, row.persons, row.minutes, row.marked_at = values
        row.marked_by = by
        changed[registration, participant] = row
    more_came = mark.state == AttendanceState.PRESENT and mark.persons is not None and mark.persons > expected
    return FEWER if more_came else KEPT


def hand_on(registration, before):
    """Names came for persons who were a mere number on the roll: what was marked of that number is marked of each.

    before: lines_of() the registration before the names came. Of « 18 of 24 were there » nobody knows who they were:
    such a mark is handed on to nobody, and the names wait to be marked.
    """
    crowd, known = dict(before).get(None, 0), {participant for participant, _persons in before}
    after = lines_of(registration)
    named, unnamed = [each for each, _persons in after if each not in known], dict(after).get(None, 0)
    marks = list(registration.attendances.filter(participant=None)) if crowd and named else []
    for mark in marks:
        everybody = mark.state != AttendanceState.PRESENT or mark.persons >= crowd
        if everybody and len(named) <= crowd - unnamed:
            Attendance.objects.bulk_create(_for_one(mark, participant) for participant in named)
        if unnamed:
            mark.persons = min(mark.persons, unnamed)
        else:
            mark.state = AttendanceState.UNDONE
        mark.save(update_fields=["state", "persons"])


def _for_one(mark, participant):
    """A mark of the whole, as a mark of one participant."""
    return Attendance(
        registration_id=mark.registration_id,
        participant=participant,
        occurrence_id=mark.occurrence_id,
        state=mark.state,
        minutes=mark.minutes,
        marked_at=mark.marked_at,
        marked_by_id=mark.marked_by_id,
    )


def welcome(occurrence, *, name, email, phone, party_size, language, by, now, submission=""):
    """Register somebody at the door and mark them present: only while there is room, behind whoever waits.

    submission: which sending of the form this is; the same once more adds nobody.
    Raises Refusal when the date is full, over or called off, or when one does not register for it.
    """
    from .registration import register

    event = occurrence.event
    with transaction.atomic():
        registration = register(
            event,
            occurrence=occurrence if event.registration_mode == RegistrationMode.DATE else None,
            name=name,
            email=email,
            phone=phone,
            party_size=party_size,
            language=language,
            source=Source.WALK_IN,
            made_by=by,
            submission=submission,
            now=now,
        ).registration
        if registration.state != RegistrationState.CONFIRMED:
            raise Refusal(_("C’est complet : il ne reste pas de place pour qui n’est pas inscrit."), code="full")
        # Whoever stands at the door needs no call.
        registration.letters.filter(state=LetterState.TO_CALL).update(state=LetterState.DROPPED)
        here = Mark(registration.uuid, None, AttendanceState.PRESENT, party_size, None, now)
        mark_all(occurrence, [here], by=by, now=now)
    return registration


def seal(registration, participant=None):
    """Six letters that only the portal can write behind a reference: others for each participant of it."""
    sealed = f"{registration.uuid.hex}:{registration.link_key}"
    if participant is not None:
        sealed += f":{participant.uuid.hex}"
    digest = salted_hmac("maillage.presence", sealed, algorithm="sha256")
    number = int.from_bytes(digest.digest()[:8])
    letters = []
    for _position in range(SEAL_LENGTH):
        number, rest = divmod(number, len(REFERENCE_LETTERS))
        letters.append(REFERENCE_LETTERS[rest])
    return "".join(letters)


def code_of(registration, participant=None):
    """What the QR code of a registration says: its reference and its seal, such as `K7Q2M4XA3F9KBC`.

    With a participant, what their own badge says: it means nobody else of the registration.
    """
    return f"{registration.reference}{seal(registration, participant)}"


def read_code(typed):
    """(reference, seal) of what was scanned or typed; ("", "") when it is neither a code nor a reference."""
    bare = "".join(typed.split()).replace("-", "").upper()
    if not set(bare) <= set(REFERENCE_LETTERS) or len(bare) not in (REFERENCE_LENGTH, REFERENCE_LENGTH + SEAL_LENGTH):
        return "", ""
    return bare[:REFERENCE_LENGTH], bare[REFERENCE_LENGTH:]


def search(people, typed):
    """The people whom a typed name, reference or scanned code means. Raises Refusal for a code with a false seal."""
    reference, sealed = read_code(typed)
    meant = [person for person in people if reference and person.registration.reference == reference]
    if sealed:
        own = [
            person for person in meant if constant_time_compare(seal(person.registration, person.participant), sealed)
        ]
        whole = meant if meant and constant_time_compare(seal(meant[0].registration), sealed) else own
        if not whole:
            raise Refusal(_("Ce code n’est pas celui d’une inscription à cette date."), code="code")
        return whole
    words = name_key(typed).split()
    return meant or [person for person in people if all(word in words_of(person) for word in words)]


def words_of(person):
    """What a search looks in, without case and accents."""
    registration = person.registration
    return name_key(f"{person.name} {registration.name} {registration.organisation} {registration.reference}")
