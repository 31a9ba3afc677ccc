"""What staff see of the directory's freshness: who is not heard, what is twice there, the first page."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.templatetags.wording import day_words_year

from ..enterprise import display_enterprise_number
from ..models import AccessRequest, ErrorReport, Partner, Service
from ..speaking import MANAGE
from .duplicates import found, say_distinct
from .orphans import orphans

SEE, CHANGE = "partners.view_partner", "partners.change_partner"
A_PAGE = 50


def edit_href(partner):
    return reverse("wagtailsnippets_partners_partner:edit", args=[partner.pk])


class StaffList(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = CHANGE
    raise_exception = True

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class OrphansView(StaffList):
    """Partners from whom nothing is heard, with what was tried."""

    template_name = "partners/admin/orphans.html"
    page_title = gettext_lazy("Partenaires sans nouvelles")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        page = Paginator(orphans(timezone.now()), A_PAGE).get_page(self.request.GET.get("p"))
        partners = Partner.objects.with_texts().in_bulk([each.partner for each in page])
        rows = [
            {
                "name": str(partner),
                "href": edit_href(partner),
                "members_href": reverse("partenaire-membres", args=[partner.slug]),
                "reason": each.reason.label,
                "email": partner.email,
                "asked": each.asked,
                "asked_on": day_words_year(timezone.localtime(each.asked_at)) if each.asked_at else "",
            }
            for each in page
            if (partner := partners.get(each.partner))
        ]
        sees_members = self.request.user.has_perm(MANAGE)
        return super().get_context_data(**kwargs) | {"rows": rows, "page": page, "sees_members": sees_members}


class PairForm(forms.Form):
    """Two partners that are not the same."""

    one = forms.ModelChoiceField(queryset=Partner.objects.all())
    other = forms.ModelChoiceField(queryset=Partner.objects.all())


class DuplicatesView(StaffList):
    """Pairs that look alike, side by side; a button says that they are two."""

    template_name = "partners/admin/duplicates.html"
    page_title = gettext_lazy("Doublons possibles")
    header_icon = "copy"

    def post(self, request):
        form = PairForm(request.POST)
        if form.is_valid() and form.cleaned_data["one"] != form.cleaned_data["other"]:
            say_distinct(form.cleaned_data["one"], form.cleaned_data["other"], by=request.user)
            messages.success(request, _("C’est noté : ce sont deux partenaires."))
        return redirect("partner_duplicates")

    def get_context_data(self, **kwargs):
        page = Paginator(found(), A_PAGE).get_page(self.request.GET.get("p"))
        keys = {key for pair in page for key in (pair.one, pair.other)}
        partners = Partner.objects.with_texts_of_seat().in_bulk(keys)
        rows = [
            {
                "one": _side(partners[pair.one]),
                "other": _side(partners[pair.other]),
                "reasons": [reason.label for reason in pair.reasons],
            }
            for pair in page
            if pair.one in partners and pair.other in partners
        ]
        return super().get_context_data(**kwargs) | {"rows": rows, "page": page}


def _side(partner):
    return {
        "key": partner.pk,
        "name": str(partner),
        "href": edit_href(partner),
        "facts": [
            fact
            for fact in (
                str(partner.get_kind_display()),
                str(partner.place or ""),
                partner.phone,
                partner.email,
                display_enterprise_number(partner.enterprise_number),
                "" if partner.published else _("pas publié"),
            )
            if fact
        ],
    }


@dataclass(frozen=True)
class Share:
    """How many published records were confirmed within their rhythm."""

    records: int
    in_time: int

    @property
    def percent(self):
        return 100 * self.in_time // self.records if self.records else 0


def confirmed_in_time(now):
    """(Share of published partners with their shown services, how many partners are due, how many services)."""
    partners, services = Partner.objects.published(), Service.objects.shown()
    due = partners.due(now).count(), services.due(now).count()
    records = partners.count() + services.count()
    return Share(records, records - sum(due)), *due


class FreshnessPanel(Component):
    """On the first page of the admin: what keeps the directory true, and waits."""

    order = 130
    template_name = "partners/admin/freshness.html"

    def get_context_data(self, parent_context=None):
        now, user = timezone.now(), parent_context["request"].user
        share, partners_due, services_due = confirmed_in_time(now)
        waiting = _waiting(user, partners_due, services_due, now) if user.has_perm(CHANGE) else []
        return {"share": share, "waiting": [line for line in waiting if line["count"]]}


def _waiting(user, partners_due, services_due, now):
    due = urlencode({"due": "1"})
    asked = AccessRequest.objects.to_decide().count() if user.has_perm(MANAGE) else 0
    reports = ErrorReport.objects.to_settle().count() if user.has_perm("partners.change_errorreport") else 0
    return [
        _line(reports, _("Erreurs signalées à traiter"), f"{reverse('partner_error_reports:index')}?state=new"),
        _line(asked, _("Demandes d’accès à décider"), f"{reverse('partner_access_requests:index')}?state=asked"),
        _line(len(found()), _("Doublons possibles"), reverse("partner_duplicates")),
        _line(len(orphans(now)), _("Partenaires sans nouvelles"), reverse("partner_orphans")),
        _line(partners_due, _("Partenaires à revoir"), f"{reverse('wagtailsnippets_partners_partner:list')}?{due}"),
        _line(services_due, _("Services à revoir"), f"{reverse('wagtailsnippets_partners_service:list')}?{due}"),
    ]


def _line(count, label, href):
    return {"count": count, "label": label, "href": href}
