"""Registering, the managing link, who approves, and what proves that one took part."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import approving, attestations, drawing, managing, programme, registration

urlpatterns = [
    path(
        _("agenda/<slug:slug>/programme/inscription/"),
        programme.ProgrammeRegisterView.as_view(),
        name="programme-inscription",
    ),
    path(_("agenda/<slug:slug>/programme/inscription/recu/"), programme.receipt, name="programme-recu"),
    path(_("agenda/<slug:slug>/inscription/"), registration.RegisterView.as_view(), name="inscription"),
    path(_("agenda/<slug:slug>/inscription/recu/"), registration.receipt, name="inscription-recu"),
    path(_("agenda/<slug:slug>/tirage/"), drawing.draw, name="tirage"),
    path(_("inscription/<str:token>/"), managing.ManageView.as_view(), name="gerer"),
    path(_("inscription/<str:token>/annuler/"), managing.CancelView.as_view(), name="gerer-annuler"),
    path(_("inscription/<str:token>/maillage.ics"), managing.registration_ics, name="gerer-ics"),
    path(_("inscription/<str:token>/place/"), managing.AnswerView.as_view(), name="gerer-place"),
    path(_("validation/<str:token>/"), approving.ApprovalView.as_view(), name="validation"),
    path(_("espace/attestations/<int:year>.pdf"), attestations.my_year, name="attestations-annee"),
    path(_("attestation/<str:token>.pdf"), attestations.attestation_pdf, name="attestation-pdf"),
    path(_("attestation/<str:code>/"), attestations.verify, name="attestation"),
]
