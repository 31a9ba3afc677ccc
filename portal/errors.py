"""Pages for what went wrong, in the site's design. They never fail themselves: the last word is a static page."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.event_page import more_nearby
from portal.cms.translations import HOMES
from portal.layout import frame

logger = logging.getLogger("maillage.errors")
SHOWN = 4


def bad_request(request, exception=None):
    """400: the address or the form cannot be read."""
    return _static_page("400.html", 400)


def forbidden(request, exception=None):
    """403: not for this account."""
    return _page(request, "403.html", 403, title=_("Cette page est réservée"), text=_("Votre compte n’y a pas accès."))


def not_found(request, exception=None):
    """404: nothing there; what is on soon stands below."""
    text = _("L’adresse est peut-être incomplète, ou la page a été retirée. Voici ce qui se passe bientôt.")
    return _page(request, "404.html", 404, title=_("Cette page n’existe pas"), text=text)


def server_error(request):
    """500: our fault."""
    return _static_page("500.html", 500)


def too_many(request):
    """429: asked too often."""
    return _static_page("429.html", 429)


def _page(request, template, status, *, title, text):
    request.alternates = HOMES
    try:
        more = more_nearby(None, None, get_language(), timezone.now(), limit=SHOWN)
        context = {**frame(request), "canonical": "", "alternates": []}
        context |= {"title": title, "text": text, "more": more, "more_title": _("À venir")}
        return render(request, template, context, status=status)
    except Exception:
        logger.exception("The page for a %s failed", status)
        return server_error(request)


def _static_page(template, status):
    # Without the request: no context processor, so nothing that could fail for the same reason again.
    return HttpResponse(loader.get_template(template).render(), status=status)
