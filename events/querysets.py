"""Chains over events, dates and registrations; `now` is an argument, a request is not."""

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

# A letter that waited too long says nothing that is no longer true: each kind leaves only in these states.
LETTER_STATES = {
    "confirmed": ("confirmed",),
    "promoted": ("confirmed",),
    "waiting": ("waiting",),
    "cancelled": ("cancelled",),
    "changed": ("pending", "waiting", "offered", "confirmed"),
    "link": ("pending", "waiting", "offered", "confirmed"),
    "pending": ("pending",),
    "approval": ("pending",),
    "declined": ("declined",),
    "offered": ("offered",),
    "lapsed": ("cancelled",),
    "fewer": ("waiting",),
    "attestation": ("confirmed",),
    "notice": ("pending", "waiting", "offered", "confirmed"),
    "reminder": ("confirmed",),
    "reconfirm": ("confirmed",),
    "thanks": ("confirmed",),
    "message": ("pending", "waiting", "offered", "confirmed"),
}
CALLABLE = ("to_call", "failed", "unknown")  # states of letters that only a voice can still tell
NOT_CALLED = ("thanks",)  # nobody telephones for these
ALWAYS_TRUE = ("cancelled", "attestation")  # kinds that stay true whatever became of the dates


def _calls_that_wait(letter, registration, now):
    """The condition on letters, reached by the paths `letter` and `registration` (each empty or ending in `__`).

    Nobody is called about a date that is over; one that is postponed is not.
    """
    date = f"{registration}occurrence"
    ahead = Q(**{f"{date}__isnull": True}) | Q(**{f"{date}__ends_at__gt": now})
    put_off = Q(**{f"{date}__state": "postponed", f"{date}__in_schedule": True})
    true_still = Q(pk__in=[])
    for kind in LETTER_STATES.keys() - {*NOT_CALLED}:
        states = LETTER_STATES[kind]
        true_still |= Q(**{f"{letter}kind": kind, f"{registration}state__in": states})
    true_still &= ahead | put_off | Q(**{f"{letter}kind__in": ALWAYS_TRUE})
    return true_still & Q(**{f"{letter}state__in": CALLABLE, f"{registration}anonymised_at": None})


def reaching(*, email, phone):
    """The condition on registrations with this e-mail address or this telephone, each "" where there is none."""
    contact = Q(pk__in=[])
    if email:
        contact |= Q(email=email)
    if phone:
        contact |= Q(phone=phone)
    return contact


class EventQuerySet(models.QuerySet):
    def published(self):
        return self.filter(live=True)

    def upcoming(self, now):
        """With a date that has not ended, the soonest first; `next_start` is its start."""
        ahead = Q(occurrences__ends_at__gt=now, occurrences__in_schedule=True)
        return (
            self.annotate(next_start=Min("occurrences__starts_at", filter=ahead))
            .filter(next_start__isnull=False)
            .order_by("next_start", "pk")
        )

    def counting_calls(self):
        """With `calls`: letters that must be told by telephone and have not been."""
        waiting = _calls_that_wait("registrations__letters__", "registrations__", timezone.now())
        return self.annotate(calls=Count("registrations__letters", filter=waiting, distinct=True))

    def for_page(self):
        """What the page of an event shows, except what events.coming.complete() loads together with its dates'.

        has_parts, has_stalls, has_trainers, has_frameworks, has_steps: whether there is something of the kind to ask
        for.
        """
        own = self.with_facts().select_related("programme").prefetch_related("rules", "organiser__texts")
        return own.knowing_more()

    def knowing_more(self):
        """With `has_NAME` for what few events have, so that their pages alone ask for it."""
        parts = self.model.objects.filter(programme=OuterRef("pk"), live=True)
        rows = {
            "stalls": self.model.stalls.rel.related_model,
            "trainers": self.model.trainers.rel.related_model,
            "frameworks": self.model.frameworks.through,
            "steps": self.model.steps.rel.related_model,
        }
        own = {f"has_{name}": Exists(rows[name].objects.filter(event=OuterRef("pk"))) for name in rows}
        return self.annotate(has_parts=Exists(parts), **own)

    def with_facts(self):
        """The event with its organiser, place, image and capacity, without their words."""
        return self.select_related("organiser", "place__quartier", "image", "capacity")

    def with_texts(self):
        """Everything that a card of the agenda shows."""
        return self.with_facts().prefetch_related("texts", "organiser__texts", "place__texts", "place__features")


class OccurrenceQuerySet(models.QuerySet):
    def published(self):
        """Dates that the public may see: of published events, and still in their schedule."""
        return self.filter(event__live=True, in_schedule=True)

    def upcoming(self, now):
        """Not ended at `now`."""
        return self.filter(ends_at__gt=now)

    def for_cards(self):
        """Everything that a card shows, in a fixed number of queries."""
        return (
            self.beside_their_event()
            .select_related("event__place__quartier", "event__image", "event__capacity", "event__programme")
            .prefetch_related(
                "event__texts",
                "event__programme__texts",
                "event__place__texts",
                "event__place__features",
                "event__image__renditions",
                "place__texts",
                "place__features",
            )
        )

    def beside_their_event(self):
        """What a card shows of the dates themselves; their event is at hand, or is loaded by `for_cards()`.

        `course_starts_at`: when the first date of the event that still happens starts.
        """
        happening = self.model.objects.filter(event=OuterRef("event"), in_schedule=True, state="scheduled")
        return self.select_related("capacity", "place__quartier").annotate(
            course_starts_at=Subquery(happening.in_order().values("starts_at")[:1])
        )

    def counting_registrations(self):
        """With `registered` (persons confirmed or waiting for this very date) and `ever_registered` (rows)."""
        active = Q(registrations__state__in=["pending", "waiting", "offered", "confirmed"])
        return self.annotate(
            registered=Coalesce(Sum("registrations__party_size", filter=active), 0),
            ever_registered=Count("registrations"),
        )

    def in_order(self):
        return self.order_by("starts_at", "pk")

    def in_quartier(self, quartier):
        """Where the date really happens: its own place, else the event's; a confidential place is nowhere."""
        own = Q(place__quartier=quartier, place__confidential=False)
        return self.filter(own | Q(place=None, event__place__quartier=quartier, event__place__confidential=False))


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=["pending", "waiting", "offered", "confirmed"])

    def waiting(self):
        """In the order of the queue: that of arrival, unless a draw or the organiser decided otherwise.

        Who was erased waits no longer.
        """
        return self.filter(state="waiting", anonymised_at=None).order_by("queue_rank", "pk")

    def confirmed(self):
        return self.filter(state="confirmed")

    def reached_by(self, *, email, phone, name_key):
        """Registrations of one person: this name with this e-mail address or this telephone."""
        return self.filter(reaching(email=email, phone=phone), name_key=name_key)


class RegistrationLetterQuerySet(models.QuerySet):
    def to_call(self):
        """What only a telephone can still tell: no address, or a letter that did not arrive; and it is still true."""
        return self.filter(_calls_that_wait("", "registration__", timezone.now()))
