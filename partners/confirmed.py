"""When somebody last said that a record is true, in words. No query, no clock."""

from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words_year

from .models.freshness import BY_CITY, BY_PARTNER


def confirmed_words(record):
    """When somebody last said that the record is true, and who; empty when nobody ever did."""
    if record.confirmed_at is None:
        return ""
    said = {
        BY_PARTNER: _("Le partenaire a confirmé ces informations le %(day)s."),
        BY_CITY: _("La Ville a confirmé ces informations le %(day)s."),
    }.get(record.confirmed_by, _("Ces informations ont été confirmées le %(day)s."))
    return said % {"day": day_words_year(record.confirmed_at)}
