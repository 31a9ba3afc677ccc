"""Days on which a series may rest: the public holidays of Belgium and the school holidays of its two networks."""

from functools import cached_property, lru_cache, partial

from django.utils import timezone

from .models import ScheduleRule, SchoolHoliday, SchoolNetwork
from .recurrence import slots

COUNTRY = "BE"
LIBRARY_LANGUAGES = {"fr": "fr", "nl": "nl", "en": "en_US"}


@lru_cache(maxsize=256)
def public_holidays(year, language):
    """{day: name} of the public holidays of Belgium in this year, in words for readers of `language`."""
    from holidays import country_holidays  # nearly a second to load: only where a series rests

    return dict(country_holidays(COUNTRY, years=year, language=LIBRARY_LANGUAGES.get(language, "fr")))


class Calendars:
    """What is closed on which days; the school holidays are asked for once, when a rule needs them."""

    @cached_property
    def _school(self):
        return list(SchoolHoliday.objects.all())

    def closing(self, rule):
        """A function that says of a day whether this rule rests on it, or None for a rule that never does."""
        if not rule.skips_public_holidays and not rule.skips_school_holidays:
            return None
        return partial(self.reason, rule)

    def reason(self, rule, day, language="fr"):
        """Why this rule rests on `day`, in words for readers of `language`; the empty string when it does not."""
        public = public_holidays(day.year, language).get(day, "") if rule.skips_public_holidays else ""
        return public or self._school_holiday(rule.skips_school_holidays, day, language)

    def _school_holiday(self, network, day, language):
        if not network:
            return ""
        networks = (SchoolNetwork.FWB, SchoolNetwork.VL) if network == SchoolNetwork.BOTH else (network,)
        found = (row for row in self._school if row.network in networks and row.starts_on <= day <= row.ends_on)
        return next((row.name(language) for row in found), "")


def resting_rules():
    """The published rules that rest on some days, as a queryset."""
    return ScheduleRule.objects.filter(skips_public_holidays=True) | ScheduleRule.objects.exclude(
        skips_school_holidays=""
    )


def skipped_days(event, *, now, until, language):
    """[(day, why)] of the days from today to `until` on which the event's rules would give a date but rest."""
    calendars, today, found = Calendars(), timezone.localdate(now), {}
    for rule in event.rules.all():
        if calendars.closing(rule) is None:
            continue
        for slot in slots(rule, zone=event.timezone, until=until, since=today):
            if slot.day >= today and (why := calendars.reason(rule, slot.day, language)):
                found[slot.day] = why
    return sorted(found.items())
