"""At the desk: change or cancel for somebody who telephones, or stands there without the link."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import is_reference
from ..organising import knows_needs
from .desk import DeskPage
from .managing import CancelPage, ChangePage, answer_offer


class DeskRegistration(DeskPage):
    """One registration of the activity, by the reference that is said on the telephone."""

    permission_required = ("events.register_registration", "events.change_registration")

    def find(self, slug, reference):
        """Raises Http404 for what was erased, or belongs to another activity."""
        reference = reference.upper()
        if not is_reference(reference):
            raise Http404
        rows = self.event.registrations.select_related("event__place__quartier", "event__organiser")
        registration = rows.filter(anonymised_at=None, reference=reference).first()
        if registration is None:
            raise Http404
        return registration


class DeskChangeView(DeskRegistration, ChangePage):
    """Who stands at the counter says what they need; what they told the organiser before is not read there."""

    by_staff = True

    def private(self):
        return knows_needs(self.request.user, self.event)

    def access(self):
        private = self.private()
        return {"private": private, "needs_anew": not private}

    def addresses(self, slug, reference):
        return {
            "cancel_href": reverse("accueil-annuler", args=[slug, reference]),
            "calendar_href": "",
            "answer_href": reverse("accueil-place", args=[slug, reference]),
            "print_href": reverse("accueil-imprimer", args=[slug, reference]),
        }


class DeskAnswerView(DeskRegistration):
    """Whoever was called says whether they take the place that was offered."""

    def post(self, request, slug, reference):
        answer_offer(request, self.find(slug, reference))
        return redirect("accueil-inscription", slug=slug, reference=reference)


class DeskCancelView(DeskRegistration, CancelPage):
    def back(self, slug, reference):
        return reverse("accueil-inscription", args=[slug, reference])

    def done(self, registration):
        messages.success(self.request, _("%(name)s : inscription annulée.") % {"name": registration.name})
        return redirect("accueil-activite", slug=self.event.slug)
