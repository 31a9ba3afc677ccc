"""What an organiser writes to those who registered: to whom, in which language, and what became of each letter."""

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.letters import LetterState, post_all
from portal.kit.limits import within
from portal.kit.refusal import Refusal

from ..letters import dates_of
from ..models import OrganiserMessage, Registration, RegistrationLetter
from .told import Told
from .words import paragraphs_of

MESSAGE = "message"
LANGUAGES = ("fr", "nl", "en")
AN_HOUR, MOST_AN_HOUR = 3600, 10


def recipients(event, *, states, date="", chosen=()):
    """The registrations that are written to: those that were chosen one by one, else all in these states.

    date: the uuid of a date, or "" for all; chosen: references.
    """
    rows = Registration.objects.active().filter(event=event, anonymised_at=None)
    if chosen:
        return rows.filter(reference__in=chosen)
    rows = rows.filter(state__in=states)
    return rows.filter(occurrence__uuid=date) if date else rows


def reach(rows):
    """{"registrations", "persons", "by_phone"} of those who are written to."""
    total = rows.aggregate(registrations=Count("pk"), persons=Sum("party_size"))
    return {**total, "persons": total["persons"] or 0, "by_phone": rows.filter(email="").count()}


def send(message, *, states, date="", chosen=(), now=None):
    """Keep the unsaved OrganiserMessage and write its letters; the same sent twice is sent once. Returns it.

    Raises Refusal when there is nobody to write to, or too much was sent in this hour.
    """
    with transaction.atomic():
        earlier = OrganiserMessage.objects.filter(uuid=message.uuid, event=message.event).first()
        if earlier is not None:
            return earlier
        rows = list(recipients(message.event, states=states, date=date, chosen=chosen).order_by("pk"))
        if not rows:
            raise Refusal(_("Ce message ne va à personne : choisissez à qui l’envoyer."), code="nobody")
        if not within(MESSAGE, f"{message.author_id}", limit=MOST_AN_HOUR, seconds=AN_HOUR):
            raise Refusal(_("Beaucoup de messages sont déjà partis. Réessayez dans une heure."), code="often")
        message.recipients = {"states": list(states), "date": str(date), "chosen": list(chosen)}
        message.created_at = now or timezone.now()
        message.save(force_insert=True)
        post_all([_letter(message, row) for row in rows])
    return message


def _letter(message, registration):
    return RegistrationLetter(
        registration=registration,
        kind=MESSAGE,
        organiser_message=message,
        address=registration.email,
        language=registration.language,
        created_at=message.created_at,
        next_attempt_at=message.created_at,
    )


def told(letter, *, now):
    """The Told of one letter."""
    return telling(letter.organiser_message, letter.registration)


def telling(message, registration):
    """The Told of a message to this registration, in the active language as far as it was written in it."""
    language, subject, text = in_language(message, get_language())
    facts = {"words": paragraphs_of(text), "words_language": "" if language == get_language() else language}
    return Told(MESSAGE, dates_of(registration), {**facts, "words_subject": subject}, subject)


def in_language(message, language):
    """(language, subject, text) for a reader: theirs, else the first that was written."""
    base = language.partition("-")[0]
    for code in dict.fromkeys((base, *LANGUAGES)):
        if text := getattr(message, f"text_{code}", ""):
            return code, getattr(message, f"subject_{code}"), text
    return language, "", ""


def delivery(messages):
    """{message's id: {state: letters}} of these messages, in one query."""
    rows = RegistrationLetter.objects.filter(organiser_message__in=messages)
    found = {message.pk: {} for message in messages}
    counted = rows.order_by().values_list("organiser_message", "state").annotate(number=Count("pk"))
    for message_id, state, number in counted:
        found[message_id][LetterState(state)] = number
    return found
