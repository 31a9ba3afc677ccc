"""How staff say who speaks for a partner."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from portal.accounts.models import User
from portal.kit.contact import normalise_email

from ..models import Membership, Partner
from .common import WordSearch


class MembershipForm(WagtailAdminModelForm):
    """A person is named by the address of an account; who has none is not in the list."""

    email = forms.EmailField(label=_("Adresse e-mail du compte"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email

    def clean_email(self):
        user = User.objects.filter(email=normalise_email(self.cleaned_data["email"]), is_active=True).first()
        if user is None:
            raise ValidationError(_("Personne n’a de compte avec cette adresse."), code="unknown")
        self.instance.user = user
        return user.email

    def clean(self):
        cleaned = super().clean()
        others = Membership.objects.exclude(pk=self.instance.pk)
        if others.filter(partner=cleaned.get("partner"), user__email=cleaned.get("email")).exists():
            self.add_error("email", _("Cette personne fait déjà partie de ce partenaire."))
        return cleaned


class MembershipFilterSet(WagtailFilterSet):
    partner = ModelChoiceFilter(queryset=Partner.objects.with_texts(), label=_("Partenaire"))

    class Meta:
        model = Membership
        fields = ["partner", "role"]


class MembershipListingView(WordSearch, ModelViewSet.index_view_class):
    def get_base_queryset(self):
        rows = super().get_base_queryset().select_related("user", "partner").prefetch_related("partner__texts")
        return rows.order_by("partner__slug", "user__email")


class MembershipViewSet(ModelViewSet):
    model = Membership
    name = "partner_members"
    url_prefix = "membres"
    icon = "user"
    menu_label = _("Membres")
    index_view_class = MembershipListingView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 30
    filterset_class = MembershipFilterSet
    search_backend_name = None
    search_fields = ("user__email", "user__first_name", "user__last_name", "partner__texts__name")
    list_display = ("user", Column("partner", label=_("Partenaire"), accessor="partner"), "role", "since")
    edit_handler = ObjectList(
        [FieldPanel("partner"), FieldPanel("email"), FieldPanel("role")], base_form_class=MembershipForm
    )
