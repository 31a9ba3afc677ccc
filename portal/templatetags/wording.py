"""Dates and hours in words, by the rules of each language."""

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language

register = template.Library()

NBSP = "\u00a0"
WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def _language():
    code = (get_language() or "fr").partition("-")[0]
    return code if code in WEEKDAYS else "fr"


def _local(moment):
    return timezone.localtime(moment) if hasattr(moment, "tzinfo") and timezone.is_aware(moment) else moment


@register.filter
def hour(moment):
    """9 h 30 (French), 9.30 uur (Dutch), 9:30 (English); a full hour in French and Dutch has no minutes."""
    if not moment:
        return ""
    local = _local(moment)
    language = _language()
    if language == "fr":
        return f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02}" if local.minute else "")
    if language == "nl":
        return f"{local.hour}" + (f".{local.minute:02}" if local.minute else "") + f"{NBSP}uur"
    return f"{local.hour}:{local.minute:02}"


@register.filter
def weekday(day):
    return WEEKDAYS[_language()][_local(day).weekday()] if day else ""


@register.filter
def weekday_start(day):
    """lun, ma, Mon: how a narrow column begins the day's name, which weekday_rest ends."""
    return weekday(day)[: 2 if _language() == "nl" else 3]


@register.filter
def weekday_rest(day):
    return weekday(day)[len(weekday_start(day)) :]


@register.filter
def month(day):
    return MONTHS[_language()][_local(day).month - 1] if day else ""


@register.filter
def day_month(day):
    """28 novembre; the first of a month is « 1er » in French."""
    if not day:
        return ""
    local = _local(day)
    number = "1er" if local.day == 1 and _language() == "fr" else str(local.day)
    return f"{number}{NBSP}{month(local)}"


@register.filter
def month_year(day):
    """novembre 2026"""
    return f"{month(day)}{NBSP}{_local(day).year}" if day else ""


@register.filter
def day_words(day):
    """samedi 28 novembre, on one line"""
    return f"{weekday(day)}{NBSP}{day_month(day)}" if day else ""


@register.filter
def day_words_year(day):
    """samedi 28 novembre 2026"""
    return f"{day_words(day)} {_local(day).year}" if day else ""


@register.filter
def day_words_from(day, today):
    """samedi 28 novembre; with its year when that is not the year of `today`."""
    return day_words(day) if _local(day).year == today.year else day_words_year(day)


@register.filter
def day_month_from(day, today):
    """28 novembre; with its year when that is not the year of `today`."""
    return day_month(day) if _local(day).year == today.year else f"{day_month(day)} {_local(day).year}"


@register.filter
def iso(moment):
    """For `datetime=` attributes: ISO 8601 with the offset."""
    return _local(moment).isoformat(timespec="minutes") if hasattr(moment, "hour") else moment.isoformat()


@register.simple_tag
def hours(starts, ends):
    """9 h 30 – 12 h 30; with its days when it ends on another one (a night that ends by six is one evening)."""
    first, last = _local(starts), _local(ends)
    if first == last:
        return hour(first)
    same_evening = (last - first).total_seconds() < 18 * 3600 and last.hour < 7
    if first.date() == last.date() or same_evening:
        start, end = hour(first), hour(last)
        if _language() == "nl":
            start = start.removesuffix(f"{NBSP}uur")
        return f"{start} – {end}"
    return f"{day_words(first)}, {hour(first)} – {day_words(last)}, {hour(last)}"


@register.filter
def as_heading(sentence):
    """A label before a colon: the sentence without the full stop that ends it."""
    return str(sentence).removesuffix(".")


@register.filter
def euros(amount):
    """Decimal euros: 5 € or 5,50 € (French), € 5 or € 5,50 (Dutch), €5 or €5.50 (English)."""
    whole = amount == int(amount)
    number = str(int(amount)) if whole else formats.number_format(amount, 2)
    return {"fr": f"{number}{NBSP}€", "nl": f"€{NBSP}{number}", "en": f"€{number}"}[_language()]
