"""In the form of an event: the dates about which staff decided one by one, and which its rules no longer lead."""

from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from ..letters import date_line
from ..models import OccurrenceState
from ..schedule import is_decided
from .addresses import dates_url
from .labels import moved_note

SHOWN = 10


class DecidedDatesPanel(Panel):
    """Shown only when there are such dates; nothing is changed here."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/decided_dates.html"

        @cached_property
        def dates(self):
            if not self.instance.pk:
                return []
            to_come = self.instance.occurrences.upcoming(timezone.now()).filter(in_schedule=True).in_order()
            return [
                date for date in to_come.select_related("place").prefetch_related("place__texts") if is_decided(date)
            ]

        def is_shown(self):
            return bool(self.dates)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "dates": [{"label": date_line(date), "note": ", ".join(_notes(date))} for date in self.dates[:SHOWN]],
                "dates_url": dates_url(self.instance),
            }


def _notes(date):
    if date.state != OccurrenceState.SCHEDULED:
        yield date.get_state_display()
    elif date.moved:
        yield moved_note(date)
    if date.place:
        yield str(date.place)
