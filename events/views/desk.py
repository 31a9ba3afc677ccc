"""The desk: staff register who comes to the counter or telephones."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.contact import display_phone
from portal.kit.form_stamp import submission_of
from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words, hour

from ..event_page import event_header
from ..forms import DeskForm
from ..models import Event, RegistrationMode, Source
from ..registration import made_by_submission, register
from ..registration_page import choices, places_left
from .calls import CallsPage
from .event import find_event

PERMISSION = "events.register_registration"


@never_cache
@login_required
@permission_required(PERMISSION, raise_exception=True)
def desk_list(request):
    """Activities to come that one registers for, with the calls that wait."""
    now, language = timezone.now(), get_language()
    events = (
        Event.objects.published()
        .exclude(registration_mode=RegistrationMode.NONE)
        .upcoming(now)
        .counting_calls()
        .with_texts()[:200]
    )
    context = {
        "title": _("Inscriptions à l’accueil"),
        "events": [
            {
                "name": event_header(event, language)["title"],
                "href": reverse("accueil-activite", args=[event.slug]),
                "when": day_words(event.next_start),
                "calls": event.calls,
                "calls_href": reverse("appels", args=[event.slug]),
            }
            for event in events
        ],
    }
    return render(request, "events/desk_list.html", context)


class DeskPage(PermissionRequiredMixin, View):
    """What every page of the desk asks at the door: signed in, and allowed to register others."""

    permission_required = PERMISSION

    @method_decorator(never_cache)
    def dispatch(self, request, slug, **where):
        if request.user.is_authenticated and self.has_permission():
            self.event = find_event(slug)
        return super().dispatch(request, slug=slug, **where)


class DeskView(DeskPage):
    """Register somebody for one activity; the list of who is registered stands beside."""

    def get(self, request, slug):
        return self.show(self.form(initial={"language": get_language()}))

    def form(self, data=None, **kwargs):
        dates, self.reason = choices(self.event, now=timezone.now(), source=Source.DESK)
        self.dates = {str(date.uuid): date for date, _label in dates}
        kwargs |= {"event": self.event, "occurrences": dates, "left": places_left(self.event, dates)}
        if data is not None and data.get("add"):
            return DeskForm.with_one_more(data, data["add"], files=self.request.FILES, **kwargs)
        return DeskForm(data, self.request.FILES if data is not None else None, **kwargs)

    def post(self, request, slug):
        submission = submission_of(request.POST, self.event)
        if first := made_by_submission(submission):
            return self.done(first.registration)
        form = self.form(request.POST)
        if request.POST.get("add"):
            return self.show(form)
        if not form.is_valid():
            return self.show(form)
        data = form.cleaned_data
        try:
            outcome = register(
                self.event,
                occurrence=self.dates.get(data.get("occurrence")),
                name=data["name"],
                email=data["email"],
                phone=data["phone"],
                party_size=data["party_size"],
                language=data["language"],
                note=data["note"],
                details=data["details"],
                source=Source.DESK,
                made_by=request.user,
                submission=submission,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
            return self.show(form)
        return self.done(outcome.registration)

    def done(self, registration):
        said = {"name": registration.name, "state": registration.get_state_display(), "code": registration.reference}
        messages.success(self.request, _("%(name)s : inscription %(state)s, référence %(code)s.") % said)
        return redirect(self.request.path)

    def show(self, form):
        form.keep_sent(self.request)
        rows = self.event.registrations.active().select_related("occurrence").order_by("-pk")[:500]
        context = {
            "event": event_header(self.event, get_language()),
            "form": form,
            "rows": [_row(registration, self.event) for registration in rows],
            "reason": self.reason,
            "calls_href": reverse("appels", args=[self.event.slug]),
        }
        return render(self.request, "events/desk.html", context)


def _row(registration, event):
    date = registration.occurrence
    return {
        "name": registration.name,
        "reference": registration.reference,
        "href": reverse("accueil-inscription", args=[event.slug, registration.reference]),
        "contact": registration.email or display_phone(registration.phone),
        "party": registration.party_size,
        "state": registration.state,
        "state_label": registration.get_state_display(),
        "when": f"{day_words(date.starts_at)}, {hour(date.starts_at)}" if date else "",
    }


class CallListView(CallsPage, DeskPage):
    """The call list, at the desk."""
