"""Events in Wagtail's admin."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from partners.editing import TerritoryViewSet

from ..models import Event, Framework, SchoolHoliday
from .consequences import ConsequencesView
from .dates import DateActView, EventDatesView
from .duplicating import DuplicateView, TemplatesView
from .listing import EventFilterSet, EventListingView
from .panels import EVENT_PANELS
from .people import PeopleView
from .programme import EventChooserViewSet
from .refusing import RefuseView
from .views import (
    EventCreateView,
    EventEditView,
    EventPreviewOnCreateView,
    EventWorkflowActionView,
)
from .withdrawing import EventUnpublishView


class EventViewSet(SnippetViewSet):
    model = Event
    icon = "calendar-alt"
    menu_label = _("Activités")
    menu_order = 100
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 30
    filterset_class = EventFilterSet
    search_backend_name = None
    edit_handler = EVENT_PANELS
    chooser_viewset_class = EventChooserViewSet
    index_view_class = EventListingView
    add_view_class = EventCreateView
    preview_on_add_view_class = EventPreviewOnCreateView
    edit_view_class = EventEditView
    unpublish_view_class = EventUnpublishView
    workflow_action_view_class = EventWorkflowActionView

    def get_urlpatterns(self):
        dates = self.construct_view(EventDatesView)
        act = self.construct_view(DateActView)
        consequences = self.construct_view(ConsequencesView)
        people = self.construct_view(PeopleView)
        duplicate = self.construct_view(DuplicateView)
        templates = self.construct_view(TemplatesView)
        refuse = self.construct_view(RefuseView)
        return [
            *super().get_urlpatterns(),
            path("dates/<int:pk>/", dates, name="dates"),
            path("dates/<int:pk>/<int:occurrence_id>/<slug:code>/", act, name="date"),
            path("people/<int:pk>/", people, name="people"),
            path("duplicate/<int:pk>/", duplicate, name="duplicate"),
            path("templates/", templates, name="templates"),
            path("refuse/<int:pk>/", refuse, name="refuse"),
            path("consequences/<int:pk>/<int:revision_id>/<slug:act>/", consequences, name="consequences"),
        ]


class FrameworkViewSet(TerritoryViewSet):
    model = Framework
    icon = "tick"
    menu_label = _("Cadres reconnus")
    menu_order = 120
    add_to_settings_menu = True
    search_fields = ("name_fr", "name_nl", "name_en", "slug")
    list_display = ("name_fr", "name_nl", "name_en", "slug")


class SchoolHolidayViewSet(TerritoryViewSet):
    model = SchoolHoliday
    icon = "calendar"
    menu_label = _("Congés scolaires")
    menu_order = 130
    add_to_settings_menu = True
    search_fields = ("name_fr", "name_nl")
    list_display = ("name_fr", "name_nl", "network", "starts_on", "ends_on")
    list_filter = ("network",)
    ordering = "-starts_on"
