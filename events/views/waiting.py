"""The organiser's waiting list: its order, who must be agreed to, who can still be telephoned, the draw."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words, hour

from ..approval import decide
from ..draw import hold
from ..event_page import event_header
from ..forms import QueueForm
from ..letters import party_label
from ..models import RegistrationMode, RegistrationState
from ..organising import OrganiserPage
from ..queue_order import give_place, reorder, step
from ..seats import awaits_draw

WAITED = (RegistrationState.PENDING, RegistrationState.WAITING, RegistrationState.OFFERED)


def _in_time(date):
    """The order of the lists; first those who wait for the whole of what one once followed whole."""
    return (date is not None, date and date.starts_at, date and date.pk)


class WaitingView(OrganiserPage):
    """All lists of one event, date by date; each act is one button, and the list comes back as it then is."""

    def get(self, request, slug):
        now = timezone.now()
        rows = self.event.registrations.filter(state__in=WAITED).select_related("occurrence__capacity", "approval")
        by_date = {}
        for row in rows.order_by("queue_rank", "pk")[:2000]:
            by_date.setdefault(row.occurrence, []).append(row)
        if self.event.registration_mode == RegistrationMode.DATE:
            by_date = dict(sorted(by_date.items(), key=lambda pair: _in_time(pair[0])))
        context = {
            "event": event_header(self.event, get_language()),
            "slug": self.event.slug,
            "lists": [self._list(date, found, now) for date, found in by_date.items()],
        }
        return render(request, "events/organiser/waiting.html", context)

    def _list(self, date, rows, now):
        capacity = date.capacity if date else self.event.capacity
        waiting = [row for row in rows if row.state == RegistrationState.WAITING]
        drawn_later = awaits_draw(self.event, date and date.pk)
        left = capacity.left if capacity else None
        return {
            "when": f"{day_words(date.starts_at)}, {hour(date.starts_at)}" if date else _("Toutes les dates"),
            "date": str(date.uuid) if date else "",
            "left": left,
            "drawn_later": drawn_later,
            "draw_due": drawn_later and self.event.draw_at <= now,
            "pending": [_row(row, self.event.slug) for row in rows if row.state == RegistrationState.PENDING],
            "waiting": [
                {
                    **_row(row, self.event.slug),
                    "rank": number,
                    "first": number == 1,
                    "last": number == len(waiting),
                    "fits": not drawn_later and (left is None or row.party_size <= left),
                }
                for number, row in enumerate(waiting, start=1)
            ],
            "offered": [
                {**_row(row, self.event.slug), "until": f"{day_words(row.offered_until)}, {hour(row.offered_until)}"}
                for row in rows
                if row.state == RegistrationState.OFFERED
            ],
        }

    def post(self, request, slug):
        form = QueueForm(request.POST)
        if form.is_valid():
            try:
                self._act(form.cleaned_data)
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return redirect(request.path)

    def _act(self, data):
        now, act, reference = timezone.now(), data["act"], data["reference"]
        if act == "draw":
            return self._draw(data["date"], now)
        rows = self.event.registrations.select_related("occurrence", "event")
        registration = rows.filter(reference=reference, anonymised_at=None).first()
        if registration is None:
            raise Refusal(_("Cette inscription n’existe plus."), code="gone")
        if act in ("up", "down", "first"):
            date = registration.occurrence
            queue = self.event.registrations.waiting().filter(occurrence=date).values_list("reference", flat=True)
            reorder(self.event, occurrence=date, references=step(queue, reference, act), now=now)
        elif act == "give":
            give_place(registration, now=now)
        else:
            self._decide(registration, act == "agree", data["comment"], now)
        return None

    def _draw(self, date, now):
        occurrence = self.event.occurrences.filter(uuid=date).first() if date else None
        hold(self.event, occurrence=occurrence, now=now)

    def _decide(self, registration, agreed, comment, now):
        approval = getattr(registration, "approval", None)
        if approval is None or approval.by_employer:
            raise Refusal(_("C’est à l’employeur de répondre."), code="employer")
        decide(approval, agreed=agreed, comment=comment, user=self.request.user, now=now)


def _row(registration, slug):
    approval = getattr(registration, "approval", None)
    return {
        "name": registration.name,
        "reference": registration.reference,
        "href": reverse("organisation-fiche", args=[slug, registration.reference]),
        "organisation": registration.organisation,
        "party": party_label(registration.party_size),
        "phone": display_phone(registration.phone),
        "phone_href": f"tel:{registration.phone}" if registration.phone else "",
        "only_phone": not registration.email,
        "by_employer": bool(approval and approval.by_employer),
        "approver": approval.approver_name if approval else "",
    }
