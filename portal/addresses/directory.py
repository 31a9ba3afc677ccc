"""The directory and the quartiers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.feeds import views as feeds
from partners import views as partners
from partners.freshness import views as freshness

urlpatterns = [
    path(_("annuaire/"), partners.directory, name="annuaire"),
    path(_("annuaire.csv"), partners.directory_file, {"ending": "csv"}, name="annuaire-csv"),
    path(_("annuaire.xlsx"), partners.directory_file, {"ending": "xlsx"}, name="annuaire-xlsx"),
    path(_("annuaire/carte.json"), partners.directory_points, name="annuaire-carte"),
    path(_("annuaire/selection.pdf"), partners.directory_pdf, name="annuaire-pdf"),
    path(_("annuaire/<slug:slug>/"), partners.partner, name="partenaire"),
    path(_("annuaire/<slug:slug>/signaler/"), freshness.ReportErrorView.as_view(), name="partenaire-signaler"),
    path(_("annuaire/<slug:slug>.ics"), feeds.partner_ics, name="partenaire-ics"),
    path(_("annuaire/<slug:slug>.vcf"), partners.partner_vcf, name="partenaire-vcf"),
    path(_("quartiers/"), partners.quartiers, name="quartiers"),
    path(_("quartiers/<slug:slug>/"), partners.quartier, name="quartier"),
    path(_("quartiers/<slug:slug>.ics"), feeds.quartier_ics, name="quartier-ics"),
]
