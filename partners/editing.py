"""How staff edit the territory in Wagtail's admin: quartiers, places, partners and who speaks for them."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels.base import get_form_for_model
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from portal.accounts.models import User
from portal.kit.contact import normalise_email
from portal.kit.texts import LANGUAGE_CHOICES, SPOKEN_CHOICES

from .models import Membership, Partner, PartnerKind, Place, Quartier


def side_by_side():
    """Boxes to tick, on as few lines as they need."""
    return forms.CheckboxSelectMultiple(attrs={"class": "w-flex w-flex-wrap w-gap-4"})


class CodesField(forms.MultipleChoiceField):
    """A JSON list of codes, ticked in a list."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=choices, required=False, widget=side_by_side(), **kwargs)


class TextForm(WagtailAdminModelForm):
    """One language of a text: the language is chosen by its own name, one that the list lacks stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.language
        others = [(kept, kept)] if kept and kept not in dict(LANGUAGE_CHOICES) else []
        self.fields["language"].widget = forms.Select(choices=[*LANGUAGE_CHOICES, *others])


class FormInlinePanel(InlinePanel):
    """An InlinePanel whose rows have a form class of their own."""

    def __init__(self, *args, form, **kwargs):
        super().__init__(*args, **kwargs)
        self.form = form

    def clone_kwargs(self):
        return super().clone_kwargs() | {"form": self.form}

    def get_form_options(self):
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        row = get_form_for_model(self.db_field.related_model, self.form, defer_required_on_fields=deferred)
        options["formsets"][self.relation_name]["form"] = row
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        pass


class WordSearch:
    """Searching a listing: every word is found in one of the view's `search_fields`, related rows included."""

    def search_queryset(self, queryset):
        return with_words(queryset, self.search_query, self.search_fields)


def with_words(queryset, words, fields):
    """The rows of `queryset` where each word stands in one of `fields` (lookups); each row once."""
    for word in words.split():
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(pk__in=queryset.model._base_manager.filter(found).values("pk"))
    return queryset


class NameFilterForm(BaseFilterForm):
    """The search of a chooser; the portal's own, because Wagtail's needs an index of every name."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=100)

    def filter(self, objects):
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return with_words(objects, self.search_query, ["texts__name", "slug"])


class NamedChoice:
    """A chooser's list: found by name, with the names loaded at once."""

    filter_form_class = NameFilterForm

    def get_object_list(self):
        return self.model.objects.with_texts()


class NamedChooseView(NamedChoice, ChooseView):
    pass


class NamedChooseResultsView(NamedChoice, ChooseResultsView):
    pass


class NamedChooserViewSet(SnippetChooserViewSet):
    choose_view_class = NamedChooseView
    choose_results_view_class = NamedChooseResultsView


class ListingView(WordSearch, IndexView):
    """A listing without actions on many rows at once: what they would delete is checked row by row."""

    @cached_property
    def columns(self):
        return super().columns[1:]


class TerritoryViewSet(SnippetViewSet):
    """What every list of the territory has in common."""

    index_view_class = ListingView
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 30


class QuartierViewSet(TerritoryViewSet):
    model = Quartier
    ordering = "name_fr"
    icon = "globe"
    menu_label = _("Quartiers")
    search_fields = ("name_fr", "name_nl", "postal_code")
    list_display = (
        "name_fr",
        "name_nl",
        "postal_code",
        NumberColumn("place_count", label=_("Lieux"), accessor="place_count"),
        NumberColumn("partner_count", label=_("Partenaires"), accessor="partner_count"),
    )
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl"), FieldPanel("name_en")], heading=_("Nom")),
            MultiFieldPanel(
                [FieldPanel("summary_fr"), FieldPanel("summary_nl"), FieldPanel("summary_en")],
                heading=_("Présentation"),
            ),
            FieldRowPanel(
                [FieldPanel("postal_code"), FieldPanel("latitude"), FieldPanel("longitude")], heading=_("Situation")
            ),
            FieldPanel("slug", help_text=_("Se forme du nom. Une ancienne adresse continue de mener ici.")),
        ]
    )

    def get_queryset(self, request):
        return Quartier.objects.annotate(
            place_count=Count("places", distinct=True), partner_count=Count("partners", distinct=True)
        )


class PlaceFilterSet(WagtailFilterSet):
    quartier = ModelChoiceFilter(queryset=Quartier.objects.all(), label=_("Quartier"))

    class Meta:
        model = Place
        fields = ["quartier", "confidential"]


class PlaceViewSet(TerritoryViewSet):
    model = Place
    ordering = "slug"
    icon = "site"
    menu_label = _("Lieux")
    chooser_viewset_class = NamedChooserViewSet
    filterset_class = PlaceFilterSet
    search_fields = ("texts__name", "street", "street_nl", "slug")
    list_display = (
        "__str__",
        Column("quartier", label=_("Quartier"), accessor="quartier"),
        Column("street", label=_("Adresse"), accessor="street"),
        NumberColumn("checked", label=_("Constats d’accessibilité"), accessor="feature_count"),
        BooleanColumn("confidential", label=_("Adresse confidentielle"), accessor="confidential"),
    )
    edit_handler = ObjectList(
        [
            FormInlinePanel(
                "texts",
                [FieldPanel("language"), FieldPanel("name"), FieldPanel("directions")],
                form=TextForm,
                heading=_("Nom et chemin, par langue"),
                label=_("Texte"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("street"), FieldPanel("street_nl")]),
                    FieldRowPanel(
                        [FieldPanel("postal_code"), FieldPanel("municipality"), FieldPanel("municipality_nl")]
                    ),
                    FieldPanel("quartier"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    FieldPanel("confidential"),
                ],
                heading=_("Adresse"),
            ),
            InlinePanel(
                "features",
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("value")]),
                    FieldRowPanel([FieldPanel("checked_on"), FieldPanel("source")]),
                ],
                heading=_("Accessibilité"),
                label=_("Constat"),
                help_text=_(
                    "Ce que quelqu’un a vu sur place, quand, et qui. Ce qui n’y figure pas est inconnu, jamais « non »."
                ),
            ),
        ]
    )

    def get_queryset(self, request):
        return Place.objects.with_texts().annotate(feature_count=Count("features"))


class PartnerForm(WagtailAdminModelForm):
    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues parlées"))


class PartnerFilterSet(WagtailFilterSet):
    kind = ChoiceFilter(choices=PartnerKind.choices, label=_("Sorte"))
    quartier = ModelChoiceFilter(queryset=Quartier.objects.all(), label=_("Quartier"))

    class Meta:
        model = Partner
        fields = ["kind", "quartier", "is_city", "published"]


class PartnerEditView(EditView):
    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("partners.view_membership"):
            href = f"{reverse('partner_members:index')}?partner={self.object.pk}"
            buttons.append(HeaderButton(_("Membres"), url=href, icon_name="group"))
        return buttons


class PartnerViewSet(TerritoryViewSet):
    model = Partner
    ordering = "slug"
    icon = "group"
    menu_label = _("Partenaires")
    edit_view_class = PartnerEditView
    chooser_viewset_class = NamedChooserViewSet
    filterset_class = PartnerFilterSet
    search_fields = ("texts__name", "texts__summary", "slug", "email")
    list_display = (
        "__str__",
        "kind",
        Column("quartier", label=_("Quartier"), accessor="quartier"),
        NumberColumn("members", label=_("Membres"), accessor="member_count"),
        BooleanColumn("is_city", label=_("Ville"), accessor="is_city"),
        BooleanColumn("published", label=_("Publié"), accessor="published"),
    )
    edit_handler = ObjectList(
        [
            FormInlinePanel(
                "texts",
                [
                    FieldPanel("language"),
                    FieldPanel("name"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                ],
                form=TextForm,
                heading=_("Nom et présentation, par langue"),
                label=_("Texte"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("quartier")]),
                    FieldPanel("place"),
                    FieldPanel("languages"),
                    FieldPanel("logo"),
                ],
                heading=_("Le partenaire"),
            ),
            MultiFieldPanel(
                [FieldPanel("phone"), FieldPanel("email"), FieldPanel("website")], heading=_("Comment le joindre")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("published"),
                    FieldPanel("is_city"),
                    FieldPanel("trusted", permission="partners.change_membership"),
                    FieldPanel("slug", help_text=_("Se forme du nom. Une ancienne adresse continue de mener ici.")),
                ],
                heading=_("Publication"),
            ),
        ],
        base_form_class=PartnerForm,
    )

    def get_queryset(self, request):
        return Partner.objects.with_texts().annotate(member_count=Count("memberships"))


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
