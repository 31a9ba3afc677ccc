"""The page of one event, as plain values for its template."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.place_facts import access, map_links
from portal.kit.calendar_menu import calendar_links
from portal.kit.cloth import SEARCHED
from portal.kit.qr import qr_href
from portal.kit.sharing import SharedPicture, cloth_address, cloth_picture, sharing
from portal.kit.site import absolute, identity
from portal.kit.texts import FALC, LANGUAGE_NAMES, lang_attribute, language_name, unbroken

from .cards import card, image_of, pictures_of, poster_of, seats_note
from .coming import complete
from .course_data import course_data
from .event_dates import (
    SHOWN_DATES,
    announced,
    dates_note,
    door,
    happening,
    more_dates,
    notices,
    shown_date,
    to_come,
)
from .event_facts import facts_of
from .models import Occurrence, OccurrenceState, RegistrationMode
from .pathways import steps_of
from .programme.page import short_programme, stalls_of
from .programme.parts import part_dates, whole_of
from .quiet import helping_notes
from .structured_data import event_data
from .training_page import training_section

TRAINING = ("trainers", "frameworks")  # rows that few events have
SITE_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def event_header(event, language):
    """What every page about this event says of it: title, kind, address."""
    text = event.text(language)
    href = reverse("evenement", args=[event.slug])
    return {
        "title": text.title if text else event.slug,
        "title_lang": lang_attribute(text, language),
        "summary": text.summary if text else "",
        "summary_lang": lang_attribute(text, language),
        "kind": event.kind,
        "kind_label": event.get_kind_display(),
        "quiet": event.sensitive,
        "kind_note": "",
        "href": href,
        "absolute_url": absolute(href),
    }


def event_context(event, *, now, wanted_text="", dates=None):
    """The context of events/event.html. wanted_text: a language code asked for by `?texte=`, such as `ar`.

    dates: those of a draft (events.schedule.planned_dates); None: those that are published.
    """
    language = get_language()
    if dates is None:
        dates = list(event.occurrences.beside_their_event().filter(in_schedule=True).in_order())
    upcoming = to_come(dates, now)
    main = announced(upcoming, dates)
    # Of several dates one may be held elsewhere: the page keeps to where the others are.
    place = main.effective_place if main and len(upcoming) <= 1 else event.place
    quartier = place.quartier if place and not place.confidential else None
    parts = list(part_dates(event)) if event.pk and known(event, "parts") else []
    more = [] if parts else _nearby(event, quartier, now)  # a festival shows its own programme
    complete([*dates, *more, *parts], [event])
    by_language = {text.language: text for text in event.texts.all()}
    text = by_language.get(wanted_text) or event.text(language)
    header = event_header(event, language)
    if text is not None:
        lang = lang_attribute(text, language)
        header |= {"title": text.title, "title_lang": lang, "summary": text.summary, "summary_lang": lang}
    header["kind_note"] = dates_note(event, dates)
    to_register = door(event, dates, now=now)
    whole = whole_of(event, language)
    training = {name: list(getattr(event, name).all()) if known(event, name) else [] for name in TRAINING}
    stalls = stalls_of(event, language) if known(event, "stalls") else []
    addresses, shown = _addresses(event, to_register, header), (upcoming or dates[-1:])[:SHOWN_DATES]
    return {
        "event": header,
        "body_html": _body(text),
        "body_lang": lang_attribute(text, language),
        "missing": _missing(text, language, wanted_text),
        "other_texts": _other_texts(by_language, text, language, header["href"]),
        "image": image_of(event, language, "hero"),
        "poster": poster_of(event),
        "changes": notices(upcoming or dates[-1:], language, now=now),
        "seats": _seats(event, main, upcoming, to_register, now),
        "action": to_register.action,
        "closed_note": to_register.note,
        "draw_href": reverse("tirage", args=[event.slug]) if event.draw_at else "",
        "dates": [shown_date(date, now=now) for date in upcoming[:SHOWN_DATES]],
        "more_dates_label": more_dates(event, upcoming, now=now),
        "past": bool(dates) and not upcoming,
        "facts": facts_of(event, upcoming or dates[-1:], place, language, now=now),
        "access": access(place, event.accessibility),
        "map_links": map_links(place, language),
        "calendar": calendar_links(reverse("evenement-ics", args=[event.slug])) if dates else [],
        "share": {"url": header["absolute_url"], "label": _shared_words(event, header)[0]},
        "quiet": {
            "sensitive": event.sensitive,
            "notes": helping_notes(event, starts_at=_next_start(event, dates, upcoming), today=timezone.localdate(now)),
        },
        "organiser": _organiser(event, language),
        "quartier": {"name": quartier.name(language), "href": reverse("quartier", args=[quartier.slug])}
        if quartier
        else None,
        "more": [card(occurrence, language, now=now) for occurrence in more],
        "more_title": _("Aussi dans le quartier") if quartier else _("À venir aussi"),
        "qr": qr_href(header["href"]),
        "sharing": sharing(*_shared_words(event, header), _shared(event, language)),
        "structured_data": event_data(event, shown, language, **addresses, **_around(event, language, parts)),
        "course_data": course_data(event, dates[:SHOWN_DATES], language, **addresses, **training),
        "training": training_section(event, dates, text, language, **training),
        "whole": whole,
        "steps": steps_of(event, language) if event.pk and known(event, "steps") else [],
        "programme": short_programme(event, parts, stalls, language, now=now),
        "crumbs": [
            {"href": reverse("agenda"), "label": _("Agenda")},
            *([{"href": whole["href"], "label": whole["title"]}] if whole else []),
            # The title stands right below: no need to say it twice.
        ],
    }


def known(event, what):
    """Whether to ask for `what` (parts, stalls…): said by `for_page()`, yes for an event that is previewed."""
    return getattr(event, f"has_{what}", True)


def _seats(event, main, upcoming, to_register, now):
    """The SeatsNote of the date that is announced; None where it is full and another is not."""
    if main is None:
        return None
    note = seats_note(main, now=now)
    return None if note.code == "full" and len(upcoming) > 1 and not to_register.full else note


def _shared_words(event, header):
    """(title, description) that a message shows of the page; of a sensitive event only whose page it is."""
    return (identity(get_language()).name, "") if event.sensitive else (header["title"], header["summary"])


def _next_start(event, dates, upcoming):
    """When what one registers for begins, where it is clear for which date."""
    ahead = upcoming if event.registration_mode == RegistrationMode.DATE else dates
    held = happening(ahead)
    clear = held and (len(held) == 1 or event.registration_mode == RegistrationMode.WHOLE)
    return held[0].starts_at if clear else None


def _shared(event, language):
    """The SharedPicture of an event: its photo, else its cloth, which says nothing of a sensitive one."""
    photo = None if event.sensitive else image_of(event, language, "shared")
    if photo is None:
        return cloth_picture(event.kind, event.uuid.hex)
    return SharedPicture(absolute(photo.url), photo.width, photo.height, photo.alt)


def _addresses(event, to_register, header):
    """Absolute addresses that data for search engines name, and whether a place is left behind that of the form."""
    organiser, action = event.organiser, to_register.action
    return {
        "url": header["absolute_url"],
        "register_url": absolute(action["href"]) if action else "",
        "full": to_register.full,
        "organiser_url": absolute(reverse("partenaire", args=[organiser.slug])) if organiser.published else "",
    }


def _around(event, language, parts):
    """What else search engines are told of an event: its pictures, its parts, what it is a part of."""
    photos = [absolute(photo.url) for photo in pictures_of(event, language, "searched")]
    cloths = [cloth_address(event.kind, event.uuid.hex, size) for size in SEARCHED]
    return {
        "images": photos or cloths,
        "parts": [(date, absolute(reverse("evenement", args=[date.event.slug]))) for date in parts[:SHOWN_DATES]],
        "whole_url": absolute(reverse("evenement", args=[event.programme.slug])) if event.programme_id else "",
    }


def more_nearby(event, quartier, language, now, *, limit=4):
    """Cards of other events soon, in the same quartier when it is known; one row for each event."""
    dates = _nearby(event, quartier, now, limit=limit)
    complete(dates)
    return [card(date, language, now=now) for date in dates]


def _nearby(event, quartier, now, *, limit=4):
    dates = Occurrence.objects.published().upcoming(now).filter(state=OccurrenceState.SCHEDULED)
    dates = dates.exclude(event=event.pk) if event and event.pk else dates
    if quartier:
        dates = dates.in_quartier(quartier)
    found = {}
    for event_id, pk in dates.in_order().values_list("event_id", "pk")[: limit * 12]:
        found.setdefault(event_id, pk)
    chosen = Occurrence.objects.for_cards().prefetch_related(None).filter(pk__in=list(found.values())[:limit])
    return list(chosen.in_order())


def _body(text):
    return text.body.render_as_block() if text and text.body else ""


def _missing(text, language, wanted):
    if text is None or text.language == language or wanted:
        return ""
    return _("Ce texte n’existe pas encore en %(wanted)s. Le voici en %(found)s.") % {
        "wanted": language_name(language, language),
        "found": language_name(text.language, language),
    }


def _other_texts(by_language, shown, language, href):
    """Texts beyond the page's own language; the portal's three languages are in the switch of every page."""
    offered = {code for code in by_language if code not in SITE_LANGUAGES or code == language}
    offered -= {shown.language} if shown else set()
    order = list(LANGUAGE_NAMES)
    ranked = sorted(
        offered, key=lambda code: (code == FALC, order.index(code) if code in LANGUAGE_NAMES else len(order))
    )
    return [
        {
            "lang": code,
            "label": LANGUAGE_NAMES[code][3] if code in LANGUAGE_NAMES else code,
            "href": href if code == language else f"{href}?texte={code}",
        }
        for code in ranked
    ]


def _organiser(event, language):
    text = event.organiser.text(language)
    published = event.organiser.published
    return {
        "name": unbroken(text.name) if text else event.organiser.slug,
        "lang": lang_attribute(text, language),
        "href": reverse("partenaire", args=[event.organiser.slug]) if published else "",
        "summary": text.summary if text else "",
    }
