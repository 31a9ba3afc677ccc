"""The portal's identity for pages and letters; `MAILLAGE_SITE_IDENTITY` names this function."""

from portal.kit.contact import display_phone
from portal.kit.site import Identity
from portal.kit.texts import translated

from .preferences import SiteIdentity


def identity(language):
    """The Identity that staff wrote, for readers of `language`."""
    return identity_of(SiteIdentity.load(), language)


def identity_of(kept, language):
    """The Identity in a SiteIdentity row."""
    return Identity(
        name=kept.name,
        publisher=translated(kept, "publisher", language),
        email=kept.email,
        phone=display_phone(kept.phone),
        phone_href=f"tel:{kept.phone}" if kept.phone else "",
    )
