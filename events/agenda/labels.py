"""Filters in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Feature
from portal.kit.texts import SPOKEN_CHOICES, language_name
from portal.templatetags.wording import day_words_from

from ..models import Audience, EventKind
from .filters import LEGENDS, MOMENTS
from .periods import WHENS
from .query import LISTS

FIXED = {
    "moment": MOMENTS,
    "type": dict(EventKind.choices),
    "public": dict(Audience.choices),
    "acces": dict(Feature.choices),
}


def values_of(name, names, language):
    """{value: label} of a filter, in the order in which it is shown."""
    if name in names.labels:
        return names.labels[name][language]
    if name == "langue":
        return {code: language_name(code, language) for code, _label in SPOKEN_CHOICES}
    return {value: str(label) for value, label in FIXED.get(name, {"1": LEGENDS[name]}).items()}


def labels_of(query, names, language, *, today):
    """[(filter, value, label)] of everything that was asked for, in the order of the address."""
    found = [("q", None, _("« %(words)s »") % {"words": query.words})] if query.words else []
    found += [("quand", when, str(WHENS[when])) for when in query.whens]
    if query.first or query.last:
        found.append(("dates", None, _dates_label(query.first, query.last, today)))
    for name in LISTS:
        if name in query.lists:
            labels = {} if name == "age" else values_of(name, names, language)
            found += [(name, value, labels.get(value) or age_label(int(value))) for value in query.lists[name]]
    return found


def age_label(years):
    return ngettext("%(years)s an", "%(years)s ans", years) % {"years": years}


def _dates_label(first, last, today):
    if last is None:
        return _("À partir du %(day)s") % {"day": day_words_from(first, today)}
    if first is None:
        return _("Jusqu’au %(day)s") % {"day": day_words_from(last, today)}
    if first == last:
        return day_words_from(first, today)
    days = {"first": day_words_from(first, today), "last": day_words_from(last, today)}
    return _("Du %(first)s au %(last)s") % days
