"""Missions, their shifts, a volunteer's own page, and what coordinators do."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from volunteers.views import coordination, managing, missions

urlpatterns = [
    path(_("benevolat/"), missions.missions, name="benevolat"),
    path(_("benevolat/<slug:slug>/"), missions.MissionView.as_view(), name="mission"),
    path(_("benevolat/<slug:slug>/recu/"), missions.receipt, name="mission-recu"),
    path(_("benevolat/creneaux/<str:token>/"), managing.OwnShiftsView.as_view(), name="benevole"),
    path(_("benevolat/creneaux/<str:token>/maillage.ics"), managing.own_calendar, name="benevole-ics"),
    path(_("benevolat/creneaux/<str:token>/<slug:slug>/"), missions.OwnMissionView.as_view(), name="benevole-mission"),
    path(_("espace/benevolat/"), coordination.my_missions, name="missions-espace"),
    path(_("espace/benevolat/<slug:slug>/"), coordination.ShiftsView.as_view(), name="mission-creneaux"),
    path(_("espace/benevolat/<slug:slug>/<uuid:shift>/"), coordination.ShiftView.as_view(), name="mission-creneau"),
]
