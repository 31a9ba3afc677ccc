"""The organiser's acts on one registration: change it, cancel it with a word, send its link again or replace it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from ..event_page import event_header
from ..letters import date_line, dates_of, party_label
from ..managing_link import send_again
from ..models import EndReason
from ..organiser.forms import LinkForm, WordForm
from ..organising import OrganiserRegistrationPage
from ..registration import cancel
from ..registration_page import manage_context
from .managing import ChangePage


def sheet_of(slug, reference):
    return reverse("organisation-fiche", args=[slug, reference])


class OrganiserChangeView(OrganiserRegistrationPage, ChangePage):
    """Change what a registration says; its person is told, by a letter or a call.

    Nobody agrees in somebody else's name: needs and consents stay as their person gave them.
    """

    only_acting = True
    present = False
    by_staff = True

    def changed(self, slug, reference):
        return sheet_of(slug, reference.upper())

    def private(self):
        return False

    def show(self, registration, form, where, **forms):
        facts = {"language": get_language(), "now": timezone.now(), "private": self.private()}
        context = manage_context(registration, form, **facts)
        if not context["can_change"]:
            for sentence in form.non_field_errors() if form else ():  # somebody cancelled it meanwhile
                messages.error(self.request, sentence)
            return redirect(self.changed(**where))
        return render(
            self.request,
            "events/organiser/change.html",
            {
                "event": event_header(self.event, get_language()),
                "slug": self.event.slug,
                "form": context["form"],
                "name": registration.name,
                "has_email": bool(registration.email),
                "back_href": self.changed(**where),
            },
        )


class OrganiserCancelView(OrganiserRegistrationPage):
    """Ask once, with a word for the person, then give the seats back."""

    only_acting = True

    def get(self, request, slug, reference):
        return self.show(self.find(slug, reference), WordForm())

    def post(self, request, slug, reference):
        registration, now = self.find(slug, reference), timezone.now()
        form = WordForm(request.POST)
        if not form.is_valid():
            return self.show(registration, form)
        try:
            done = cancel(registration, now=now, reason=EndReason.STAFF, comment=form.cleaned_data["comment"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(sheet_of(slug, registration.reference))
        if done.cancelled_at == now:
            messages.success(request, _("%(name)s : inscription annulée.") % {"name": registration.name})
        else:
            messages.info(request, _("Cette inscription était déjà annulée."))
        return redirect("organisation-inscriptions", slug=slug)

    def show(self, registration, form):
        back = sheet_of(self.event.slug, registration.reference)
        if not registration.is_active:
            return redirect(back)
        context = {
            "event": event_header(self.event, get_language()),
            "slug": self.event.slug,
            "form": form,
            "name": registration.name,
            "party_label": party_label(registration.party_size),
            "date_lines": [date_line(date) for date in dates_of(registration)[:6]],
            "has_email": bool(registration.email),
            "back_href": back,
        }
        return render(self.request, "events/organiser/cancel.html", context)


class OrganiserLinkView(OrganiserRegistrationPage):
    """The managing link once more; the page of the registration has the buttons."""

    only_acting = True

    def get(self, request, slug, reference):
        return redirect(sheet_of(slug, self.find(slug, reference).reference))

    def post(self, request, slug, reference):
        registration, form = self.find(slug, reference), LinkForm(request.POST)
        if form.is_valid():
            replace = form.cleaned_data["act"] == "replace"
            try:
                letter = send_again(registration, replace=replace)
                messages.success(request, _said(letter, replaced=replace))
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return redirect(sheet_of(slug, registration.reference))


def _said(letter, *, replaced):
    if letter is None:
        return _("L’ancien lien n’ouvre plus rien. L’accueil peut imprimer le nouveau pour la personne.")
    if replaced:
        return _("L’ancien lien n’ouvre plus rien ; le nouveau part par lettre.")
    return _("Le lien part par lettre.")
