"""Where the region lies: a pair of coordinates outside it is a slip of the finger."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_position(place):
    """Raise ValidationError at the field of a place's coordinate that lies outside the region of the settings."""
    south, west, north, east = settings.REGION_BOX
    errors = {}
    for field, low, high in (("latitude", south, north), ("longitude", west, east)):
        value = getattr(place, field)
        if value is not None and not low <= value <= high:
            errors[field] = ValidationError(
                _("Ce point est hors de la région : donnez une valeur entre %(low)s et %(high)s."),
                code="outside",
                params={"low": f"{low:.2f}", "high": f"{high:.2f}"},
            )
    if errors:
        raise ValidationError(errors)
