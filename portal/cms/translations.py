"""The languages of the site's pages: where each one starts, and what search engines call it."""

from django.conf import settings

HOMES = {code: f"/{code}/" for code, _name in settings.LANGUAGES}
# BCP-47 with the country, since other countries' search engines know French and Dutch too.
HREFLANG = {"fr": "fr-BE", "nl": "nl-BE", "en": "en"}
NO_LANGUAGE = "x-default"


def alternates(paths):
    """[(hreflang, path)] of a page that exists at {language: path}, x-default among them."""
    default = "/" if paths == HOMES else paths.get("fr", next(iter(paths.values())))
    return [*((HREFLANG[code], path) for code, path in paths.items()), (NO_LANGUAGE, default)]
