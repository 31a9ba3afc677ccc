"""The page of an event's draw: the seal before it, the seed and the order after it."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.templatetags.wording import day_words, hour

from ..draw import seal_of, seed_of
from ..event_page import event_header
from ..models import Occurrence, RegistrationMode
from ..quiet import watch_for
from .event import find_event

SHOWN = 60


@require_safe
@never_cache
def draw(request, slug):
    """Everybody may look: references say nothing of anybody to whom they were not given."""
    event = find_event(slug)
    if event.draw_at is None:
        raise Http404
    watch_for(request, event)
    dates = [None]
    if event.registration_mode == RegistrationMode.DATE:
        dates = list(Occurrence.objects.filter(event=event, in_schedule=True).in_order()[:SHOWN])
    held = {row.occurrence_id: row for row in event.draws.all()}
    context = {
        "event": event_header(event, get_language()),
        "when": f"{day_words(event.draw_at)}, {hour(event.draw_at)}",
        "draws": [_shown(event, date, held.get(date and date.pk)) for date in dates],
    }
    return render(request, "events/draw.html", context)


def _shown(event, date, draw):
    seed = draw.seed if draw else seed_of(event, date)
    return {
        "when": f"{day_words(date.starts_at)}, {hour(date.starts_at)}" if date else _("Toutes les dates"),
        "seal": seal_of(seed),
        "seed": draw.seed if draw else "",
        "drawn": f"{day_words(draw.drawn_at)}, {hour(draw.drawn_at)}" if draw else "",
        "order": draw.order if draw else [],
    }
