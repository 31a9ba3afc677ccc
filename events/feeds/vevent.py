"""One date of an event as a VEVENT (RFC 5545 §3.6.1, RFC 7986): objects in, text out.

The lines are those of portal.kit.calendar; icalendar, with which the tests read them back, takes twenty times as
long to write one, and there are three hundred thousand to write when the catalogue is rebuilt.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.kit.calendar import ZONE, clean_line, clean_text, escape_text, fold, wrap
from portal.kit.texts import translated

from ..models import Audience, EventKind, OccurrenceState, RegistrationState

BRUSSELS = ZoneInfo(ZONE)
STATUS = {
    OccurrenceState.SCHEDULED: "CONFIRMED",
    OccurrenceState.CANCELLED: "CANCELLED",
    # The old date stands until there is a new one.
    OccurrenceState.POSTPONED: "TENTATIVE",
}
# Written here and not translated: whoever subscribed in a language sees these words stay the same.
PREFIXES = {
    OccurrenceState.CANCELLED: {"fr": "ANNULÉ – ", "nl": "GEANNULEERD – ", "en": "CANCELLED – "},
    OccurrenceState.POSTPONED: {"fr": "REPORTÉ – ", "nl": "UITGESTELD – ", "en": "POSTPONED – "},
}
# What stands in somebody's own calendar of a date for which they have no place yet.
WAITS = {"fr": "EN ATTENTE – ", "nl": "IN AFWACHTING – ", "en": "WAITING – "}
# Where others read along, of a sensitive event.
NEUTRAL = {"fr": "Rendez-vous", "nl": "Afspraak", "en": "Appointment"}
AUDIENCES = frozenset(Audience.values)
IMAGE_TYPES = {"avif": "image/avif", "gif": "image/gif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
ONLINE = _("En ligne")
ADDRESS_KEPT = _("L’adresse n’est pas publiée.")
ORGANISED_BY = _("Organisateur : %(name)s")
CHANGE_OR_CANCEL = _("Changer ou annuler l’inscription : %(link)s")


def page_language(language):
    """The language of the portal's pages for a reader of `language` (a BCP-47 code)."""
    base = language.partition("-")[0]
    return base if base in ("fr", "nl", "en") else "fr"


def page_address(event, language, site_url):
    """The event's page: its path is the same in the portal's three languages."""
    return f"{site_url}/{page_language(language)}/agenda/{event.slug}/"


def uid(occurrence, uid_domain):
    """The identifier that follows a date through every calendar, whatever its title or address become."""
    return f"occurrence-{occurrence.uuid}@{uid_domain}"


def last_changed(occurrence):
    """When what is published of a date last changed (aware datetime)."""
    published = occurrence.event.last_published_at
    return max(occurrence.changed_at, published) if published else occurrence.changed_at


def vevent(occurrence, language, *, uid_domain, site_url, **facts):
    """The VEVENT (str, folded, ended by CRLF) of an occurrence loaded with `for_cards()`, its organiser with texts.

    facts: those of undated().
    """
    return dated(occurrence, uid_domain=uid_domain) + undated(occurrence, language, site_url=site_url, **facts)


def own_vevent(occurrence, language, *, uid_domain, site_url, confirmed, notes=()):
    """The VEVENT (str, folded, ended by CRLF) of a date for whoever registered, loaded with `for_cards()`.

    confirmed: it takes the hours in their agenda, and says where an online meeting is joined; else it says that they
    wait. notes: more lines of the description. Of a sensitive event it says that there is an appointment, and no more.
    """
    if occurrence.event.sensitive:
        return dated(occurrence, uid_domain=uid_domain) + _discreet(occurrence, language, confirmed, notes)
    url = occurrence.event.online_url if confirmed else ""
    facts = {"busy": confirmed, "waits": not confirmed, "notes": notes, "meeting_url": url}
    return vevent(occurrence, language, uid_domain=uid_domain, site_url=site_url, **facts)


def _discreet(occurrence, language, confirmed, notes):
    """The lines after the hours of a sensitive event: a calendar is seen by colleagues, families, other programs."""
    title = _prefix(occurrence, language, waits=not confirmed) + NEUTRAL[page_language(language)]
    lines = [
        f"SUMMARY:{escape_text(title)}",
        f"STATUS:{_status(occurrence, waits=not confirmed)}",
        *([f"DESCRIPTION:{escape_text(chr(10).join(notes))}"] if notes else []),
        f"TRANSP:{_transparency(occurrence, busy=confirmed)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]
    return "".join(map(fold, lines))


def _prefix(occurrence, language, *, waits):
    """What stands before the title: the date is called off, or the person has no place yet."""
    reader = page_language(language)
    return PREFIXES.get(occurrence.state, {}).get(reader) or (WAITS[reader] if waits else "")


def _status(occurrence, *, waits):
    return "TENTATIVE" if waits and occurrence.state == OccurrenceState.SCHEDULED else STATUS[occurrence.state]


def _transparency(occurrence, *, busy):
    return "OPAQUE" if busy and occurrence.state != OccurrenceState.CANCELLED else "TRANSPARENT"


def dated(occurrence, *, uid_domain):
    """The first lines of the VEVENT (str): which date it is, in no language."""
    return "".join(map(fold, ["BEGIN:VEVENT", *_identity(occurrence, uid_domain), *_hours(occurrence)]))


def sameness(occurrence):
    """Two dates of one event for which this is equal differ by their first lines only."""
    reasons = (occurrence.reason_fr, occurrence.reason_nl, occurrence.reason_en)
    return occurrence.place_id, occurrence.state, reasons


def undated(occurrence, language, *, site_url, image_url="", busy=False, waits=False, notes=(), meeting_url=""):
    """The other lines (str): what and where, which dates of one event with the same `sameness` share.

    image_url: an absolute address, or empty. For who comes: `busy` takes the hours in their agenda, `waits` says that
    they have no place yet, `notes` are more lines of the description, `meeting_url` is where one joins online.
    """
    event, place = occurrence.event, occurrence.effective_place
    text = event.text(language)
    place_text = place.text(language) if place else None
    reader = page_language(language)
    page = page_address(event, language, site_url)
    organiser = _organiser_name(event, language)
    title = _prefix(occurrence, language, waits=waits) + clean_line(text.title if text else event.slug)
    organised = _said(ORGANISED_BY, language) % {"name": organiser}
    about = "\n\n".join([*_description(occurrence, text, place, place_text, language), organised, *notes, page])
    lines = [
        f"SUMMARY{_marked(text, language)}:{escape_text(title)}",
        f"STATUS:{_status(occurrence, waits=waits)}",
        *_where(place, place_text, language, online=event.is_online),
        *_organizer(event.organiser, organiser),
        f"DESCRIPTION{_marked(text, language)}:{escape_text(about)}",
        f"CATEGORIES:{_categories(event, reader)}",
        f"TRANSP:{_transparency(occurrence, busy=busy)}",
        f"URL:{page}",
        *_image(image_url),
        # The way to join a meeting (RFC 7986 §5.11).
        *_conference(meeting_url or event.open_meeting_url),
        "END:VEVENT",
    ]
    return "".join(map(fold, lines))


def _conference(url):
    return [f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{clean_line(url)}"] if url else []


def _identity(occurrence, uid_domain):
    """UID, and when this text became true: not the hour at which it is read, or no cache would ever hold."""
    changed = _utc(last_changed(occurrence))
    return [
        f"UID:{uid(occurrence, uid_domain)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{occurrence.sequence}",
    ]


def _hours(occurrence):
    """Brussels' wall clock; UTC when that clock shows the start or the end twice (the last Sunday of October).

    A local time that exists twice means its first passage (§3.3.5), but programs disagree. An end at the start is
    left out (§3.6.1).
    """
    starts, ends = (moment.astimezone(BRUSSELS) for moment in (occurrence.starts_at, occurrence.ends_at))
    if _is_doubled(starts) or _is_doubled(ends):
        written = [f"DTSTART:{_utc(starts)}", f"DTEND:{_utc(ends)}"]
    else:
        written = [f"DTSTART;TZID={ZONE}:{starts:%Y%m%dT%H%M%S}", f"DTEND;TZID={ZONE}:{ends:%Y%m%dT%H%M%S}"]
    return written if occurrence.ends_at > occurrence.starts_at else written[:1]


def _is_doubled(local):
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _utc(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _marked(text, language):
    """A text in another language than the reader's says so (§3.2.10)."""
    return f";LANGUAGE={text.language}" if text and text.language != language else ""


def _where(place, place_text, language, *, online):
    if place is None:
        return [f"LOCATION:{escape_text(_said(ONLINE, language))}"] if online else []
    if place.confidential:
        return []
    parts = [clean_line(part) for part in (place_text.name if place_text else "", *place.address_lines(language))]
    written = [f"LOCATION:{escape_text(', '.join(filter(None, parts)))}"]
    if place.latitude is not None:
        written.append(f"GEO:{place.latitude:.6f};{place.longitude:.6f}")
    return written


def _address(event, place, language):
    """LOCATION without the name on the door."""
    if place is None or place.confidential:
        return [f"LOCATION:{escape_text(_said(ONLINE, language))}"] if place is None and event.is_online else []
    return [f"LOCATION:{escape_text(', '.join(map(clean_line, place.address_lines(language))))}"]


def _organiser_name(event, language):
    text = event.organiser.text(language)
    return clean_line(text.name if text else event.organiser.slug)


def _organizer(partner, name):
    """§3.8.4.3 wants an address to write to: only of a partner that is public and has one."""
    if not (partner.published and partner.email):
        return []
    quoted = name.replace('"', "'")  # a quoted parameter has no way to hold quotes (§3.2)
    return [f'ORGANIZER;CN="{quoted}":mailto:{quote(clean_line(partner.email), safe="@!$&*+-./=_~")}']


def _description(occurrence, text, place, place_text, language):
    """Why it is cancelled or elsewhere, what it is, how to come: each where there is one."""
    directions = place_text.directions if place_text else ""
    if place and place.confidential:
        directions = _said(ADDRESS_KEPT, language)
    reason = translated(occurrence, "reason", page_language(language))
    parts = (reason, text.summary if text else "", directions)
    return [clean_text(part) for part in parts if part]


@cache
def _label(choices, code, reader):
    with translation.override(reader):
        return escape_text(str(choices(code).label))


def _categories(event, reader):
    audiences = [_label(Audience, code, reader) for code in event.audiences if code in AUDIENCES]
    return ",".join([_label(EventKind, event.kind, reader), *audiences])


def _image(address):
    if not address:
        return []
    kind = IMAGE_TYPES.get(address.rpartition(".")[2].lower())
    return [f"IMAGE;VALUE=URI;DISPLAY=BADGE{f';FMTTYPE={kind}' if kind else ''}:{clean_line(address)}"]


def _said(phrase, language):
    with translation.override(page_language(language)):
        return str(phrase)


@dataclass(frozen=True)
class Proposed:
    """A date that is not public yet, as coordinators read it. state: how far it is, in words; place: or None."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    state: str
    title: str
    organiser: str
    place: object
    url: str
    sensitive: bool


def proposed_vevent(date, language, *, uid_domain):
    """The VEVENT (str) of a Proposed: tentative, private, taking nobody's hours; of a sensitive one, no words."""
    changed = _utc(date.changed_at)
    title = NEUTRAL[page_language(language)] if date.sensitive else clean_line(date.title)
    organised = [_said(ORGANISED_BY, language) % {"name": clean_line(date.organiser)}] if date.organiser else []
    about = [date.state, *([] if date.sensitive else organised), date.url]
    text = date.place.text(language) if date.place else None
    lines = [
        "BEGIN:VEVENT",
        f"UID:{date.uid}@{uid_domain}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        *_hours(date),
        f"SUMMARY:{escape_text(f'{date.state.upper()} – {title}')}",
        "STATUS:TENTATIVE",
        *([] if date.sensitive else _where(date.place, text, language, online=False)),
        f"DESCRIPTION:{escape_text(chr(10).join(about))}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        f"URL:{date.url}",
        "END:VEVENT",
    ]
    return "".join(map(fold, lines))


def registration_calendar(registration, occurrences, *, language, uid_domain, site_url, managing_url=""):
    """The iCalendar file (bytes) of the dates that a registration is for, to be attached to a letter.

    METHOD:PUBLISH: REQUEST would ask for an answer that nobody reads. UIDs are those of every feed, so that who
    also subscribes does not see a date twice. `managing_url` stands in the description; the way to an online
    meeting is told to who is confirmed. Of a sensitive event the calendar says no more than the letter.
    """
    notes = [_said(CHANGE_OR_CANCEL, language) % {"link": managing_url}] if managing_url else []
    confirmed = registration.state == RegistrationState.CONFIRMED
    facts = {"uid_domain": uid_domain, "site_url": site_url, "confirmed": confirmed, "notes": notes}
    blocks = [own_vevent(occurrence, language, **facts) for occurrence in occurrences]
    return wrap(blocks, language=page_language(language), method="PUBLISH")
