"""The agenda on other sites and on paper."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import sharing

urlpatterns = [
    path(_("embarque/agenda/"), sharing.embedded, name="embarque"),
    # One path in all languages, as feeds have: the component knows no words.
    path("embarque/agenda.json", sharing.embedded_data, name="embarque-json"),
    path(_("annuaire/<slug:slug>/partager/"), sharing.share_partner, name="partenaire-partager"),
    path(_("annuaire/<slug:slug>/affiche.pdf"), sharing.partner_poster, name="partenaire-affiche"),
    path(_("quartiers/<slug:slug>/partager/"), sharing.share_quartier, name="quartier-partager"),
    path(_("quartiers/<slug:slug>/affiche.pdf"), sharing.quartier_poster, name="quartier-affiche"),
]
