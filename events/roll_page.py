"""What the pages of attendance show, as plain values."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words_year, hour, hours

from .attendance import code_of, counts, roll, search, words_of
from .models import AttendanceState, OccurrenceState, RegistrationMode


def acts():
    return [
        {"state": AttendanceState.PRESENT.value, "label": _("Présent")},
        {"state": AttendanceState.ABSENT.value, "label": _("Absent")},
        {"state": AttendanceState.EXCUSED.value, "label": _("Excusé")},
    ]


def state_labels():
    """{state: what a line says}."""
    return {
        "present": _("présent"),
        "absent": _("absent"),
        "excused": _("excusé"),
        "undone": _("à marquer"),
    }


def when_label(occurrence):
    return f"{day_words_year(occurrence.starts_at)}, {hours(occurrence.starts_at, occurrence.ends_at)}"


def dates_rows(event, found, by_date, *, now):
    """One row for each date: where its roll is, how many are expected and there."""
    today = timezone.localdate(now)
    return [
        {
            "when": when_label(date),
            "href": reverse("presences-date", args=[event.slug, date.uuid]),
            "today": timezone.localdate(date.starts_at) == today,
            "called_off": date.state != OccurrenceState.SCHEDULED,
            "state_label": date.get_state_display() if date.state != OccurrenceState.SCHEDULED else "",
            "expected": by_date[date.pk][0],
            "present": by_date[date.pk][1],
        }
        for date in found
    ]


def room_label(event, occurrence):
    """How many places are left for whoever is not registered; the empty string where there is no limit."""
    capacity = occurrence.capacity if event.registration_mode == RegistrationMode.DATE else event.capacity
    if capacity is None or capacity.limit is None:
        return ""
    if capacity.left <= 0:
        return _("Complet : il n’y a plus de place.")
    return ngettext("Il reste %(left)s place.", "Il reste %(left)s places.", capacity.left) % {"left": capacity.left}


def session_context(event, occurrence, form, *, now):
    """The roll of one date, all or the part that was asked for."""
    people = roll(occurrence)
    asked = form.cleaned_data if form.is_valid() else {}
    typed, state = asked.get("q", ""), asked.get("etat", "")
    shown, error = people, ""
    try:
        if typed:
            shown = search(people, typed)
    except Refusal as refusal:
        shown, error = [], str(refusal)
    if state:
        shown = [person for person in shown if person.state == state]
    total = counts(people)
    where = [event.slug, occurrence.uuid]
    return {
        "when": when_label(occurrence),
        "counts": counted(total),
        "q": typed,
        "etat": state,
        "search_error": error,
        "people": [row(person) for person in shown],
        "nobody": not people,
        "filters": filters(total, typed, state),
        "acts": acts(),
        "minutes_max": int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60),
        "state_labels": state_labels(),
        "early": occurrence.starts_at > now and timezone.localdate(occurrence.starts_at) != timezone.localdate(now),
        "marks_href": reverse("presences-marques", args=where),
        "walk_in_href": reverse("presences-sur-place", args=where),
        "sheet_href": reverse("presences-feuille", args=where),
        "badges_href": reverse("presences-badges", args=where),
        "worker_href": reverse("presences-hors-ligne", args=where),
        "dates_href": reverse("presences", args=[event.slug]),
    }


def counted(total):
    """[{key, label, number}] for the head of the page."""
    labels = {
        "present": _("présents"),
        "absent": _("absents"),
        "excused": _("excusés"),
        "undone": _("à marquer"),
    }
    return [{"key": key, "label": label, "number": total[key]} for key, label in labels.items()]


def filters(total, typed, state):
    """[{label, href, current}]: the whole roll, or one state of it."""
    labels = {"": _("Tous"), **{each["key"]: each["label"].capitalize() for each in counted(total)}}
    return [
        {
            "key": key,
            "label": label,
            "href": "?" + urlencode({name: value for name, value in (("q", typed), ("etat", key)) if value}),
            "current": key == state,
        }
        for key, label in labels.items()
    ]


def row(person):
    """One line of the roll."""
    registration = person.registration
    notes = [
        registration.name if person.name != registration.name else "",
        registration.organisation,
        ngettext("%(count)s personne", "%(count)s personnes", person.expected) % {"count": person.expected}
        if person.expected > 1
        else "",
        registration.get_source_display() if registration.source == "walk_in" else "",
    ]
    return {
        "key": person.key,
        "name": person.name,
        "notes": " · ".join(note for note in notes if note),
        "reference": registration.reference,
        "code": code_of(registration, person.participant),
        "registration_code": code_of(registration),
        "words": words_of(person),
        "expected": person.expected,
        "group": person.expected > 1,
        "persons": person.persons,
        "minutes": minutes_of(person),
        "state": person.state.value if hasattr(person.state, "value") else person.state,
        "state_label": state_labels()[person.state],
        "marked": person.state != AttendanceState.UNDONE,
        "said": said(person.attendance),
    }


def minutes_of(person):
    """How many minutes somebody was there, "" for the whole session (or none of it)."""
    present = person.state == AttendanceState.PRESENT
    return (person.attendance.minutes or "") if present else ""


def said(attendance):
    """« 90 min · 14 h 05, Nour Lambrecht »: how long if not always, when marked, by whom; "" when nobody has."""
    if attendance is None:
        return ""
    by = str(attendance.marked_by) if attendance.marked_by else ""
    marked = ", ".join(part for part in (hour(attendance.marked_at), by) if part)
    if attendance.state != AttendanceState.PRESENT or not attendance.minutes:
        return marked
    return f"{attendance.minutes} min · {marked}"


def standing(occurrence):
    """What a telephone is told of the whole roll: {"counts": {…}, "rows": {key: {state, persons, minutes, said}}}."""
    people = roll(occurrence)
    return {
        "counts": counts(people),
        "rows": {
            person.key: {
                "state": person.state,
                "persons": person.persons,
                "minutes": minutes_of(person),
                "said": said(person.attendance),
            }
            for person in people
        },
    }
