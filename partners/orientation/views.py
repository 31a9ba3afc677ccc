"""The worker's side: whom I sent where, sending somebody, following it up. Nothing of another worker's is found."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from portal.kit.refusal import Refusal

from ..models import SHOWN, Orientation, Partner, Service
from ..pages import name_of
from .choosing import reception_of_service
from .consent import consent_words
from .door import workers_only
from .following import note_outcome, reply, revoke, withdraw
from .forms import FollowForm, OrientForm, WordsForm
from .pages import choice_context, form_context, list_context, sheet_context
from .sending import send

SHOWN_ROWS = 200


@workers_only
@require_safe
def orientations(request):
    """Those of this worker, what is under way first."""
    rows = Orientation.objects.whole().of_worker(request.user).order_by("-sent_at", "-pk")[:SHOWN_ROWS]
    context = list_context(rows, get_language(), may_orient=request.may_orient)
    return render(request, "partners/orientation/list.html", context)


@workers_only
@require_safe
def choose(request, slug):
    """Which service of a partner."""
    if not request.may_orient:
        raise Http404
    partner = get_object_or_404(Partner.objects.published().with_texts(), slug=slug)
    services = partner.services.filter(status__in=SHOWN).prefetch_related("texts", "receptions").order_by("slug")
    return render(request, "partners/orientation/choice.html", choice_context(partner, services, get_language()))


@method_decorator(workers_only, name="dispatch")
class OrientView(View):
    """The form of one service; how to reach it where it takes nobody."""

    def dispatch(self, request, slug):
        if not request.may_orient:
            raise Http404
        self.service = get_object_or_404(Service.objects.shown().with_texts(), slug=slug)
        self.reception = reception_of_service(self.service)
        return super().dispatch(request)

    def get(self, request):
        return self.show(self.form() if self.reception else None)

    def post(self, request):
        if self.reception is None:
            return self.show(None)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            orientation = send(self.service, worker=request.user, details=form.details(), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, _("La demande est envoyée. Vous recevrez la réponse par e-mail."))
        return redirect("orientation", uuid=orientation.uuid)

    def form(self, data=None):
        language = get_language()
        text = self.service.text(language)
        name = f"{text.name if text else self.service.slug} – {name_of(self.service.partner, language)}"
        return OrientForm(data, reception=self.reception, consent=consent_words(name))

    def show(self, form):
        context = form_context(self.service, self.reception, form, get_language())
        return render(self.request, "partners/orientation/form.html", context)


@method_decorator(workers_only, name="dispatch")
class OrientationView(View):
    """One orientation: what was said, and what the worker may still do."""

    def dispatch(self, request, uuid):
        mine = Orientation.objects.whole().of_worker(request.user)
        self.orientation = get_object_or_404(mine, uuid=uuid)
        return super().dispatch(request)

    def get(self, request):
        return self.show(WordsForm())

    def post(self, request):
        if request.POST.get("act") == "reply":
            return self.reply(WordsForm(request.POST))
        form = FollowForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect(request.path)
        act, now = form.cleaned_data["act"], timezone.now()
        try:
            if act == "withdraw":
                withdraw(self.orientation, now=now)
            elif act == "revoke":
                revoke(self.orientation, now=now, by_person=False)
            else:
                note_outcome(self.orientation, outcome=form.cleaned_data["outcome"], now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("C’est noté."))
        return redirect(request.path)

    def reply(self, form):
        if not form.is_valid():
            return self.show(form)
        try:
            reply(self.orientation, now=timezone.now(), **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(self.request, _("Votre réponse est envoyée au service."))
        return redirect(self.request.path)

    def show(self, form):
        context = sheet_context(self.orientation, {"form": form}, get_language())
        return render(self.request, "partners/orientation/sheet.html", context)
