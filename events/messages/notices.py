"""The words of a change: what was, what is, and why."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.models import Place
from portal.kit.texts import translated

from ..letters import day_and_hours, title_of, where_lines
from ..models import Occurrence, OccurrenceState, RegistrationState
from . import registered
from .changes import GONE, Standing, is_told
from .told import Told

CALLED_OFF = (OccurrenceState.CANCELLED, GONE)


@dataclass(frozen=True)
class Change:
    """One date that no longer is as it was told. what: which of HEADINGS."""

    date: Occurrence
    was: Standing
    stands: Standing
    reasoned: bool

    @property
    def what(self):
        if self.was.state != self.stands.state:
            return self.stands.state
        if (self.was.starts_at, self.was.ends_at) == (self.stands.starts_at, self.stands.ends_at):
            return "place"
        return "hours" if self.same_place else "both"

    @property
    def same_place(self):
        return (self.was.place, self.was.meeting) == (self.stands.place, self.stands.meeting)


def told(letter, *, now):
    """The Told of a notice; None when all is as it was, or over. Who got a place by the change reads that in it too."""
    found = changes_of(letter, now=now)
    place = _place_given(letter, found)
    if not found:
        return _about_place_alone(letter, place, now) if place else None
    what = {change.what for change in found}
    what = what.pop() if len(what) == 1 else "several"
    registration, language = letter.registration, get_language()
    places = _places(found)
    facts = {
        **_about_place(letter, place),
        "heading": _heading(what),
        "changes": [_said(change, places, language, _holds(registration)) for change in found],
        "stays_text": _stays(registration, found),
        "still_on": any(change.stands.state == OccurrenceState.SCHEDULED for change in found),
    }
    title = title_of(registration.event, language)
    subject = _subject_with_place(what, title, place) if place else _subject(what, title)
    return Told("notice", [change.date for change in found], facts, subject, _for_calendar(found))


def _place_given(letter, found):
    """« promoted » or « offered » when the change gave this person a place that still is one; else empty."""
    if not letter.facts.get("placed") or any(change.stands.state in CALLED_OFF for change in found):
        return ""
    state = letter.registration.state
    return {RegistrationState.CONFIRMED: "promoted", RegistrationState.OFFERED: "offered"}.get(state, "")


def _about_place_alone(letter, place, now):
    """All is as it was again, but for the place; of what was called off anew its person knows already."""
    found = registered.told(letter, now=now, kind=place)
    return None if found and found.kind == "off" else found


def _about_place(letter, place):
    """The facts of a notice about a place that came free; who is offered one is led to where it is accepted."""
    if not place:
        return {"place_text": "", "answer_url": ""}
    facts = registered.facts_of(letter)
    if place == "promoted":
        return {"place_text": _("Une place s’est libérée : elle est à vous."), "answer_url": ""}
    until = _("Elle est gardée pour vous jusqu’au %(until)s.") % {"until": facts["offer_until"]}
    return {"place_text": f"{_('Une place s’est libérée pour vous.')} {until}", "answer_url": facts["answer_url"]}


def changes_of(letter, *, now):
    """[Change], in order of date, of what this person must know and that can still be acted on."""
    kept = letter.facts["was"]
    held = _holds(letter.registration)
    dates = Occurrence.objects.for_cards().prefetch_related("event__organiser__texts").filter(pk__in=kept)
    found = []
    for date in dates.in_order():
        was, stands = Standing.read(kept[str(date.pk)]), Standing.of(date)
        if is_told(was, stands, confirmed=held) and not _is_over(was, stands, now):
            found.append(Change(date, was, stands, date.pk in letter.facts["reasons"]))
    return found


def _is_over(was, stands, now):
    """What was put off has an hour that says nothing."""
    put_off = OccurrenceState.POSTPONED in (was.state, stands.state)
    return not put_off and max(was.ends_at, stands.ends_at) <= now


def spoken(letter, *, now):
    """The changes in one line, for whoever tells them by telephone."""
    found, language = changes_of(letter, now=now), get_language()
    places = _places(found)
    lines = []
    for change in found:
        said = _said(change, places, language, _holds(letter.registration))
        was = _("avant : %(was)s") % {"was": ", ".join(said["was"])}
        stands = _("maintenant : %(now)s") % {"now": ", ".join(said["now"])}
        lines.append(" · ".join(part for part in (was, stands, said["reason"]) if part))
    place = _place_given(letter, found)
    return " — ".join([*lines, *filter(None, [_about_place(letter, place)["place_text"]])])


def _places(found):
    ids = {place for change in found for place in (change.was.place, change.stands.place) if place}
    return {place.pk: place for place in Place.objects.filter(pk__in=ids).prefetch_related("texts")}


def _holds(registration):
    return registration.state == RegistrationState.CONFIRMED


def _said(change, places, language, held):
    """{"was": [lines], "now": [lines], "reason"}: only what differs, but always which date it is."""
    was, stands = change.was, change.stands
    elsewhere = stands.state == OccurrenceState.SCHEDULED and not change.same_place
    before = [day_and_hours(was.starts_at, was.ends_at)]
    after = [_state_line(change)]
    if elsewhere:
        unnamed = change.date.event.sensitive
        for lines, stood in ((before, was), (after, stands)):
            meeting, place = stood.meeting if held else "", places.get(stood.place)
            lines += where_lines(place, language, meeting=meeting, unnamed=unnamed)
            lines += [meeting] if place and meeting else []
    reason = translated(change.date, "reason", language) if change.reasoned else ""
    return {"was": before, "now": after, "reason": reason}


def _state_line(change):
    if change.stands.state == OccurrenceState.CANCELLED:
        return _("Annulé. Cela n’aura pas lieu.")
    if change.stands.state == OccurrenceState.POSTPONED:
        return _("Reporté. La nouvelle date n’est pas encore connue ; nous vous l’écrirons.")
    if change.stands.state == GONE:
        return _("N’est plus au programme. L’organisateur vous dira ce qu’il en est.")
    return day_and_hours(change.stands.starts_at, change.stands.ends_at)


def _stays(registration, found):
    """What becomes of the registration."""
    if all(change.stands.state in CALLED_OFF for change in found):
        return _("Vous n’avez rien à faire.")
    return {
        RegistrationState.CONFIRMED: _("Votre inscription reste valable."),
        RegistrationState.WAITING: _("Vous restez sur la liste d’attente."),
        RegistrationState.OFFERED: _("Une place vous est toujours proposée : n’oubliez pas de répondre."),
        RegistrationState.PENDING: _("Votre demande attend toujours l’accord qu’il faut."),
    }[registration.state]


def _for_calendar(found):
    """The dates as a calendar program must show them: what left the schedule does not take place for anybody."""
    dates = []
    for change in found:
        if change.stands.state == GONE:
            change.date.state = OccurrenceState.CANCELLED
        dates.append(change.date)
    return dates


def _heading(what):
    return {
        "cancelled": _("C’est annulé"),
        "gone": _("Ce n’est plus au programme"),
        "postponed": _("C’est reporté"),
        "scheduled": _("Cela a bien lieu"),
        "hours": _("La date ou l’heure change"),
        "place": _("Le lieu change"),
        "both": _("La date et le lieu changent"),
        "several": _("Plusieurs choses changent"),
    }[what]


def _subject_with_place(what, title, place):
    words = {
        ("scheduled", "promoted"): _("A bien lieu, et une place est à vous : %(title)s"),
        ("scheduled", "offered"): _("A bien lieu, et une place vous attend, répondez : %(title)s"),
    }
    others = {
        "promoted": _("Une place est à vous, avec un changement : %(title)s"),
        "offered": _("Une place vous attend, répondez : %(title)s"),
    }
    return words.get((what, place), others[place]) % {"title": title}


def _subject(what, title):
    words = {
        "cancelled": _("Annulé : %(title)s"),
        "gone": _("N’est plus au programme : %(title)s"),
        "postponed": _("Reporté : %(title)s"),
        "scheduled": _("A bien lieu : %(title)s"),
        "hours": _("Nouvelle date ou nouvelle heure : %(title)s"),
        "place": _("Nouveau lieu : %(title)s"),
    }
    return words.get(what, _("Changement : %(title)s")) % {"title": title}
