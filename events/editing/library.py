"""The library in the admin: what is proposed is read, then published or refused with a reason."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from partners.editing import TerritoryViewSet
from portal.kit.refusal import Refusal

from ..library import approve, refuse
from ..models import LibraryDocument, LibraryState

LIBRARY_URLS = "wagtailsnippets_events_librarydocument"
PUBLISH, REFUSE = "publier", "refuser"
LABELS = {PUBLISH: gettext_lazy("Publier le document"), REFUSE: gettext_lazy("Refuser le document")}


def decide_url(entry, act):
    return reverse(f"{LIBRARY_URLS}:decide", args=[entry.pk, act])


class ReasonForm(forms.Form):
    """Why, for who proposed the document; publishing needs none."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        max_length=300,
        help_text=gettext_lazy("Une phrase, envoyée à la personne qui a proposé le document."),
    )


class DecideView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """Publishing or refusing one document."""

    permission_required = "change"
    header_icon = "doc-full"
    template_name = "events/admin/library_decide.html"

    def setup(self, request, *args, act, **kwargs):
        super().setup(request, *args, **kwargs)
        self.act = act

    def dispatch(self, request, *args, **kwargs):
        if self.act not in LABELS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return ReasonForm if self.act == REFUSE else forms.Form

    def get_form_kwargs(self):
        return {name: value for name, value in super().get_form_kwargs().items() if name in ("data", "files")}

    def form_valid(self, form):
        try:
            if self.act == PUBLISH:
                approve(self.object, user=self.request.user)
            else:
                refuse(self.object, user=self.request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        done = _("« %(title)s » est publié.") if self.act == PUBLISH else _("« %(title)s » est refusé.")
        messages.success(self.request, done % {"title": self.object})
        return redirect(reverse(f"{LIBRARY_URLS}:list"))

    def get_page_title(self):
        return str(LABELS[self.act])

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            entry=self.object,
            submit_label=LABELS[self.act],
            back_url=reverse(f"{LIBRARY_URLS}:edit", args=[self.object.pk]),
            **kwargs,
        )


class LibraryEditView(EditView):
    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.object.state != LibraryState.PUBLISHED:
            buttons.append(HeaderButton(_("Publier"), url=decide_url(self.object, PUBLISH), icon_name="tick"))
        if self.object.state != LibraryState.REFUSED:
            buttons.append(HeaderButton(_("Refuser"), url=decide_url(self.object, REFUSE), icon_name="cross"))
        return buttons


class LibraryFilterSet(WagtailFilterSet):
    state = ChoiceFilter(choices=LibraryState.choices, label=gettext_lazy("État"))

    class Meta:
        model = LibraryDocument
        fields = ["state", "theme"]


class LibraryDocumentViewSet(TerritoryViewSet):
    model = LibraryDocument
    icon = "doc-full"
    menu_label = gettext_lazy("Bibliothèque")
    menu_order = 107
    add_to_admin_menu = True
    edit_view_class = LibraryEditView
    filterset_class = LibraryFilterSet
    search_fields = ("title_fr", "title_nl", "theme__name_fr")
    list_display = (
        "__str__",
        Column("theme", label=gettext_lazy("Thème"), accessor="theme"),
        Column("state", label=gettext_lazy("État"), accessor="get_state_display"),
        "proposed_at",
    )
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_nl")], heading=gettext_lazy("Titre")),
            FieldPanel("theme"),
            FieldPanel("document"),
            FieldPanel("event"),
        ]
    )

    def get_queryset(self, request):
        return LibraryDocument.objects.select_related("theme")

    def get_urlpatterns(self):
        decide = self.construct_view(DecideView)
        return [*super().get_urlpatterns(), path("decide/<int:pk>/<slug:act>/", decide, name="decide")]
