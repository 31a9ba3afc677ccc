"""For each shift and role, by name: whether it can be taken by this person, and why or why not."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from partners.models import Place
from portal.templatetags.wording import day_words, hour, hours

from .hours_allowed import (
    MOST_MINUTES_A_DAY,
    MOST_MINUTES_OF_MINORS,
    minutes_by_day,
    touches_night,
    walk,
)
from .models import AgeBand, ShiftState, SignUp
from .models.volunteer import MINORS

FREE, FULL, RESERVED = "free", "full", "reserved"
MINE, OVERLAP, YOUNG, LONG, NIGHT = "mine", "overlap", "young", "long", "night"
NOT_OPEN, CLOSED, STARTED, ENDED, OFF = "not_open", "closed", "started", "ended", "off"
# What a receipt says of what was not taken: no more than the kind of reason.
REFUSED = {
    MINE: _lazy("Vous avez déjà ce créneau."),
    OVERLAP: _lazy("En même temps qu’un autre de vos créneaux."),
    YOUNG: _lazy("Vous n’avez pas encore l’âge."),
    LONG: _lazy("Cela ferait trop d’heures le même jour."),
    NIGHT: _lazy("Avant 18 ans, pas entre 22 h et 6 h."),
    NOT_OPEN: _lazy("Les inscriptions ne sont pas encore ouvertes."),
    CLOSED: _lazy("Les inscriptions sont closes."),
    STARTED: _lazy("Ce créneau a commencé."),
    ENDED: _lazy("Ce créneau est passé."),
    OFF: _lazy("Ce créneau est annulé."),
}
TAKEN = (FREE, FULL, RESERVED)  # what may be asked for: a place, or a rank on the waiting list


@dataclass(frozen=True)
class Busy:
    """A shift that somebody has, or waits for."""

    shift_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: Place | None


@dataclass(frozen=True)
class Person:
    """What is known of whoever asks. age: a code of AgeBand, or "" when nobody asked yet; skills: ids that they have;
    proven: those of them that a coordinator saw proof of."""

    age: str = ""
    skills: frozenset = frozenset()
    proven: frozenset = frozenset()
    busy: tuple = ()

    @property
    def youngest_possible(self):
        """The least age (years) that the band allows, or None."""
        return int(self.age) if self.age else None


@dataclass(frozen=True)
class Answer:
    """may: it can be asked for; waits: on the waiting list; to_confirm: with a skill of which a proof is to be seen.

    sentence: why, for the person; warnings: what to think of first.
    """

    need: object
    code: str
    sentence: str = ""
    to_confirm: bool = False
    warnings: list = field(default_factory=list)

    @property
    def may(self):
        return self.code in TAKEN

    @property
    def waits(self):
        return self.code in (FULL, RESERVED)


def person_of(volunteer):
    """The Person of a Volunteer, with the shifts that are theirs; nobody's when None."""
    if volunteer is None:
        return Person()
    skills = list(volunteer.skills.values_list("skill_id", "confirmed_at"))
    rows = SignUp.objects.active().filter(volunteer=volunteer).with_shift().in_order()
    return Person(
        age=volunteer.age,
        skills=frozenset(skill for skill, _seen in skills),
        proven=frozenset(skill for skill, seen in skills if seen),
        busy=tuple(busy_with(row.shift) for row in rows),
    )


def busy_with(shift):
    text = shift.mission.text(get_language())
    return Busy(shift.pk, text.name if text else "", shift.starts_at, shift.ends_at, shift.where)


def answers(person, needs, rooms, *, now):
    """[Answer] of each need, in the order given. needs: loaded with_shift(); rooms: places.rooms_of(needs)."""
    return [answer(person, need, rooms[need.pk], now=now) for need in needs]


def answer(person, need, room, *, now):
    """The Answer to `person` about one need."""
    code, sentence = _off(need.shift, now=now) or _about_person(person, need.shift) or _room(person, need, room)
    if code not in TAKEN:
        return Answer(need, code, sentence)
    unproven = [
        each.skill.name(get_language())
        for each in need.skills.all()
        if each.skill.to_confirm and each.skill_id in person.skills - person.proven
    ]
    warnings = _travel(person, need.shift)
    if unproven:
        warnings.append(_("À confirmer avant de commencer : %(skills)s.") % {"skills": ", ".join(unproven)})
    return Answer(need, code, sentence, bool(unproven), warnings)


def _off(shift, *, now):
    """What stands against it for everybody."""
    mission = shift.mission
    if shift.state == ShiftState.CANCELLED:
        return OFF, _("Ce créneau est annulé.")
    if shift.ends_at <= now:
        return ENDED, _("Ce créneau est passé.")
    if shift.starts_at <= now:
        return STARTED, _("Ce créneau a commencé.")
    if mission.opens_at and mission.opens_at > now:
        when = {"day": day_words(mission.opens_at), "hour": hour(mission.opens_at)}
        return NOT_OPEN, _("On peut s’inscrire à partir du %(day)s, %(hour)s.") % when
    if not mission.is_open(now):
        return CLOSED, _("Les inscriptions sont closes.")
    return None


def _about_person(person, shift):
    """What stands against it for this person."""
    if any(busy.shift_id == shift.pk for busy in person.busy):
        return MINE, _("Vous avez déjà ce créneau.")
    if person.age and person.youngest_possible < min(shift.mission.minimum_age, int(AgeBand.ADULT)):
        return YOUNG, _("À partir de %(age)s ans.") % {"age": shift.mission.minimum_age}
    if person.age in MINORS and touches_night(shift.starts_at, shift.ends_at):
        return NIGHT, _("Avant 18 ans, pas entre 22 h et 6 h.")
    for busy in person.busy:
        if busy.starts_at < shift.ends_at and shift.starts_at < busy.ends_at:
            facts = {
                "title": busy.title,
                "hours": f"{day_words(busy.starts_at)}, {hours(busy.starts_at, busy.ends_at)}",
            }
            return OVERLAP, _("En même temps que votre créneau « %(title)s », %(hours)s.") % facts
    return _too_long(person, shift)


def _too_long(person, shift):
    most = MOST_MINUTES_OF_MINORS if person.age in MINORS else MOST_MINUTES_A_DAY
    mine = minutes_by_day(shift.starts_at, shift.ends_at)
    for busy in person.busy:
        for day, minutes in minutes_by_day(busy.starts_at, busy.ends_at).items():
            if day in mine:
                mine[day] += minutes
    if max(mine.values()) > most:
        return LONG, _("Plus de %(hours)s heures de bénévolat le même jour.") % {"hours": most // 60}
    return None


def _room(person, need, room):
    why = room.why_not(person.skills)
    if why == "full":
        return FULL, _("Complet : liste d’attente.")
    if why == "reserved":
        names = ", ".join(skill.name(get_language()) for skill in room.reserved_for(person.skills))
        return RESERVED, _("Les places qui restent demandent : %(skills)s. Sinon, liste d’attente.") % {"skills": names}
    left = room.capacity.left
    if left is None:
        return FREE, ""
    return FREE, ngettext("%(left)s place libre", "%(left)s places libres", left) % {"left": left}


def _travel(person, shift):
    """Sentences about what comes too soon before or after, somewhere else."""
    found = []
    for busy in person.busy:
        needed = walk(busy.place, shift.where)
        between = max(shift.starts_at - busy.ends_at, busy.starts_at - shift.ends_at)
        if needed and between < needed:
            found.append(
                _("Comptez %(minutes)s minutes de trajet avec « %(title)s ».")
                % {"minutes": round(needed.total_seconds() / 60), "title": busy.title}
            )
    return found
