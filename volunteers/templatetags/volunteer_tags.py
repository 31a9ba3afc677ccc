"""What pages of other apps show of volunteering."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from ..coordinating import COORDINATE
from ..own_page import shifts_of_account

register = template.Library()


@register.inclusion_tag("volunteers/_space.html")
def volunteering_of(user):
    """One's shifts to come, and the way to the missions that one coordinates."""
    return {
        "shifts": shifts_of_account(user, get_language(), now=timezone.now()),
        "coordinates": user.has_perm(COORDINATE) or user.memberships.exists(),
    }
