"""Every change is told: another hour, another place, called off, held after all.

A notice is written in the transaction of the change and leaves ten minutes later. What changes again meanwhile is told
in the same letter, which remembers how things were first; what is back to that is not told at all. `facts` of such a
letter: {"was": {date's id: its Standing before}, "reasons": [ids of dates for whose change a reason was given],
"placed": whether the change also gave this person a place}.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from portal.kit.letters import LetterState, post_all

from ..models import OccurrenceState, Registration, RegistrationLetter, RegistrationState

NOTICE = "notice"
ABOUT_PLACES = ("promoted", "offered")
GATHERED, AN_HOUR = timedelta(minutes=10), timedelta(hours=1)
GONE = "gone"  # beside the states of a date: it left the schedule


@dataclass(frozen=True)
class Standing:
    """What somebody who comes must know of a date. place: an id, or None; meeting: the address of an online meeting."""

    starts_at: datetime
    ends_at: datetime
    state: str
    place: int | None
    meeting: str

    @classmethod
    def of(cls, date):
        """How a date, with its event, stands now."""
        event = date.event
        return cls(
            date.starts_at,
            date.ends_at,
            str(date.state) if date.in_schedule or date.state != OccurrenceState.SCHEDULED else GONE,
            date.place_id or event.place_id,
            event.online_url if event.is_online else "",
        )

    @classmethod
    def read(cls, kept):
        """From the facts of a letter."""
        moments = {name: parse_datetime(kept[name]) for name in ("starts_at", "ends_at")}
        return cls(**{**kept, **moments})

    def keep(self):
        """For the facts of a letter."""
        return asdict(self) | {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}


def standings(event, *, now):
    """{date's id: Standing} of the event's dates that are not over, and of those put off to a day not known yet."""
    ahead = Q(ends_at__gt=now) | Q(state=OccurrenceState.POSTPONED)
    return {date.pk: Standing.of(date) for date in event.occurrences.filter(ahead)}


def tell_changes(event, before, *, now, reasoned=False):
    """Write to everybody whose date no longer stands as in `before` ({date's id: Standing}), in this transaction.

    event: as it is now, locked. reasoned: the reason that the dates bear was given for this change.
    """
    after = {date.pk: Standing.of(date) for date in event.occurrences.filter(pk__in=before)}
    was = {pk: standing for pk, standing in before.items() if pk in after and after[pk] != standing}
    if not was:
        return
    concerned = Registration.objects.active().filter(Q(occurrence__in=was) | Q(occurrence=None), event=event)
    concerned = list(concerned.filter(anonymised_at=None))
    unsent = _unsent(concerned)
    written, merged = [], []
    for registration in concerned:
        own = _own(registration, was, after)
        if not own:
            continue
        earlier = unsent.get(registration.pk)
        facts = _facts(own, earlier, reasoned)
        if earlier is not None:
            earlier.facts = facts
            merged.append(earlier)
        if earlier is None or earlier.state == LetterState.FAILED:
            written.append(_notice(registration, facts, now))
    _settle(event, merged)
    post_all(written, at_once=False)


def _unsent(registrations):
    """{registration's id: its notice that nobody has read yet}, locked: whoever sends it waits for what we add.

    A refused one is taken up in the next, whose words then say how things were before both.
    """
    letters = RegistrationLetter.objects.select_for_update(of=("self",)).filter(kind=NOTICE, unknown_attempts=0)
    letters = letters.filter(state__in=(LetterState.QUEUED, LetterState.TO_CALL, LetterState.FAILED))
    found = {}
    for letter in letters.filter(registration__in=[row.pk for row in registrations]).order_by("-attempts", "pk"):
        found[letter.registration_id] = letter  # the one that was never tried comes last
    return found


def _own(registration, was, after):
    """Of what changed, that which this person must know."""
    held = registration.state == RegistrationState.CONFIRMED
    ids = was if registration.occurrence_id is None else [registration.occurrence_id]
    return {pk: was[pk] for pk in ids if is_told(was[pk], after[pk], confirmed=held)}


def _facts(own, earlier, reasoned):
    kept = earlier.facts if earlier else {"was": {}, "reasons": []}
    reasons = {*kept["reasons"], *(own if reasoned else ())}
    now_told = {str(pk): standing.keep() for pk, standing in own.items()}
    placed = {"placed": True} if kept.get("placed") else {}
    return {"was": now_told | kept["was"], "reasons": sorted(reasons), **placed}


def _notice(registration, facts, now):
    return RegistrationLetter(
        registration=registration,
        kind=NOTICE,
        address=registration.email,
        language=registration.language,
        facts=facts,
        next_attempt_at=now + GATHERED,
    )


def _settle(event, merged):
    """Keep what was added; what is told by a newer letter, or is back where it was, need not be told any more."""
    if not merged:
        return
    ids = {pk for letter in merged for pk in letter.facts["was"]}
    stands = {str(date.pk): Standing.of(date) for date in event.occurrences.filter(pk__in=ids)}
    for letter in merged:
        if letter.state == LetterState.FAILED or not (_differing(letter, stands) or letter.facts.get("placed")):
            letter.state = LetterState.DROPPED
    RegistrationLetter.objects.bulk_update(merged, ["facts", "state"], batch_size=200)


def _differing(letter, stands):
    kept = {pk: Standing.read(was) for pk, was in letter.facts["was"].items()}
    return [pk for pk, was in kept.items() if pk in stands and stands[pk] != was]


def tell_with_place(registrations, date, *, now):
    """Who got a place by the very change of `date` that a notice tells reads both in that one letter.

    Called in the transaction that wrote the notice and the letter about the place. What begins within the hour, or has
    to be answered by then, does not wait for the notice to leave.
    """
    soon = now + AN_HOUR
    if date.starts_at <= soon:
        return
    placed = [row for row in registrations if row.offered_until is None or row.offered_until > soon]
    untried = (LetterState.QUEUED, LetterState.TO_CALL)
    notices = [letter for letter in _unsent(placed).values() if letter.state in untried and not letter.attempts]
    for notice in notices:
        notice.facts["placed"] = True
    RegistrationLetter.objects.bulk_update(notices, ["facts"], batch_size=200)
    told = RegistrationLetter.objects.filter(registration__in=[notice.registration_id for notice in notices])
    told.filter(kind__in=ABOUT_PLACES, state__in=untried, attempts=0).delete()


def is_told(was, stands, *, confirmed):
    """Whether the difference matters to this person: who has no place yet was never given the meeting's address."""
    if confirmed:
        return was != stands
    return replace(was, meeting="") != replace(stands, meeting="")
