"""Everything about one registration: for whoever organises, and on paper for the person, in their language."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.qr import drawn
from portal.kit.site import absolute
from portal.kit.texts import language_name

from ..asking.rules import day_of
from ..asking.shown import answer_lines, details_lines
from ..event_page import event_header
from ..letters import date_line, dates_of, managing_path, party_label, place_lines
from ..models import RegistrationState
from ..organiser.history import asked_again_lines, history
from ..organising import OrganiserRegistrationPage, knows_needs
from ..targets import bounds
from .desk_registration import DeskRegistration


class SheetView(OrganiserRegistrationPage):
    """One registration with its people, answers, letters and history; needs are for the organiser alone (DOMAIN §4)."""

    def get(self, request, slug, reference):
        registration = self.find(slug, reference)
        language, dates = get_language(), dates_of(registration)
        header = event_header(self.event, language)
        private = knows_needs(request.user, self.event)
        day = day_of(bounds(self.event, registration.occurrence)[0])
        context = {
            "event": header,
            "slug": slug,
            "private": private,
            "name": registration.name,
            "reference": registration.reference,
            "state": registration.state,
            "state_label": registration.get_state_display(),
            "contacts": _contacts(registration),
            "language_label": language_name(registration.language, language),
            "party_label": party_label(registration.party_size),
            "date_lines": [date_line(date) for date in dates[:12]],
            "details": [
                *details_lines(registration, day=day, language=language, private=private),
                *asked_again_lines(registration),
            ],
            "answers": answer_lines(registration, language=language, private=private),
            "history": history(registration, title=header["title"], private=private),
            **self._acts(registration, dates),
        }
        return render(request, "events/organiser/sheet.html", context)

    def _acts(self, registration, dates):
        """Where this registration can be changed; empty addresses for who may only look, or when nothing can be."""
        now = timezone.now()
        over = bool(dates) and all(date.is_over(now) for date in dates)
        acts = registration.is_active and self.may_act()

        def href(name, wanted):
            return reverse(name, args=[self.event.slug, registration.reference]) if wanted else ""

        return {
            "change_href": href("organisation-changer", acts and not over),
            "cancel_href": href("organisation-annuler", acts and not over),
            "link_href": href("organisation-lien", acts),
            "has_email": bool(registration.email),
        }


def _contacts(registration):
    """[{"href", "label"}]: how to reach them."""
    ways = [
        (f"mailto:{registration.email}", registration.email),
        (f"tel:{registration.phone}", display_phone(registration.phone)),
    ]
    return [{"href": href, "label": label} for href, label in ways if label]


class PrintView(DeskRegistration):
    """What the person takes home, in their own language, with the link that opens their registration."""

    def get(self, request, slug, reference):
        registration = self.find(slug, reference)
        with override(registration.language):
            language, dates = get_language(), dates_of(registration)
            confirmed = registration.state == RegistrationState.CONFIRMED
            context = {
                "event": event_header(self.event, language),
                "name": registration.name,
                "state_label": _said(registration),
                "date_lines": [date_line(date) for date in dates[:12]],
                "place_lines": place_lines(dates[0], language, expected=confirmed) if dates else [],
                "party_label": party_label(registration.party_size),
                "reference": registration.reference,
                "contact": display_phone(self.event.contact_phone or self.event.organiser.phone),
                "managing_url": absolute(managing_path(registration, on_paper=True)),
                "managing_drawing": drawn(absolute(managing_path(registration))),
                "back": reverse("accueil-inscription", args=[slug, registration.reference]),
            }
            return render(request, "events/desk_print.html", context)


def _said(registration):
    return {
        RegistrationState.CONFIRMED: _("Votre inscription est confirmée"),
        RegistrationState.WAITING: _("Vous êtes sur la liste d’attente"),
        RegistrationState.OFFERED: _("Une place vous attend"),
        RegistrationState.PENDING: _("Votre demande est reçue"),
    }.get(registration.state, _("Inscription annulée"))
