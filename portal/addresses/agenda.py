"""The agenda, the pages of events, trainings, and their feeds."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.agenda import views as agenda
from events.feeds import views as feeds
from events.views import event, library, pathways, programme, trainings

urlpatterns = [
    path(_("agenda/"), agenda.agenda, name="agenda"),
    path("agenda.ics", feeds.agenda_ics, name="agenda-ics"),
    path("agenda.atom", feeds.agenda_atom, name="agenda-atom"),
    path("agenda/carte.json", agenda.agenda_points, name="agenda-carte"),
    path(_("agenda/<slug:slug>/"), event.event, name="evenement"),
    path(_("agenda/<slug:slug>.ics"), feeds.event_ics, name="evenement-ics"),
    path(_("agenda/<slug:slug>/programme/"), programme.programme, name="programme"),
    path("agenda/<slug:slug>/programme.ics", feeds.programme_ics, name="programme-ics"),
    path(_("formations/"), trainings.trainings, name="formations"),
    path(_("formations/documents/"), library.library, name="bibliotheque"),
    path(_("formations/documents/proposer/"), library.ProposeView.as_view(), name="bibliotheque-proposer"),
    path(_("parcours/"), pathways.pathways, name="parcours"),
    path(_("parcours/<slug:slug>/"), pathways.pathway, name="parcours-un"),
]
