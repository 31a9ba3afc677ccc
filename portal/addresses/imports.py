"""A partner's calendars, under `espace/partenaire/SLUG/calendriers/`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import imports

urlpatterns = [
    path(
        _("espace/partenaire/<slug:slug>/calendriers/"), imports.CalendarsView.as_view(), name="calendriers-partenaire"
    ),
    path(
        _("espace/partenaire/<slug:slug>/calendriers/<uuid:uuid>/"),
        imports.CalendarView.as_view(),
        name="calendrier-partenaire",
    ),
    path(
        _("espace/partenaire/<slug:slug>/calendriers/<uuid:uuid>/agir/"),
        imports.ActView.as_view(),
        name="calendrier-agir",
    ),
    path(
        _("espace/partenaire/<slug:slug>/calendriers/<uuid:uuid>/lectures/<uuid:run>/"),
        imports.RunView.as_view(),
        name="calendrier-lecture",
    ),
]
