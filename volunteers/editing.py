"""How staff edit missions in Wagtail's admin; their shifts are made on the pages of coordinators."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from partners.editing import CodesField, FormInlinePanel, TerritoryViewSet, TextForm, side_by_side
from portal.kit.contact import normalise_phone
from portal.kit.texts import OFFICIAL_LANGUAGES, SPOKEN_CHOICES

from .models import Mission, Need, Offer, Skill


class MissionForm(WagtailAdminModelForm):
    """A mission of the City is published in French and Dutch; a role with shifts stays."""

    languages = CodesField(choices=SPOKEN_CHOICES, label=_("Langues utiles"))
    offers = CodesField(choices=Offer.choices, label=_("Ce que vous offrez"))

    def clean_contact_phone(self):
        return normalise_phone(self.cleaned_data["contact_phone"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("published") and not cleaned.get("partner"):
            missing = set(OFFICIAL_LANGUAGES) - self._written()
            if missing:
                self.add_error("published", _("Une mission de la Ville se publie en français et en néerlandais."))
        return cleaned

    def is_valid(self):
        return super().is_valid() and self._keeps_used_roles()

    def _written(self):
        formset = self.formsets.get("texts")
        rows = [row for row in formset.forms if row not in formset.deleted_forms] if formset else []
        return {row.data.get(row.add_prefix("language")) for row in rows}

    def _keeps_used_roles(self):
        used = set(Need.objects.filter(role__mission=self.instance.pk).values_list("role_id", flat=True))
        gone = [row for row in self.formsets["roles"].deleted_forms if row.instance.pk in used]
        for row in gone:
            row.add_error("name_fr", ValidationError(_("Des créneaux demandent ce rôle : il ne s’efface pas.")))
        return not gone


class MissionEditView(EditView):
    @cached_property
    def header_buttons(self):
        href = reverse("mission-creneaux", args=[self.object.slug])
        return [*super().header_buttons, HeaderButton(_("Créneaux"), url=href, icon_name="calendar")]


class MissionViewSet(TerritoryViewSet):
    model = Mission
    ordering = "slug"
    icon = "group"
    menu_label = _("Missions")
    edit_view_class = MissionEditView
    search_fields = ("texts__name", "texts__summary", "slug", "partner__texts__name")
    list_display = (
        "__str__",
        Column("partner", label=_("Partenaire"), accessor="partner"),
        Column("rhythm", label=_("Rythme"), accessor="get_rhythm_display"),
        BooleanColumn("published", label=_("Publiée"), accessor="published"),
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
                    FieldPanel("physical"),
                ],
                form=TextForm,
                heading=_("Titre et explications, par langue"),
                label=_("Texte"),
                min_num=1,
            ),
            InlinePanel(
                "roles",
                [FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl"), FieldPanel("name_en")])],
                heading=_("Rôles"),
                label=_("Rôle"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    FieldPanel("partner"),
                    FieldPanel("event"),
                    FieldPanel("place"),
                    FieldRowPanel([FieldPanel("rhythm"), FieldPanel("minimum_age")]),
                    FieldPanel("languages"),
                    FieldPanel("skills", widget=side_by_side()),
                    FieldPanel("themes", widget=side_by_side()),
                    FieldPanel("offers"),
                ],
                heading=_("La mission"),
            ),
            MultiFieldPanel(
                [FieldPanel("contact_name"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
                heading=_("Qui accueille les bénévoles"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("published"),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldPanel("slug", help_text=_("Se forme du nom. Une ancienne adresse continue de mener ici.")),
                ],
                heading=_("Publication"),
            ),
        ],
        base_form_class=MissionForm,
    )

    def get_queryset(self, request):
        return Mission.objects.with_texts()


class SkillViewSet(TerritoryViewSet):
    model = Skill
    ordering = "name_fr"
    icon = "tick"
    menu_label = _("Compétences")
    search_fields = ("name_fr", "name_nl", "name_en")
    list_display = ("name_fr", "name_nl", BooleanColumn("to_confirm", label=_("À confirmer"), accessor="to_confirm"))
