"""The desk: registrations for who comes to the counter or telephones, under `espace/accueil/`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import desk, desk_registration, sheet

urlpatterns = [
    path(_("espace/accueil/"), desk.desk_list, name="accueil"),
    path(_("espace/accueil/<slug:slug>/"), desk.DeskView.as_view(), name="accueil-activite"),
    path(_("espace/accueil/<slug:slug>/appels/"), desk.CallListView.as_view(), name="appels"),
    path(
        _("espace/accueil/<slug:slug>/<str:reference>/"),
        desk_registration.DeskChangeView.as_view(),
        name="accueil-inscription",
    ),
    path(
        _("espace/accueil/<slug:slug>/<str:reference>/annuler/"),
        desk_registration.DeskCancelView.as_view(),
        name="accueil-annuler",
    ),
    path(
        _("espace/accueil/<slug:slug>/<str:reference>/place/"),
        desk_registration.DeskAnswerView.as_view(),
        name="accueil-place",
    ),
    path(
        _("espace/accueil/<slug:slug>/<str:reference>/imprimer/"),
        sheet.PrintView.as_view(),
        name="accueil-imprimer",
    ),
]
