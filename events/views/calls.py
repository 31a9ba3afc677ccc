"""The call list as a page, at the desk and for whoever organises: one press a call, and one to take it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from ..calls import call_lines, letters_about, mark_called, undo_called
from ..event_page import event_header
from ..forms import CallForm
from ..organising import OrganiserPage


def one_call(letters, form):
    """The letter (a queryset) that a CallForm is about. Raises Http404 when it is not among these."""
    chosen = letters.filter(pk=form.cleaned_data["call"])
    if not chosen.exists():
        raise Http404
    return chosen


class Ticking:
    """Noting a call as made, or as still to be made; mixed into a view."""

    def tick(self, letter, *, undo):
        if undo:
            undo_called(letter)
        elif not mark_called(letter, by=self.request.user, now=timezone.now()):
            messages.info(self.request, _("Cet appel était déjà noté, ou n’est plus à faire."))


class CallsPage(Ticking, View):
    """Who must be called about one activity: no e-mail address, or a letter that did not arrive.

    Mixed into a page that knows `event`.
    """

    template = "events/call_list.html"

    def get(self, request, slug):
        language = get_language()
        header = event_header(self.event, language)
        calls = call_lines(self.event, title=header["title"], language=language)
        return render(request, self.template, {"event": header, "slug": slug, "calls": calls, "acts": self.may_act()})

    def may_act(self):
        """Whether whoever looks may tick a call."""
        return True

    def post(self, request, slug):
        form = CallForm(request.POST)
        if form.is_valid():
            self.tick(one_call(letters_about(self.event), form), undo=form.cleaned_data["undo"])
        return redirect(request.path)


class OrganiserCallsView(OrganiserPage, CallsPage):
    """The call list of one event, for whoever organises it."""

    template = "events/organiser/calls.html"
