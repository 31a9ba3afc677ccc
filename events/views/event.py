"""The page of an event, and what stands at its address when there is none any more."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kit.texts import LANGUAGE_NAMES, lang_attribute

from ..event_page import event_context, more_nearby
from ..models import Event, EventFormerSlug, EventText
from ..quiet import watch_for


@require_safe
def event(request, slug):
    """An event; a former address redirects; a withdrawn event that was public is gone (410), a draft never was."""
    found = Event.objects.for_page().filter(slug=slug).first()
    if found is None:
        return former(request, slug)
    if not found.live:
        if found.was_public:
            return gone(request, found)
        raise Http404
    watch_for(request, found)
    wanted = request.GET.get("texte", "")
    context = event_context(found, now=timezone.now(), wanted_text=wanted if wanted in LANGUAGE_NAMES else "")
    return render(request, "events/event.html", context)


def find_event(slug):
    """The published event at this slug with its titles, or Http404; what else is shown is asked for when it is."""
    titles = Prefetch("texts", EventText.objects.defer("body"))
    known = Event.objects.published().select_related("capacity", "place__quartier")
    found = known.prefetch_related(titles).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def elsewhere(request, slug, *, name):
    """What the page `name` (of the addresses) of an event answers where find_event finds none: its new address, or
    gone. Raises Http404 if there never was one."""
    withdrawn = Event.objects.select_related("place__quartier").filter(slug=slug).first()
    if withdrawn is None:
        return former(request, slug, name=name)
    if withdrawn.was_public:
        return gone(request, withdrawn)
    raise Http404


def former(request, slug, *, name="evenement"):
    """What an address that was an event's answers now: its new one, or gone. Raises Http404 if it never was.

    What was typed goes on to the new address (308).
    """
    kept = EventFormerSlug.objects.filter(slug=slug).select_related("target").first()
    if kept is None:
        raise Http404
    if kept.target is None:
        return gone(request, None)
    if not kept.target.live:
        return elsewhere(request, kept.target.slug, name=name)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    address = reverse(name, args=[kept.target.slug]) + query
    return redirect(address, permanent=True, preserve_request=request.method == "POST")


def gone(request, event):
    """410: what was here is no longer proposed, and what else there is."""
    quartier = event.place.quartier if event and event.place and not event.place.confidential else None
    text = event.text(get_language()) if event else None
    context = {
        "title": _withdrawn(text.title) if text else _("Cette activité n’est plus proposée"),
        "heading": _withdrawn(_marked(text)) if text else _("Cette activité n’est plus proposée"),
        "text": _("Elle a été retirée de l’agenda. Voici ce qui se passe bientôt."),
        "agenda_href": reverse("agenda"),
        "more": more_nearby(event, quartier, get_language(), timezone.now(), limit=6),
        "more_title": _("À venir dans le quartier") if quartier else _("À venir"),
    }
    return render(request, "410.html", context, status=410)


def _withdrawn(title):
    return format_html(_("« {title} » n’est plus proposée"), title=title)


def _marked(text):
    """A title in another language than the page's says so."""
    lang = lang_attribute(text, get_language())
    return format_html('<bdi lang="{}">{}</bdi>', lang, text.title) if lang else text.title
