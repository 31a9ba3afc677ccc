"""A training's hours, and what it says of itself beyond any other activity."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import OccurrenceState, RegistrationMode


def training_minutes(event, dates):
    """How long the training lasts in all, in minutes: as staff said, else its sessions together; 0 when unknown.

    dates: all Occurrences of its schedule. What one does not follow as a whole has no length of its own.
    """
    if event.training_hours is not None:
        return round(event.training_hours * 60)
    if event.registration_mode != RegistrationMode.WHOLE:
        return 0
    held = [date for date in dates if date.state == OccurrenceState.SCHEDULED]
    return sum(round((date.ends_at - date.starts_at).total_seconds() / 60) for date in held)


def duration(minutes):
    """« 12 h », « 3 h 30 »; the empty string for 0."""
    if not minutes:
        return ""
    whole, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)s h %(minutes)02d") % {"hours": whole, "minutes": rest}
    return _("%(hours)s h") % {"hours": whole}


def length_label(event, dates):
    """« 12 h en 4 séances », or what of it is known."""
    minutes = training_minutes(event, dates)
    sessions = len([date for date in dates if date.state == OccurrenceState.SCHEDULED])
    if event.registration_mode != RegistrationMode.WHOLE or sessions < 2:
        return duration(minutes)
    return ngettext("%(length)s en %(count)s séance", "%(length)s en %(count)s séances", sessions) % {
        "length": duration(minutes),
        "count": sessions,
    }


def attestation_label(event):
    """What it takes to get an attestation; the empty string where there is none."""
    if not event.gives_attestation:
        return ""
    if not event.attendance_threshold:
        return _("Attestation de participation")
    return _("Attestation à partir de %(percent)s %% de présence") % {"percent": event.attendance_threshold}


def objectives_of(text):
    """The objectives of an EventText, one by line."""
    lines = text.objectives.splitlines() if text else []
    return [line.strip() for line in lines if line.strip()]
