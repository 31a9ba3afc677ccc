"""The pages of whoever organises an event, under `espace/organisation/`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import (
    answers,
    attendance,
    attestations,
    calls,
    organiser,
    organiser_registration,
    sheet,
    waiting,
)

urlpatterns = [
    path(_("espace/organisation/"), organiser.my_events, name="organisation"),
    path(
        _("espace/organisation/<slug:slug>/"), organiser.RegistrationsView.as_view(), name="organisation-inscriptions"
    ),
    path(_("espace/organisation/<slug:slug>/agir/"), organiser.BulkView.as_view(), name="organisation-agir"),
    path(_("espace/organisation/<slug:slug>/exporter/"), organiser.ExportView.as_view(), name="organisation-exporter"),
    path(_("espace/organisation/<slug:slug>/appels/"), calls.OrganiserCallsView.as_view(), name="organisation-appels"),
    path(_("espace/organisation/<slug:slug>/attente/"), waiting.WaitingView.as_view(), name="organisation-attente"),
    path(
        _("espace/organisation/<slug:slug>/fiche/<str:reference>/"),
        sheet.SheetView.as_view(),
        name="organisation-fiche",
    ),
    path(
        _("espace/organisation/<slug:slug>/fiche/<str:reference>/changer/"),
        organiser_registration.OrganiserChangeView.as_view(),
        name="organisation-changer",
    ),
    path(
        _("espace/organisation/<slug:slug>/fiche/<str:reference>/annuler/"),
        organiser_registration.OrganiserCancelView.as_view(),
        name="organisation-annuler",
    ),
    path(
        _("espace/organisation/<slug:slug>/fiche/<str:reference>/lien/"),
        organiser_registration.OrganiserLinkView.as_view(),
        name="organisation-lien",
    ),
    path(
        _("espace/organisation/<slug:slug>/reponses/<uuid:answer>/"),
        answers.AnswerFileView.as_view(),
        name="organisation-fichier",
    ),
    path(_("espace/organisation/<slug:slug>/presences/"), attendance.DatesView.as_view(), name="presences"),
    path(
        _("espace/organisation/<slug:slug>/presences/feuilles.pdf"),
        attendance.SheetView.as_view(),
        name="presences-feuilles",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/badges.pdf"),
        attendance.BadgesView.as_view(),
        name="presences-tous-badges",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/feuille.pdf"),
        attendance.SheetView.as_view(),
        name="presences-feuille",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/badges.pdf"),
        attendance.BadgesView.as_view(),
        name="presences-badges",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/"),
        attendance.RollView.as_view(),
        name="presences-date",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/marques/"),
        attendance.MarksView.as_view(),
        name="presences-marques",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/sur-place/"),
        attendance.WalkInView.as_view(),
        name="presences-sur-place",
    ),
    path(
        _("espace/organisation/<slug:slug>/presences/<uuid:date>/hors-ligne.js"),
        attendance.worker,
        name="presences-hors-ligne",
    ),
    path(
        _("espace/organisation/<slug:slug>/attestations/"), attestations.AttestationsView.as_view(), name="attestations"
    ),
    path(
        _("espace/organisation/<slug:slug>/attestations/<uuid:uuid>/"),
        attestations.AttestationView.as_view(),
        name="attestations-une",
    ),
]
