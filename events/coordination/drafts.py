"""Drafts as their latest versions have them, read from JSON: as events they would take several queries each."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from ..agenda.listing import Text
from ..editing.listing import among, scheduled_revisions
from ..models import Event, ScheduleRule
from ..recurrence import slots
from ..schools import Calendars

MOST = 2000  # drafts, the latest first
LONGEST = timedelta(days=31)  # what began so long before a day may still last on it (ScheduleRule.extra_days)
STRANGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class PlanState(models.TextChoices):
    """How far an activity is from the public."""

    PUBLISHED = "publiee", _("Publiée")
    SCHEDULED = "prevue", _("Publication prévue")
    MODERATION = "relecture", _("En relecture")
    DRAFT = "brouillon", _("Brouillon")


@dataclass(slots=True)
class Draft:
    """What the calendar shows of an event that is not public. Ids where there are rows; rules: [ScheduleRule]."""

    pk: int
    uuid: UUID
    slug: str
    state: str
    changed_at: datetime | None
    kind: str
    organiser: int | None
    place: int | None
    programme: int | None
    themes: tuple
    audiences: tuple
    sensitive: bool
    zone: str
    texts: list
    rules: list
    calendars: Calendars

    def slots(self, first, last):
        """[Slot] that the rules give about these days, in order, each once; of a rule that cannot be read, none."""
        found = set()
        for rule in self.rules:
            reach = {"zone": self.zone, "since": first - LONGEST, "until": last}
            try:
                found.update(slots(rule, **reach, closed=self.calendars.closing(rule)))
            except STRANGE:
                continue
        return sorted(slot for slot in found if first - LONGEST <= slot.day <= last)


COLUMNS = (
    "pk", "uuid", "slug", "is_scheduled", "in_moderation", "latest_revision__created_at", "latest_revision__content"
)  # fmt: skip


def load_drafts():
    """([Draft], how many older ones were left out), in two queries; templates are none, nor what was withdrawn."""
    moderation = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    rows = Event.objects.filter(live=False, is_template=False).exclude(latest_revision=None)
    rows = rows.annotate(is_scheduled=among(scheduled_revisions()), in_moderation=among(moderation))
    rows = rows.filter(Q(first_published_at=None) | Q(is_scheduled=True) | Q(in_moderation=True))
    rows = rows.order_by(F("latest_revision").desc(), "-pk")
    calendars = Calendars()
    found = [_draft(*row, calendars) for row in rows.values_list(*COLUMNS)[: MOST + 1]]
    return (found, 0) if len(found) <= MOST else (found[:MOST], rows.count() - MOST)


def _draft(pk, uuid, slug, is_scheduled, in_moderation, changed_at, content, calendars):
    state = PlanState.MODERATION if in_moderation else PlanState.DRAFT
    state = PlanState.SCHEDULED if is_scheduled else state
    texts = [Text(row.get("language", ""), title=row.get("title") or slug) for row in content.get("texts") or ()]
    return Draft(
        pk=pk,
        uuid=uuid,
        slug=slug,
        state=state,
        changed_at=changed_at,
        kind=content.get("kind", ""),
        organiser=content.get("organiser"),
        place=None if content.get("is_online") and not content.get("place") else content.get("place"),
        programme=content.get("programme"),
        themes=tuple(content.get("themes") or ()),
        audiences=tuple(content.get("audiences") or ()),
        sensitive=bool(content.get("sensitive")),
        zone=content.get("timezone") or "Europe/Brussels",
        texts=texts,
        rules=[rule for row in content.get("rules") or () if (rule := _rule(row))],
        calendars=calendars,
    )


def _rule(row):
    """An unsaved ScheduleRule, or None where a day or an hour is missing yet."""
    try:
        return ScheduleRule(
            day=date.fromisoformat(row["day"]),
            begins=time.fromisoformat(row["begins"]),
            ends=time.fromisoformat(row["ends"]),
            extra_days=row.get("extra_days") or 0,
            rule=row.get("rule") or "",
            except_days=row.get("except_days") or [],
            skips_public_holidays=bool(row.get("skips_public_holidays")),
            skips_school_holidays=row.get("skips_school_holidays") or "",
        )
    except STRANGE:
        return None
