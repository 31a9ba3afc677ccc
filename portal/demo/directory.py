"""What the directory knows of the demonstration’s partners beyond their texts, and their services."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from partners.models import (
    Contact,
    OpeningRule,
    Presence,
    Service,
    ServiceText,
    TemporaryChange,
)

from .files import WEEKDAYS, texts

TRIO = ("fr", "nl", "en")


@dataclass(frozen=True)
class Ground:
    """What records name by slug, and the day of loading."""

    places: dict
    themes: dict
    channels: dict
    today: date


def fill_partner(partner, row, ground):
    """Give a partner that is not saved yet what its [[record]] says."""
    partner.audiences, partner.legal_form = row["audiences"], row["legal_form"]
    partner.themes = [ground.themes[slug] for slug in row["themes"]]
    partner.enterprise_number = row.get("enterprise_number", "")
    partner.closed_on_holidays = not row.get("open_on_holidays", False)
    partner.confirmed_at = _noon(ground.today - timedelta(days=row["confirmed_days_ago"]))
    facts = dict(row.get("facts", {}))
    partner.enrolment_channel = ground.channels.get(facts.pop("channel", ""))
    for name, value in facts.items():
        setattr(partner, name, value)
    elsewhere = row.get("presences", [])
    partner.hours = [
        *_rules(row["hours"]),
        *(rule for each in elsewhere for rule in _rules(each.get("hours", []), place=ground.places[each["place"]])),
    ]
    partner.presences = [
        Presence(place=ground.places[each["place"]], sort_order=number, **_trio(each, "note"))
        for number, each in enumerate(elsewhere)
    ]
    partner.changes = [_change(each, ground.today) for each in row.get("changes", [])]
    partner.contacts = [_contact(each, number) for number, each in enumerate(row.get("contacts", []))]


def make_service(row, partner, ground):
    """The Service of a [[service]], not saved."""
    service = Service(partner=partner, confirmed_at=partner.confirmed_at, is_free="fee" not in row)
    for name in (
        "slug",
        "status",
        "audiences",
        "languages",
        "minimum_age",
        "maximum_age",
        "fee",
        "appointment",
        "channels",
        "phone",
    ):
        if name in row:
            setattr(service, name, row[name])
    service.closed_on_holidays = not row.get("open_on_holidays", False)
    service.enrolment_channel = ground.channels.get(row.get("channel", ""))
    service.themes = [ground.themes[slug] for slug in row["themes"]]
    service.texts = [ServiceText(language=language, **text) for language, text in texts(row).items()]
    service.hours = _rules(row.get("hours", []))
    service.presences = [
        Presence(place=ground.places[slug], sort_order=number) for number, slug in enumerate(row.get("presences", []))
    ]
    return service


def _rules(lines, *, place=None):
    """OpeningRules of lines such as `mon-fri 09:00-12:30 appointment`."""
    return [_rule(*line.split(), place=place) for line in lines]


def _rule(days, hours, attending="", *, place):
    opens, closes = hours.split("-")
    return OpeningRule(
        days=_days(days),
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        attending=attending,
        place=place,
    )


def _days(words):
    """[0, 1, 2, 4] of `mon-wed,fri`."""
    found = []
    for part in words.split(","):
        first, _dash, last = part.partition("-")
        found += range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    return found


def _change(row, today):
    starts = today + timedelta(days=row["in_days"])
    early = row.get("announced_days_before")
    return TemporaryChange(
        effect=row["effect"],
        starts_on=starts,
        ends_on=starts + timedelta(days=row["days"] - 1),
        opens=time.fromisoformat(row["opens"]) if "opens" in row else None,
        closes=time.fromisoformat(row["closes"]) if "closes" in row else None,
        shown_from=starts - timedelta(days=early) if early else None,
        **_trio(row, "text"),
    )


def _contact(row, number):
    plain = {name: row[name] for name in ("name", "phone", "email", "kind", "languages", "public") if name in row}
    return Contact(sort_order=number, **plain, **_trio(row, "role"))


def _trio(row, name):
    return {f"{name}_{language}": row.get(language, "") for language in TRIO}


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
