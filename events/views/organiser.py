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

from portal.kit.refusal import Refusal
from portal.kit.spreadsheets import TYPES, csv_file, xlsx_file

from ..event_page import event_header
from ..organiser.bulk import ACTS, found, perform, ticked
from ..organiser.bulk_page import bulk_context
from ..organiser.events_page import events_context
from ..organiser.export import BY_PERSON, EXPORTED, Sheet, file_name
from ..organiser.forms import MOST_AT_ONCE, BulkForm, ExportForm
from ..organiser.registrations_page import registrations_context
from ..organiser.selection import read
from ..organising import OrganiserPage, knows_needs

MESSAGES = {"success": messages.success, "info": messages.info, "error": messages.error}


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
            ticked=request.GET.get("cocher", ""),
        )
        return render(request, "events/organiser/registrations.html", context)


class BulkView(OrganiserPage):
    """One act on what was ticked, or on all that the list finds: asked once more, then done."""

    def get(self, request, slug):
        return redirect("organisation-inscriptions", slug=slug)

    def post(self, request, slug):
        form = BulkForm(request.POST, acts=ACTS)
        form.is_valid()
        data = form.cleaned_data
        back = self.back(data.get("retour", ""))
        try:
            act, rows = self.asked(data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        if data["sure"] and form.is_valid() and self.still_so(form, act, rows):
            for level, sentence in perform(act, rows, comment=data["comment"], user=request.user, now=timezone.now()):
                MESSAGES[level](request, sentence)
            return redirect(back)
        if not data["sure"]:
            form = BulkForm(acts=ACTS)
        facts = {"form": form, "back": back, "query": data.get("retour", ""), "whole": data["tous"]}
        return render(request, "events/organiser/bulk.html", bulk_context(self.event, act, rows, **facts))

    def asked(self, data):
        """(act, registrations). Raises Refusal when one of them was not chosen, or there are too many."""
        if "act" not in data:
            raise Refusal(_("Choisissez que faire des inscriptions cochées."), code="act")
        if not data["tous"]:
            rows = list(ticked(self.event, data.get("pick", [])))
        else:
            query = QueryDict(data.get("retour", ""))
            selection = read(self.event, query, private=knows_needs(self.request.user, self.event))
            if selection.left_out or "retour" not in data:  # else it would be done to more than was seen
                raise Refusal(_("Un filtre n’a pas été compris : rien n’a été fait."), code="filter")
            rows = list(found(selection)[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            raise Refusal(_("C’est trop à la fois : choisissez une date ou un état."), code="many")
        if not rows:
            raise Refusal(_("Cochez d’abord au moins une inscription."), code="none")
        return ACTS[data["act"]], rows

    def still_so(self, form, act, rows):
        """Whether a whole list still holds as many as its page of confirmation said; else that page is shown anew."""
        number = sum(bool(act.concerns(row)) for row in rows)
        if not form.cleaned_data["tous"] or form.cleaned_data.get("nombre") == number:
            return True
        form.add_error(None, _("Entre-temps, le nombre d’inscriptions a changé. Relisez."))
        return False

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
