"""A registration after it was made: the managing link that its person holds, and the same at the desk."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.kit.links import row_for_token
from portal.kit.refusal import Refusal

from ..approval import ask_another
from ..approver_form import ApproverForm
from ..event_page import more_nearby
from ..forms import AnswerForm, ChangeForm, FewerForm, GiveBackForm
from ..letters import LINK, calendar_of, dates_of
from ..models import Registration, RegistrationState
from ..offers import accept, decline
from ..quiet import watch_for
from ..registration import cancel, change
from ..registration_page import awaits_employer, manage_context, registered_header


class UnknownLink(Http404):
    """No registration has this link: copied in part, replaced, or of somebody who was erased."""


def private(view):
    """Pages that a signed link opens: kept by nobody, found by nobody, told to nobody. Of a link that is none, too."""

    @never_cache
    def wrapped(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except UnknownLink:
            response = render(request, "events/link_unknown.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": browsers then send the form with "Origin: null", which the CSRF guard refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


def find_registration(request, token):
    """The registration whose link this is; unknown, tampered and erased ones are all not found."""
    rows = Registration.objects.select_related("event__place__quartier", "event__organiser").filter(anonymised_at=None)
    registration = row_for_token(token, rows, purpose=LINK)
    if registration is None:
        raise UnknownLink
    watch_for(request, registration.event)
    return registration


class ChangePage(View):
    """See and change one registration. Concrete pages find it, and say where its pages stand.

    present: whoever changes it is the person, or has them there or on the telephone, so that nobody need tell them.
    """

    present = True
    by_staff = False

    def private(self):
        """Whether the form has what is said to the organiser alone, and what only its person can agree to."""
        return True

    def access(self):
        """What the form shows of what is said to the organiser alone: as ChangeForm takes it."""
        return {"private": self.private()}

    def find(self, **where):
        raise NotImplementedError

    def addresses(self, **where):
        """{"cancel_href": …, "calendar_href": …, "answer_href": …} and perhaps "print_href"; empty: none."""
        raise NotImplementedError

    def get(self, request, **where):
        return self.show(self.find(**where), None, where)

    def post(self, request, **where):
        registration = self.find(**where)
        if request.POST.get("action") == "fewer":
            return self.fewer(registration, where)
        if request.POST.get("action") == "approver":
            return self.approver(registration, where)
        if request.POST.get("add"):
            about = {"files": request.FILES, "registration": registration, **self.access()}
            more = ChangeForm.with_one_more(request.POST, request.POST["add"], **about)
            return self.show(registration, more, where)
        form = ChangeForm(request.POST, request.FILES, registration=registration, **self.access())
        if not form.is_valid():
            return self.show(registration, form, where)
        names = ("name", "phone", "party_size", "language", "note", "details")
        try:
            typed = {name: form.cleaned_data[name] for name in names}
            change(registration, now=timezone.now(), present=self.present, by_staff=self.by_staff, **typed)
        except Refusal as refusal:
            form.add_refusal(refusal)
            return self.show(registration, form, where)
        messages.success(request, _("C’est noté."))
        return redirect(self.changed(**where))

    def changed(self, **where):
        """Where a change leads."""
        return self.request.path

    def fewer(self, registration, where):
        """A waiting group comes with fewer persons, who may fit at once."""
        form = FewerForm(self.request.POST, most=registration.party_size)
        kept = {name: getattr(registration, name) for name in ("name", "phone", "language", "note")}
        if form.is_valid():
            try:
                kept |= {"present": self.present, "by_staff": self.by_staff}
                change(registration, party_size=form.cleaned_data["fewer"], now=timezone.now(), **kept)
                messages.success(self.request, _("C’est noté."))
            except Refusal as refusal:
                messages.error(self.request, str(refusal))
        return redirect(self.request.path)

    def approver(self, registration, where):
        """Somebody else must agree at the employer's."""
        if not awaits_employer(registration):
            return redirect(self.request.path)
        form = ApproverForm(self.request.POST, registration=registration)
        if form.is_valid():
            name, email = form.cleaned_data["approver_name"], form.cleaned_data["approver_email"]
            try:
                ask_another(registration.approval, name=name, email=email, now=timezone.now())
                messages.success(self.request, _("Nous écrivons à %(email)s.") % {"email": email})
                return redirect(self.request.path)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        return self.show(registration, None, where, approver_form=form)

    def show(self, registration, form, where, **forms):
        if form is not None:
            form.keep_sent(self.request)
        shown = {**self.addresses(**where), **forms}
        facts = {"language": get_language(), "now": timezone.now(), **self.access()}
        return render(self.request, "events/registration.html", manage_context(registration, form, **facts, **shown))


class CancelPage(View):
    """Ask once, then give the seats back."""

    def find(self, **where):
        raise NotImplementedError

    def back(self, **where):
        """Where the registration is shown."""
        raise NotImplementedError

    def get(self, request, **where):
        registration = self.find(**where)
        if not registration.is_active:
            return redirect(self.back(**where))
        context = manage_context(registration, None, language=get_language(), now=timezone.now())
        return render(request, "events/registration_cancel.html", {**context, "form": GiveBackForm()})

    def post(self, request, **where):
        try:
            registration = cancel(self.find(**where), now=timezone.now(), present=True)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back(**where))
        return self.done(registration)

    def done(self, registration):
        language, event = get_language(), registration.event
        quartier = event.place.quartier if event.place and not event.place.confidential else None
        context = {
            "event": registered_header(event, language),
            "more": more_nearby(event, quartier, language, timezone.now()),
            "more_title": _("À venir aussi"),
        }
        return render(self.request, "events/registration_cancelled.html", context)


LINK_PAGES = {"cancel_href": "gerer-annuler", "calendar_href": "gerer-ics"}


@method_decorator(private, name="dispatch")
class ManageView(ChangePage):
    """The managing link."""

    def find(self, token):
        return find_registration(self.request, token)

    def addresses(self, token):
        return {
            "cancel_href": reverse("gerer-annuler", args=[token]),
            "calendar_href": reverse("gerer-ics", args=[token]),
            "answer_href": reverse("gerer-place", args=[token]),
        }


def answer_offer(request, registration):
    """Take what the form says for the answer to an offered place; what is no answer changes nothing."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return
    answer = accept if form.cleaned_data["answer"] == "yes" else decline
    try:
        answer(registration, now=timezone.now())
        messages.success(request, _("C’est noté."))
    except Refusal as refusal:
        messages.error(request, str(refusal))


@method_decorator(private, name="dispatch")
class AnswerView(View):
    """An offered place: yes or no. Following the link of the letter changes nothing, whoever followed it."""

    def get(self, request, token):
        registration = find_registration(request, token)
        if registration.state != RegistrationState.OFFERED:
            return redirect("gerer", token=token)
        context = manage_context(registration, None, language=get_language(), now=timezone.now())
        return render(request, "events/registration_answer.html", {**context, "form": AnswerForm()})

    def post(self, request, token):
        registration = find_registration(request, token)
        answer_offer(request, registration)
        return redirect("gerer", token=token)


@method_decorator(private, name="dispatch")
class CancelView(CancelPage):
    """Cancelling by the managing link."""

    def find(self, token):
        return find_registration(self.request, token)

    def back(self, token):
        return reverse("gerer", args=[token])


@require_safe
@private
def registration_ics(request, token):
    """The dates of one registration as an iCalendar file; none for who waits or has cancelled."""
    registration = find_registration(request, token)
    if registration.state != RegistrationState.CONFIRMED:
        raise Http404
    content = calendar_of(registration, dates_of(registration), get_language())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="maillage.ics"'
    return response
