"""Pages of who welcomes people: the dates of an event, the roll of one of them, somebody at the door."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kit.form_stamp import submission_of
from portal.kit.refusal import Refusal

from ..attendance import FEWER, OLDER, UNKNOWN, counts_by_date, mark_all, welcome
from ..attendance_forms import BatchForm, MarkForm, RollForm, WalkInForm, read_button
from ..event_page import event_header
from ..organising import OrganiserPage
from ..roll_page import dates_rows, room_label, session_context, standing, when_label
from ..sheets import held, name_badges, signature_sheet

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "attendance-worker.js"
CLOCK_OFF = timedelta(minutes=2)  # a device further off than this is wrong, not slow


class DatesView(OrganiserPage):
    """The dates of an event, each with its roll."""

    def get(self, request, slug):
        dates = self.event.occurrences.in_order()
        context = {
            "event": event_header(self.event, get_language()),
            "slug": slug,
            "rows": dates_rows(self.event, dates, counts_by_date(self.event), now=timezone.now()),
            "sheet_href": reverse("presences-feuilles", args=[slug]),
            "badges_href": reverse("presences-tous-badges", args=[slug]),
        }
        return render(request, "events/organiser/attendance_dates.html", context)


class DatePage(OrganiserPage):
    """A page about one date (`self.occurrence`) of the event."""

    def find(self, date):
        """The date of this event with that uuid. Raises Http404."""
        occurrence = get_object_or_404(self.event.occurrences.select_related("capacity"), uuid=date)
        occurrence.event = self.event
        return occurrence


class RollView(DatePage):
    """The roll of one date; each button marks one line."""

    def get(self, request, slug, date):
        occurrence = self.find(date)
        context = session_context(self.event, occurrence, RollForm(request.GET), now=timezone.now())
        header = {"event": event_header(self.event, get_language()), "slug": slug, "user_key": request.user.uuid.hex}
        return render(request, "events/organiser/attendance.html", context | header)

    def post(self, request, slug, date):
        occurrence, now = self.find(date), timezone.now()
        form = MarkForm(read_button(request.POST))
        if not form.is_valid():
            messages.error(request, next(iter(form.errors.values()))[0])
            return redirect(request.get_full_path())
        (outcome,) = mark_all(occurrence, [form.mark(now=now)], by=request.user, now=now)
        if outcome != "kept":
            messages.error(request, SENTENCES[outcome]())
        return redirect(f"{request.get_full_path()}#p-{form.cleaned_data['key']}")


SENTENCES = {
    FEWER: lambda: _(
        "Plus de personnes que d’inscrites : seules les inscrites sont notées. "
        "Ajoutez les autres comme personnes sans inscription."
    ),
    OLDER: lambda: _("Quelqu’un d’autre a marqué cette personne plus tard : sa marque reste."),
    UNKNOWN: lambda: _("Cette inscription n’est pas attendue à cette date."),
}


class MarksView(DatePage):
    """What a telephone asks and tells: the state of the roll, and batches of marks."""

    def get(self, request, slug, date):
        return JsonResponse(standing(self.find(date)))

    def post(self, request, slug, date):
        occurrence, now = self.find(date), timezone.now()
        try:
            batch = BatchForm.of(request.body)
        except RequestDataTooBig:
            return JsonResponse({"error": _("Trop de marques en une fois. Rien n’a été enregistré.")}, status=413)
        except ValidationError as error:
            return JsonResponse({"error": error.messages[0]}, status=400)
        if not batch.is_valid():
            return JsonResponse({"error": _("Ces marques sont illisibles.")}, status=400)
        results = self.keep(occurrence, batch, by=request.user, now=now)
        return JsonResponse({"results": results, **standing(occurrence)})

    def keep(self, occurrence, batch, *, by, now):
        """[{"id", "outcome", "error"}] for each mark; outcome also "invalid"."""
        shift = _shift(batch.cleaned_data["sent_at"], now)
        forms = batch.forms()
        valid = [index for index, (_id, form) in enumerate(forms) if form is not None and form.is_valid()]
        marks = [forms[index][1].mark(now=now) for index in valid]
        marks = [_moved(mark, shift) for mark in marks]
        outcomes = dict(zip(valid, mark_all(occurrence, marks, by=by, now=now), strict=True))
        return [_result(mark_id, form, outcomes.get(index)) for index, (mark_id, form) in enumerate(forms)]


def _shift(sent_at, now):
    """By how much a device's clock is wrong; nothing for what the network's slowness explains."""
    if sent_at is None or abs(now - sent_at) < CLOCK_OFF:
        return timedelta(0)
    return now - sent_at


def _moved(mark, shift):
    try:
        return replace(mark, marked_at=mark.marked_at + shift)
    except OverflowError:  # a clock in the year 9999
        return mark


def _result(mark_id, form, outcome):
    if outcome is not None:
        return {"id": mark_id, "outcome": outcome, "error": SENTENCES[outcome]() if outcome in SENTENCES else ""}
    error = next(iter(form.errors.values()))[0] if form is not None else _("Cette marque est illisible.")
    return {"id": mark_id, "outcome": "invalid", "error": error}


class WalkInView(DatePage):
    """Somebody at the door who is not registered."""

    def get(self, request, slug, date):
        return self.show(self.find(date), WalkInForm(initial={"language": get_language()}))

    def post(self, request, slug, date):
        occurrence = self.find(date)
        form = WalkInForm(request.POST)
        if not form.is_valid():
            return self.show(occurrence, form)
        try:
            registration = welcome(occurrence, by=request.user, now=timezone.now(), **self.person(form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(occurrence, form)
        messages.success(request, _("%(name)s est présent, et inscrit.") % {"name": registration.name})
        return redirect("presences-date", slug, date)

    def person(self, form):
        """What welcome() asks: the stamp of the form is but a sign of its sending."""
        person = {name: value for name, value in form.cleaned_data.items() if name != "started"}
        return person | {"submission": submission_of(form.data, self.event)}

    def show(self, occurrence, form):
        context = {
            "event": event_header(self.event, get_language()),
            "slug": self.event.slug,
            "when": when_label(occurrence),
            "form": form,
            "room": room_label(self.event, occurrence),
            "roll_href": reverse("presences-date", args=[self.event.slug, occurrence.uuid]),
        }
        return render(self.request, "events/organiser/walk_in.html", context)


class PaperView(DatePage):
    """A PDF of one date, or of all dates that take place. paper: the function that prints them."""

    paper, file_name = None, ""

    def get(self, request, slug, date=None):
        occurrences = [self.find(date)] if date else held(self.event)
        content = type(self).paper(self.event, occurrences, language=get_language())
        return pdf_response(content, f"{self.file_name}-{self.event.slug}.pdf")


class SheetView(PaperView):
    paper, file_name = signature_sheet, "presences"


class BadgesView(PaperView):
    paper, file_name = name_badges, "badges"


def pdf_response(content, name):
    """A PDF shown in the browser, under a file name without personal data."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
def worker(request, slug, date):
    """The service worker that keeps one roll readable without a network; its address limits it to that page."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
