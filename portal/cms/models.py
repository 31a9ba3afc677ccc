"""Pages that staff write, images and documents, and who the portal belongs to."""

from .media import PortalDocument, PortalImage, PortalRendition
from .pages import BasePage, HomePage, StandardPage
from .preferences import SiteIdentity

__all__ = [
    "BasePage",
    "HomePage",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "SiteIdentity",
    "StandardPage",
]
