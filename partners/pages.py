"""The pages of partners and quartiers, as plain values for their templates."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.calendar_menu import feeds_menu
from portal.kit.contact import name_key
from portal.kit.sharing import cloth_picture, sharing
from portal.kit.texts import lang_attribute, language_name, translated, unbroken

LOGO_SPEC = "max-640x400|format-webp"
NEIGHBOURS = 4


@dataclass(frozen=True)
class PartnerCard:
    """A partner in a list. name_lang, summary_lang: "" when the page's own; languages: ready to read.

    kind_label, quartier: "" where the list itself says it. status: an hours_words.Status, or None; distance: in words.
    """

    href: str
    name: str
    name_lang: str
    kind_label: str
    quartier: str
    summary: str
    summary_lang: str
    poster: str
    languages: str
    slug: str = ""
    status: object = None
    distance: str = ""


@dataclass(frozen=True)
class Tile:
    """A quartier in a list. slug and partners (how many) let the agenda add its own count to the note."""

    href: str
    name: str
    name_lang: str
    note: str
    poster: str
    slug: str
    partners: int


def partner_card(partner, language):
    """The PartnerCard of a partner loaded by `with_texts()`, without a further query."""
    text = partner.text(language)
    lang = lang_attribute(text, language)
    return PartnerCard(
        href=reverse("partenaire", args=[partner.slug]),
        name=unbroken(text.name) if text else partner.slug,
        name_lang=lang,
        kind_label=str(partner.get_kind_display()),
        quartier=partner.quartier.name(language) if partner.quartier else "",
        summary=text.summary if text else "",
        summary_lang=lang,
        poster=poster_of_partner(partner),
        languages=spoken(partner.languages, language),
        slug=partner.slug,
    )


def quartier_tile(quartier, language, *, partners=0):
    """The Tile of a quartier with that many partners."""
    return Tile(
        href=reverse("quartier", args=[quartier.slug]),
        name=quartier.name(language),
        name_lang="",
        note=_how_many(partners) if partners else "",
        poster=poster_of_quartier(quartier),
        slug=quartier.slug,
        partners=partners,
    )


def _how_many(partners):
    """« 12 partenaires », on one line."""
    words = ngettext("%(count)s partenaire", "%(count)s partenaires", partners) % {"count": partners}
    return words.replace(" ", "\u00a0")


def poster_of_partner(partner):
    return reverse("affiche", args=["partenaire", partner.slug])


def poster_of_quartier(quartier):
    return reverse("affiche", args=["quartier", quartier.slug])


def spoken(codes, language):
    """« français, néerlandais »"""
    return ", ".join(language_name(code, language) for code in codes)


def quartiers_context(quartiers, language):
    """The context of partners/quartiers.html; `quartiers` are loaded by `counting_partners()`, in any order."""
    ordered = sorted(quartiers, key=lambda quartier: (name_key(quartier.name(language)), quartier.pk))
    return {
        "title": _("Quartiers"),
        "intro": _("Chaque quartier a sa page : ce qui s’y passe bientôt, et qui y est présent."),
        "tiles": [quartier_tile(quartier, language, partners=quartier.partner_count) for quartier in ordered],
    }


def quartier_context(quartier, others, partners, language):
    """The context of partners/quartier.html. others: the other quartiers, by `counting_partners()`."""
    name, summary = quartier.name(language), translated(quartier, "summary", language)
    listed = by_name(partners, language)
    names = (quartier.name_fr, quartier.name_nl)
    return {
        "quartier": {
            "slug": quartier.slug,
            "name": name,
            "name_other": " / ".join(dict.fromkeys(other for other in names if other != name)),
            "summary": summary,
            "poster": poster_of_quartier(quartier),
            "postal_code": quartier.postal_code,
        },
        "agenda_href": f"{reverse('agenda')}?quartier={quartier.slug}",
        "partners": [replace(partner_card(partner, language), quartier="") for partner in listed],
        "feeds": feeds_menu(reverse("quartier-ics", args=[quartier.slug])),
        "neighbours": [
            quartier_tile(other, language, partners=other.partner_count) for other in nearest(quartier, others)
        ],
        "sharing": sharing(name, summary, cloth_picture("quartier", quartier.slug)),
        "crumbs": [{"href": reverse("quartiers"), "label": _("Quartiers")}, {"href": "", "label": name}],
    }


def nearest(quartier, others, *, limit=NEIGHBOURS):
    """The `limit` closest of `others`, in a straight line (a degree of longitude is 0.63 of latitude here)."""

    def distance(other):
        north = other.latitude - quartier.latitude
        east = (other.longitude - quartier.longitude) * 0.63
        return north * north + east * east, other.pk

    return sorted(others, key=distance)[:limit]


def by_name(partners, language):
    """Partners by the name that readers of `language` see, accents and case apart."""
    return sorted(partners, key=lambda partner: (name_key(name_of(partner, language)), partner.pk))


def name_of(partner, language):
    text = partner.text(language)
    return text.name if text else partner.slug


def missing_text(text, language):
    """The sentence that says in which language the text is instead; empty when it is the reader's."""
    if text is None or text.language == language:
        return ""
    return _("Ce texte n’existe pas encore en %(wanted)s. Le voici en %(found)s.") % {
        "wanted": language_name(language, language),
        "found": language_name(text.language, language),
    }


def paragraphs(text):
    """Plain text with blank lines between its paragraphs, as safe HTML."""
    parts = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n")]
    return format_html_join("", "<p>{}</p>", ((part,) for part in parts if part))


def bare_address(website):
    """`https://www.exemple.be/` as people say it: `exemple.be`."""
    return website.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
