"""What pages about one event share for whoever organises it, and what a registration shows of its attendance."""

import base64

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.kit.pdf import qr_svg

from ..attendance import code_of
from ..attestation_page import papers
from ..attestations.paper import number_label, title_of
from ..models import Attestation, Registration

register = template.Library()

# (key, name of the address, label), in the order of the menu.
PAGES = (
    ("inscriptions", "organisation-inscriptions", _("Inscriptions")),
    ("attente", "organisation-attente", _("Liste d’attente")),
    ("appels", "organisation-appels", _("À appeler")),
    ("presences", "presences", _("Présences")),
    ("attestations", "attestations", _("Attestations")),
    ("messages", "organisation-messages", _("Messages")),
)


@register.inclusion_tag("events/organiser/_menu.html")
def organiser_menu(slug, current):
    """The local menu of one event's pages; current: the key of the page that is shown."""
    return {
        "entries": [
            {"href": reverse(name, args=[slug]), "label": label, "current": key == current}
            for key, name, label in PAGES
        ]
    }


@register.inclusion_tag("events/_check_in.html")
def check_in_code(reference):
    """The QR code that a registration shows at the door, under its reference; nothing unless it is confirmed."""
    registration = Registration.objects.confirmed().filter(reference=reference, anonymised_at=None).first()
    if registration is None:
        return {"code": ""}
    code = code_of(registration)
    return {"code": code, "drawing": f"data:image/svg+xml;base64,{_base64(qr_svg(code, border=4))}"}


def _base64(text):
    return base64.b64encode(text.encode()).decode()


@register.inclusion_tag("events/_attestations.html")
def attestations_of(reference):
    """The valid attestations of a registration, each in both languages of the City."""
    rows = Attestation.objects.filter(registration__reference=reference, revoked_at=None).order_by("number")
    return {
        "attestations": [
            {"name": row.name, "title": title_of(row.kind), "number": number_label(row), "papers": papers(row)}
            for row in rows
        ]
    }
