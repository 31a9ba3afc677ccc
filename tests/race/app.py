"""The portal as the race tests serve it; MAILLAGE_RACE=unlocked asks for seats outside the lock, to show the race."""

import os
from contextlib import nullcontext

from portal.wsgi import application

if os.environ.get("MAILLAGE_RACE") == "unlocked":
    import time

    from django.db.models.query import QuerySet

    from events import registration, seats, targets
    from events.models import Capacity
    from volunteers import places, sign_up

    def read_without_lock(capacity_ids):
        rows = {capacity.pk: capacity for capacity in Capacity.objects.filter(pk__in=capacity_ids)}
        time.sleep(0.02)  # what a busy server does between asking and writing
        return rows

    def write_what_was_read(capacity, persons):
        # The number that was read, plus one: what a program does that does not know of others.
        Capacity.objects.filter(pk=capacity.pk).update(taken=min(capacity.taken + persons, capacity.limit))
        capacity.taken += persons

    class NoTransaction:
        atomic = staticmethod(nullcontext)
        on_commit = staticmethod(lambda call: call())

    QuerySet.select_for_update = lambda queryset, **kwargs: (
        queryset.all()
    )  # PostgreSQL refuses it outside a transaction
    targets.locked = sign_up.locked = read_without_lock
    registration.transaction = sign_up.transaction = NoTransaction
    seats.take = registration.take = places.take = write_what_was_read

__all__ = ["application"]
