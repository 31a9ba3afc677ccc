"""Whether one can register now, and the sentence that says why not."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words_from, hour

from .models import OccurrenceState, RegistrationMode, Source

ALREADY = datetime(1970, 1, 1, tzinfo=UTC)


def closes_at(event, first_start):
    """When registration ends for what starts at `first_start` (datetime or None): as staff said, else with its start.

    For what takes place once the event has left the site it has ended already: nobody could see any more what they
    registered for.
    """
    if event.expire_at and first_start and first_start >= event.expire_at:
        return ALREADY
    return event.registration_closes_at or first_start


def closed_reason(event, occurrence, *, now, first_start, last_end, source=Source.WEB):
    """Why nobody can register for this date (or the whole event) at `now`; the empty string when one can.

    first_start, last_end: bounds (datetime or None) of the dates that one would register for. The desk, and
    whoever welcomes people at the door, may register outside the opening times, never for what is over or called off.
    Who came is often written down when the session has just ended: the door closes with the day.
    """
    if event.registration_mode == RegistrationMode.NONE:
        return _("L’entrée est libre : il n’y a pas d’inscription.")
    if not event.live:
        return _("Cette activité n’est plus proposée.")
    if occurrence is not None and occurrence.state == OccurrenceState.CANCELLED:
        return _("Cette date est annulée.")
    if occurrence is not None and occurrence.state == OccurrenceState.POSTPONED:
        return _("Cette date est reportée ; la nouvelle date n’est pas encore connue.")
    if occurrence is not None and not occurrence.in_schedule:
        return _("Cette date n’est plus au programme.")
    if last_end is None or (last_end <= now and not (source == Source.WALK_IN and _same_day(last_end, now))):
        return _("Cette activité est terminée.")
    if source in (Source.DESK, Source.WALK_IN):
        return ""
    if event.registration_opens_at and now < event.registration_opens_at:
        opens = event.registration_opens_at
        return _("Les inscriptions ouvrent %(day)s à %(hour)s.") % {
            "day": day_words_from(opens, timezone.localdate(now)),
            "hour": hour(opens),
        }
    closes = closes_at(event, first_start)
    if closes == ALREADY:
        return _("L’activité quitte l’agenda avant cette date : on ne s’y inscrit plus.")
    if closes and now >= closes:
        return _("Les inscriptions sont closes.")
    return ""


def _same_day(moment, now):
    return timezone.localdate(moment) == timezone.localdate(now)


def off_reason(registration, dates):
    """Why what somebody registered for will not take place as it was said, as a sentence; "" when it will.

    dates: those of events.letters.dates_of; of an event that one follows as a whole it leaves out the cancelled ones.
    """
    if not dates or dates[0].state == OccurrenceState.CANCELLED:
        return _("L’organisateur a annulé cette date.")
    if not registration.event.live:
        return _("Cette activité n’est plus à l’agenda. L’organisateur vous dira ce qu’il en est.")
    if any(date.state == OccurrenceState.SCHEDULED for date in dates):
        held = registration.occurrence_id is None or dates[0].in_schedule
        return "" if held else _("Cette date n’est plus au programme. L’organisateur vous dira ce qu’il en est.")
    return _("Cette date est reportée ; la nouvelle date n’est pas encore connue.")
