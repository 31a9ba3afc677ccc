"""A fair draw that anybody can repeat: the order is that of sha256(seed + reference).

The seed is a keyed hash of the event and its date, so nobody chooses or re-rolls it. Its own sha256, the seal, is
published before the draw: whoever kept the seal sees that the seed published afterwards is the one that was sealed.
"""

import hashlib
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words, hour

from .models import Draw, Event, Occurrence, OccurrenceState, Registration, RegistrationMode, RegistrationState
from .queue_order import deal_ranks
from .registration import promote_if_held, seats_changed
from .targets import lock_target

logger = logging.getLogger("maillage.events")

DRAWN = (RegistrationState.PENDING, RegistrationState.WAITING)


def seed_of(event, occurrence):
    """64 hexadecimal digits, the same at each call; known to nobody before the draw."""
    drawn = f"{event.uuid}:{occurrence.uuid if occurrence else ''}"
    return salted_hmac("maillage.draw", drawn, algorithm="sha256").hexdigest()


def seal_of(seed):
    """What is published before the draw: sha256 of the seed, hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn_order(references, seed):
    """The references in the order that the seed gives, whatever order they come in."""
    return sorted(references, key=lambda reference: hashlib.sha256((seed + reference).encode()).hexdigest())


def hold(event, *, occurrence, now):
    """Draw the order of everybody who waits and give out the places; a repeat returns the first Draw.

    Whoever still needs somebody's agreement is drawn too: when it comes, they have the rank that chance gave them.
    Raises Refusal before the hour that was announced, or where no draw is held.
    """
    with transaction.atomic():
        target = lock_target(event, occurrence)
        event = target.event
        earlier = Draw.objects.filter(event=event, occurrence=occurrence).first()
        if earlier is not None:
            return earlier
        if event.draw_at is None:
            raise Refusal(_("Il n’y a pas de tirage au sort pour cette activité."), code="none")
        if now < event.draw_at:
            raise Refusal(
                _("Le tirage au sort est annoncé pour le %(day)s à %(hour)s.")
                % {"day": day_words(event.draw_at), "hour": hour(event.draw_at)},
                code="early",
            )
        seed = seed_of(event, occurrence)
        rows = Registration.objects.filter(event=event, occurrence=occurrence, state__in=DRAWN)
        entered = {row.reference: row for row in rows}
        order = drawn_order(entered, seed)
        deal_ranks([entered[reference] for reference in order])
        draw = Draw.objects.create(
            event=event,
            occurrence=occurrence,
            seed=seed,
            order=order,
            drawn_at=now,
            persons=sum(row.party_size for row in entered.values()),
        )
        promote_if_held(target, now)
        seats_changed(target.capacities)
    return draw


def draw_due(*, now=None):
    """Every few minutes: hold the draws whose hour has come. One event's error holds no other; returns how many."""
    now = now or timezone.now()
    held = 0
    due = Event.objects.published().filter(draw_at__lte=now).exclude(registration_mode=RegistrationMode.NONE)
    for event in due.order_by("draw_at", "pk"):
        for occurrence in undrawn(event, now=now):
            try:
                hold(event, occurrence=occurrence, now=now)
                held += 1
            except Exception:
                logger.exception("The draw of event %s could not be held.", event.pk)
    return held


def undrawn(event, *, now):
    """The dates to come ([None] for the whole) whose order is still to be drawn."""
    if event.registration_mode == RegistrationMode.WHOLE:
        return [] if event.draws.filter(occurrence=None).exists() else [None]
    dates = Occurrence.objects.filter(event=event, draws=None, ends_at__gt=now, in_schedule=True)
    return list(dates.filter(state=OccurrenceState.SCHEDULED).in_order())
