"""Events as schema.org says them (https://schema.org/Event). Objects in, dicts out: no query, clock or request."""

from django.utils import timezone

from partners.models import PartnerKind
from partners.structured_data import CONTEXT, TYPES, place_data

from .models import EventKind, OccurrenceState, RegistrationMode

EVENT_TYPES = {
    EventKind.FESTIVAL: "Festival",
    EventKind.FETE: "SocialEvent",
    EventKind.JEUNESSE: "Event",
    EventKind.CONFERENCE: "EducationEvent",
    EventKind.FORMATION: "EducationEvent",
    EventKind.ATELIER: "EducationEvent",
    EventKind.COURS: "EducationEvent",
    EventKind.RENCONTRE: "SocialEvent",
    EventKind.VISITE: "Event",
    EventKind.PERMANENCE: "Event",
    EventKind.EXPOSITION: "ExhibitionEvent",
}
CURRENCY = "EUR"
# All that is said of a confidential place.
SOMEWHERE = {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "BE"}}


def event_data(
    event,
    dates,
    language,
    *,
    url,
    images=(),
    register_url="",
    full=False,
    organiser_url="",
    parts=(),
    whole_url="",
):
    """An event with its `dates` (Occurrences in order, not empty), or None without any.

    One date is an Event; several are an EventSeries whose `subEvent` are its dates. Addresses are absolute.
    register_url: empty when one cannot register now; full: no place is left. parts: [(Occurrence, address)] of its
    programme, which are subEvents too; whole_url: where the event that it is a part of stands.
    """
    if not dates:
        return None
    text = event.text(language)
    common = {
        "@context": CONTEXT,
        "@id": url,
        "url": url,
        "name": text.title if text else event.slug,
        "description": text.summary if text else "",
        "image": list(images),
        "inLanguage": event.languages,
        "isAccessibleForFree": event.is_free,
        "typicalAgeRange": _ages(event),
        "audience": [{"@type": "Audience", "audienceType": code} for code in event.audiences],
        "organizer": organiser_data(event.organiser, language, organiser_url),
        "superEvent": _whole(event, language, whole_url),
    }
    held = [date for date in dates if date.state == OccurrenceState.SCHEDULED]
    offer = offer_of(event, register_url, full, takes_place=bool(held))
    programme = [_part(date, language, address) for date, address in parts]
    if len(dates) == 1:
        data = common | {"@type": EVENT_TYPES[event.kind], "offers": offer} | _date(event, dates[0], language, url)
        data["subEvent"] = programme
    else:
        of_series = held or dates
        data = common | {
            "@type": "EventSeries",
            "additionalType": f"{CONTEXT}/{EVENT_TYPES[event.kind]}",
            "offers": offer,
            "startDate": instant(of_series[0].starts_at),
            "endDate": instant(of_series[-1].ends_at),
            "eventStatus": "" if held else f"{CONTEXT}/{_status(dates[0])}",
            "location": location(event, of_series[0], language, url),
            "subEvent": [
                {"@type": EVENT_TYPES[event.kind], "name": common["name"]} | _date(event, date, language, url)
                for date in dates
            ]
            + programme,
        }
    return {key: value for key, value in data.items() if value not in ("", [], None)}


def _part(date, language, url):
    """One date of a part of the programme, told apart by its own address."""
    event = date.event
    text = event.text(language)
    data = {"@type": EVENT_TYPES[event.kind], "@id": url, "url": url, "name": text.title if text else event.slug}
    return data | _date(event, date, language, url)


def _whole(event, language, url):
    whole = event.programme if event.programme_id else None
    if whole is None or not whole.live:
        return None
    text = whole.text(language)
    return {"@type": EVENT_TYPES[whole.kind], "@id": url, "url": url, "name": text.title if text else whole.slug}


def _date(event, date, language, url):
    """When, where and whether one date takes place. A date called off keeps its start; a moved one says the old."""
    data = {
        "startDate": instant(date.starts_at),
        "endDate": instant(date.ends_at),
        "eventStatus": f"{CONTEXT}/{_status(date)}",
        "eventAttendanceMode": f"{CONTEXT}/{_attendance(event, date)}EventAttendanceMode",
        "location": location(event, date, language, url),
    }
    if date.previous_starts_at and date.state == OccurrenceState.SCHEDULED:
        data["previousStartDate"] = instant(date.previous_starts_at)
    return {key: value for key, value in data.items() if value}


def _status(date):
    if date.state == OccurrenceState.CANCELLED:
        return "EventCancelled"
    if date.state == OccurrenceState.POSTPONED:
        return "EventPostponed"
    return "EventRescheduled" if date.previous_starts_at else "EventScheduled"


def _attendance(event, date):
    if not event.is_online:
        return "Offline"
    return "Mixed" if date.effective_place else "Online"


def location(event, date, language, url):
    """The place, unless it is confidential, and online the meeting, or the page that says how to join."""
    place = date.effective_place
    found = [place_data(place, language) or SOMEWHERE] if place else []
    if event.is_online:
        found.append({"@type": "VirtualLocation", "url": event.open_meeting_url or url})
    return found[0] if len(found) == 1 else found or None


def offer_of(event, register_url, full, *, takes_place):
    """What it costs, and whether there is room: said only where somebody could come now."""
    price = "0" if event.is_free else f"{event.price:f}" if event.price is not None else ""
    if not price:
        return None
    offer = {"@type": "Offer", "price": price, "priceCurrency": CURRENCY, "url": register_url}
    may_come = register_url or event.registration_mode == RegistrationMode.NONE
    if takes_place and (full or may_come):
        offer["availability"] = f"{CONTEXT}/{'SoldOut' if full else 'InStock'}"
    if event.registration_opens_at:
        offer["validFrom"] = instant(event.registration_opens_at)
    return {key: value for key, value in offer.items() if value}


def organiser_data(partner, language, url):
    text = partner.text(language)
    data = {"@type": TYPES.get(PartnerKind(partner.kind), "Organization"), "name": text.name if text else partner.slug}
    return data | ({"@id": url, "url": url} if url else {})


def _ages(event):
    """`6-12`, `16-`, `-12`: years, as schema.org writes ranges."""
    if event.age_min is None and event.age_max is None:
        return ""
    low, high = (age if age is not None else "" for age in (event.age_min, event.age_max))
    return f"{low}-{high}"


def instant(moment):
    """ISO 8601 with the offset in force in Brussels at that moment."""
    return timezone.localtime(moment).isoformat(timespec="minutes")
