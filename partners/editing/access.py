"""How staff see who asks to speak for a partner, check it, and answer."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from portal.kit.refusal import Refusal

from ..freshness.claims import signs
from ..membership import accept_request, refuse_request
from ..models import AccessRequest, Role
from .common import WordSearch

REFUSE = "refuse"
DECISIONS = [
    (Role.EDITOR, _("Accepter : rédaction")),
    (Role.MANAGER, _("Accepter : gestion")),
    (REFUSE, _("Refuser")),
]


class AccessRequestForm(WagtailAdminModelForm):
    """The decision; the reason goes to the person with a refusal."""

    decision = forms.ChoiceField(label=_("Décision"), choices=DECISIONS, widget=forms.RadioSelect)


class SignsPanel(Panel):
    """What speaks for or against the person: their address, who is there already, a record that looks the same."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partners/admin/signs.html"

        @cached_property
        def signs(self):
            return signs(self.instance)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"signs": self.signs}


class AccessRequestFilterSet(WagtailFilterSet):
    class Meta:
        model = AccessRequest
        fields = ["state"]


class AccessRequestListingView(WordSearch, ModelViewSet.index_view_class):
    def get_base_queryset(self):
        rows = super().get_base_queryset().select_related("user", "partner").prefetch_related("partner__texts")
        return rows.order_by("decided_at", "pk")


class DecideView(ModelViewSet.edit_view_class):
    """The form writes nothing by itself: accepting and refusing are acts of membership.py."""

    def form_valid(self, form):
        decision, asked = form.cleaned_data["decision"], form.instance
        try:
            if decision == REFUSE:
                refuse_request(asked, by=self.request.user, reason=form.cleaned_data["reason"])
            else:
                accept_request(asked, by=self.request.user, role=decision)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        messages.success(self.request, gettext_now("C’est noté. La personne est prévenue par e-mail."))
        return redirect(self.get_success_url())


class AccessRequestViewSet(ModelViewSet):
    model = AccessRequest
    name = "partner_access_requests"
    url_prefix = "demandes-acces"
    icon = "key"
    menu_label = _("Demandes d’accès")
    index_view_class = AccessRequestListingView
    edit_view_class = DecideView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 30
    filterset_class = AccessRequestFilterSet
    search_backend_name = None
    search_fields = ("user__email", "user__first_name", "user__last_name", "partner__texts__name")
    list_display = (
        "user",
        Column("partner", label=_("Partenaire"), accessor="partner"),
        Column("state", label=_("État"), accessor="get_state_display"),
        "asked_at",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("partner", read_only=True),
            FieldPanel("user", read_only=True, heading=_("Personne")),
            FieldPanel("words", read_only=True),
            SignsPanel(heading=_("Ce qui aide à décider")),
            FieldPanel("decision"),
            FieldPanel("reason"),
        ],
        base_form_class=AccessRequestForm,
    )
