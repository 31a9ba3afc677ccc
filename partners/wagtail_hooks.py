"""What the territory adds to Wagtail's admin."""

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from . import membership, space_pages
from .editing import (
    AccessRequestViewSet,
    EnrolmentChannelViewSet,
    ErrorReportViewSet,
    MembershipViewSet,
    PartnerViewSet,
    PlaceViewSet,
    QuartierViewSet,
    ServiceViewSet,
    ThemeViewSet,
)
from .freshness.admin import CHANGE, SEE, DuplicatesView, FreshnessPanel, OrphansView
from .freshness.confirming import CONFIRMED
from .freshness.duplicates import resembling
from .intake.admin import ApplyView, ImportsView, ImportView
from .models import Partner
from .upkeep import history as record_history
from .upkeep.keeping import EDITED


class TerritoryGroup(SnippetViewSetGroup):
    items = (
        PartnerViewSet,
        ServiceViewSet,
        PlaceViewSet,
        QuartierViewSet,
        MembershipViewSet,
        AccessRequestViewSet,
        ErrorReportViewSet,
    )
    menu_label = _("Territoire")
    menu_name = "territory"
    menu_icon = "globe"
    menu_order = 200

    def get_submenu_items(self):
        label, address = ImportsView.page_title, reverse_lazy("directory_imports")
        return [*super().get_submenu_items(), ImportsMenuItem(label, address, icon_name="upload", order=900)]


class ImportsMenuItem(MenuItem):
    """For whoever may bring files into the directory."""

    def is_shown(self, request):
        return request.user.has_perms(ImportsView.permission_required)


register_snippet(TerritoryGroup)
register_snippet(ThemeViewSet)
register_snippet(EnrolmentChannelViewSet)


@hooks.register("register_log_actions")
def name_acts_about_members(actions):
    for act, label in (
        (membership.INVITED, _("Inviter un membre")),
        (membership.JOINED, _("Accepter une invitation")),
        (membership.WITHDRAWN, _("Retirer une invitation")),
        (membership.ASKED, _("Demander l’accès")),
        (membership.ACCEPTED, _("Accepter une demande d’accès")),
        (membership.REFUSED, _("Refuser une demande d’accès")),
        (membership.PROMOTED, _("Changer le rôle d’un membre")),
        (membership.REMOVED, _("Retirer un membre")),
    ):
        formatter = type("AboutMembers", (LogFormatter,), {"label": label, "format_message": _told})
        actions.register_action(act)(formatter)


def _told(formatter, log_entry):
    return space_pages.told([log_entry])[0][1]


@hooks.register("register_log_actions")
def name_confirmations(actions):
    actions.register_action(CONFIRMED, _("Confirmer"), _("Informations confirmées"))
    told = {"label": _("Modifier la fiche"), "format_message": lambda self, entry: record_history.told([entry])[0][1]}
    actions.register_action(EDITED)(type("AboutRecord", (LogFormatter,), told))


@hooks.register("register_admin_urls")
def imports_of_the_directory():
    return [
        path("annuaire/imports/", ImportsView.as_view(), name="directory_imports"),
        path("annuaire/imports/<uuid:uuid>/", ImportView.as_view(), name="directory_import"),
        path("annuaire/imports/<uuid:uuid>/reprendre/", ApplyView.as_view(), name="directory_import_apply"),
    ]


@hooks.register("register_admin_urls")
def lists_of_freshness():
    return [
        path("annuaire/sans-nouvelles/", OrphansView.as_view(), name="partner_orphans"),
        path("annuaire/doublons/", DuplicatesView.as_view(), name="partner_duplicates"),
    ]


class FreshnessMenuItem(MenuItem):
    """For whoever edits partners."""

    def is_shown(self, request):
        return request.user.has_perm(CHANGE)


@hooks.register("register_reports_menu_item")
def orphans_menu_item():
    return FreshnessMenuItem(OrphansView.page_title, reverse("partner_orphans"), icon_name="warning", order=810)


@hooks.register("register_reports_menu_item")
def duplicates_menu_item():
    return FreshnessMenuItem(DuplicatesView.page_title, reverse("partner_duplicates"), icon_name="copy", order=820)


@hooks.register("construct_homepage_panels")
def show_freshness(request, panels):
    if request.user.has_perm(SEE):
        panels.append(FreshnessPanel())


@hooks.register("after_create_snippet")
def warn_of_duplicates(request, instance):
    """Somebody may have made the same partner before."""
    alike = resembling(instance) if isinstance(instance, Partner) else []
    if alike:
        names = ", ".join(str(other) for _pair, other in alike[:3])
        said = gettext("Une fiche semblable existe déjà : %(names)s. Comparez-les sous « Doublons possibles ».")
        messages.warning(request, said % {"names": names})


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request, instances):
    """A page that says what still needs these rows, instead of a deletion that the database would refuse."""
    collector = NestedObjects(using=router.db_for_write(type(instances[0])), origin=instances)
    collector.collect(instances)
    if not collector.protected:
        return None
    users = sorted({str(row._meta.verbose_name_plural) for row in collector.protected})
    context = {"instances": instances, "count": len(collector.protected), "users": users}
    return TemplateResponse(request, "partners/admin/still_used.html", context, status=409)
