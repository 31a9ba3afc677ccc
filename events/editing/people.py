"""Who is registered to an event, for staff who have to tell them something. Nothing is changed here."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin

from portal.kit.contact import display_phone
from portal.kit.texts import language_name

from ..letters import date_line
from ..models import Occurrence
from .addresses import dates_url, event_crumbs, people_url

SEE_PEOPLE = "events.view_registration"
PER_PAGE = 100


class DateChoice(forms.Form):
    """The query of the page: one date of the event, or none."""

    date = forms.ModelChoiceField(Occurrence.objects.none(), required=False)

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].queryset = event.occurrences.all()


class PeopleView(BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Names and contacts of who comes or waits; remarks stay with those who prepare the activity."""

    page_title = gettext_lazy("Personnes inscrites")
    header_icon = "group"
    template_name = "events/admin/people.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(SEE_PEOPLE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        editable = self.request.user.has_perm("events.change_event")
        return [
            *self.breadcrumbs_items,
            *event_crumbs(self.object, editable=editable),
            {"url": dates_url(self.object), "label": _("Dates")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        query = DateChoice(self.request.GET, event=self.object)
        date = query.cleaned_data["date"] if query.is_valid() else None
        people = self.object.registrations.active().filter(anonymised_at=None).select_related("occurrence")
        if date is not None:
            people = people.filter(Q(occurrence=date) | Q(occurrence=None))
        page = WagtailPaginator(people.order_by("occurrence__starts_at", "pk"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(
            event=self.object,
            date_label=date_line(date) if date else "",
            rows=[_row(registration) for registration in page.object_list],
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            people_url=people_url(self.object.pk),
            **kwargs,
        )


def _row(registration):
    return {
        "name": registration.name,
        "reference": registration.reference,
        "email": registration.email,
        "phone": display_phone(registration.phone),
        "phone_href": f"tel:{registration.phone}" if registration.phone else "",
        "persons": registration.party_size,
        "state": registration.get_state_display(),
        "language": language_name(registration.language, get_language()),
        "date": date_line(registration.occurrence) if registration.occurrence else "",
    }
