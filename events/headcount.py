"""How many come, in words: with the children who are looked after meanwhile, who are in nobody's number."""

from django.utils.translation import ngettext

from .models import ParticipantRole


def with_children(label, count):
    """« 2 personnes, 1 enfant en garderie »: `label` as it is where no child is looked after."""
    if not count:
        return label
    children = ngettext("%(count)s enfant en garderie", "%(count)s enfants en garderie", count) % {"count": count}
    return f"{label}, {children}" if label else children


def children_of(registration):
    """How many children of a registration are looked after; nothing is asked where no childcare has places."""
    if registration.event.childcare_seats is None:
        return 0
    return registration.participants.filter(role=ParticipantRole.CHILDCARE).count()
