"""A training as schema.org says it (https://schema.org/Course). Objects in, dict out: no query, clock or request."""

from .models import EventKind, OccurrenceState
from .structured_data import CONTEXT, instant, location, offer_of, organiser_data
from .training import objectives_of, training_minutes

COURSES = (EventKind.FORMATION, EventKind.COURS)


def course_data(
    event, dates, language, *, url, trainers=(), frameworks=(), organiser_url="", register_url="", full=False
):
    """The Course of a training with its one CourseInstance, whose `dates` (Occurrences in order) are its sessions.

    None for other kinds of events and without a date. Addresses are absolute. full: no place is left.
    """
    if event.kind not in COURSES or not dates:
        return None
    text = event.text(language)
    length = _duration(training_minutes(event, dates))
    held = [date for date in dates if date.state == OccurrenceState.SCHEDULED]
    instance = {
        "@type": "CourseInstance",
        "courseMode": _mode(event, dates[0]),
        "startDate": instant(dates[0].starts_at),
        "endDate": instant(dates[-1].ends_at),
        "location": location(event, dates[0], language, url),
        "courseWorkload": length,
        "inLanguage": event.languages,
        "instructor": [_person(trainer) for trainer in trainers],
        "offers": offer_of(event, register_url, full, takes_place=bool(held)),
    }
    data = {
        "@context": CONTEXT,
        "@type": "Course",
        "@id": f"{url}#formation",
        "url": url,
        "name": text.title if text else event.slug,
        "description": text.summary if text else "",
        "provider": organiser_data(event.organiser, language, organiser_url),
        "teaches": objectives_of(text),
        "coursePrerequisites": text.prerequisites if text else "",
        "audience": {"@type": "Audience", "audienceType": text.target_group} if text and text.target_group else None,
        "educationalCredentialAwarded": _credential(event),
        "recognizedBy": [{"@type": "Organization", "name": framework.name(language)} for framework in frameworks],
        "timeRequired": length,
        "isAccessibleForFree": event.is_free,
        "hasCourseInstance": {key: value for key, value in instance.items() if value not in ("", [], None)},
    }
    return {key: value for key, value in data.items() if value not in ("", [], None)}


def _mode(event, date):
    if not event.is_online:
        return "onsite"
    return "blended" if date.effective_place else "online"


def _credential(event):
    if not event.gives_attestation:
        return None
    return {"@type": "EducationalOccupationalCredential", "credentialCategory": "certificate of attendance"}


def _person(trainer):
    data = {"@type": "Person", "name": trainer.name}
    if trainer.organisation:
        data["affiliation"] = {"@type": "Organization", "name": trainer.organisation}
    return data


def _duration(minutes):
    """ISO 8601: `PT12H`, `PT3H30M`; the empty string for 0."""
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return f"PT{parts}" if parts else ""
