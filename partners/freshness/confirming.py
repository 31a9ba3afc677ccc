"""Saying that records are still true: what somebody has seen, and nothing that changed meanwhile."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..models import Partner
from .shown import shown_records

CONFIRMED = "partners.record.confirm"


@dataclass(frozen=True)
class Outcome:
    """The names of the records that now count as true, and of those that had changed since they were shown."""

    confirmed: tuple = ()
    changed: tuple = ()


def confirm(seen, *, among, by, user, language, now=None):
    """Note that records are true as they were seen. Returns the Outcome; a repeat on the same day writes nothing,
    into the records or into the partner's history.

    seen: {key: stamp} of ShownRecords; among: the Partners for which whoever says so may speak: other keys find
    nothing. by: BY_PARTNER or BY_CITY; user: whose act the partner's history tells, or None.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # One confirmation of a partner at a time; the state compared is the one that stands under the lock.
        list(Partner.objects.select_for_update(of=("self",)).filter(pk__in=among.values("pk")).order_by("pk"))
        shown = [each for each in shown_records(among, language, now=now) if each.key in seen]
        same = [each for each in shown if each.stamp == seen[each.key]]
        noted = [each for each in same if note_true(each.row, by=by, now=now)]
        for partner in {each.partner.pk: each.partner for each in noted}.values():
            kept = [each.key for each in noted if each.partner is partner]
            log(instance=partner, action=CONFIRMED, user=user, data={"records": kept})
    changed = [each.name for each in shown if each.stamp != seen[each.key]]
    return Outcome(tuple(each.name for each in same), tuple(changed))


def note_true(row, *, by, now):
    """Note on a Partner or Service that it is true. Whether this was new: the same side says so once a day."""
    today = timezone.localdate(now)
    if row.confirmed_at and timezone.localdate(row.confirmed_at) == today and row.confirmed_by == by:
        return False
    row.confirmed_at, row.confirmed_by = now, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    return True
