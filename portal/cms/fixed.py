"""Addresses of the site: those that belong to the portal, and the pages that must stay where everything links."""

import uuid

# First words of the portal's own addresses, in the three languages: no page may hide behind them.
RESERVED_SLUGS = frozenset(
    (
        "agenda", "annuaire", "gids", "directory", "quartiers", "wijken", "neighbourhoods",
        "benevolat", "vrijwilligers", "volunteering", "espace", "mijn-ruimte", "my-space",
        "inscription", "inschrijving", "registration", "formations", "opleidingen", "trainings",
        "parcours", "trajecten", "pathways", "orientation", "doorverwijzing", "referral",
        "accessibilite", "toegankelijkheid", "accessibility",
        "donnees-personnelles", "persoonsgegevens", "personal-data",
        "compte", "account", "calendrier", "attestation", "affiche", "api", "hsds",
        "embarque", "insluiten", "embed",
        "admin", "sante", "sitemap", "robots", "static", "media", "documents",
    )
)  # fmt: skip

# Pages that the law asks for → their slug in each language, and the key that their translations share.
FIXED_ADDRESSES = {
    "accessibility": {"fr": "accessibilite", "nl": "toegankelijkheid", "en": "accessibility"},
    "personal-data": {"fr": "donnees-personnelles", "nl": "persoonsgegevens", "en": "personal-data"},
}
FIXED_KEYS = {name: uuid.uuid5(uuid.NAMESPACE_URL, f"urn:maillage:page:{name}") for name in FIXED_ADDRESSES}


def slug_refusal(slug, *, translation_key, language):
    """Why a page right under the home page may not have this slug: "fixed", "reserved", or "" when it may."""
    for name, key in FIXED_KEYS.items():
        if key == translation_key:
            return "" if slug == FIXED_ADDRESSES[name][language] else "fixed"
    return "reserved" if slug in RESERVED_SLUGS else ""
