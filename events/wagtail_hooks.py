"""What the agenda adds to Wagtail's admin."""

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from .duplication import DUPLICATED
from .editing.addresses import dates_url, unpublish_url
from .editing.dashboard import ToDecidePanel
from .editing.dates import ACTS, CHANGED_DATE
from .editing.library import LibraryDocumentViewSet
from .editing.messages import MessageTextViewSet
from .editing.pathways import PathwayViewSet
from .editing.viewset import EventViewSet, FrameworkViewSet, SchoolHolidayViewSet
from .imports.moderation import IMPORTED
from .letters import date_line
from .models import Event
from .organiser.export import EXPORTED
from .publication import ACCEPTED, HELD
from .schedule import dates_with_people
from .submission.submitting import REFUSED

SENSITIVE = _("besoins et réponses sensibles compris")

register_snippet(EventViewSet)
register_snippet(FrameworkViewSet)
register_snippet(PathwayViewSet)
register_snippet(SchoolHolidayViewSet)
register_snippet(LibraryDocumentViewSet)
register_snippet(MessageTextViewSet)


@hooks.register("register_log_actions")
def name_log_actions(actions):
    actions.register_action(
        ACCEPTED, _("Accepter des conséquences"), _("Conséquences pour des personnes inscrites acceptées")
    )
    actions.register_action(
        DUPLICATED, _("Refaire à d’autres dates"), _("Brouillon fait à partir d’une autre activité")
    )
    actions.register_action(IMPORTED, _("Reprendre d’un calendrier"), _("Reprise du calendrier d’un partenaire"))
    actions.register_action(REFUSED, _("Refuser"), _("Refusée"))
    actions.register_action(HELD, _("Retenir une publication"), _("Publication prévue, retenue"))

    @actions.register_action(EXPORTED)
    class Exported(LogFormatter):
        label = _("Exporter les inscriptions")

        def format_message(self, log_entry):
            data = log_entry.data
            said = ngettext(
                "Inscriptions exportées : %(rows)s ligne (%(format)s)",
                "Inscriptions exportées : %(rows)s lignes (%(format)s)",
                data["rows"],
            ) % {"rows": data["rows"], "format": data["format"].upper()}
            return f"{said}, {SENSITIVE}" if data["sensitive"] else said

    @actions.register_action(CHANGED_DATE)
    class ChangedDate(LogFormatter):
        label = _("Changer une date")

        def format_message(self, log_entry):
            done = ACTS[log_entry.data["act"]].done
            return _("%(date)s : date %(done)s") % {"date": log_entry.data["date"], "done": done}


@hooks.register("construct_homepage_panels")
def show_what_waits_for_a_decision(request, panels):
    if request.user.has_perm("events.change_event"):
        panels.append(ToDecidePanel())


@hooks.register("before_delete_snippet")
def refuse_to_delete_registrations(request, instances):
    """An event that somebody ever registered for is withdrawn, never deleted."""
    kept = [event for event in instances if isinstance(event, Event) and event.registrations.exists()]
    if not kept:
        return None
    now = timezone.now()
    rows = [
        {
            "title": str(event),
            "unpublish_url": unpublish_url(event) if event.live else "",
            "dates_url": dates_url(event),
            "dates": [
                {"label": date_line(date), "persons": date.registered} for date in dates_with_people(event, now=now)
            ],
        }
        for event in kept
    ]
    return TemplateResponse(request, "events/admin/delete_refused.html", {"rows": rows}, status=409)
