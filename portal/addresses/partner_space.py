"""The partner space: entering it, who is in it, and what a partner posts, under `espace/partenaire/`.

A partner's slug comes first and one word follows, so that « acces » hides no partner called so.
"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import posting
from partners import space_views as people
from partners.freshness import views as freshness
from partners.upkeep import views as upkeep

urlpatterns = [
    path(_("espace/partenaire/"), people.entry, name="partenaire-espace"),
    path(_("espace/partenaire/acces/demander/"), people.RequestView.as_view(), name="partenaire-demander"),
    path(_("espace/partenaire/acces/demandes/"), people.RequestsView.as_view(), name="partenaire-demandes"),
    path(
        _("espace/partenaire/acces/invitation/<str:token>/"),
        people.InvitationView.as_view(),
        name="partenaire-invitation",
    ),
    path(_("espace/partenaire/acces/fiches/<str:token>/"), freshness.ReviewView.as_view(), name="partenaire-relecture"),
    path(_("espace/partenaire/<slug:slug>/"), posting.ActivitiesView.as_view(), name="partenaire-activites"),
    path(_("espace/partenaire/<slug:slug>/proposer/"), posting.ProposeView.as_view(), name="partenaire-proposer"),
    path(
        _("espace/partenaire/<slug:slug>/proposer/apercu/"),
        posting.LivePreviewView.as_view(),
        name="partenaire-apercu-direct",
    ),
    path(_("espace/partenaire/<slug:slug>/photo/<uuid:uuid>/"), posting.PhotoView.as_view(), name="partenaire-photo"),
    path(
        _("espace/partenaire/<slug:slug>/activites/<slug:event>/"),
        posting.ActivityView.as_view(),
        name="partenaire-activite",
    ),
    path(
        _("espace/partenaire/<slug:slug>/activites/<slug:event>/modifier/"),
        posting.EditView.as_view(),
        name="partenaire-modifier",
    ),
    path(
        _("espace/partenaire/<slug:slug>/activites/<slug:event>/apercu/"),
        posting.PreviewView.as_view(),
        name="partenaire-apercu",
    ),
    path(_("espace/partenaire/<slug:slug>/fiche/"), freshness.EntryView.as_view(), name="partenaire-fiche"),
    path(
        _("espace/partenaire/<slug:slug>/fiche/modifier/"),
        upkeep.RecordView.as_view(),
        name="partenaire-fiche-modifier",
    ),
    path(
        _("espace/partenaire/<slug:slug>/fiche/modifier/<slug:section>/"),
        upkeep.SectionView.as_view(),
        name="partenaire-fiche-page",
    ),
    path(
        _("espace/partenaire/<slug:slug>/fiche/modifier/<slug:service>/<slug:section>/"),
        upkeep.SectionView.as_view(),
        name="partenaire-fiche-service",
    ),
    path(_("espace/partenaire/<slug:slug>/membres/"), people.MembersView.as_view(), name="partenaire-membres"),
]
