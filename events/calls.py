"""The call list: what only a telephone can still tell, what to say, who called. The desk and organisers share it."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.letters import LetterState
from portal.kit.texts import language_name, translated
from portal.templatetags.wording import day_words, hour

from .letters import date_line, dates_of, party_label
from .messages.changes import NOTICE
from .messages.composing import SUBJECTS
from .messages.notices import spoken
from .messages.of_organiser import in_language
from .models import RegistrationLetter
from .opening import off_reason
from .querysets import ALWAYS_TRUE, CALLABLE

SHOWN = 500


def letters_about(event):
    """The letters about registrations of an event, except those that were erased."""
    return RegistrationLetter.objects.filter(registration__event=event, registration__anonymised_at=None)


def mark_called(letters, *, by, now):
    """These letters (queryset) were told by telephone; returns how many still had to be."""
    waiting = letters.filter(state__in=CALLABLE)
    return waiting.update(state=LetterState.CALLED, called_at=now, called_by=by)


def undo_called(letters):
    """The call was not made after all: what these letters say is to be told again; returns how many."""
    called = letters.filter(state=LetterState.CALLED)
    return called.update(state=LetterState.TO_CALL, called_at=None, called_by=None)


def call_lines(event, *, title, language):
    """The lines as the list shows them: calls to make in order of arrival, then those made, latest first."""
    letters = letters_about(event)
    lines = (letters.to_call() | letters.filter(state=LetterState.CALLED)).order_by(
        F("called_at").desc(nulls_first=True), "pk"
    )
    lines = list(lines.select_related("registration__occurrence", "registration__event", "organiser_message")[:SHOWN])
    whole = _dates_of_the_whole(event, lines)
    return [_line(letter, language, title, whole) for letter in lines]


def _dates_of_the_whole(event, letters):
    """What dates_of() gives for those who follow all dates: asked for once, and not where nobody does."""
    follower = next((letter.registration for letter in letters if letter.registration.occurrence_id is None), None)
    return dates_of(follower) if follower else []


def _off(letter, language, whole):
    """Why what the letter promised does not take place as it was said, with what staff gave as the reason; or ""."""
    registration, date = letter.registration, letter.registration.occurrence
    if letter.kind in (*ALWAYS_TRUE, NOTICE) or letter.state == LetterState.CALLED:
        return ""
    why = off_reason(registration, [date] if date else whole)
    return " ".join(filter(None, [why, translated(date, "reason", language) if why and date else ""]))


def _what_to_say(letter, title, language, whole):
    registration = letter.registration
    date = registration.occurrence
    asked = letter.facts.get("asked")
    off = _off(letter, language, whole)
    parts = [
        SUBJECTS["off" if off else letter.kind](title),
        off,
        _news(letter),
        date_line(date) if date else "",
        letter.facts.get("comment", ""),
        party_label(registration.party_size),
        _("demande à présent : %(persons)s") % {"persons": party_label(asked)} if asked else "",
        letter.facts.get("email") or registration.email,
        _("référence %(code)s") % {"code": registration.reference},
    ]
    return " · ".join(part for part in parts if part)


def _news(letter):
    """What a change was, or what the organiser wrote."""
    if letter.kind == NOTICE:
        return spoken(letter, now=timezone.now())
    if letter.organiser_message is None:
        return ""
    _language, subject, text = in_language(letter.organiser_message, letter.registration.language)
    return f"{subject} : {' '.join(text.split())}"


def _line(letter, language, title, whole):
    registration = letter.registration
    done = letter.state == LetterState.CALLED
    when = f"{day_words(letter.called_at)}, {hour(letter.called_at)}" if done else ""
    return {
        "id": letter.pk,
        "name": registration.name,
        "phone": display_phone(registration.phone),
        "phone_href": f"tel:{registration.phone}" if registration.phone else "",
        "language_label": language_name(registration.language, language),
        "text": _what_to_say(letter, title, language, whole),
        "why": _why(letter),
        "unreachable": not (registration.phone or registration.email),
        "done": done,
        "done_label": _("Appel fait : %(when)s") % {"when": when} if done else _("Appel fait"),
    }


def _why(letter):
    """Why a letter that had an address stands on the list."""
    return {
        LetterState.FAILED: _("La lettre a été refusée par la messagerie."),
        LetterState.UNKNOWN: _("On ne sait pas si la lettre est arrivée."),
    }.get(letter.state, "")
