"""Dates in words, for staff."""

from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words_year, hour

from ..letters import day_and_hours


def moved_note(occurrence):
    """What staff did to the hours of a date that they moved, or held although its rule went."""
    by_rule = (occurrence.rule_starts_at, occurrence.rule_ends_at)
    if by_rule != (occurrence.starts_at, occurrence.ends_at):
        return _("déplacée (d’abord %(rule)s)") % {"rule": day_and_hours(*by_rule)}
    if occurrence.previous_starts_at:
        first = f"{day_words_year(occurrence.previous_starts_at)}, {hour(occurrence.previous_starts_at)}"
        return _("déplacée (d’abord %(rule)s)") % {"rule": first}
    return _("maintenue à son heure")
