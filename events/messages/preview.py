"""A letter as it would leave, for staff who choose its words: the true templates, an invented person."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.kit.site import absolute

from ..models import Event, MessageKind, Registration, RegistrationLetter, RegistrationMode
from ..opening import off_reason
from ..querysets import LETTER_STATES
from . import notices, registered
from .changes import Standing
from .composing import written
from .reconfirmation import coming_path
from .thanks import evaluation_path
from .told import Told


def preview_context(text):
    """{"subject", "html", "plain"} of the letter that this MessageText (saved or not) would be part of; else {}."""
    with translation.override(text.language):
        event = text.event or _some_event()
        dates = list(_dates(event)) if event else []
        if not dates:
            return {"subject": "", "html": "", "plain": ""}
        registration = _invented(event, dates[0], text)
        subject, plain, html, _attachments = written(registration, _told(text.kind, registration, dates), own=[text])
    return {"subject": subject, "html": html, "plain": plain}


def _some_event():
    """The one to come that people register for, soonest."""
    events = Event.objects.published().exclude(registration_mode=RegistrationMode.NONE).filter(sensitive=False)
    return events.upcoming(timezone.now()).first() or events.order_by("-pk").first()


def _dates(event):
    dates = event.occurrences.for_cards().prefetch_related("event__organiser__texts").filter(in_schedule=True)
    upcoming = dates.upcoming(timezone.now()).in_order()[:1]
    return upcoming or dates.in_order()[:1]


def _invented(event, date, text):
    whole = event.registration_mode != RegistrationMode.DATE
    states = LETTER_STATES.get(text.kind, ("confirmed",))
    return Registration(
        event=event,
        occurrence=None if whole else date,
        name="Amina Diallo",
        email="amina@exemple.test",
        party_size=2,
        language=text.language,
        state="confirmed" if "confirmed" in states else states[0],
        offered_until=timezone.now() + timedelta(days=1),
    )


def _told(kind, registration, dates):
    letter = RegistrationLetter(registration=registration, kind=kind, language=registration.language)
    letter.facts = {"left": 1} if kind == MessageKind.FEWER else {}
    if kind == MessageKind.NOTICE:
        stood = Standing.of(dates[0])
        earlier = replace(stood, starts_at=stood.starts_at - timedelta(hours=1))
        letter.facts = {"was": {str(dates[0].pk): earlier.keep()}, "reasons": []}
        return notices.told(letter, now=dates[0].starts_at)
    facts = {
        **registered.facts_of(letter),
        "approver_name": "Nadia Peeters",
        "approval_url": "#",
        "by_employer": kind == MessageKind.APPROVAL,
        "papers": [{"name": "Amina Diallo", "url": "#"}],
        "off_text": off_reason(registration, []),
        "reason": "",
        "heading": _("C’est demain"),
        "coming_url": absolute(coming_path(registration)),
        "evaluation_url": absolute(evaluation_path(registration)),
    }
    return Told(kind, dates, facts)
