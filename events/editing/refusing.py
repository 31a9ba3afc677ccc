"""The page on which a moderator refuses what was submitted, with a reason; asking for changes is Wagtail's own act."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin

from portal.kit.contact import validate_harmless
from portal.kit.refusal import Refusal

from ..submission.submitting import may_refuse, refuse
from .addresses import edit_url, event_crumbs, list_url


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Raison, pour la personne qui a proposé l’activité"),
        max_length=1000,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RefuseView(BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """Who does not moderate the event is sent away before anything is shown."""

    page_title = gettext_lazy("Refuser")
    header_icon = "cross"
    template_name = "events/admin/refuse.html"
    form_class = RefuseForm

    def dispatch(self, request, *args, **kwargs):
        if not may_refuse(self.object, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, *event_crumbs(self.object), {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        try:
            refuse(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(edit_url(self.object))
        messages.success(self.request, _("« %(title)s » est refusée.") % {"title": self.object})
        return redirect(list_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(event=self.object, edit_url=edit_url(self.object), **kwargs)
