"""How staff read what visitors report, and say what became of it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from portal.kit.refusal import Refusal

from ..freshness.reports import ANSWERED, settle_report
from ..models import ErrorReport, ReportState
from .common import WordSearch

CHOICES = [(state, ReportState(state).label) for state in ANSWERED]


class ErrorReportForm(WagtailAdminModelForm):
    """What became of it; the words go to whoever left an address."""

    state = forms.ChoiceField(label=_("Ce que vous en avez fait"), choices=CHOICES, widget=forms.RadioSelect)


class ErrorReportFilterSet(WagtailFilterSet):
    class Meta:
        model = ErrorReport
        fields = ["state", "by_partner"]


class ErrorReportListingView(WordSearch, ModelViewSet.index_view_class):
    def get_base_queryset(self):
        rows = super().get_base_queryset().select_related("partner", "service")
        return rows.prefetch_related("partner__texts", "service__texts").order_by("state", "-pk")


class SettleView(ModelViewSet.edit_view_class):
    """The form writes nothing by itself: the act does, which decides between two people and writes the letter."""

    def form_valid(self, form):
        state, answer = form.cleaned_data["state"], form.cleaned_data["answer"]
        try:
            settle_report(form.instance, state=state, answer=answer, by=self.request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        messages.success(self.request, gettext_now("C’est noté."))
        return redirect(self.get_success_url())


class ErrorReportViewSet(ModelViewSet):
    model = ErrorReport
    name = "partner_error_reports"
    url_prefix = "erreurs-signalees"
    icon = "warning"
    menu_label = _("Erreurs signalées")
    index_view_class = ErrorReportListingView
    edit_view_class = SettleView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 30
    filterset_class = ErrorReportFilterSet
    search_backend_name = None
    search_fields = ("words", "partner__texts__name")
    list_display = (
        "words",
        Column("partner", label=_("Partenaire"), accessor="partner"),
        Column("service", label=_("Service"), accessor="service"),
        Column("state", label=_("État"), accessor="get_state_display"),
        "reported_at",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("partner", read_only=True),
            FieldPanel("service", read_only=True),
            FieldPanel("words", read_only=True),
            FieldPanel("by_partner", read_only=True),
            FieldPanel("email", read_only=True),
            FieldPanel("reported_at", read_only=True),
            FieldPanel("state"),
            FieldPanel("answer"),
        ],
        base_form_class=ErrorReportForm,
    )
