"""Where a partner's activities take place: its own places first, then what the city knows."""

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.models import Place

from ..models import Event
from .reading import ONLINE


def own_places(partner):
    """The ids of places where the partner is at home: its seat, and where it has organised something."""
    used = set(Event.objects.filter(organiser=partner).exclude(place=None).values_list("place_id", flat=True))
    return used | ({partner.place_id} - {None})


def place_choices(partner, language):
    """The choices of a list of places, in groups. A confidential place is offered to its own people alone."""
    own = own_places(partner)
    places = Place.objects.with_texts().filter(Q(confidential=False) | Q(pk__in=own))
    named = sorted(((_label(place, language), place.pk) for place in places), key=lambda pair: pair[0].casefold())
    ours = [(str(pk), label) for label, pk in named if pk in own]
    others = [(str(pk), label) for label, pk in named if pk not in own]
    groups = [(_("Vos lieux"), ours)] if ours else []
    groups.append((_("Autres lieux"), others))
    return [("", _("Choisissez un lieu")), (ONLINE, _("En ligne")), *groups]


def _label(place, language):
    text = place.text(language)
    name = text.name if text else place.slug
    return f"{name} ({place.postal_code})"
