"""The events of whoever organises: in what order, how full, and what waits for an answer in each."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When

from partners.models import Partner

from ..agenda.fulltext import found_in_words
from ..models import (
    Event,
    EventText,
    Occurrence,
    OccurrenceState,
    Registration,
    RegistrationLetter,
    RegistrationMode,
    RegistrationState,
)
from ..organising import SEE, organised_by

COMING, DRAFT, OVER = range(3)
EDIT = ("wagtailadmin.access_admin", "events.change_event")


def listed(user, *, now):
    """The events that `user` organises, with `next_start` and `last_start`: to come, drafts, then the past.

    Drafts are listed for staff who may edit them; nobody else could do anything with them. Templates never are.
    """
    own = Q(pk__in=organised_by(user).order_by().values("pk"))
    if user.has_perms([SEE, *EDIT]):
        own |= Q(first_published_at=None, is_template=False)
    dates = Occurrence.objects.filter(event=OuterRef("pk"), in_schedule=True)
    return (
        Event.objects.filter(own)
        .annotate(
            next_start=Subquery(dates.upcoming(now).in_order().values("starts_at")[:1]),
            last_start=Subquery(dates.order_by("-starts_at").values("starts_at")[:1]),
        )
        .order_by(
            F("next_start").asc(nulls_last=True),
            Case(When(first_published_at=None, then=Value(0)), default=Value(1)),
            F("last_start").desc(nulls_last=True),
            "-pk",
        )
    )


def rank_of(event):
    """Among which events of listed() it stands: a draft has no dates, so it comes after what is to come."""
    if not event.was_public:
        return DRAFT
    return COMING if event.next_start else OVER


def found(events, *, words="", partner=None, unanswered=False):
    """Those of the events whose words are asked for, of one partner, or where somebody waits for an answer."""
    if words:
        events = events.filter(found_in_words(words))
    if partner is not None:
        events = events.filter(organiser=partner)
    if unanswered:
        waits = Q(pk__in=pending().values("event")) | Q(pk__in=to_call().values("registration__event"))
        events = events.filter(waits)
    return events


def shown(events):
    """The events with what their rows show of words, in a fixed number of queries."""
    words = Prefetch("texts", EventText.objects.defer("body"))
    return events.select_related("organiser", "capacity").prefetch_related(words, "organiser__texts")


def partners_of(user):
    """The partners among whose events `user` may choose: all for staff, their own for members."""
    partners = Partner.objects.with_texts()
    if not user.has_perm(SEE):
        partners = partners.spoken_for_by(user)
    return partners


def pending():
    """Registrations that the organiser must agree to; an employer answers by a link."""
    waiting = Registration.objects.filter(state=RegistrationState.PENDING, anonymised_at=None)
    return waiting.filter(approval__by_employer=False).order_by()


def to_call():
    """Letters that only a telephone can still tell."""
    return RegistrationLetter.objects.to_call().order_by()


@dataclass
class Tally:
    """How full an event is, in persons, and what waits in it. limit: None where there is none.

    pending, offered: registrations; calls: lines of the call list, of which `unknown` are letters that may have come.
    """

    taken: int = 0
    limit: int | None = None
    waiting: int = 0
    pending: int = 0
    offered: int = 0
    calls: int = 0
    unknown: int = 0


def tallies(events, *, now):
    """{event id: Tally} of these events (of listed()), in a fixed number of queries.

    Of an event with dates to come only those are counted: what is over fills no room any more.
    """
    found = {event.pk: Tally() for event in events}
    by_date = [event for event in events if event.registration_mode == RegistrationMode.DATE]
    for event in events:
        if event.registration_mode == RegistrationMode.WHOLE and event.capacity:
            _count(found[event.pk], event.capacity.taken, event.capacity.limit, event.capacity.waiting)
    for row in _places(by_date, now):
        limit = row["limit"] if not row["endless"] else None
        _count(found[row["event"]], row["taken"] or 0, limit, row["waiting"] or 0)
    for row in pending().filter(event__in=found).values("event").annotate(number=Count("pk")):
        found[row["event"]].pending = row["number"]
    offered = Registration.objects.filter(state=RegistrationState.OFFERED, anonymised_at=None, event__in=found)
    for row in offered.order_by().values("event").annotate(number=Count("pk")):
        found[row["event"]].offered = row["number"]
    calls = to_call().filter(registration__event__in=found).values(event=F("registration__event"))
    for row in calls.annotate(number=Count("pk"), unknown=Count("pk", filter=Q(state="unknown"))):
        found[row["event"]].calls, found[row["event"]].unknown = row["number"], row["unknown"]
    return found


def _count(tally, taken, limit, waiting):
    tally.taken, tally.limit, tally.waiting = taken, limit, waiting


def _places(events, now):
    over = [event.pk for event in events if rank_of(event) == OVER]
    dates = Occurrence.objects.filter(event__in=events, capacity__isnull=False, state=OccurrenceState.SCHEDULED)
    dates = dates.filter(Q(ends_at__gt=now) | Q(event__in=over)).order_by()
    return dates.values("event").annotate(
        taken=Sum("capacity__taken"),
        limit=Sum("capacity__limit"),
        waiting=Sum("capacity__waiting"),
        endless=Count("pk", filter=Q(capacity__limit=None)),
    )
