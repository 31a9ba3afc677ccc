"""Whose agenda is shared: a partner's or a quartier's."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.pages import name_of
from portal.kit.texts import lang_attribute, unbroken


@dataclass(frozen=True)
class Owner:
    """facet: its filter in the agenda. cloth: the kind of its woven drawing. name_lang: "" when the page's own.

    page, poster: names of its addresses, which take the slug.
    """

    facet: str
    slug: str
    name: str
    name_lang: str
    cloth: str
    page: str
    poster: str
    feed: str
    crumb: dict

    @property
    def pairs(self):
        """The filter of the agenda that finds its activities."""
        return [(self.facet, self.slug)]


def owner_of_partner(partner, language):
    """The Owner of a partner loaded with its texts."""
    crumb = {"href": reverse("annuaire"), "label": _("Annuaire")}
    lang = lang_attribute(partner.text(language), language)
    names = ("partenaire", "partenaire-affiche", "partenaire-ics")
    name = unbroken(name_of(partner, language))
    return Owner("partenaire", partner.slug, name, lang, "partenaire", *names, crumb)


def owner_of_quartier(quartier, language):
    """The Owner of a quartier."""
    crumb = {"href": reverse("quartiers"), "label": _("Quartiers")}
    names = ("quartier", "quartier-affiche", "quartier-ics")
    return Owner("quartier", quartier.slug, quartier.name(language), "", "quartier", *names, crumb)
