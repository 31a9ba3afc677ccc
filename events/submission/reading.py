"""What the one-page form shows of an event, and what of it the form cannot say and therefore leaves alone."""

from dataclasses import dataclass, field

from portal.kit.texts import OFFICIAL_LANGUAGES

from ..editing.repetition import Frequency, read
from ..models import RegistrationMode
from ..recurrence import WEEKDAYS
from .texts import plain

ONCE, WEEKLY, FORTNIGHTLY = "once", "weekly", "fortnightly"
EVERY = {WEEKLY: 1, FORTNIGHTLY: 2}
ONLINE = "online"


@dataclass(frozen=True)
class Shown:
    """initial: the form's values. keeps_dates: the dates say more than the form can; keeps_bodies: the languages whose
    text does; other_languages: those whose texts the form does not show."""

    initial: dict = field(default_factory=dict)
    keeps_dates: bool = False
    keeps_bodies: tuple = ()
    other_languages: tuple = ()


def new_post(partner, language, *, last=None):
    """What an empty form proposes. last: the partner's latest event, whose kind is probably this one's too."""
    second = next(code for code in OFFICIAL_LANGUAGES if code != language)
    initial = {
        "language": language,
        "language2": second,
        "kind": last.kind if last else "",
        "begins": "14:00",
        "ends": "16:00",
        "repeats": ONCE,
        "place": str(partner.place_id or ""),
        "price_kind": "free",
        "registration": RegistrationMode.NONE,
        "languages": partner.languages,
        "contact_email": partner.email,
        "contact_phone": partner.phone,
        "focus_x": 50,
        "focus_y": 50,
    }
    return Shown(initial)


def shown(event, language, *, again=False):
    """The Shown of an event (its latest version). again: as the start of another one, so without its days."""
    texts = {text.language: text for text in event.texts.all()}
    first, second = _two(texts, language)
    when, keeps_dates = _when(list(event.rules.all()))
    if again:
        keeps_dates = False
        when = {name: value for name, value in when.items() if name in ("begins", "ends")}
    initial = {
        **_words(texts.get(first), ""),
        **_words(texts.get(second), "2"),
        "language": first or language,
        "language2": second or next(code for code in OFFICIAL_LANGUAGES if code != (first or language)),
        "kind": event.kind,
        "repeats": ONCE,
        **when,
        "place": str(event.place_id) if event.place_id else ONLINE if event.is_online else "",
        "online_url": event.online_url,
        "audiences": event.audiences,
        "themes": [theme.pk for theme in event.themes.all()],
        "languages": event.languages,
        "price_kind": "free" if event.is_free else "paid",
        "price": event.price,
        "price_label": getattr(event, f"price_label_{first}", ""),
        "price_label2": getattr(event, f"price_label_{second}", ""),
        "age_min": event.age_min,
        "age_max": event.age_max,
        "registration": event.registration_mode,
        "seats": event.seats,
        "accessibility": [code for code, answer in (event.accessibility or {}).items() if answer == "yes"],
        "contact_email": event.contact_email,
        "contact_phone": event.contact_phone,
        **_photo(event.image, first, second),
    }
    return Shown(
        initial,
        keeps_dates=keeps_dates,
        keeps_bodies=tuple(code for code in (first, second) if code and plain(texts[code].body) is None),
        other_languages=tuple(sorted(set(texts) - {first, second})),
    )


def _two(texts, language):
    """The two languages that the form shows: the reader's and the City's first, "" where there is none."""
    order = [code for code in (language, *OFFICIAL_LANGUAGES, *sorted(texts)) if code in texts]
    return [*dict.fromkeys(order), "", ""][:2]


def _words(text, number):
    if text is None:
        return {}
    return {
        f"title{number}": text.title,
        f"summary{number}": text.summary,
        f"description{number}": plain(text.body) or "",
    }


def _when(rules):
    """(what the form says of these rules, whether it cannot say them)."""
    if not rules:
        return {"begins": "14:00", "ends": "16:00"}, False
    first = rules[0]
    when = {"day": first.day, "begins": first.begins, "ends": first.ends}
    if any(rule.extra_days or rule.except_days for rule in rules):
        return when, True
    if len(rules) == 1 and first.rule:
        said = read(first.rule, first.day)
        every = {number: name for name, number in EVERY.items()}.get(said.every)
        one_day = said.frequency == Frequency.WEEKLY and said.weekdays == (WEEKDAYS[first.day.weekday()],)
        if not (one_day and every and said.until):
            return when, True
        return when | {"repeats": every, "until": said.until}, False
    same = all((rule.begins, rule.ends, rule.rule) == (first.begins, first.ends, "") for rule in rules)
    return when | {"more_days": [rule.day.isoformat() for rule in rules[1:]]}, not same


def _photo(image, first, second):
    if image is None:
        return {"focus_x": 50, "focus_y": 50}
    focus = image.get_focal_point()
    return {
        "alt": getattr(image, f"alt_{first}", ""),
        "alt2": getattr(image, f"alt_{second}", ""),
        "credit": image.credit,
        "consent": image.consent,
        "focus_x": round(100 * focus.centroid.x / image.width) if focus else 50,
        "focus_y": round(100 * focus.centroid.y / image.height) if focus else 50,
    }
