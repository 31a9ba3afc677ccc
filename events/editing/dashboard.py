"""What waits for a decision, on the first page of the admin."""

from datetime import timedelta

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry

from ..letters import date_line
from ..models import ACTIVE, Event, Occurrence, OccurrenceState
from ..publication import HELD
from ..schedule import waiting_rests
from ..schools import resting_rules
from .addresses import dates_url, edit_url, people_url
from .listing import among, scheduled_revisions
from .people import SEE_PEOPLE

SHOWN = 15
KEPT = timedelta(days=30)


def dates_to_decide(*, now):
    """Dates to come that people registered for and the public no longer sees: dropped by a rule, or withdrawn."""
    active = Q(registrations__state__in=ACTIVE)
    whole = Q(event__registrations__state__in=ACTIVE, event__registrations__occurrence=None)
    hidden = Q(in_schedule=False) | Q(event__live=False)
    dates = Occurrence.objects.upcoming(now).exclude(state=OccurrenceState.CANCELLED).filter(hidden)
    return dates.filter(active | whole).select_related("event").prefetch_related("event__texts").distinct().in_order()


def held_publications(*, now):
    """[(Event, reason)] of publications that the clock held back, until the event is published or scheduled anew.

    A later draft changes nothing: what was announced for that hour still has not happened.
    """
    entries = ModelLogEntry.objects.filter(action=HELD, timestamp__gt=now - KEPT).order_by("timestamp")
    latest = {int(entry.object_id): entry for entry in entries}
    events = Event.objects.filter(pk__in=latest).annotate(is_scheduled=among(scheduled_revisions()))
    waiting = [
        (event, latest[event.pk].data["reason"])
        for event in events.filter(is_scheduled=False).prefetch_related("texts").order_by("pk")
        if event.last_published_at is None or event.last_published_at < latest[event.pk].timestamp
    ]
    return waiting[:SHOWN]


def rests_to_decide(*, now):
    """[Occurrence] with registrations on which a published series now rests, because a calendar of holidays changed."""
    people = Q(registrations__state__in=ACTIVE)
    events = Event.objects.published().filter(people, pk__in=resting_rules().values("event")).distinct()
    found = [date for event in events.order_by("pk") for date in waiting_rests(event, now=now)]
    prefetch_related_objects(found, "event__texts")
    return found


class ToDecidePanel(Component):
    order = 120
    template_name = "events/admin/to_decide.html"

    def get_context_data(self, parent_context=None):
        now = timezone.now()
        sees = parent_context["request"].user.has_perm(SEE_PEOPLE)
        return {
            "dates": [
                {
                    "label": date_line(date),
                    "title": str(date.event),
                    "href": dates_url(date.event),
                    "people_href": people_url(date.event_id, date) if sees else "",
                }
                for date in dates_to_decide(now=now)[:SHOWN]
            ],
            "rests": [
                {"label": date_line(date), "title": str(date.event), "href": dates_url(date.event)}
                for date in rests_to_decide(now=now)[:SHOWN]
            ],
            "held": [
                {"title": str(event), "reason": reason, "href": edit_url(event)}
                for event, reason in held_publications(now=now)
            ],
        }
