"""How staff edit quartiers, places, themes and enrolment channels."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn

from ..models import EnrolmentChannel, Place, Quartier, Theme
from .common import FormInlinePanel, NamedChooserViewSet, TerritoryViewSet, TextForm


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


class ThemeViewSet(TerritoryViewSet):
    model = Theme
    icon = "tag"
    menu_label = _("Thèmes")
    menu_order = 110
    add_to_settings_menu = True
    search_fields = ("name_fr", "name_nl", "name_en", "slug")
    list_display = ("name_fr", "name_nl", "name_en", "slug")


class EnrolmentChannelViewSet(TerritoryViewSet):
    model = EnrolmentChannel
    icon = "link-external"
    menu_label = _("Canaux d’inscription")
    menu_order = 115
    add_to_settings_menu = True
    search_fields = ("name_fr", "name_nl", "name_en", "slug", "url")
    list_display = ("name_fr", "name_nl", "url")
