"""What one answers by the link of a letter: whether one still comes, and afterwards what one thought.

Following a link decides nothing: programs that read letters follow links too.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from portal.kit.refusal import Refusal

from ..letters import date_line, dates_of
from ..message_forms import ComingForm, EvaluationForm
from ..messages.reconfirmation import may_answer, not_coming, still_coming
from ..messages.thanks import evaluate, may_evaluate
from ..registration_page import manage_context, registered_header
from .managing import find_registration, private


@method_decorator(private, name="dispatch")
class ComingView(View):
    """« Viendrez-vous toujours ? », with two buttons."""

    def get(self, request, token):
        registration = find_registration(request, token)
        if not may_answer(registration, now=timezone.now()):
            return redirect("gerer", token=token)
        context = manage_context(registration, None, language=get_language(), now=timezone.now())
        return render(request, "events/registration_coming.html", context)

    def post(self, request, token):
        registration, now = find_registration(request, token), timezone.now()
        form = ComingForm(request.POST)
        if form.is_valid() and may_answer(registration, now=now):
            try:
                self._answer(registration, form.cleaned_data["answer"], now)
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return redirect("gerer", token=token)

    def _answer(self, registration, answer, now):
        if answer == "yes":
            still_coming(registration, now=now)
            messages.success(self.request, _("C’est noté : vous venez."))
        else:
            not_coming(registration, now=now)
            messages.success(self.request, _("C’est noté : votre place va à quelqu’un d’autre. Merci de l’avoir dit."))


@method_decorator(private, name="dispatch")
class EvaluationView(View):
    """A note and a few words, once, kept without who wrote them."""

    def get(self, request, token):
        return self.show(find_registration(request, token), EvaluationForm())

    def post(self, request, token):
        registration = find_registration(request, token)
        form = EvaluationForm(request.POST)
        if not form.is_valid():
            return self.show(registration, form)
        try:
            evaluate(registration, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)

    def show(self, registration, form):
        dates = [date for date in dates_of(registration) if date.is_past(timezone.now())]
        context = {
            "event": registered_header(registration.event, get_language()),
            "date_label": date_line(dates[-1]) if dates else "",
            "done": registration.evaluated,
            "open": may_evaluate(registration, now=timezone.now()),
            "form": form,
        }
        return render(self.request, "events/evaluation.html", context)
