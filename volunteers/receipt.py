"""The page that ends a sign-up: a receipt of what was just asked, in the cookie of every receipt of the portal.

It never opens anybody's shifts: whoever is known already gets the same receipt as a newcomer, and the truth by letter.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from events.receipt import keep_receipt
from portal.kit.contact import display_phone
from portal.kit.links import link_token
from portal.kit.site import absolute

from .answers import REFUSED
from .letters import LINK, shift_line
from .models import Need


def write_receipt(response, outcome, declared, mission):
    """Keep what the next page shows; the link only where no letter can carry it, and only for who is new."""
    token = ""
    if outcome.created and not declared.email:
        token = link_token(outcome.volunteer, purpose=LINK)
    kept = {
        "event": None,
        "mission": mission.pk,
        "lines": [[said.need.pk, said.code] for said in outcome.shown],
        "name": declared.name,
        "email": declared.email,
        "phone": declared.phone,
        "token": token,
    }
    keep_receipt(response, kept)


def receipt_context(kept, language):
    """The context of volunteers/receipt.html. kept: what write_receipt kept."""
    codes = dict(map(tuple, kept["lines"]))
    needs = Need.objects.filter(pk__in=codes).with_shift().order_by("shift__starts_at", "pk")
    lines = [{"line": shift_line(need, language), **_said(codes[need.pk])} for need in needs]
    taken = [each for each in lines if each["state"] != "refused"]
    return {
        "title": _("Merci !") if taken else _("Rien n’a pu être retenu"),
        "lines": lines,
        "taken": bool(taken),
        "sent_to": kept["email"],
        "name": kept["name"],
        "contact": kept["email"] or display_phone(kept["phone"]),
        "managing_href": absolute(reverse("benevole", args=[kept["token"]])) if kept["token"] else "",
        "list_href": reverse("benevolat"),
    }


def _said(code):
    """{"state", "label", "why"} of one line."""
    if code in REFUSED:
        return {"state": "refused", "label": _("Pas retenu"), "why": REFUSED[code]}
    if code == "free":
        return {"state": "confirmed", "label": _("Retenu"), "why": ""}
    return {"state": "waiting", "label": _("Liste d’attente"), "why": _("Nous vous prévenons si une place se libère.")}
