"""Room: which places are short, why somebody waits for them, and the sentence for who cannot."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from .asking.questions import option_words
from .models import ExtraPlaces
from .seats import awaits_draw
from .waiting_words import CHILDCARE, CHOICE, DRAW, FEW, FULL


class NoRoom(Refusal):
    """extra: the ExtraPlaces that are short; None when it is the places themselves."""

    def __init__(self, sentence, *, code, extra=None):
        super().__init__(sentence, code=code)
        self.extra = extra


def why_waiting(event, occurrence_id, seats):
    """Why who wants these places waits, as events.waiting_words has it. seats: [(Capacity as it is now, persons)]."""
    if awaits_draw(event, occurrence_id):
        return DRAW
    capacity, extra = _short(seats, lambda capacity, persons: capacity.fits(persons))
    if capacity is None:
        return ""
    if extra is not None:
        return CHILDCARE if extra.is_childcare else CHOICE
    return FEW if capacity.left else FULL


def seats_in(target, wanted):
    """[(locked Capacity, persons)] of the places that are wanted."""
    return [(target.capacities[pk], persons) for pk, persons in wanted.items()]


def no_room(seats):
    """The Refusal for who finds no room for these [(Capacity, persons)], where nobody waits."""
    capacity, extra = _short(seats, lambda capacity, persons: capacity.fits(persons))
    if extra is not None:
        return NoRoom(_short_of(extra), code="full", extra=extra)
    left = capacity.left if capacity else 0
    if not left:
        return NoRoom(_("Il n’y a plus de place."), code="full")
    sentence = ngettext("Il ne reste que %(left)s place.", "Il ne reste que %(left)s places.", left)
    return NoRoom(sentence % {"left": left}, code="full")


def no_room_to_grow(capacity):
    """The Refusal for a registration that has places, and wants more than this Capacity has left."""
    extra = _extras([capacity]).get(capacity.pk)
    if extra is not None:
        return NoRoom(_("%(reason)s Rien n’a changé.") % {"reason": _short_of(extra)}, code="full", extra=extra)
    left = capacity.left
    if not left:
        return NoRoom(_("Il ne reste plus de place : votre inscription est restée comme elle était."), code="full")
    sentence = ngettext(
        "Il ne reste que %(left)s place : votre inscription est restée comme elle était.",
        "Il ne reste que %(left)s places : votre inscription est restée comme elle était.",
        left,
    )
    return NoRoom(sentence % {"left": left}, code="full")


def refuse_too_many(seats):
    """Raise the Refusal of more persons than there ever are places; seats: [(Capacity, persons)]."""
    capacity, extra = _short(seats, lambda capacity, persons: capacity.limit is None or persons <= capacity.limit)
    if capacity is None:
        return
    said = {"limit": capacity.limit}
    if extra is None:
        sentence = ngettext(
            "Il n’y a que %(limit)s place en tout.", "Il n’y a que %(limit)s places en tout.", said["limit"]
        )
    elif extra.is_childcare:
        sentence = ngettext(
            "La garderie n’a que %(limit)s place en tout.",
            "La garderie n’a que %(limit)s places en tout.",
            said["limit"],
        )
    else:
        said["choice"] = _words_of(extra)
        sentence = ngettext(
            "Pour « %(choice)s », il n’y a que %(limit)s place en tout.",
            "Pour « %(choice)s », il n’y a que %(limit)s places en tout.",
            said["limit"],
        )
    raise NoRoom(sentence % said, code="party", extra=extra)


def _short(seats, enough):
    """(Capacity, its ExtraPlaces or None) of the first that is not enough, the places themselves before the others."""
    short = [capacity for capacity, persons in seats if not enough(capacity, persons)]
    extras = _extras(short) if len(seats) > 1 else {}  # alone, they are the places themselves
    return min(
        ((each, extras.get(each.pk)) for each in short), key=lambda pair: pair[1] is not None, default=(None, None)
    )


def _extras(capacities):
    rows = ExtraPlaces.objects.filter(capacity__in=capacities).select_related("event") if capacities else ()
    return {row.capacity_id: row for row in rows}


def _short_of(extra):
    if extra.is_childcare:
        return _("Il n’y a plus assez de places en garderie.")
    return _("Il n’y a plus assez de places pour « %(choice)s ».") % {"choice": _words_of(extra)}


def _words_of(extra):
    """The choice behind which these places are, as its question words it."""
    question = extra.event.questions.filter(uuid=extra.question).first()
    options = question.options if question else []
    option = next((option for option in options if option["code"] == extra.option), {"code": extra.option})
    return option_words(option, get_language())
