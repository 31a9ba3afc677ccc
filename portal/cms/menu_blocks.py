"""What staff may put in the menu and in the foot: a page of the portal, a page they wrote, any address."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .links import validate_address

# Name of the address → what it is called where staff write nothing else.
PORTAL_PAGES = {
    "agenda": _("Agenda"),
    "annuaire": _("Annuaire"),
    "quartiers": _("Quartiers"),
    "benevolat": _("Bénévolat"),
    "formations": _("Formations"),
    "accessibilite": _("Accessibilité"),
    "donnees-personnelles": _("Données personnelles"),
    "espace": _("Mon espace"),
}
USUAL_MENU = ("agenda", "annuaire", "quartiers", "benevolat", "formations")
USUAL_FOOTER = ("accessibilite", "donnees-personnelles", "espace")
LABEL_LENGTH = 40


def _labels(required, help_text=""):
    return [
        ("label_fr", blocks.CharBlock(label=_("Texte en français"), max_length=LABEL_LENGTH, required=required)),
        ("label_nl", blocks.CharBlock(label=_("Texte en néerlandais"), max_length=LABEL_LENGTH, required=required)),
        (
            "label_en",
            blocks.CharBlock(label=_("Texte en anglais"), max_length=LABEL_LENGTH, required=False, help_text=help_text),
        ),
    ]


class MenuBlocks(blocks.StreamBlock):
    portal = blocks.StructBlock(
        [
            ("name", blocks.ChoiceBlock(choices=list(PORTAL_PAGES.items()), label=_("Page"))),
            *_labels(False, _("Sans texte : le nom habituel de la page.")),
        ],
        label=_("Page du portail"),
        icon="site",
    )
    page = blocks.StructBlock(
        [
            ("page", blocks.PageChooserBlock(label=_("Page"), page_type=["cms.StandardPage"])),
            *_labels(False, _("Sans texte : le titre de la page dans la langue du lecteur.")),
        ],
        label=_("Page écrite par l’équipe"),
        icon="doc-empty",
    )
    link = blocks.StructBlock(
        [
            ("address", blocks.CharBlock(label=_("Adresse"), max_length=500, validators=[validate_address])),
            *_labels(True),
        ],
        label=_("Autre adresse"),
        icon="link",
    )
