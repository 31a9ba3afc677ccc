"""Opening hours as schedules: the parts of an RRULE (RFC 5545 §3.3.10) with hours on the wall clock."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words_year

from ..hours import applies
from ..models import Attending, Effect
from .ids import derived
from .parts import filled
from .terms import fact

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def schedule_objects(rules, changes, reader, *, owner, key, closed_on_holidays, closures=(), inherited=False):
    """schedules of OpeningRules and of TemporaryChanges that are not over; key: the field that names the `owner`.

    closures: further changes, whose closures hold here too. inherited: rules and changes are those of the partner,
    said again of a service or a place, under identifiers of their own.

    HSDS has no exceptions. Other hours are a schedule of their own for their days. A closure is said in the notes of
    every weekly schedule, and as an attribute with its days: a schedule without hours would be read as open all day.
    """
    coming = [row for row in changes if row.effect != Effect.NOTICE and row.last_day >= reader.today]
    closing = [row for row in closures if row.effect == Effect.CLOSED and row.last_day >= reader.today]
    told = sorted([*coming, *closing], key=lambda row: (row.starts_on, row.pk))
    schedules = []
    for rule in rules:
        if rule.valid_to is None or rule.valid_to >= reader.today:
            own = derived(rule.uuid, owner) if inherited else rule.uuid
            schedules.append({"id": str(own), key: str(owner)} | _weekly(rule, told, reader, own, closed_on_holidays))
    for row in coming:
        if row.effect == Effect.HOURS:
            own = derived(row.uuid, owner) if inherited else row.uuid
            schedules.append({"id": str(own), key: str(owner)} | _exceptional(row, reader))
    return schedules


def _weekly(rule, changes, reader, own, holidays):
    holding = [row for row in changes if _meet(rule, row)]
    notes = [_night(rule), _("Fermé les jours fériés.") if holidays else "", *(_said(row, reader) for row in holding)]
    offset = _offset(max(rule.valid_from or reader.today, reader.today))
    return filled(
        {
            "valid_from": _date(rule.valid_from),
            "valid_to": _date(rule.valid_to),
            # “Necessary when using the ‘interval’ feature” (schedule.dtstart).
            "dtstart": _date(_first_day(rule)),
            "freq": "WEEKLY",
            "interval": rule.every,
            "wkst": "MO",
            "byday": ",".join(BYDAY[number] for number in sorted(rule.days)),
            **_hours(rule, offset),
            "attending_type": str(Attending(rule.attending).label) if rule.attending else "",
            "description": rule.note(reader.language).text,
            "notes": " ".join(filter(None, notes)),
            "attributes": [_change(row, reader, own) for row in holding],
        }
    )


def _exceptional(change, reader):
    return filled(
        {
            "valid_from": _date(change.starts_on),
            "valid_to": _date(change.last_day),
            "dtstart": _date(change.starts_on),
            "until": _date(change.last_day),
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(BYDAY),
            **_hours(change, _offset(change.starts_on)),
            "description": _said(change, reader),
            "notes": " ".join(filter(None, [_("Ces heures remplacent celles des autres horaires."), _night(change)])),
        }
    )


def _hours(row, offset):
    """opens_at and closes_at “should include timezone information”, which a wall clock does not have.

    The offset is that of the day of asking (of the first day, when that is later): the hours are right as they are
    read, all year, and right as instants until the clocks change.
    """
    hours = offset.total_seconds() / 3600
    sign, minutes = "-" if hours < 0 else "+", round(abs(hours) * 60)
    suffix = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return {
        "timezone": int(hours) if hours == int(hours) else hours,
        "opens_at": f"{row.opens:%H:%M}{suffix}",
        "closes_at": f"{row.closes:%H:%M}{suffix}",
    }


def _offset(day):
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - made aware on the next line
    return noon.replace(tzinfo=timezone.get_default_timezone()).utcoffset()


def _first_day(rule):
    if rule.valid_from is None or not rule.days:
        return None
    days = (rule.valid_from + timedelta(days=offset) for offset in range(7 * rule.every + 7))
    return next((day for day in days if applies(rule, day)), None)


def _meet(rule, change):
    return (rule.valid_from is None or rule.valid_from <= change.last_day) and (
        rule.valid_to is None or change.starts_on <= rule.valid_to
    )


def _night(row):
    """What closes no later than it opens closes on the day after; HSDS has no field for it."""
    if row.closes > row.opens:
        return ""
    return _("Jour et nuit.") if row.closes == row.opens else _("Ferme le lendemain.")


def _said(change, reader):
    """« Fermé du lundi 3 août 2026 au lundi 10 août 2026. Congés annuels »"""
    first, last = change.starts_on, change.last_day
    if change.effect == Effect.CLOSED:
        said = _("Fermé le %(first)s.") if first == last else _("Fermé du %(first)s au %(last)s.")
    else:
        said = _("Autres heures le %(first)s.") if first == last else _("Autres heures du %(first)s au %(last)s.")
    words = said % {"first": day_words_year(first), "last": day_words_year(last)}
    return " ".join(filter(None, [words, change.text(reader.language).text]))


def _change(change, reader, schedule):
    """The attribute that says when the weekly hours do not hold: an interval of ISO 8601, both days included."""
    days = f"{change.starts_on.isoformat()}/{change.last_day.isoformat()}"
    found = fact(change.effect, _said(change, reader), days, owner=schedule, entity="schedule")
    return found | {"id": derived(change.uuid, schedule)}


def _date(day):
    return day.isoformat() if day else ""
