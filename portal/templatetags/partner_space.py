"""The menu of a partner's own pages, which several apps bring: each entry is the name of an address."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

# (key, name of an address with the partner's slug, label), in the order of the menu.
PAGES = (
    ("activites", "partenaire-activites", _("Nos activités")),
    ("proposer", "partenaire-proposer", _("Annoncer une activité")),
    ("calendriers", "calendriers-partenaire", _("Calendriers")),
    ("fiche", "partenaire-fiche", _("Notre fiche")),
    ("orientations", "partenaire-orientations", _("Orientations")),
    ("membres", "partenaire-membres", _("Membres")),
)
FOR_MANAGERS = ("orientations",)
FOR_STAFF = ("calendriers", "fiche", "membres")


@register.inclusion_tag("partners/space/_head.html")
def partner_head(space, heading):
    """Head and menu of a page. space: partners.speaking.PartnerPage.space(); heading: the page's title."""
    entries = [
        {"href": reverse(name, args=[space["slug"]]), "label": label, "current": key == space["current"]}
        for key, name, label in PAGES
        if _open_to(space, key)
    ]
    return {"space": space, "heading": heading, "entries": entries}


def _open_to(space, key):
    """Whether the page is there for who looks: staff who do not speak for the partner find a few."""
    if not space["speaks"]:
        return space["manages"] and key in FOR_STAFF
    return space["manages"] or key not in FOR_MANAGERS
