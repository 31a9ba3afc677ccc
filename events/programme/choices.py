"""Which parts of a programme one can register for now, several in one go."""

from dataclasses import dataclass, field
from itertools import combinations, product

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import ngettext

from portal.templatetags.wording import day_words_from, hours

from ..cards import seats_note
from ..models import (
    Admission,
    ApprovalMode,
    Event,
    Occurrence,
    OccurrenceState,
    ParticipantMode,
    RegistrationMode,
)
from ..opening import closed_reason
from .parts import stage_of


@dataclass(frozen=True)
class Choice:
    """A part to tick: one date of it, or all of its dates (occurrence None).

    label: safe HTML; spans: [(start, end)] of these dates.
    """

    value: str
    event: Event
    occurrence: Occurrence | None
    title: str
    label: str
    spans: list = field(default_factory=list)


def choices_among(whole, dates, language, *, now):
    """([Choice] that are open, [{title, href}] of parts that ask more than this form does), in order of time.

    dates: those of `part_dates()`, complete.
    """
    found, elsewhere = [], {}
    for event_dates in _by_event(dates):
        event = event_dates[0].event
        opened = [choice for choice in _choices(whole, event, event_dates, language, now) if choice]
        if opened and asks_more(event, questions=event_dates[0].asks_questions):
            elsewhere[event.pk] = {"title": opened[0].title, "href": reverse("inscription", args=[event.slug])}
        else:
            found += opened
    return sorted(found, key=lambda choice: choice.spans[0]), list(elsewhere.values())


def asks_more(event, *, questions):
    """Whether a registration of this event needs its own form: names, questions, childcare, consent, an interpreter."""
    return (
        questions
        or event.participants != ParticipantMode.NUMBER
        or event.admission != Admission.EVERYBODY
        or event.approval != ApprovalMode.NONE
        or event.asks_image_consent
        or event.childcare_seats is not None
        or event.interpreter_days is not None
        or event.pseudonyms
        or event.sensitive
        or event.women_only
        or any(text.prerequisites for text in event.texts.all())
    )


def overlapping(choices):
    """[(Choice, span, Choice, span)] of what takes place at the same time: each pair once, with its first hours."""
    found = {}
    for one, other in combinations(choices, 2):
        for span, then in product(one.spans, other.spans):
            if span[0] < then[1] and then[0] < span[1]:
                found.setdefault((one.value, other.value), (one, span, other, then))
    return list(found.values())


def _by_event(dates):
    found = {}
    for date in dates:
        found.setdefault(date.event_id, []).append(date)
    return found.values()


def _choices(whole, event, dates, language, now):
    if event.registration_mode == RegistrationMode.DATE:
        for date in dates:
            bounds = {"first_start": date.starts_at, "last_end": date.ends_at}
            if not closed_reason(event, date, now=now, **bounds):
                yield _choice(whole, event, date, [date], language, now)
    elif event.registration_mode == RegistrationMode.WHOLE:
        held = [date for date in dates if date.state == OccurrenceState.SCHEDULED]
        if held:
            bounds = {"first_start": held[0].starts_at, "last_end": max(date.ends_at for date in held)}
            if not closed_reason(event, None, now=now, **bounds):
                yield _choice(whole, event, None, held, language, now)


def _choice(whole, event, date, dates, language, now):
    """The Choice, or None where nothing is left and nobody waits."""
    capacity = date.capacity if date else event.capacity
    if capacity is None or not (event.waiting_list or capacity.fits(1)):
        return None
    text = event.text(language)
    title = text.title if text else event.slug
    first = dates[0]
    when = f"{day_words_from(first.starts_at, timezone.localdate(now))}, {hours(first.starts_at, first.ends_at)}"
    facts = [when, _more(len(dates) - 1), stage_of(first, whole, language), seats_note(first, now=now).label]
    return Choice(
        value=str(date.uuid if date else event.uuid),
        event=event,
        occurrence=date,
        title=title,
        label=format_html("<b>{}</b><br>{}", title, " · ".join(fact for fact in facts if fact)),
        spans=[(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in dates],
    )


def _more(count):
    """« et 2 autres dates »; the empty string for 0."""
    words = ngettext("et %(count)s autre date", "et %(count)s autres dates", count)
    return words % {"count": count} if count else ""
