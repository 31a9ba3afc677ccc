"""The programme of a festival, or the modules of a training, and registering for several of them in one go."""

from django.db.models import Prefetch
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
from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from portal.kit.site import absolute
from portal.templatetags.wording import day_words, hours

from .. import privacy
from ..coming import complete
from ..event_page import event_header
from ..letters import LINK
from ..models import Event, EventFormerSlug, EventText, Occurrence, RegistrationState
from ..pace import too_often
from ..programme.choices import choices_among
from ..programme.forms import MOST, PartsForm
from ..programme.page import crumbs, programme_context
from ..programme.parts import part_dates, words
from ..programme.register import parts_made, register_parts
from ..receipt import keep_receipt, read_receipt
from .event import gone
from .managing import private


@require_safe
def programme(request, slug):
    """The programme by day, stage and hour; a former address of the event leads to its programme."""
    found = Event.objects.for_page().filter(slug=slug).first()
    if found is None:
        return _moved(slug)
    if not found.live:
        if found.was_public:
            return gone(request, found)
        raise Http404
    context = programme_context(found, event_header(found, get_language()), now=timezone.now())
    if context is None:
        raise Http404
    return render(request, "events/programme.html", context)


def _moved(slug):
    kept = EventFormerSlug.objects.filter(slug=slug, target__live=True).select_related("target").first()
    if kept is None:
        raise Http404
    return redirect(reverse("programme", args=[kept.target.slug]), permanent=True)


def _find(slug):
    """The published event at this slug, or Http404."""
    titles = Prefetch("texts", EventText.objects.defer("body"))
    found = Event.objects.published().select_related("organiser").prefetch_related(titles).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


class ProgrammeRegisterView(View):
    """The form of several parts; without any that is open it leads back to the programme."""

    @method_decorator(never_cache)
    def dispatch(self, request, slug):
        self.now, self.language = timezone.now(), get_language()
        self.event = _find(slug)
        self.submission = submission_of(request.POST, self.event) if request.method == "POST" else ""
        # What the same form made a moment ago may have taken the last places.
        if made := parts_made(self.submission, request.POST.getlist("parts")[:MOST]):
            return self.done(made, email=made[0].registration.email)
        dates = list(part_dates(self.event))
        complete(dates)
        self.choices, self.elsewhere = choices_among(self.event, dates, self.language, now=self.now)
        if not self.choices:
            return redirect("programme", slug=slug)
        return super().dispatch(request, slug)

    def get(self, request, slug):
        asked = set(request.GET.getlist("date")) & {choice.value for choice in self.choices}
        initial = {"language": self.language, "parts": sorted(asked)}
        return self.show(self.form(initial=initial))

    def post(self, request, slug):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        if sentence := too_often("register-parts", request, form):
            form.add_error(None, sentence)
            return self.show(form, status=429)
        data = form.cleaned_data
        person = {name: data[name] for name in ("name", "email", "phone", "party_size", "language", "note")}
        try:
            outcomes = register_parts(data["parts"], submission=self.submission, now=self.now, **person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        return self.done(outcomes, email=data["email"])

    def done(self, outcomes, *, email):
        response = redirect("programme-recu", slug=self.event.slug)
        _write_receipt(response, self.event, outcomes, email=email)
        return response

    def form(self, *args, **kwargs):
        return PartsForm(*args, choices=self.choices, party_max=self.event.party_max, **kwargs)

    def show(self, form, status=200):
        header = event_header(self.event, self.language)
        programme_words = words(self.event)
        back = {"href": reverse("programme", args=[self.event.slug]), "label": programme_words["title"]}
        context = {
            "event": header,
            "heading": programme_words["choose"],
            "form": form,
            "elsewhere": self.elsewhere,
            "privacy": privacy.notice(form, [choice.event for choice in self.choices]),
            "crumbs": crumbs(header, _("Inscription"), programme=back),
        }
        return render(self.request, "events/programme_register.html", context, status=status)


def _write_receipt(response, event, outcomes, *, email):
    """Keep for the next page what was chosen; a link only where no letter can carry it, and only when new."""
    rows = []
    for outcome in outcomes:
        registration = outcome.registration
        token = link_token(registration, purpose=LINK) if outcome.created and not email else ""
        rows.append([registration.event_id, registration.occurrence_id, str(outcome.shown_state), token])
    keep_receipt(response, {"event": None, "programme": event.pk, "email": email, "parts": rows})


@require_safe
@private
def receipt(request, slug):
    """What was just chosen, part by part; without it (another device, an hour later) the programme itself."""
    found = _find(slug)
    kept = read_receipt(request)
    if kept is None or kept.get("programme") != found.pk:
        return redirect("programme", slug=slug)
    parts = _chosen(kept["parts"], get_language())
    context = {
        "event": event_header(found, get_language()),
        "sent_to": kept["email"],
        "parts": parts,
        "links": any(part["href"] for part in parts),
        "asks_needs": any(part["asks_needs"] for part in parts),
        "programme_href": reverse("programme", args=[found.slug]),
    }
    response = render(request, "events/programme_receipt.html", context)
    if context["links"] and request.method == "GET":
        keep_receipt(response, {**kept, "parts": [[*row[:3], ""] for row in kept["parts"]]})  # shown once
    return response


def _chosen(rows, language):
    """[{title, when, state, state_label, href}] of the rows of a receipt, in three queries."""
    events = Event.objects.prefetch_related("texts").in_bulk([row[0] for row in rows])
    dates = Occurrence.objects.in_bulk([row[1] for row in rows if row[1]])
    return [_line(events[event_id], dates.get(date_id), *rest, language) for event_id, date_id, *rest in rows]


def _line(event, date, state, token, language):
    text = event.text(language)
    return {
        "title": text.title if text else event.slug,
        "asks_needs": event.asks_needs,
        "when": f"{day_words(date.starts_at)}, {hours(date.starts_at, date.ends_at)}" if date else "",
        "state": state,
        "state_label": str(RegistrationState(state).label),
        "href": absolute(reverse("gerer", args=[token])) if token else "",
    }
