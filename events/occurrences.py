"""Operations on single dates: another time, another place, called off. Publishing a draft never undoes them.

Each takes effect at once, with its reason in the readers' languages; counters and registrations stay as they are, and
everybody who is registered is told (events.messages.changes).
`reason` is {"fr": sentence, "nl": sentence, "en": sentence}; one language is enough, the City's own needs two.
"""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal
from portal.kit.texts import OFFICIAL_LANGUAGES

from .catalogue import event_changed
from .messages.changes import Standing, tell_changes, tell_with_place
from .models import Occurrence, OccurrenceState, RegistrationMode
from .schedule import former_start, kept_dates, lock_with_capacities
from .seats import give_out, locked, set_limit, sibling_ids

REASON_LANGUAGES = ("fr", "nl", "en")


def move(occurrence, *, starts_at, ends_at, reason, now=None):
    """Give one date another time (aware datetimes); a postponed one is thereby fixed again. Returns it.

    Raises Refusal when it is over or cancelled, or would take place in the past or end before it starts.
    """
    now = now or timezone.now()
    if ends_at <= starts_at:
        raise Refusal(_("La fin précède le début."), code="hours")
    if starts_at <= now:
        raise Refusal(_("La nouvelle date est déjà passée."), code="past")
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        if fresh.state == OccurrenceState.CANCELLED:
            raise Refusal(_("Cette date est annulée : rétablissez-la avant de la déplacer."), code="cancelled")
        by_rule = fresh.in_schedule and (starts_at, ends_at) == (fresh.rule_starts_at, fresh.rule_ends_at)
        values = {"starts_at": starts_at, "ends_at": ends_at, "moved": not by_rule, "in_schedule": True}
        values["state"] = OccurrenceState.SCHEDULED
        if starts_at != fresh.starts_at:
            values["previous_starts_at"] = former_start(fresh, starts_at)
        return _give_out(_change(fresh, now, **values, **_reasons(fresh, reason)), now)


def keep(occurrence, *, now=None):
    """Hold a date that left the schedule, or on which its rule now rests, all the same for those who registered."""
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        was_there = fresh.in_schedule
        fresh = _change(fresh, now, in_schedule=True, moved=True)
        return fresh if was_there else _give_out(fresh, now)


def relocate(occurrence, *, place, reason, now=None):
    """Give one date another place; None: where the event takes place. Returns it."""
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        own = None if place is None or place.pk == fresh.event.place_id else place
        return _change(fresh, now, place=own, **_reasons(fresh, reason))


def cancel(occurrence, *, reason, now=None):
    """Call one date off. It stays, said to be cancelled, with its registrations. Returns it."""
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        cancelled_at = fresh.cancelled_at if fresh.state == OccurrenceState.CANCELLED else now
        state = {"state": OccurrenceState.CANCELLED, "cancelled_at": cancelled_at}
        return _change(fresh, now, **state, **_reasons(fresh, reason))


def promised(event, *, now):
    """The dates that people registered for and that may still take place, each with `registered` persons, in order."""
    dates = [
        date
        for date in kept_dates(event)
        if date.registered
        and date.state != OccurrenceState.CANCELLED
        and (date.ends_at > now or date.state == OccurrenceState.POSTPONED)
    ]
    return sorted(dates, key=lambda date: (date.starts_at, date.pk))


def call_off(event, *, reason, now=None):
    """Cancel every date that is promised to somebody, as `cancel` does; each person reads of all theirs in one letter.

    Dates without anybody stay as they are: of these there is nobody to tell. Returns the dates, as they were.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = lock_with_capacities(event)
        dates = promised(event, now=now)
        if not dates:
            return []
        for date in dates:
            date.event = event
        before = {date.pk: Standing.of(date) for date in dates}
        state = {"state": OccurrenceState.CANCELLED, "cancelled_at": now, "changed_at": now}
        rows = event.occurrences.filter(pk__in=before)
        rows.update(**state, **_reasons(dates[0], reason), sequence=F("sequence") + 1)
        tell_changes(event, before, now=now, reasoned=True)
        transaction.on_commit(partial(event_changed, event.pk))
    return dates


def postpone(occurrence, *, reason, now=None):
    """Put one date off to a day that is not known yet; its old time stays until it is moved. Returns it."""
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        state = {"state": OccurrenceState.POSTPONED, "cancelled_at": None}
        return _change(fresh, now, **state, **_reasons(fresh, reason))


def reinstate(occurrence, *, now=None):
    """Hold a cancelled or postponed date after all, at its time, with the places that the event gives now."""
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        if fresh.state == OccurrenceState.SCHEDULED:
            return fresh
        if fresh.ends_at <= now:
            raise Refusal(_("Son jour est passé : déplacez-la."), code="past")
        reasons = {f"reason_{language}": "" for language in REASON_LANGUAGES}
        fresh = _change(fresh, now, state=OccurrenceState.SCHEDULED, cancelled_at=None, **reasons)
        return _give_out(fresh, now, as_event=not fresh.own_limit)


def set_own_limit(occurrence, *, limit, now=None):
    """Give one date a number of places of its own (None: as many as come), which the event's no longer changes.

    Returns the limit that was set: never under the places already taken. Places that this frees go to who waits.
    """
    return _limit(occurrence, limit, own=True, now=now)


def follow_limit_of_event(occurrence, *, now=None):
    """Give one date the number of places that the event says, from now on. Returns the limit that was set."""
    return _limit(occurrence, None, own=False, now=now)


def _limit(occurrence, limit, *, own, now):
    now = now or timezone.now()
    with transaction.atomic():
        fresh = _locked(occurrence, now)
        if not _has_places(fresh):
            raise Refusal(_("On ne s’inscrit pas à cette date : elle n’a pas de places à elle."), code="mode")
        if fresh.state != OccurrenceState.SCHEDULED:
            raise Refusal(_("Cette date n’a pas lieu : rétablissez-la d’abord."), code="state")
        wanted = limit if own else fresh.event.seats
        fresh.own_limit = own
        fresh.save(update_fields=["own_limit"])
        transaction.on_commit(partial(event_changed, fresh.event_id))
        return set_limit(fresh.capacity_id, wanted)


def _give_out(occurrence, now, *, as_event=False):
    """Places that came free while the date was off go to who waits, now that it takes place. Returns it.

    as_event: there are as many as the event says now, if that is not fewer than are taken.
    """
    if _has_places(occurrence) and occurrence.state == OccurrenceState.SCHEDULED:
        capacities = locked(sibling_ids(occurrence.capacity_id))
        if as_event:
            own, seats = capacities[occurrence.capacity_id], occurrence.event.seats
            own.limit = None if seats is None else max(seats, own.taken)
            own.save(update_fields=["limit"])
        tell_with_place(give_out(capacities, now=now), occurrence, now=now)
    return occurrence


def _has_places(occurrence):
    return occurrence.event.registration_mode == RegistrationMode.DATE and occurrence.capacity_id is not None


def _locked(occurrence, now):
    """The date and its event, locked in the order that publication takes; refused when it is over or gone.

    Nobody registers meanwhile: who did so just before the change is told of it, who comes after sees it.
    """
    event = lock_with_capacities(occurrence.event)
    dates = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    fresh = dates.filter(pk=occurrence.pk).first()
    if fresh is None:
        raise Refusal(_("Cette date n’existe plus."), code="gone")
    if fresh.ends_at <= now and fresh.state != OccurrenceState.POSTPONED:
        raise Refusal(_("Cette date est passée."), code="past")
    fresh.event = event
    return fresh


def _reasons(occurrence, reason):
    """The reason's columns. Raises Refusal when nobody could read it, or half of the City's readers could not."""
    given = {language: " ".join((reason.get(language) or "").split()) for language in REASON_LANGUAGES}
    if not any(given.values()):
        raise Refusal(_("Donnez la raison, en une phrase."), code="reason")
    if occurrence.event.organiser.is_city and not all(given[language] for language in OFFICIAL_LANGUAGES):
        raise Refusal(_("La Ville donne la raison en français et en néerlandais."), code="reason")
    return {f"reason_{language}": sentence for language, sentence in given.items()}


def _change(occurrence, now, **values):
    """Write and tell what differs, as one more version of the date (RFC 5545 §3.8.7.4); a repeat changes nothing."""
    differing = {name: value for name, value in values.items() if getattr(occurrence, name) != value}
    if not differing:
        return occurrence
    before = {occurrence.pk: Standing.of(occurrence)}
    for name, value in differing.items():
        setattr(occurrence, name, value)
    occurrence.sequence += 1
    occurrence.changed_at = now
    occurrence.save(update_fields=[*differing, "sequence", "changed_at"])
    tell_changes(occurrence.event, before, now=now, reasoned=any(name.startswith("reason_") for name in values))
    transaction.on_commit(partial(event_changed, occurrence.event_id))
    return occurrence
