"""The public page of a draft, as it would stand if it were published now, in each language of its texts."""

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from portal.kit.texts import FALC, LANGUAGE_NAMES

from .event_page import SITE_LANGUAGES, event_context
from .models import Capacity, RegistrationMode
from .schedule import planned_dates

INERT = "#"  # buttons look as they will, and lead nowhere


def preview_modes(event):
    """[(language code, its own name)] of the texts that there are, the portal's languages first."""
    codes = {text.language for text in event.texts.all()}
    known = [code for code in LANGUAGE_NAMES if code in codes]
    return [(code, LANGUAGE_NAMES[code][3]) for code in known] + [(code, code) for code in sorted(codes - set(known))]


def preview_response(event, request, mode):
    """The page, rendered in the language of `mode`; texts beyond the portal's languages stand on a page of one."""
    page_language = mode if mode in SITE_LANGUAGES else "fr" if mode == FALC else get_language()
    if page_language not in SITE_LANGUAGES:
        page_language = settings.LANGUAGE_CODE
    with override(page_language):
        context = preview_context(event, wanted_text="" if mode in SITE_LANGUAGES else mode)
        return TemplateResponse(request, "events/event.html", context).render()


def preview_context(event, *, wanted_text=""):
    """The context of events/event.html with the dates that publishing this version would give; nothing is written."""
    now = timezone.now()
    event.live = True  # in memory: a draft reads as it would be published
    if event.registration_mode == RegistrationMode.WHOLE and event.capacity is None:
        event.capacity = Capacity(limit=event.seats)
    context = event_context(event, now=now, wanted_text=wanted_text, dates=planned_dates(event, now=now))
    if context["action"]:
        context["action"] |= {"href": INERT}
    for date in context["dates"]:
        date["register_href"] = date["register_href"] and INERT
    return context
