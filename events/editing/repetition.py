"""A recurrence rule as staff think of it: every second week on Tuesday and Thursday, until 30 June.

What does not fit these words keeps its rule as it is written (`other`).
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..recurrence import WEEKDAYS, read_parts


class Frequency(models.TextChoices):
    ONCE = "", _("Une seule fois")
    DAILY = "daily", _("Par jour")
    WEEKLY = "weekly", _("Par semaine")
    MONTHLY = "monthly", _("Par mois, le même jour du mois (le 15)")
    MONTHLY_WEEKDAY = "monthly-weekday", _("Par mois, le même jour de la semaine (le 2e mardi)")
    MONTHLY_LAST = "monthly-last", _("Par mois, la dernière fois que ce jour tombe (le dernier mardi)")
    YEARLY = "yearly", _("Par an")
    OTHER = "other", _("Autrement (règle iCalendar)")


WEEKDAY_LABELS = (
    _("lundi"),
    _("mardi"),
    _("mercredi"),
    _("jeudi"),
    _("vendredi"),
    _("samedi"),
    _("dimanche"),
)
WEEKDAY_CHOICES = list(zip(WEEKDAYS, WEEKDAY_LABELS, strict=True))


@dataclass(frozen=True)
class Repetition:
    """How a date repeats. every: 1 each time, 2 every second…; weekdays: of WEEKDAYS, for WEEKLY; until: the last
    day; count: how many times in all; rule: as written, for OTHER. Neither until nor count: without end."""

    frequency: str = Frequency.ONCE
    every: int = 1
    weekdays: tuple[str, ...] = ()
    until: date | None = None
    count: int | None = None
    rule: str = ""


def compose(repetition, day):
    """The recurrence rule of a repetition whose first date is on `day`."""
    if repetition.frequency == Frequency.ONCE:
        return ""
    if repetition.frequency == Frequency.OTHER:
        return repetition.rule
    parts = _parts(repetition, day)
    if repetition.every > 1:
        parts.insert(1, f"INTERVAL={repetition.every}")
    if repetition.until:
        parts.append(f"UNTIL={repetition.until:%Y%m%d}")
    elif repetition.count:
        parts.append(f"COUNT={repetition.count}")
    return ";".join(parts)


def _parts(repetition, day):
    weekday = WEEKDAYS[day.weekday()]
    match repetition.frequency:
        case Frequency.DAILY:
            return ["FREQ=DAILY"]
        case Frequency.WEEKLY:
            chosen = [name for name in WEEKDAYS if name in repetition.weekdays] or [weekday]
            return ["FREQ=WEEKLY", f"BYDAY={','.join(chosen)}"]
        case Frequency.MONTHLY:
            return ["FREQ=MONTHLY"]
        case Frequency.MONTHLY_WEEKDAY:
            return ["FREQ=MONTHLY", f"BYDAY={(day.day - 1) // 7 + 1}{weekday}"]
        case Frequency.MONTHLY_LAST:
            return ["FREQ=MONTHLY", f"BYDAY=-1{weekday}"]
        case Frequency.YEARLY:
            return ["FREQ=YEARLY"]


def read(rule, day):
    """The Repetition that a rule starting on `day` says; OTHER when these words cannot say it."""
    if not rule:
        return Repetition()
    parts = read_parts(rule)
    if parts["FREQ"] == "WEEKLY":
        parts.setdefault("BYDAY", WEEKDAYS[day.weekday()])  # what is not said is the first date's (§3.3.10)
    for frequency in (
        Frequency.DAILY,
        Frequency.WEEKLY,
        Frequency.MONTHLY,
        Frequency.MONTHLY_WEEKDAY,
        Frequency.MONTHLY_LAST,
        Frequency.YEARLY,
    ):
        guess = Repetition(
            frequency,
            every=int(parts.get("INTERVAL", 1)),
            weekdays=tuple(name for name in WEEKDAYS if name in parts.get("BYDAY", "").split(",")),
            until=_day(parts.get("UNTIL", "")),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
        )
        if _meaning(read_parts(compose(guess, day))) == _meaning(parts):
            return guess
    return Repetition(Frequency.OTHER, rule=rule)


def _meaning(parts):
    """The rule's parts, whatever their order; the week starts on Monday unless it is said otherwise."""
    return {"INTERVAL": "1", "WKST": "MO"} | parts | {"BYDAY": sorted(parts.get("BYDAY", "").split(","))}


def _day(until):
    """UNTIL as a day, when it is one; what has an hour is said otherwise."""
    return date.fromisoformat(until) if len(until) == 8 else None
