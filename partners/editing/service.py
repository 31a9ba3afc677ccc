"""How staff edit the services of partners."""

from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CreateView

from portal.kit.texts import SPOKEN_CHOICES

from ..models import Audience, Channel, Partner, Service
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


class ServiceForm(PartsForm):
    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues parlées"))
    audiences = CodesField(choices=Audience.choices, label=_("Publics"))
    channels = CodesField(choices=Channel.choices, label=_("Comment demander"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_once(self, "themes")

    def seat_id(self):
        return self.instance.partner.place_id

    def default_place_id(self):
        """Hours without place are those of every place of the service."""
        return None


class ServiceFilterSet(DueFilterSet):
    partner = ModelChoiceFilter(queryset=Partner.objects.with_texts(), label=_("Partenaire"))

    class Meta:
        model = Service
        fields = ["partner", "status"]


class ServiceCreateView(CreateView):
    """`?partner=ID` fills in the partner whose services were looked at."""

    def get_initial(self):
        asked = self.request.GET.get("partner", "")
        return super().get_initial() | ({"partner": asked} if asked.isdecimal() else {})


class ServiceViewSet(TerritoryViewSet):
    model = Service
    ordering = "slug"
    icon = "clipboard-list"
    menu_label = _("Services")
    add_view_class = ServiceCreateView
    chooser_viewset_class = NamedChooserViewSet
    filterset_class = ServiceFilterSet
    search_fields = ("texts__name", "texts__summary", "slug", "partner__texts__name")
    list_display = (
        "__str__",
        Column("partner", label=_("Partenaire"), accessor="partner"),
        Column("status", label=_("État"), accessor="get_status_display"),
        DateColumn("confirmed_at", label=_("Confirmé"), accessor="confirmed_at"),
    )
    edit_handler = ObjectList(
        [
            MissingPanel(heading=_("Ce qui manque")),
            FieldPanel("partner"),
            FormInlinePanel(
                "texts",
                [
                    FieldPanel("language"),
                    FieldPanel("name"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("eligibility"),
                    FieldPanel("application"),
                    FieldPanel("documents"),
                    FieldPanel("fees"),
                ],
                form=TextForm,
                heading=_("Nom et explications, par langue"),
                label=_("Texte"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    FieldPanel("audiences"),
                    FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
                    FieldPanel("languages"),
                    FieldPanel("themes", widget=side_by_side()),
                ],
                heading=_("Pour qui"),
            ),
            FieldRowPanel([FieldPanel("is_free"), FieldPanel("fee")], heading=_("Prix")),
            MultiFieldPanel(
                [
                    FieldPanel("channels"),
                    FieldRowPanel([FieldPanel("appointment"), FieldPanel("enrolment_channel")]),
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("email"), FieldPanel("url")]),
                ],
                heading=_("Comment l’obtenir"),
            ),
            InlinePanel(
                "receptions",
                [
                    FieldPanel("takes"),
                    FieldPanel("email"),
                    FieldRowPanel([FieldPanel("asks_contact"), FieldPanel("asks_age")]),
                    FieldPanel("note_fr"),
                    FieldPanel("note_nl"),
                    FieldPanel("note_en"),
                ],
                heading=_("Recevoir des personnes qu’un professionnel oriente"),
                label=_("Accueil"),
                max_num=1,
            ),
            presence_panel(_("Où"), _("Vide : au siège du partenaire.")),
            *hours_panels(),
            FieldPanel("closed_on_holidays"),
            contacts_panel(),
            MultiFieldPanel(
                [
                    FieldPanel("status"),
                    FieldPanel("review_months"),
                    FieldPanel("slug", help_text=_("Se forme du nom. Une ancienne adresse continue de mener ici.")),
                ],
                heading=_("Publication"),
            ),
        ],
        base_form_class=ServiceForm,
    )

    def get_queryset(self, request):
        return Service.objects.with_texts()
