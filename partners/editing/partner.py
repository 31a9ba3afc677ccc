"""How staff edit partners."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from portal.kit.texts import SPOKEN_CHOICES

from ..enterprise import display_enterprise_number
from ..models import Audience, Partner, PartnerKind, Quartier, SchoolLevel
from ..upkeep.keeping import edited_since
from .common import (
    CodesField,
    DueFilterSet,
    FormInlinePanel,
    NamedChooserViewSet,
    TerritoryViewSet,
    TextForm,
    read_once,
    side_by_side,
)
from .missing import MissingPanel
from .parts import PartsForm, contacts_panel, hours_panels, presence_panel

EDITED_WITHIN = [("7", _("depuis sept jours")), ("30", _("depuis trente jours"))]


class PartnerForm(PartsForm):
    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues parlées"))
    audiences = CodesField(choices=Audience.choices, label=_("Publics"))
    school_levels = CodesField(choices=SchoolLevel.choices, label=_("Niveaux"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_once(self, "themes")
        if self.instance.enterprise_number:
            self.initial["enterprise_number"] = display_enterprise_number(self.instance.enterprise_number)

    def seat_id(self):
        return self.instance.place_id

    default_place_id = seat_id


class PartnerFilterSet(DueFilterSet):
    kind = ChoiceFilter(choices=PartnerKind.choices, label=_("Sorte"))
    quartier = ModelChoiceFilter(queryset=Quartier.objects.all(), label=_("Quartier"))
    edited = ChoiceFilter(choices=EDITED_WITHIN, method="only_edited", label=_("Modifié par le partenaire"))

    class Meta:
        model = Partner
        fields = ["kind", "quartier", "is_city", "published"]

    def only_edited(self, queryset, name, value):
        return queryset.filter(pk__in=edited_since(timezone.now() - timedelta(days=int(value))))


class PartnerEditView(EditView):
    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("partners.view_service"):
            href = f"{reverse('wagtailsnippets_partners_service:list')}?partner={self.object.pk}"
            buttons.append(HeaderButton(_("Services"), url=href, icon_name="clipboard-list"))
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
    search_fields = ("texts__name", "texts__summary", "slug", "email", "enterprise_number")
    list_display = (
        "__str__",
        "kind",
        Column("quartier", label=_("Quartier"), accessor="quartier"),
        NumberColumn("members", label=_("Membres"), accessor="member_count"),
        DateColumn("confirmed_at", label=_("Confirmé"), accessor="confirmed_at"),
        BooleanColumn("is_city", label=_("Ville"), accessor="is_city"),
        BooleanColumn("published", label=_("Publié"), accessor="published"),
    )
    edit_handler = ObjectList(
        [
            MissingPanel(heading=_("Ce qui manque")),
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
                    FieldPanel("audiences"),
                    FieldPanel("themes", widget=side_by_side()),
                    FieldPanel("logo"),
                ],
                heading=_("Le partenaire"),
            ),
            MultiFieldPanel(
                [FieldPanel("phone"), FieldPanel("email"), FieldPanel("website")], heading=_("Comment le joindre")
            ),
            contacts_panel(),
            *hours_panels(),
            FieldPanel("closed_on_holidays"),
            presence_panel(_("Autres implantations"), _("Les lieux où il est présent en plus de son siège.")),
            InlinePanel("pictures", [FieldPanel("image")], heading=_("Photos"), label=_("Photo")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("enterprise_number"), FieldPanel("legal_form")]),
                    FieldPanel("parent"),
                ],
                heading=_("Statut"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("months_from"), FieldPanel("months_to")]),
                    FieldRowPanel(
                        [FieldPanel("baby_places"), FieldPanel("toddler_places"), FieldPanel("mixed_places")]
                    ),
                    FieldRowPanel([FieldPanel("full_time"), FieldPanel("part_time")]),
                    FieldRowPanel([FieldPanel("supervising_body"), FieldPanel("licence")]),
                ],
                heading=_("Pour une crèche"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [FieldPanel("school_organiser"), FieldPanel("school_levels")],
                heading=_("Pour une école"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [FieldPanel("language_role"), FieldPanel("enrolment_channel")],
                heading=_("Pour une crèche ou une école"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("published"),
                    FieldPanel("is_city"),
                    FieldPanel("trusted", permission="partners.change_membership"),
                    FieldPanel("review_months"),
                    FieldPanel("slug", help_text=_("Se forme du nom. Une ancienne adresse continue de mener ici.")),
                ],
                heading=_("Publication"),
            ),
        ],
        base_form_class=PartnerForm,
    )

    def get_queryset(self, request):
        return Partner.objects.with_texts().annotate(member_count=Count("memberships"))
