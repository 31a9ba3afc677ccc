"""Sending somebody to a service: the worker's pages, the links without an account, the coordinators' figures."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from partners.orientation import coordination_views, link_views, space_views, views

urlpatterns = [
    path(_("espace/orientations/"), views.orientations, name="orientations"),
    path(_("espace/orientations/chez/<slug:slug>/"), views.choose, name="orienter-chez"),
    path(_("espace/orientations/vers/<slug:slug>/"), views.OrientView.as_view(), name="orienter"),
    path(_("espace/orientations/<uuid:uuid>/"), views.OrientationView.as_view(), name="orientation"),
    path(_("orientation/service/<str:token>/"), link_views.ServiceView.as_view(), name="orientation-service"),
    path(_("orientation/personne/<str:token>/"), link_views.PersonView.as_view(), name="orientation-personne"),
    path(_("espace/coordination/orientations/"), coordination_views.response_times, name="coordination-orientations"),
    path(
        _("espace/coordination/orientations.csv"),
        coordination_views.response_times_file,
        name="coordination-orientations-csv",
    ),
    path(
        _("espace/partenaire/<slug:slug>/orientations/"),
        space_views.ReceptionsView.as_view(),
        name="partenaire-orientations",
    ),
]
