"""Publishing, withdrawing and deleting an event: everything together or nothing, and nobody moved unseen.

A publication that would touch dates with registrations is refused until somebody accepted what becomes of each:
the acceptance is an entry of the event's history, tied to the version and to each date's fate, so that it says who
agreed to what, and covers nothing else. Every door (the form, moderation, the clock, a command) passes here.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_delete, pre_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, ModelLogEntry, Revision
from wagtail.signals import unpublished

from partners.models import Place
from portal.accounts.groups import MODERATOR
from portal.accounts.models import User
from portal.kit.refusal import Refusal

from .catalogue import event_changed
from .letters import date_line, party_label
from .messages.changes import standings, tell_changes
from .models import Capacity, Event, EventFormerSlug, Occurrence
from .publishable import check
from .schedule import dates_with_people, lock_with_capacities, plan, synchronise

logger = logging.getLogger("maillage.events")

BY_THE_CLOCK = "wagtail.publish.scheduled"
ACCEPTED = "events.dates.accept"
HELD = "events.publish.held"


@dataclass(frozen=True)
class Fate:
    """What a publication would do to one date with registrations, or that staff decided about.

    becomes: `moved` (to starts_at–ends_at), `dropped` (it leaves the schedule), `hidden` (it takes place after the
    event is withdrawn), `relocated`, or `stays` (as staff decided, although the schedule no longer has it).
    persons: confirmed or waiting. elsewhere: it moves to `place` with the event (None: online).
    """

    occurrence: Occurrence
    persons: int
    becomes: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    elsewhere: bool = False
    place: Place | None = None

    @property
    def token(self):
        """The date and its fate in one word: what an acceptance covers."""
        hours = [f"{moment:%Y%m%dT%H%MZ}" for moment in (self.starts_at, self.ends_at) if moment]
        where = [f"place{self.place.pk}" if self.place else "online"] if self.elsewhere else []
        return ":".join([self.occurrence.uuid.hex, self.becomes, *hours, *where])


class DatesAtStake(Refusal):
    """A publication would touch dates with registrations, or leave some out of its rules, and nobody accepted it.

    fates: [Fate], all of them.
    """

    def __init__(self, fates):
        people = any(fate.becomes != "stays" for fate in fates)
        sentence = (
            _("Des personnes sont inscrites à des dates que cette publication changerait.")
            if people
            else _(
                "Des dates changées une à une ne sont plus dans les dates et séries ; elles resteraient telles quelles."
            )
        )
        super().__init__(sentence, code="dates")
        self.fates = fates


def fates(event, *, now):
    """The Fates of publishing this version of the event (saved or not), in order of date."""
    found = {}
    result = plan(event, now=now)
    for occurrence, slot in result.touches_people:
        hours = (slot.starts_at, slot.ends_at) if slot else (None, None)
        becomes = "moved" if slot else "dropped"
        found[occurrence.pk] = Fate(occurrence, occurrence.registered, becomes, *hours)
    for occurrence in _hidden(event, now):
        found.setdefault(occurrence.pk, Fate(occurrence, occurrence.registered, "hidden"))
    for occurrence in _left_alone(event, result.held, now):
        found.setdefault(occurrence.pk, Fate(occurrence, occurrence.registered, "stays"))
    for occurrence in _relocated(event, now):
        fate = found.setdefault(occurrence.pk, Fate(occurrence, occurrence.registered, "relocated"))
        if fate.becomes != "dropped":
            found[occurrence.pk] = replace(fate, elsewhere=True, place=event.place)
    return sorted(found.values(), key=lambda fate: (fate.occurrence.starts_at, fate.occurrence.pk))


def _hidden(event, now):
    """Dates with people that this version withdraws before they take place, and the published one did not."""
    if not event.expire_at or Event.objects.filter(pk=event.pk, live=True, expire_at=event.expire_at).exists():
        return []
    return [occurrence for occurrence in dates_with_people(event, now=now) if occurrence.ends_at > event.expire_at]


def _left_alone(event, held, now):
    """Those of the dates `held` without a rule that the published version still had a rule for."""
    if not held:
        return []
    published = Event.objects.published().filter(pk=event.pk).first()
    before = {occurrence.pk for occurrence in plan(published, now=now).held} if published else set()
    return [occurrence for occurrence in held if occurrence.pk not in before]


def _relocated(event, now):
    """Dates with people that take place where the event does, when this version takes place elsewhere."""
    before = Event.objects.filter(pk=event.pk).values_list("place", "is_online").first()
    if before is None or (before[0] == event.place_id and event.is_online >= before[1]):
        return []
    following = dates_with_people(event, now=now)
    return [occurrence for occurrence in following if occurrence.in_schedule and occurrence.place_id is None]


def accept(revision, tokens, *, user):
    """Write into the history that `user` agreed to these fates (their tokens) for this version of the event."""
    event = revision.content_object
    log(instance=event, action=ACCEPTED, user=user, revision=revision, data={"dates": sorted(tokens)})


def accepted(revision):
    """The tokens of the fates that were accepted for this version."""
    entries = ModelLogEntry.objects.filter(action=ACCEPTED, revision=revision)
    return {token for data in entries.values_list("data", flat=True) for token in data["dates"]}


def publish(event, revision, **kwargs):
    """Publish `revision`; the dates follow its schedule unless it is only scheduled for later.

    Raises DatesAtStake when people would be touched and nobody accepted it, Refusal when it may not be published.
    By the clock there is nobody to ask: the version is held back and staff are told.
    """
    if kwargs.get("log_action") != BY_THE_CLOCK:
        return _publish(event, revision, **kwargs)
    try:
        return _publish(event, revision, **kwargs)
    except Refusal as refusal:
        return _hold_back(event, revision, refusal)


def _publish(event, revision, **kwargs):
    """Wagtail's own publication is not atomic, and reads the event from the revision's cached foreign key: both are
    mended here, so that what operations decided since the draft was written stays."""
    now = timezone.now()
    with transaction.atomic():
        fresh = lock_with_capacities(event)
        revision.content_object = fresh
        wanted = revision.as_object()
        check(wanted)
        at_stake = fates(wanted, now=now)
        if kwargs.get("log_action") == BY_THE_CLOCK:  # what staff decided simply stays
            at_stake = [fate for fate in at_stake if fate.becomes != "stays"]
        if not {fate.token for fate in at_stake} <= accepted(revision):
            raise DatesAtStake(at_stake)
        before, place_before = standings(fresh, now=now), _whereabouts(fresh)
        DraftStateMixin.publish(fresh, revision, **kwargs)
        published = Event.objects.get(pk=event.pk)
        if published.live and published.live_revision_id == revision.pk:
            if _whereabouts(published) != place_before:
                # Calendar programs take over another place from a higher sequence only (RFC 5546 §2.1.4).
                following = published.occurrences.filter(place=None)
                following.update(sequence=F("sequence") + 1, changed_at=now)
            synchronise(published, now=now)
            tell_changes(published, before, now=now)
        transaction.on_commit(partial(event_changed, event.pk))


def _whereabouts(event):
    """Where the dates take place that have no place of their own."""
    return event.place_id, event.online_url if event.is_online else ""


def _hold_back(event, revision, refusal):
    """Leave what is published as it is, and tell who scheduled the version and who moderates."""
    logger.warning("Event %s: scheduled publication held back (%s).", event.pk, refusal.code)
    with transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        log(instance=event, action=HELD, revision=revision, data={"reason": str(refusal)})
        subject = _("Publication retenue : %(title)s") % {"title": revision.object_str}
        body = _(
            "La publication prévue de « %(title)s » n’a pas eu lieu.\n\n%(reason)s\n\n"
            "Rien n’a changé sur le site. Ouvrez l’activité dans l’administration pour décider."
        ) % {"title": revision.object_str, "reason": refusal}
        _tell_staff(subject, body, author=revision.user)


def _tell_staff(subject, body, *, author):
    """Write to who moderates and to the author (User or None) once the transaction is committed."""
    staff = User.objects.filter(is_active=True, groups__name=MODERATOR)
    addresses = set(staff.values_list("email", flat=True)) | {author.email if author else ""}
    for address in sorted(addresses - {""}):
        transaction.on_commit(partial(_tell, subject, body, address))


def _tell(subject, body, address):
    async_task("portal.accounts.letters.send", subject, body, [address], save=False)


def watch():
    """Follow what others do to events: Wagtail withdraws them (by hand or at their expiry) and deletes them."""
    unpublished.connect(_withdrawn, sender=Event, dispatch_uid="events.withdrawn")
    pre_delete.connect(_deleting, sender=Event, dispatch_uid="events.deleting")
    post_delete.connect(_deleted, sender=Event, dispatch_uid="events.deleted")


def _withdrawn(instance, **kwargs):
    transaction.on_commit(partial(event_changed, instance.pk))
    if instance.expired:
        _tell_expired(instance)


def _tell_expired(event):
    """At its expiry nobody withdraws an event by hand: staff learn whose dates the site no longer shows."""
    dates = dates_with_people(event, now=timezone.now())
    if not dates:
        return
    subject = _("Activité retirée à sa date de fin : %(title)s") % {"title": event}
    lines = "\n".join(f"– {date_line(date)} : {party_label(date.registered)}" for date in dates)
    body = _(
        "« %(title)s » a quitté le site, comme prévu. "
        "Des personnes sont encore inscrites à ces dates :\n\n%(dates)s\n\n"
        "Ouvrez ses dates dans l’administration pour décider."
    ) % {"title": event, "dates": lines}
    _tell_staff(subject, body, author=event.latest_revision.user if event.latest_revision else None)


def _deleting(instance, **kwargs):
    ids = set(instance.occurrences.exclude(capacity=None).values_list("capacity_id", flat=True))
    ids |= set(instance.extra_places.values_list("capacity_id", flat=True))
    instance.capacities_left_over = ids | {instance.capacity_id} - {None}


def _deleted(instance, **kwargs):
    """Its places go with it, and the address of what was public stays known, as gone."""
    Capacity.objects.filter(pk__in=instance.capacities_left_over).delete()
    if instance.was_public:
        EventFormerSlug.objects.update_or_create(slug=instance.slug, defaults={"target": None})
    transaction.on_commit(partial(event_changed, instance.pk))
