"""The page that ends a registration: a receipt of what was typed, kept for ten minutes in a signed cookie.

It never opens anybody's registration: a repeat gets the same receipt, while the link goes to the mailbox.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.links import link_token
from portal.kit.site import absolute
from portal.kit.texts import language_name

from .event_page import event_header
from .headcount import children_of, with_children
from .letters import LINK, date_line, party_label, place_lines
from .models import ApprovalMode, Occurrence, RegistrationState
from .waiting_words import FEW, waiting_label, waiting_text

COOKIE, LIFE = "recu", 600  # seconds: a library's computer is shared
TYPED = ("name", "email", "phone", "party_size", "language")
SHOWN_DATES = 6


def write_receipt(response, outcome, typed):
    """Keep what was typed (TYPED) for the next page; the link only where no letter can carry it, and only when new."""
    registration = outcome.registration
    token = ""
    if outcome.created and not typed["email"]:
        token = link_token(registration, purpose=LINK)
    kept = {
        "event": registration.event_id,
        "occurrence": registration.occurrence_id,
        "state": str(outcome.shown_state),
        "why": outcome.why,
        "token": token,
        "children": len(typed["details"].childcare) if "details" in typed else children_of(registration),
        # Who has no e-mail says it on the telephone; a repeat is not told somebody's reference.
        "reference": registration.reference if token else "",
        **{name: typed[name] for name in TYPED},
    }
    keep_receipt(response, kept)


def keep_receipt(response, kept):
    """Put the receipt (dict) into its cookie."""
    response.set_signed_cookie(
        COOKIE,
        signing.dumps(kept, compress=True),
        salt=COOKIE,
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_receipt(request):
    """What write_receipt kept (dict), or None."""
    try:
        return signing.loads(request.get_signed_cookie(COOKIE, salt=COOKIE, max_age=LIFE))
    except (KeyError, signing.BadSignature):
        return None


def receipt_context(event, kept, *, language):
    """The context of events/receipt.html."""
    state = kept["state"]
    waiting = state != RegistrationState.CONFIRMED
    dates = _dates(event, kept)
    facts = [
        (_("Quand"), [date_line(date) for date in dates[:SHOWN_DATES]]),
        (_("Où"), place_lines(dates[0], language, expected=not waiting) if dates else []),
        (_("Référence"), [kept["reference"]]),
        (_("Nom"), [kept["name"]]),
        (_("Adresse e-mail"), [kept["email"]]),
        (_("Téléphone"), [display_phone(kept["phone"])]),
        (_("Combien"), [_how_many(event, kept)]),
        (_("Langue des messages"), [language_name(kept["language"], language)]),
    ]
    managing = absolute(reverse("gerer", args=[kept["token"]])) if kept.get("token") else ""
    return {
        "event": event_header(event, language),
        "sent_to": kept["email"],
        "facts": [{"label": label, "lines": lines} for label, lines in facts if any(lines)],
        "managing_href": managing,
        "state_label": _state_label(kept),
        "state_text": _state_text(event, kept),
        "next": _next_steps(event, kept, waiting),
        "calendar_href": "" if waiting else _calendar(event, kept, dates),
        "agenda_href": reverse("agenda"),
    }


def _state_label(kept):
    if kept["state"] == RegistrationState.PENDING:
        return _("Votre demande est reçue")
    if kept["state"] == RegistrationState.WAITING:
        return waiting_label(kept["why"])
    return _("Votre inscription est confirmée")


def _how_many(event, kept):
    """The number, where there could be another, and the children who are looked after."""
    several = event.party_max > 1 or kept["party_size"] > 1
    return with_children(party_label(kept["party_size"]) if several else "", kept.get("children", 0))


def _state_text(event, kept):
    if kept["state"] == RegistrationState.PENDING:
        return _("Il faut encore un accord ; rien n’est réservé avant. Nous vous prévenons.")
    if kept["state"] == RegistrationState.WAITING:
        return waiting_text(kept["why"], event, party_label(kept["party_size"]))
    return _("Votre place est gardée. À bientôt !")


def _dates(event, kept):
    """The dates that one registered for, in order."""
    dates = Occurrence.objects.for_cards().filter(event=event, in_schedule=True).in_order()
    return list(dates.filter(pk=kept["occurrence"]) if kept["occurrence"] else dates)


def _calendar(event, kept, dates):
    """The file of what one registered for; of a sensitive event the neutral one, where its link may be shown here."""
    if event.sensitive:
        return reverse("gerer-ics", args=[kept["token"]]) if kept.get("token") else ""
    path = reverse("evenement-ics", args=[event.slug])
    return f"{path}?date={dates[0].uuid}" if kept["occurrence"] and dates else path


def _next_steps(event, kept, waiting):
    steps = []
    if kept["state"] == RegistrationState.PENDING and event.approval == ApprovalMode.EMPLOYER:
        steps.append(_("Dites à la personne qui valide qu’elle reçoit un e-mail de nous, avec un lien pour répondre."))
    if kept["state"] == RegistrationState.WAITING and kept["why"] == FEW:
        steps.append(_("Si moins de personnes peuvent venir, dites-le avec le lien de votre inscription."))
    if not kept["email"]:
        steps.append(_("Si quelque chose change, l’organisateur vous téléphone."))
    else:
        steps.append(_("Si l’e-mail n’arrive pas dans l’heure, regardez dans le courrier indésirable."))
    if not waiting:
        steps.append(_("Si vous ne pouvez pas venir, dites-le : votre place ira à quelqu’un d’autre."))
    return steps
