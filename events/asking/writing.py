"""The rows of what a registration says: written when it is made, brought in line when it is changed, read again."""

from pathlib import PurePath

from django.core.files.base import File

from ..models import Answer, Approval, ApprovalMode, Consent, Needs, Participant, ParticipantRole, Purpose, Source
from .details import Details, Given, NeedsGiven, Person
from .kept_files import KeptFile

PARTICIPANT, CHILDCARE = ParticipantRole.PARTICIPANT, ParticipantRole.CHILDCARE
COLUMNS = ("organisation", "function", "emergency_phone", "may_collect")


def set_columns(registration, details):
    """Put onto the (unsaved) registration what has a column of its own."""
    for name in COLUMNS:
        setattr(registration, name, getattr(details, name))
    registration.declarations = sorted(details.declarations)


def create_details(registration, details, *, now):
    """The rows beside a registration that was just made: hundreds may register at once, so nothing is asked twice.

    Files come last, by `keep_files`, when nothing can refuse the registration any more: no rollback removes a file.
    """
    people = [(PARTICIPANT, details.participants), (CHILDCARE, details.childcare)]
    rows = [
        Participant(
            registration=registration,
            role=role,
            position=place if person.position is None else person.position,
            name=person.name,
            birth_date=person.birth_date,
        )
        for role, persons in people
        for place, person in enumerate(persons)
    ]
    if rows:
        Participant.objects.bulk_create(rows)
    if details.answers:
        _write_answers(registration, details.answers, with_files=False)
    agreed = [
        Consent(registration=registration, purpose=purpose, channels=channels, given_at=now)
        for purpose, given, channels in _consents(details)
        if given
    ]
    if agreed:
        Consent.objects.bulk_create(agreed)
    if details.needs is not None:
        _write_needs(registration, details.needs)


def keep_files(registration, details):
    """The files of a registration whose rows `create_details` made."""
    sent = {(given.question, given.participant): given.upload for given in details.answers if given.upload is not None}
    for row in registration.answers.select_related("participant") if sent else ():
        upload = sent.get((row.question, row.participant and row.participant.position))
        if upload is not None:
            _put_file(row, upload)
            row.save(update_fields=["file", "value"])


def write_details(registration, details, *, now):
    """Bring the rows beside a saved registration in line with `details`. Rows that stay keep their identity."""
    _write_people(registration, PARTICIPANT, details.participants)
    _write_people(registration, CHILDCARE, details.childcare)
    _write_answers(registration, details.answers)
    for purpose, given, channels in _consents(details):
        _write_consent(registration, purpose, given, channels, now)
    _write_needs(registration, details.needs)


def _consents(details):
    """(purpose, whether it is agreed to, channels) of each."""
    yield Purpose.PARENTAL, details.parental, []
    yield Purpose.IMAGE, bool(details.image_channels), sorted(details.image_channels)
    yield Purpose.NEEDS, details.needs is not None, []


def ask_approval(registration, details):
    """The row of who must agree, for an event that asks for it; None where nobody must."""
    event = registration.event
    if event.approval == ApprovalMode.NONE or registration.source != Source.WEB:
        return None
    approver = details.approver
    return Approval.objects.create(
        registration=registration,
        by_employer=event.approval == ApprovalMode.EMPLOYER,
        approver_name=approver.name if approver else "",
        approver_email=approver.email if approver else "",
        employer=approver.employer if approver else details.organisation,
    )


def _write_people(registration, role, people):
    kept = {row.position: row for row in registration.participants.filter(role=role)}
    for place, person in enumerate(people):
        position = place if person.position is None else person.position
        row = kept.pop(position, None) or Participant(registration=registration, role=role, position=position)
        if row.pk is None or (row.name, row.birth_date) != (person.name, person.birth_date):
            row.name, row.birth_date = person.name, person.birth_date
            row.save()
    gone = [row.pk for row in kept.values()]
    if gone:
        forget_answers(Answer.objects.filter(participant__in=gone))  # a cascade would leave their files
        registration.participants.filter(pk__in=gone).delete()


def _write_answers(registration, answers, *, with_files=True):
    kept = {(row.question, row.participant_id): row for row in registration.answers.all()}
    if not kept and not answers:
        return
    people = {row.position: row for row in registration.participants.filter(role=PARTICIPANT)}
    for given in answers:
        participant = None if given.participant is None else people.get(given.participant)
        if given.participant is not None and participant is None:
            continue
        key = given.question, participant and participant.pk
        row = kept.pop(key, None) or Answer(registration=registration, participant=participant, question=given.question)
        row.label, row.sensitive, row.keep_days = given.label[:200], given.sensitive, given.keep_days
        row.value = given.value
        if with_files and given.upload is not None:
            _put_file(row, given.upload)
        row.save()
    forget_answers(kept.values())


def _put_file(row, upload):
    """Keep the file under a name that nobody types; what its owner called it is the answer's value."""
    if row.file:
        row.file.delete(save=False)
    row.value = PurePath(upload.name).name[:120]
    row.file.save(f"{row.uuid.hex}{PurePath(row.value).suffix.lower()[:6]}", File(upload), save=False)
    if isinstance(upload, KeptFile):
        upload.close()  # the request closes the others


def forget_answers(rows):
    """Delete these answers together with their files."""
    for row in rows:
        if row.file:
            row.file.delete(save=False)
        row.delete()


def _write_consent(registration, purpose, agreed, channels, now):
    """One consent that stands, or none; another choice of channels takes the earlier one back."""
    standing = registration.consents.filter(purpose=purpose, withdrawn_at=None).first()
    if standing is not None and (not agreed or standing.channels != channels):
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
        standing = None
    if agreed and standing is None:
        Consent.objects.create(registration=registration, purpose=purpose, channels=channels, given_at=now)


def _write_needs(registration, given):
    if given is None:
        Needs.objects.filter(registration=registration).delete()
        return
    values = {"codes": sorted(given.codes), "detail": given.detail, "interpreter": given.interpreter}
    Needs.objects.update_or_create(registration=registration, defaults=values)


def details_of(registration):
    """What is kept of a registration, as Details (without its approver, who is asked once)."""
    people = list(registration.participants.all())
    agreed = {row.purpose: row for row in registration.consents.filter(withdrawn_at=None)}
    needs = Needs.objects.filter(registration=registration).first()
    return Details(
        participants=_people(people, PARTICIPANT),
        childcare=_people(people, CHILDCARE),
        answers=tuple(_given(row) for row in registration.answers.select_related("participant")),
        declarations=tuple(registration.declarations),
        parental=Purpose.PARENTAL in agreed,
        image_channels=tuple(agreed[Purpose.IMAGE].channels) if Purpose.IMAGE in agreed else (),
        needs=NeedsGiven(tuple(needs.codes), needs.detail, needs.interpreter) if needs else None,
        **{name: getattr(registration, name) for name in COLUMNS},
    )


def _people(rows, role):
    return tuple(Person(row.name, row.birth_date, row.position) for row in rows if row.role == role)


def _given(row):
    position = row.participant.position if row.participant else None
    return Given(row.question, row.label, row.value, row.sensitive, row.keep_days, position)
