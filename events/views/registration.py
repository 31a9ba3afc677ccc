"""Registering without an account: the form and the receipt."""

from urllib.parse import quote

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.kit.form_stamp import submission_of
from portal.kit.refusal import Refusal

from .. import privacy
from ..asking.rules import is_member
from ..cards import card, seats_note
from ..event_page import event_header, more_nearby
from ..forms import DatesQuery, RegistrationForm
from ..kept_form import at_hand, handed_out, keep
from ..models import Admission
from ..pace import too_often
from ..quiet import helping_notes, watch_for
from ..receipt import TYPED, keep_receipt, read_receipt, receipt_context, write_receipt
from ..registration import made_by_submission, register
from ..registration_page import choices, dates_to_choose, notices, places_left, whole_dates, whole_is_waiting
from ..targets import bounds
from .event import elsewhere, find_event
from .managing import private

DATES_SHOWN = 20


class RegisterView(View):
    """The form of one event; what cannot be registered for says so and shows what else there is."""

    @method_decorator(never_cache)
    def dispatch(self, request, slug):
        return handed_out(request) or keep(request, self.answer(request, slug))

    def answer(self, request, slug):
        self.now = timezone.now()
        try:
            self.event, dates = at_hand(slug, _read) if request.method == "POST" else (find_event(slug), None)
        except Http404:
            return elsewhere(request, slug, name="inscription")
        watch_for(request, self.event)
        self.dates, self.reason = choices(self.event, now=self.now, dates=dates)
        self.submission = submission_of(request.POST, self.event) if request.method == "POST" else ""
        # What the same form made a moment ago may have taken the last place.
        if self.reason and (first := made_by_submission(self.submission)):
            return self.done(first, {name: getattr(first.registration, name) for name in TYPED})
        if not self.reason and self.event.admission == Admission.MEMBERS and not is_member(request.user):
            self.reason = _("Cette activité est réservée aux membres des partenaires, connectés.")
            return self.closed(self.reason, login_href=f"{reverse('account_login')}?next={quote(request.path)}")
        if self.reason:
            return self.closed(self.reason)
        return super().dispatch(request, slug)

    def get(self, request, slug):
        return self.show(self.form(initial={"language": get_language()}))

    def form(self, data=None, **kwargs):
        """The form, with the date that was chosen, or with the next ones to choose from."""
        query = DatesQuery(self.request.GET)
        query.is_valid()  # what cannot be read is as if it was not asked
        wanted = data.get("occurrence", "") if data else str(query.cleaned_data.get("date") or "")
        chosen = wanted if any(str(date.uuid) == wanted for date, _label in self.dates) else ""
        self.shown = query.cleaned_data.get("dates") or DATES_SHOWN
        dates = {"occurrences": self.dates, "chosen": chosen, "shown": self.shown}
        asked = {"event": self.event, "left": places_left(self.event, self.dates), **dates, **kwargs}
        if data and data.get("add"):
            return RegistrationForm.with_one_more(data, data["add"], files=self.request.FILES, **asked)
        return RegistrationForm(data, self.request.FILES if data else None, **asked)

    def post(self, request, slug):
        form = self.form(request.POST)
        if request.POST.get("add"):
            return self.show(form)
        if not form.is_valid():
            return self.show(form)
        if sentence := too_often("register", request, form):
            form.add_error(None, sentence)
            return self.show(form, status=429)
        try:
            outcome = self.register(form)
        except Refusal as refusal:
            form.add_refusal(refusal)
            return self.show(form)
        return self.done(outcome, form.cleaned_data)

    def done(self, outcome, typed):
        response = redirect("inscription-recu", slug=self.event.slug)
        write_receipt(response, outcome, typed)
        return response

    def register(self, form):
        data = form.cleaned_data
        chosen = {str(date.uuid): date for date, _label in self.dates}
        return register(
            self.event,
            occurrence=chosen.get(data.get("occurrence")),
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            party_size=data["party_size"],
            language=data["language"],
            note=data["note"],
            details=data["details"],
            made_by=self.request.user if self.request.user.is_authenticated else None,
            submission=self.submission,
            now=self.now,
        )

    def show(self, form, status=200):
        form.keep_sent(self.request)
        language = get_language()
        wanted = form["occurrence"].value() if "occurrence" in form.fields else ""
        date = next((date for date, _label in self.dates if str(date.uuid) == wanted), None)
        date = date or (self.dates[0][0] if len(self.dates) == 1 else None)
        waiting = whole_is_waiting(self.event, self.dates)
        hidden = len(self.dates) - self.shown
        choosing = "occurrence" in form.fields and not form["occurrence"].is_hidden
        header = event_header(self.event, language)
        starts_at = date.starts_at if date else None if self.dates else bounds(self.event, None)[0]
        context = {
            "event": header,
            "card": card(date, language, now=self.now) if date else None,
            "date_lines": whole_dates(self.event, now=self.now),
            "form": form,
            "other_dates_href": "" if choosing or len(self.dates) < 2 else f"?dates={DATES_SHOWN}",
            "more_dates_href": f"?dates={self.shown + DATES_SHOWN}" if choosing and hidden > 0 else "",
            "seats": seats_note(date, now=self.now) if date else None,
            "waiting": waiting,
            "notices": [
                *helping_notes(self.event, starts_at=starts_at, today=timezone.localdate(self.now)),
                *notices(self.event),
            ],
            "draw_href": reverse("tirage", args=[self.event.slug]) if self.event.draw_at else "",
            "submit_label": _("Me mettre sur la liste d’attente") if waiting else _("M’inscrire"),
            "privacy": privacy.notice(form, [self.event]),
            "crumbs": [
                {"href": reverse("agenda"), "label": _("Agenda")},
                {"href": header["href"], "label": header["title"]},
                {"href": "", "label": _("Inscription")},
            ],
        }
        return render(self.request, "events/register.html", context, status=status)

    def closed(self, reason, *, login_href=""):
        language = get_language()
        place = self.event.place
        quartier = place.quartier if place and not place.confidential else None
        context = {
            "event": event_header(self.event, language),
            "reason": reason,
            "login_href": "" if self.request.user.is_authenticated else login_href,
            "more": more_nearby(self.event, quartier, language, self.now),
            "more_title": _("Aussi dans le quartier") if quartier else _("À venir aussi"),
        }
        return render(self.request, "events/register_closed.html", context)


def _read(slug):
    """(event, dates to choose from) with the questions: what is needed to read a form that was sent, or Http404."""
    event = find_event(slug)
    prefetch_related_objects([event], "questions")
    return event, dates_to_choose(event, now=timezone.now())


@require_safe
@private
def receipt(request, slug):
    """What was just typed and what follows; without it (another device, an hour later) the event itself."""
    try:
        found = find_event(slug)
    except Http404:
        return elsewhere(request, slug, name="inscription-recu")
    watch_for(request, found)
    kept = read_receipt(request)
    if kept is None or kept["event"] != found.pk:
        return redirect("evenement", slug=slug)
    context = receipt_context(found, kept, language=get_language())
    response = render(request, "events/receipt.html", context)
    if kept.get("token") and request.method == "GET":
        keep_receipt(response, {**kept, "token": ""})  # the link is shown once
    return response
