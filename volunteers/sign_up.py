"""Signing up for shifts, several in one go, and withdrawing. Every rule is asked again under the locks.

The order of locks is one for all: the volunteer's row, then capacities by id. Under the first nobody takes two shifts
at once, under the others no place is given twice.
"""

from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from events.querysets import reaching
from events.seats import locked
from portal.kit.contact import name_key, normalise_email, normalise_phone
from portal.kit.refusal import Refusal

from .answers import MINE, Person, answer, busy_with, person_of
from .letters import tell, tell_again, tell_promoted
from .models import EndReason, Need, SignUp, Volunteer, VolunteerSkill
from .models.volunteer import MINORS
from .places import enter, leave, promote, rooms_of

MOST_AT_ONCE = 40  # shifts in one form


@dataclass(frozen=True)
class Declared:
    """What whoever signs up says of themselves. age: a code of AgeBand; skills: ids of Skill."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "fr"
    age: str = ""
    skills: frozenset = frozenset()
    guardian_name: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True)
class Outcome:
    """What signing up did. made: new SignUps; lines: [Answer] of what was asked; shown: the same as a newcomer would
    read it, which is all that a page may show to who did not prove to be this volunteer. created: nobody knew them."""

    volunteer: Volunteer
    created: bool
    made: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    shown: list = field(default_factory=list)


def sign_up(needs, declared, *, now, known=None):
    """Take every need (their ids) that can be taken; the others are answered one by one, by name.

    known: the Volunteer who proved who they are (link, account), else found by what was declared. A repeat changes
    nothing: what is theirs already is answered so. Raises Refusal where nothing was chosen, or too much, and for a
    minor without a parent's agreement.
    """
    if not needs:
        raise Refusal(_("Cochez au moins un créneau."), code="none")
    if len(needs) > MOST_AT_ONCE:
        raise Refusal(_("Choisissez %(most)s créneaux au plus à la fois.") % {"most": MOST_AT_ONCE}, code="many")
    if declared.age in MINORS and not (declared.guardian_name and declared.guardian_phone):
        raise Refusal(_("Avant 18 ans, un parent doit donner son accord."), code="guardian")
    with transaction.atomic():
        volunteer, created = _lock(known, declared, now=now)
        proven = created or known is not None
        if proven:
            _write_declared(volunteer, declared, now=now)
        capacities = locked(Need.objects.filter(pk__in=needs).values_list("capacity_id", flat=True))
        wanted = list(Need.objects.filter(pk__in=needs).with_shift().order_by("shift__starts_at", "pk"))
        rooms = rooms_of(wanted, capacities)
        newcomer = Person(declared.age, frozenset(declared.skills))
        shown = _as_newcomer(newcomer, wanted, rooms, now=now)
        made, lines, refused = _take(volunteer, declared.skills, wanted, rooms, now=now)
        _tell(volunteer, declared, made, refused)
    return Outcome(volunteer, created, made, lines, lines if proven else shown)


def _take(volunteer, skills, wanted, rooms, *, now):
    """Under the locks: ([SignUp], [Answer], what the letter says was refused). What is taken counts for what follows.

    skills: those declared now (ids); they count for these shifts even where they may not be kept.
    """
    person, made, lines, refused = person_of(volunteer), [], [], []
    person = replace(person, skills=person.skills | skills)
    for need in wanted:
        said = answer(person, need, rooms[need.pk], now=now)
        lines.append(said)
        if not said.may:
            with translation.override(volunteer.language):
                why = answer(person, need, rooms[need.pk], now=now).sentence
            refused.append({"need": need.pk, "code": said.code, "why": why})
            continue
        asked = {each.skill_id for each in need.skills.all()}
        row = SignUp(
            volunteer=volunteer,
            need=need,
            shift=need.shift,
            skills=sorted(asked & person.skills),
            to_confirm=said.to_confirm,
            created_at=now,
        )
        enter(row, rooms[need.pk], now=now)
        given = promote(rooms[need.pk], now=now)
        for other in given:
            if other.pk == row.pk:
                row = other
        tell_promoted(other for other in given if other.pk != row.pk)
        made.append(row)
        person = _busier(person, need.shift)
    return made, lines, refused


def _as_newcomer(person, wanted, rooms, *, now):
    """What somebody whom nobody knows would be answered to the same."""
    lines = []
    for need in wanted:
        lines.append(answer(person, need, rooms[need.pk], now=now))
        if lines[-1].may:
            person = _busier(person, need.shift)
    return lines


def _busier(person, shift):
    return replace(person, busy=(*person.busy, busy_with(shift)))


def _lock(known, declared, *, now):
    """(the Volunteer, locked, whether new). Two first sign-ups at once make one row: the constraint decides."""
    if known is not None:
        return Volunteer.objects.select_for_update().known().get(pk=known.pk), False
    found = _found(declared)
    if found is None:
        try:
            with transaction.atomic():
                return _make(declared, now=now), True
        except IntegrityError:
            found = _found(declared)
    return found, False


def _found(declared):
    email, phone = normalise_email(declared.email), normalise_phone(declared.phone)
    rows = Volunteer.objects.select_for_update().known().filter(name_key=name_key(declared.name))
    return rows.filter(reaching(email=email, phone=phone)).order_by("pk").first()


def _make(declared, *, now):
    minor = declared.age in MINORS
    return Volunteer.objects.create(
        name=" ".join(declared.name.split()),
        name_key=name_key(declared.name),
        email=normalise_email(declared.email),
        phone=normalise_phone(declared.phone),
        language=declared.language,
        age=declared.age,
        guardian_agreed_at=now if minor else None,
        created_at=now,
    )


def _write_declared(volunteer, declared, *, now):
    """Keep what was said now; whoever merely typed somebody's name and address changes nothing about them."""
    minor = declared.age in MINORS
    volunteer.age = declared.age
    volunteer.guardian_name = declared.guardian_name if minor else ""
    volunteer.guardian_phone = normalise_phone(declared.guardian_phone) if minor else ""
    volunteer.guardian_agreed_at = now if minor else None
    volunteer.save(update_fields=["age", "guardian_name", "guardian_phone", "guardian_agreed_at"])
    if declared.skills:
        rows = [VolunteerSkill(volunteer=volunteer, skill_id=skill, declared_at=now) for skill in declared.skills]
        VolunteerSkill.objects.bulk_create(rows, ignore_conflicts=True)


def _tell(volunteer, declared, made, refused):
    """One letter says all of it; a repeat only sends the link again. The link goes to the address that we know."""
    if not made and all(each["code"] == MINE for each in refused):
        tell_again(volunteer, email=normalise_email(declared.email))
        return
    tell(volunteer, "signed_up", sign_ups=made, refused=refused)


def withdraw(volunteer, ids, *, now, reason=EndReason.PERSON, quietly=False):
    """Give these sign-ups (their ids; None: all that is to come) back, and promote who waits; returns them.

    A repeat changes nothing. What has begun is not given back any more. quietly: no letter to this person.
    """
    with transaction.atomic():
        volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        rows = SignUp.objects.active().filter(volunteer=volunteer, shift__starts_at__gt=now)
        wanted = rows if ids is None else rows.filter(pk__in=ids)
        left = _leave(wanted, reason=reason, now=now)
        if left and not quietly:
            tell(volunteer, "withdrawn", sign_ups=left)
    return left


def _leave(wanted, *, reason, now):
    """Under the volunteer's lock: lock the capacities, read again, give back, promote."""
    needs = Need.objects.filter(pk__in=list(wanted.values_list("need_id", flat=True)))
    capacities = locked(needs.values_list("capacity_id", flat=True))
    rooms = rooms_of(list(needs.with_shift()), capacities)
    left = list(wanted.select_related("volunteer").in_order())
    for row in left:
        leave(row, rooms[row.need_id], reason=reason, now=now)
    for room in rooms.values():
        tell_promoted(promote(room, now=now))
    return left


def declared_by(volunteer):
    """The Declared of somebody who is known, as a form shows it at first."""
    return Declared(
        name=volunteer.name,
        email=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        age=volunteer.age,
        skills=frozenset(volunteer.skills.values_list("skill_id", flat=True)),
        guardian_name=volunteer.guardian_name,
        guardian_phone=volunteer.guardian_phone,
    )
