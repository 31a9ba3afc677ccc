"""The page that makes a draft out of an event or a template, and the list of templates."""

from django import forms
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminTimeInput

from ..duplication import duplicate, proposed_hours
from ..models import Event
from ..validation import check_day
from .addresses import duplicate_url, edit_url, event_crumbs, list_url, templates_url
from .fields import DaysField

MOST_DAYS = 60


class DuplicateForm(forms.Form):
    """When it takes place anew; parts: how many parts it has, which may come along."""

    days = DaysField(
        label=gettext_lazy("Nouvelles dates"),
        required=False,
        help_text=gettext_lazy("Un jour, ou plusieurs à la suite : 26/12/2027, 2/1/2028."),
    )
    begins = forms.TimeField(label=gettext_lazy("Début"), required=False, widget=AdminTimeInput)
    ends = forms.TimeField(label=gettext_lazy("Fin"), required=False, widget=AdminTimeInput)
    with_parts = forms.BooleanField(
        required=False,
        initial=True,
        help_text=gettext_lazy("Chacune garde son heure et avance d’autant de jours."),
    )
    as_template = forms.BooleanField(
        label=gettext_lazy("En faire un modèle"),
        required=False,
        help_text=gettext_lazy("Sans date, jamais publié : il sert à en préparer d’autres."),
    )

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        if parts:
            self.fields["with_parts"].label = _("Reprendre aussi ses parties (%(count)s)") % {"count": parts}
        else:
            del self.fields["with_parts"]

    def clean(self):
        data = super().clean()
        if data.get("as_template") or "days" in self.errors:
            return data
        if not data["days"]:
            self.add_error("days", _("Écrivez au moins un jour."))
        elif len(data["days"]) > MOST_DAYS:
            self.add_error("days", _("C’est trop de jours à la fois : %(most)s au plus.") % {"most": MOST_DAYS})
        for name in ("begins", "ends"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Donnez une heure."))
        return data

    def clean_days(self):
        days = [forms.DateField().to_python(day) for day in self.cleaned_data["days"]]
        for day in days:
            check_day(day)
        return days


class DuplicateView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """Asks for the new dates, makes the draft and opens it."""

    permission_required = "add"
    page_title = gettext_lazy("Refaire à d’autres dates")
    header_icon = "copy"
    template_name = "events/admin/duplicate.html"
    form_class = DuplicateForm

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        editable = self.user_has_permission("change")
        crumbs = [*self.breadcrumbs_items, *event_crumbs(self.object, editable=editable)]
        return [*crumbs, {"url": "", "label": self.page_title}]

    @cached_property
    def parts(self):
        return self.object.parts.filter(is_template=False).count()

    def get_initial(self):
        hours = proposed_hours(self.object)
        return {"begins": hours[0], "ends": hours[1]} if hours else {}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "parts": self.parts}

    def form_valid(self, form):
        asked = form.cleaned_data
        copy = duplicate(
            self.object,
            days=[] if asked["as_template"] else asked["days"],
            begins=asked["begins"],
            ends=asked["ends"],
            user=self.request.user,
            template=asked["as_template"],
            with_parts=asked.get("with_parts", False),
        )
        messages.success(self.request, self._said(copy))
        if self.user_has_permission("change"):
            return redirect(edit_url(copy))
        return redirect(list_url())

    def _said(self, copy):
        if copy.is_template:
            return _("Le modèle « %(title)s » est prêt.") % {"title": copy}
        return _("Le brouillon de « %(title)s » est prêt : relisez-le, puis publiez-le.") % {"title": copy}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            event=self.object, is_template=self.object.is_template, back_url=templates_url(), **kwargs
        )


class TemplatesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The templates, each a start for a new event."""

    model = Event  # whose permission is asked: without it Wagtail lets everybody in
    permission_required = "add"
    page_title = gettext_lazy("Depuis un modèle")
    header_icon = "copy"
    template_name = "events/admin/templates.html"

    def get_breadcrumbs_items(self):
        crumbs = [{"url": list_url(), "label": _("Activités")}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *crumbs]

    def get_context_data(self, **kwargs):
        found = Event.objects.filter(is_template=True).select_related("organiser")
        found = found.prefetch_related("texts", "organiser__texts").order_by("-pk")[:200]
        rows = [
            {
                "title": str(event),
                "kind": event.get_kind_display(),
                "organiser": str(event.organiser),
                "use_url": duplicate_url(event),
                "edit_url": edit_url(event) if self.user_has_permission("change") else "",
            }
            for event in found
        ]
        return super().get_context_data(rows=rows, **kwargs)
