"""What a message or a social network shows of a page that somebody shares (https://ogp.me/)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .cloth import SHARED
from .site import absolute

LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB"}


@dataclass(frozen=True)
class SharedPicture:
    """An image by its absolute address; width, height: px; alt: what it shows, for who does not see it."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Sharing:
    """The values of components/sharing.html."""

    title: str
    description: str
    picture: SharedPicture
    locale: str


def sharing(title, description, picture):
    """The Sharing of a page in the active language."""
    return Sharing(title, " ".join(description.split()), picture, LOCALES.get(get_language(), LOCALES["fr"]))


def cloth_picture(kind, seed):
    """The cloth of a page that has no photo."""
    width, height = SHARED
    return SharedPicture(cloth_address(kind, seed, SHARED), width, height, _("Un tissage de fils de couleur"))


def cloth_address(kind, seed, size):
    """The absolute address of a cloth as PNG; size: (width, height) in px, one of portal.kit.cloth.SIZES."""
    return absolute(reverse("affiche-png", args=[kind, seed, "{}x{}".format(*size)]))
