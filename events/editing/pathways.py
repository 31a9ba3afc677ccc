"""Editing pathways: texts in three languages, and activities in their order."""

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from partners.editing import TerritoryViewSet

from ..models import Pathway


class PathwayEditView(EditView):
    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.object.published:
            href = reverse("parcours-un", args=[self.object.slug])
            buttons.append(HeaderButton(_("Voir sur le site"), url=href, icon_name="view"))
        return buttons


class PathwayViewSet(TerritoryViewSet):
    model = Pathway
    ordering = "title_fr"
    icon = "list-ol"
    menu_label = _("Parcours")
    menu_order = 105
    add_to_admin_menu = True
    edit_view_class = PathwayEditView
    search_fields = ("title_fr", "title_nl", "title_en", "slug")
    list_display = (
        "title_fr",
        "kind",
        NumberColumn("step_count", label=_("Étapes"), accessor="step_count"),
        BooleanColumn("published", label=_("Publié"), accessor="published"),
    )
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            MultiFieldPanel([FieldPanel("title_fr"), FieldPanel("summary_fr")], heading=_("En français")),
            MultiFieldPanel([FieldPanel("title_nl"), FieldPanel("summary_nl")], heading=_("En néerlandais")),
            MultiFieldPanel([FieldPanel("title_en"), FieldPanel("summary_en")], heading=_("En anglais")),
            InlinePanel(
                "steps",
                [FieldPanel("event")],
                heading=_("Les étapes, dans l’ordre"),
                label=_("Étape"),
                min_num=1,
            ),
            FieldRowPanel(
                [
                    FieldPanel("published"),
                    FieldPanel("slug", help_text=_("Se forme du titre. Une ancienne adresse continue de mener ici.")),
                ],
                heading=_("Sur le site"),
            ),
        ]
    )

    def get_queryset(self, request):
        return Pathway.objects.annotate(step_count=Count("steps"))
