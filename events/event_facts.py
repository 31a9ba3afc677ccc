"""The facts of one event's page: when, where, for how much, for whom, and whom to ask."""

import re
from decimal import Decimal

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.place_facts import address_lines
from portal.kit.contact import display_phone
from portal.kit.texts import Line, language_name, translated_line, unbroken
from portal.templatetags.wording import day_month_from, day_words_from, euros, hours

from .cards import state_of
from .event_dates import happening, without_end
from .models import Audience, RegistrationMode

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def facts_of(event, dates, place, language, *, now):
    """[{code, label, lines: [Line], links: [{href, label}]}] of what is known, for components/facts.html.

    dates: those to come, or the last one of an event that is over.
    """
    spoken = ", ".join(language_name(code, language) for code in event.languages)
    facts = [
        _fact("when", _("Quand"), _when(event, dates, now)),
        _fact("where", _("Où"), _where(event, dates, place, language, now), _meeting(event)),
        _fact("price", _("Prix"), _price(event, language)),
        _fact("public", _("Pour qui"), _for_whom(event)),
        _fact("language", _("Langue"), [capfirst(spoken)]),
        _fact("childcare", _("Garderie"), [_("Garderie sur place")] if event.has_childcare else []),
        _contact(event),
    ]
    return [fact for fact in facts if fact["lines"] or fact["links"]]


def _fact(code, label, lines, links=()):
    lines = [line if isinstance(line, Line) else Line(line) for line in lines if line]
    return {"code": code, "label": label, "lines": [line for line in lines if line.text], "links": list(links)}


def _when(event, dates, now):
    today = timezone.localdate(now)
    if not dates:
        return [_("Date à fixer")]
    held = happening(dates)
    if len(held or dates) == 1:
        return _only_date((held or dates)[0], today)
    spanned = held or dates
    span = without_end(event) or _("Du %(first)s au %(last)s") % {
        "first": day_month_from(spanned[0].starts_at, today),
        "last": day_month_from(spanned[-1].starts_at, today),
    }
    if not held:
        return [span]
    upcoming = _("Prochaine date : %(day)s, %(hours)s") % {
        "day": day_words_from(held[0].starts_at, today),
        "hours": unbroken(hours(held[0].starts_at, held[0].ends_at)),
    }
    return [upcoming, span]


def _only_date(date, today):
    state = state_of(date)
    called_off = state.label if state and state.code != "moved" else ""
    return [day_words_from(date.starts_at, today), hours(date.starts_at, date.ends_at), called_off]


def _where(event, dates, place, language, now):
    elsewhere = _elsewhere(dates, place, language, now)
    if not event.is_online:
        return [*(address_lines(place, language) if place else []), *elsewhere]
    online = [_("En ligne") if place is None else _("Et en ligne")]
    if event.online_url and event.registration_mode != RegistrationMode.NONE:
        online.append(_("Le lien pour rejoindre la rencontre est envoyé à l’inscription."))
    return [*(address_lines(place, language) if place else []), *online, *elsewhere]


def _elsewhere(dates, place, language, now):
    """The next date's own place, where the page tells that of the others."""
    following = next(iter(happening(dates)), None)
    if following is None or following.place is None or following.place == place:
        return []
    day = day_words_from(following.starts_at, timezone.localdate(now))
    there = ", ".join(map(str, address_lines(following.place, language)[:2]))
    return [_("Mais le %(day)s : %(place)s") % {"day": day, "place": there}]


def _meeting(event):
    """The way to an online meeting, where nobody registers and thus nobody is sent it."""
    address = event.open_meeting_url
    return [{"href": address, "label": _("Rejoindre la rencontre en ligne")}] if address else []


def _price(event, language):
    label = translated_line(event, "price_label", language)
    if event.is_free:
        return [_("Gratuit"), label]
    if event.price is None or _says(label.text, event.price):
        return [label]
    return [euros(event.price), label]


def _says(label, price):
    """Whether the amount stands in the words already: « 5 €, encre et papier compris »."""
    return any(Decimal(number.replace(",", ".")) == price for number in NUMBER.findall(label))


def _for_whom(event):
    known = dict(Audience.choices)
    return [", ".join(str(known[code]) for code in event.audiences if code in known), ages(event)]


def ages(event):
    """« de 6 à 12 ans », « dès 16 ans », « jusqu’à 12 ans »; the empty string when anybody may come."""
    low, high = event.age_min, event.age_max
    if low and high:
        return _("de %(low)s à %(high)s ans") % {"low": low, "high": high}
    if low:
        return _("dès %(low)s ans") % {"low": low}
    return _("jusqu’à %(high)s ans") % {"high": high} if high else ""


def _contact(event):
    email = event.contact_email or event.organiser.email
    phone = event.contact_phone or event.organiser.phone
    links = []
    if phone:
        links.append({"href": f"tel:{phone}", "label": display_phone(phone)})
    if email:
        links.append({"href": f"mailto:{email}", "label": email})
    return _fact("contact", _("Contact"), [], links)
