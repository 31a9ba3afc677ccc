"""What the agenda lends to pages that may not know it: those of partners and quartiers."""

from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from ..agenda.bitmaps import snapshot
from ..coming import activities, activities_by_quartier, next_cards, quartier_cards
from ..models import Event

register = template.Library()
SHOWN = 8


@register.simple_tag
def card_row(card, *, dated):
    """components/card_row.html for a Card, drawn once: rows are half of the work of a page of the agenda."""
    return _drawn(card, dated, get_language())


@lru_cache(maxsize=4000)  # some 2 kB each
def _drawn(card, dated, active_language):
    return render_to_string("components/card_row.html", {"card": card, "dated": dated})


@register.simple_tag
def upcoming_cards(*, partner="", quartier="", limit=SHOWN):
    """Cards of what a partner organises, or of what happens in a quartier (their slugs), one for each event.

    On its own page the quartier is not named again.
    """
    now, language = timezone.now(), get_language()
    if partner:
        return next_cards(Event.objects.filter(organiser__slug=partner), language, now=now, limit=limit)
    cards = quartier_cards(snapshot(now).maps, quartier, language, now=now, limit=limit)
    return [replace(card, quartier="") for card in cards]


@register.simple_tag
def with_activities(tiles):
    """The Tiles of quartiers with the number of activities of the coming weeks in their note."""
    now = timezone.now()
    counts = activities_by_quartier(snapshot(now).maps, now=now)
    return [replace(tile, note=_note(counts.get(tile.slug, 0), tile.note)) for tile in tiles]


def _note(count, note):
    if not count:
        return note
    return f"{activities(count)} · {note}" if note else activities(count)
