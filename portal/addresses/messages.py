"""What one answers to a letter, and what organisers write."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import answering, messages

urlpatterns = [
    path(_("inscription/<str:token>/venir/"), answering.ComingView.as_view(), name="gerer-venir"),
    path(_("inscription/<str:token>/avis/"), answering.EvaluationView.as_view(), name="gerer-avis"),
    path(_("espace/organisation/<slug:slug>/messages/"), messages.MessagesView.as_view(), name="organisation-messages"),
    path(
        _("espace/organisation/<slug:slug>/messages/nouveau/"),
        messages.WriteView.as_view(),
        name="organisation-message-nouveau",
    ),
    path(
        _("espace/organisation/<slug:slug>/messages/<uuid:uuid>/"),
        messages.MessageView.as_view(),
        name="organisation-message",
    ),
    path(_("espace/organisation/<slug:slug>/avis/"), messages.OpinionsView.as_view(), name="organisation-avis"),
]
