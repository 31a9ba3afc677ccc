"""What organisers print: signature sheets and name badges."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import name_key
from portal.kit.pdf import qr_svg, render
from portal.templatetags.wording import day_words_year, hours

from .attendance import code_of, roll
from .models import OccurrenceState, RegistrationState

NOON, AFTERNOON = time(12, 30), time(13)
BLANK_LINES = 4


def held(event):
    """The dates of an event that take place, in order."""
    return list(
        event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED)
        .select_related("place")
        .prefetch_related("place__texts")
        .in_order()
    )


def half_days(occurrence):
    """The columns to sign: one, or morning and afternoon where the session has both."""
    starts, ends = timezone.localtime(occurrence.starts_at), timezone.localtime(occurrence.ends_at)
    both = starts.time() < NOON and (ends.time() > AFTERNOON or ends.date() > starts.date())
    return [_("Signature, matin"), _("Signature, après-midi")] if both else [_("Signature")]


def _expected(occurrence):
    """People still expected: whoever cancelled after being marked signs nothing."""
    return [person for person in roll(occurrence) if person.registration.state == RegistrationState.CONFIRMED]


def _name(person):
    """The name, and how many they are where only their number is known."""
    if person.expected == 1:
        return person.name
    party = ngettext("%(count)s personne", "%(count)s personnes", person.expected) % {"count": person.expected}
    return f"{person.name} ({party})"


def _title(event, language):
    text = event.text(language)
    return text.title if text else event.slug


def _partner_name(event, language):
    text = event.organiser.text(language)
    return text.name if text else ""


def signature_sheet(event, occurrences, *, language):
    """The PDF (bytes) of these dates' signature sheets, a new page for each; names in alphabetical order."""
    sessions = []
    for occurrence in occurrences:
        place = occurrence.place or event.place
        text = place.text(language) if place else None
        when = f"{day_words_year(occurrence.starts_at)}, {hours(occurrence.starts_at, occurrence.ends_at)}"
        sessions.append(
            {
                "when": when[:1].upper() + when[1:],
                "place": text.name if text else "",
                "columns": half_days(occurrence),
                "names": [_name(person) for person in _expected(occurrence)],
            }
        )
    return render(
        "sheet.typ",
        {
            "title": _("Feuille de présence"),
            "language": language,
            "event": _title(event, language),
            "organiser": _partner_name(event, language),
            "name_label": _("Nom"),
            "number_label": _("N°"),
            "trainer_label": _("Signature de la personne responsable :"),
            "blank": BLANK_LINES,
            "sessions": sessions,
        },
    )


def name_badges(event, occurrences, *, language):
    """The PDF (bytes) of a badge for everybody who is expected at one of these dates, once each, by name."""
    people = {person.key: person for occurrence in occurrences for person in _expected(occurrence)}
    in_order = sorted(people.values(), key=lambda person: (name_key(person.name), person.key))
    badges = [
        {
            "name": person.name,
            "organisation": person.registration.organisation,
            "qr": qr_svg(code_of(person.registration, person.participant)),
        }
        for person in in_order
    ]
    return render(
        "badges.typ",
        {
            "title": _("Badges"),
            "language": language,
            "event": _title(event, language),
            "qr_alt": _("Code QR de l’inscription"),
            "badges": badges,
        },
    )
