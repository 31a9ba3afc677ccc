"""Who runs this portal. The ground does not know where staff edit it: a setting names the function that does."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Identity:
    """The portal's name and publisher in one language, with the contacts printed on pages and letters."""

    name: str
    publisher: str
    email: str
    phone: str
    phone_href: str


def identity(language):
    """The Identity for readers of `language`."""
    return import_string(settings.MAILLAGE_SITE_IDENTITY)(language)


def absolute(path):
    """An address of this portal as it stands in letters, calendars and exports."""
    return f"{settings.MAILLAGE_SITE_URL}{path}"
