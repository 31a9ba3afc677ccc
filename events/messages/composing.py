"""The words of a letter about a registration, made when it leaves: what is no longer true then is not said."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_words

from ..headcount import children_of, with_children
from ..letters import calendar_of, date_line, managing_path, party_label, title_of, where_lines
from ..models import RegistrationState
from ..querysets import LETTER_STATES
from . import notices, of_organiser, reconfirmation, registered, reminders, thanks
from .words import chosen_texts, own_words

# What tells each kind; the others are about what the person did.
TELLERS = {
    "notice": notices.told,
    "reminder": reminders.told,
    "reconfirm": reconfirmation.told,
    "thanks": thanks.told,
    "message": of_organiser.told,
}


def compose(letter):
    """(subject, text, html, attachments) in the active language; None when the letter is no longer true."""
    registration = letter.registration
    if registration.anonymised_at or registration.state not in LETTER_STATES[letter.kind]:
        return None
    told = TELLERS.get(letter.kind, registered.told)(letter, now=timezone.now())
    return written(registration, told) if told else None


def written(registration, told, *, own=None):
    """The words of what is Told to this registration, as compose() gives them. own: MessageTexts to try them with."""
    language = get_language()
    context = context_of(registration, told, language, own)
    name = f"letters/registration_{told.kind}"
    plain = render_to_string(f"{name}.txt", context)
    html = render_to_string(f"{name}.html", context)
    return context["subject"], plain, html, _attachments(registration, told, language)


def context_of(registration, told, language, own=None):
    """The variables of a letter's templates."""
    event, dates = registration.event, told.dates
    title = _("Votre rendez-vous") if event.sensitive else title_of(event, language)
    common = {
        "site": identity(language),
        "event_title": title,
        "greeting_name": registration.name,
        "date_lines": [date_line(date) for date in dates],
        "place_lines": places_of(dates[0], registration, language) if dates else [],
        "party_label": with_children(party_label(registration.party_size), children_of(registration)),
        # By it the person is found at the door and at the desk; an employer has no use for it.
        "reference": "" if told.kind == "approval" else registration.reference,
        "managing_url": absolute(managing_path(registration)),
        # The address of a page says what it is about.
        "event_url": absolute(reverse("agenda") if event.sensitive else reverse("evenement", args=[event.slug])),
        "agenda_url": absolute(reverse("agenda")),
        "privacy_url": absolute(reverse("donnees-personnelles")),
        "language": language,
    }
    texts = chosen_texts(told.kind, event, language) if own is None else own
    own = own_words(texts, event, common, language)
    subject = own.subject or told.subject or SUBJECTS[told.named or told.kind](title)
    return {
        **common,
        "subject": neutral_subject(dates) if event.sensitive else subject,
        "own_words": own.paragraphs,
        **told.facts,
    }


def places_of(date, registration, language):
    """Where a date takes place, for a letter: of what is sensitive the address, not the name on the door.

    The way to an online meeting is told to who is confirmed.
    """
    event, confirmed = date.event, registration.state == RegistrationState.CONFIRMED
    meeting = event.online_url if confirmed else ""
    return where_lines(date.effective_place, language, meeting=meeting, unnamed=event.sensitive)


def neutral_subject(dates):
    """What every letter about something sensitive is called, whatever it says."""
    if not dates:
        return _("Votre rendez-vous")
    return _("Votre rendez-vous du %(day)s") % {"day": day_words(dates[0].starts_at)}


def _attachments(registration, told, language):
    if registration.state != RegistrationState.CONFIRMED or not told.calendar:
        return []
    content = calendar_of(registration, told.calendar, language)
    return [("maillage.ics", content, "text/calendar; charset=utf-8; method=PUBLISH")]


SUBJECTS = {
    "confirmed": lambda title: _("Inscription confirmée : %(title)s") % {"title": title},
    "waiting": lambda title: _("Vous êtes sur la liste d’attente : %(title)s") % {"title": title},
    "draw": lambda title: _("Vous participez au tirage au sort : %(title)s") % {"title": title},
    "promoted": lambda title: _("Une place s’est libérée pour vous : %(title)s") % {"title": title},
    "changed": lambda title: _("Inscription modifiée : %(title)s") % {"title": title},
    "cancelled": lambda title: _("Inscription annulée : %(title)s") % {"title": title},
    "attestation": lambda title: _("Votre attestation : %(title)s") % {"title": title},
    "link": lambda title: _("Votre inscription : %(title)s") % {"title": title},
    "pending": lambda title: _("Demande reçue, à valider : %(title)s") % {"title": title},
    "approval": lambda title: _("Votre accord est demandé : %(title)s") % {"title": title},
    "declined": lambda title: _("Inscription refusée : %(title)s") % {"title": title},
    "offered": lambda title: _("Une place vous attend, répondez : %(title)s") % {"title": title},
    "lapsed": lambda title: _("La place est allée à quelqu’un d’autre : %(title)s") % {"title": title},
    "fewer": lambda title: _("Viendriez-vous moins nombreux ? %(title)s") % {"title": title},
    "off": lambda title: _("N’a pas lieu comme prévu : %(title)s") % {"title": title},
    "notice": lambda title: _("Changement : %(title)s") % {"title": title},
    "reminder": lambda title: _("Rappel : %(title)s") % {"title": title},
    "reconfirm": lambda title: _("Viendrez-vous toujours ? %(title)s") % {"title": title},
    "thanks": lambda title: _("Merci pour votre présence : %(title)s") % {"title": title},
    "message": lambda title: _("Message de l’organisateur : %(title)s") % {"title": title},
}
