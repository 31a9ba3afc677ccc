"""Certificates of paid educational leave: which are due, until when, and which are late.

In Brussels the certificate of enrolment is due within twenty days of the start, and one of attendance each quarter;
both delays are settings that staff keep up to date.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from ..models import Attestation, AttestationKind, EventSettings
from .hours import Presence, held_dates, presences


@dataclass(frozen=True)
class Certificate:
    """One certificate of one person. due: the last day; ready: whether it can be issued at all yet.

    empty: its quarter is over and the person was not seen there, so there is nothing to certify.
    """

    presence: Presence
    kind: str
    period: str
    due: date
    ready: bool
    empty: bool
    late: bool
    issued: Attestation | None

    @property
    def key(self):
        """How forms name it: kind, quarter, person."""
        return f"{self.kind}:{self.period}:{self.presence.key}"


def quarter_of(moment):
    """`2026Q4`, by the day in Brussels."""
    local = timezone.localtime(moment)
    return f"{local.year}Q{(local.month - 1) // 3 + 1}"


def bounds_of(quarter):
    """(start, end) of a quarter as aware datetimes, the end not in it."""
    year, number = int(quarter[:4]), int(quarter[5])
    first = datetime(year, 3 * number - 2, 1, tzinfo=timezone.get_current_timezone())
    following = (year, 3 * number + 1) if number < 4 else (year + 1, 1)
    return first, datetime(*following, 1, tzinfo=timezone.get_current_timezone())


def certificates(event, *, now):
    """[Certificate] of an event that gives paid leave, the soonest due first; none for any other event."""
    if not event.paid_leave:
        return []
    settings, dates = EventSettings.load(), held_dates(event)
    given = {
        (row.kind, row.period, row.registration_id, row.participant_id): row
        for row in event.attestations.filter(revoked_at=None).exclude(kind=AttestationKind.ATTENDANCE)
    }
    found = []
    for presence in presences(event):
        if presence.planned:
            starts = timezone.localdate(presence.planned[0].starts_at)
            due = starts + timedelta(days=settings.leave_enrolment_days)
            ready = presence.planned[0].starts_at <= now
            found.append(_certificate(presence, AttestationKind.LEAVE_ENROLMENT, "", due, ready, given, now))
    for quarter in sorted({quarter_of(day.starts_at) for day in dates}):
        since, until = bounds_of(quarter)
        due = timezone.localdate(until) - timedelta(days=1) + timedelta(days=settings.leave_quarter_days)
        for presence in presences(event, since=since, until=until):
            if presence.planned:
                over = max(day.ends_at for day in presence.planned) <= now
                found.append(_certificate(presence, AttestationKind.LEAVE_QUARTER, quarter, due, over, given, now))
    return sorted(found, key=lambda each: (each.due, each.kind, each.presence.name, each.key))


def _certificate(presence, kind, period, due, begun, given, now):
    participant = presence.participant.pk if presence.participant else None
    issued = given.get((kind, period, presence.registration.pk, participant))
    empty = begun and kind == AttestationKind.LEAVE_QUARTER and presence.attended == 0
    late = issued is None and not empty and timezone.localdate(now) > due
    return Certificate(presence, str(kind), period, due, begun and not empty, empty, late, issued)
