"""What the queue does by the clock.

Hours are those of Brussels in summer and winter alike (django-q2 keeps the wall clock of its `time_zone`). What was
missed while the portal was stopped is done once when it starts, not once per time missed (`catch_up: False`).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger("maillage.schedules")

PREFIX = "maillage: "  # names of our rows; those that staff add by hand are left alone
TUESDAY, SUNDAY = 1, 6


@dataclass(frozen=True)
class Routine:
    """One entry of the timetable: `function` every `minutes`, or at the hour `at` daily, or weekly on `weekday`."""

    name: str
    function: str
    minutes: int | None = None
    at: time | None = None
    weekday: int | None = None
    arguments: str = ""

    def row(self):
        """The columns of the Schedule that follow the code; when it runs next is the queue's own affair."""
        kind = Schedule.MINUTES if self.minutes else Schedule.DAILY if self.weekday is None else Schedule.WEEKLY
        return {
            "func": self.function,
            "args": self.arguments,
            "schedule_type": kind,
            "minutes": self.minutes,
            # Of what runs every few minutes only failures are kept.
            "kwargs": "q_options={'save': False}" if self.minutes else "",
            "repeats": -1,
        }

    def first_run(self, now):
        """The first instant after `now` at which this is due."""
        if self.minutes:
            return now
        here = timezone.localtime(now)
        day = here.date()
        if self.weekday is not None:
            day += timedelta(days=(self.weekday - day.weekday()) % 7)
        first = datetime.combine(day, self.at, tzinfo=here.tzinfo)
        step = timedelta(days=1 if self.weekday is None else 7)
        return first if first > now else datetime.combine(day + step, self.at, tzinfo=here.tzinfo)


ROUTINES = (
    Routine("letters", "portal.kit.letters.deliver_due", minutes=1),
    Routine("offers", "events.offers.lapse_due", minutes=1),
    Routine("messages", "events.messages.plan_due", minutes=5),
    Routine("kept-files", "events.asking.kept_files.forget_kept", minutes=5),
    Routine("draws", "events.draw.draw_due", minutes=5),
    Routine("publication", "portal.schedules.publish_due", minutes=5),
    Routine("calendars", "events.imports.running.run_due", minutes=5),
    Routine("dates", "events.schedule.extend_all", at=time(3, 10)),
    Routine("former-hours", "events.schedule.forget_former_hours", at=time(3, 20)),
    Routine("retention", "events.retention.purge", at=time(3, 40)),
    Routine("volunteers", "volunteers.retention.purge", at=time(3, 42)),
    Routine("calendars-unconfirmed", "events.imports.adding.forget_unconfirmed", at=time(3, 45)),
    Routine("orientations", "partners.orientation.clock.run_due", at=time(7, 30)),
    Routine("access", "partners.retention.purge", at=time(3, 45)),
    Routine("reviews", "partners.freshness.monthly.ask_due", at=time(8, 10)),
    Routine("orphans", "partners.freshness.orphans.chase_due", at=time(8, 20), weekday=TUESDAY),
    Routine("photos", "events.submission.photos.purge", at=time(3, 55)),
    Routine("attestations", "events.attestations.forget_old", at=time(3, 50)),
    Routine(
        "sessions",
        "django.core.management.call_command",
        at=time(4, 30),
        weekday=SUNDAY,
        arguments="'clearsessions'",
    ),
)


def ensure_schedules(**signal):
    """Make the timetable's rows, correct those that differ, drop those it no longer has. Runs after each migration."""
    now = timezone.now()
    names = [PREFIX + routine.name for routine in ROUTINES]
    with transaction.atomic():
        Schedule.objects.filter(name__startswith=PREFIX).exclude(name__in=names).delete()
        for routine, name in zip(ROUTINES, names, strict=True):
            first = {**routine.row(), "next_run": routine.first_run(now)}
            Schedule.objects.update_or_create(name=name, defaults=routine.row(), create_defaults=first)


def publish_due():
    """Withdraw what has expired and publish what is due, one by one: a failure holds none of the others.

    Wagtail's own `publish_scheduled` stops at the first failure.
    """
    now = timezone.now()
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    for model in [Page, *(model for model in drafted if not issubclass(model, Page))]:
        for row in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk"):
            _attempt(row, row.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk"):
        _attempt(revision, revision.publish, log_action="wagtail.publish.scheduled")


def _attempt(row, act, **how):
    try:
        with transaction.atomic():
            act(**how)
    except Exception:
        logger.exception("%s %s: scheduled publication failed.", row._meta.label, row.pk)
