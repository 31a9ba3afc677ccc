"""The organiser's lists: their events, the registrations of one, acts on many, exports."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from ..event_page import event_header
from ..organiser.bulk import ACTS, perform, ticked
from ..organiser.bulk_page import bulk_context
from ..organiser.events_page import events_context
from ..organiser.export import BY_PERSON, EXPORTED, Sheet, file_name
from ..organiser.forms import BulkForm, ExportForm
from ..organiser.registrations_page import registrations_context
from ..organiser.selection import read
from ..organiser.spreadsheets import csv_file, xlsx_file
from ..organising import OrganiserPage, knows_needs

MESSAGES = {"success": messages.success, "info": messages.info, "error": messages.error}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@never_cache
@login_required
@require_safe
def my_events(request):
    """The events that this account organises."""
    context = events_context(request.user, request.GET, get_language(), now=timezone.now())
    return render(request, "events/organiser/events.html", context)


class RegistrationsView(OrganiserPage):
    """The registrations of one event."""

    def get(self, request, slug):
        private = knows_needs(request.user, self.event)
        context = registrations_context(
            read(self.event, request.GET, private=private),
            language=get_language(),
            may_act=self.may_act(),
            private=private,
            ticked=request.GET.get("cocher") == "tout",
        )
        return render(request, "events/organiser/registrations.html", context)


class BulkView(OrganiserPage):
    """One act on what was ticked: asked once more, then done."""

    def get(self, request, slug):
        return redirect("organisation-inscriptions", slug=slug)

    def post(self, request, slug):
        form = BulkForm(request.POST, acts=ACTS)
        form.is_valid()
        data = form.cleaned_data
        back = self.back(data.get("retour", ""))
        if "act" not in data:
            messages.error(request, _("Choisissez que faire des inscriptions cochées."))
            return redirect(back)
        rows = list(ticked(self.event, data.get("pick", [])))
        if not rows:
            messages.error(request, _("Cochez d’abord au moins une inscription."))
            return redirect(back)
        act = ACTS[data["act"]]
        if data["sure"] and form.is_valid():
            for level, sentence in perform(act, rows, comment=data["comment"], user=request.user, now=timezone.now()):
                MESSAGES[level](request, sentence)
            return redirect(back)
        if not data["sure"]:
            form = BulkForm(acts=ACTS)
        context = bulk_context(self.event, act, rows, form=form, back=back, query=data.get("retour", ""))
        return render(request, "events/organiser/bulk.html", context)

    def back(self, query):
        """The list as it was; whatever was sent becomes the query of that address and nothing else."""
        address = reverse("organisation-inscriptions", args=[self.event.slug])
        query = QueryDict(query).urlencode()
        return f"{address}?{query}" if query else address


class ExportView(OrganiserPage):
    """The registrations of the list as a file; which one is asked first. Each file is noted in the event's history."""

    def get(self, request, slug):
        private = knows_needs(request.user, self.event)
        selection, sensitive = read(self.event, request.GET, private=private), self.may_act() and private
        form = ExportForm(request.GET if "fichier" in request.GET else None, sensitive=sensitive)
        if form.is_bound and form.is_valid():
            return self.send(selection, form.cleaned_data)
        address = reverse("organisation-inscriptions", args=[slug])
        context = {
            "event": event_header(self.event, get_language()),
            "slug": slug,
            "form": form,
            "number": selection.registrations().count(),
            "kept": list(QueryDict(selection.query(page="")).items()),
            "back_href": f"{address}?{selection.query()}",
        }
        return render(request, "events/organiser/export.html", context)

    def send(self, selection, asked):
        ending, by_person = asked["fichier"], asked["par"] == BY_PERSON
        sheet = Sheet(self.event, get_language(), by_person=by_person, sensitive=asked.get("sensible", False))
        fields = sheet.fields()
        rows = ([field.value(line) for field in fields] for line in sheet.lines(selection.registrations()))
        write = csv_file if ending == "csv" else partial(xlsx_file, _("Inscriptions"))
        file, number = write([field.label for field in fields], rows)
        data = {"rows": number, "format": ending, "by": asked["par"], "sensitive": sheet.sensitive}
        log(instance=self.event, action=EXPORTED, user=self.request.user, data=data)
        response = FileResponse(
            file, as_attachment=True, filename=file_name(self.event, ending), content_type=TYPES[ending]
        )
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
