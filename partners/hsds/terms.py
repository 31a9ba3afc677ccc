"""Taxonomies, their terms, and the attributes that link them to records (HSDS taxonomy, taxonomy_term, attribute)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import PLACE_FEATURES, Audience, PartnerKind
from .ids import derived, term_id

# code of the taxonomy → (name, what its terms say)
TAXONOMIES = {
    "type": (gettext_lazy("Sortes de partenaires"), gettext_lazy("Quelle sorte d’organisation c’est.")),
    "theme": (gettext_lazy("Thèmes"), gettext_lazy("De quoi s’occupe un partenaire ou un service.")),
    "public": (gettext_lazy("Publics"), gettext_lazy("À qui s’adresse un partenaire ou un service.")),
    "quartier": (gettext_lazy("Quartiers"), gettext_lazy("Dans quel quartier de la ville.")),
    "acces": (gettext_lazy("Accessibilité"), gettext_lazy("Ce qui a été constaté dans un lieu.")),
}


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy. code: as the filters of the portal write it; row: its Theme or Quartier, if it has one."""

    taxonomy: str
    code: str
    label: object
    row: object = None

    @property
    def id(self):
        return str(self.row.uuid) if self.taxonomy == "quartier" else term_id(self.taxonomy, self.code)

    def name(self, language):
        return self.row.name(language) if self.row is not None else str(self.label)


def all_terms(themes, quartiers):
    """Every Term, given the rows of both editable lists."""
    fixed = {"type": PartnerKind, "public": Audience, "acces": PLACE_FEATURES}
    found = [Term(taxonomy, each.value, each.label) for taxonomy, listed in fixed.items() for each in listed]
    found += [theme_term(theme) for theme in themes] + [quartier_term(quartier) for quartier in quartiers]
    order = list(TAXONOMIES)
    return sorted(found, key=lambda term: order.index(term.taxonomy))


def theme_term(theme):
    return Term("theme", theme.slug, theme.name_fr, theme)


def quartier_term(quartier):
    return Term("quartier", quartier.slug, quartier.name_fr, quartier)


def choice_term(taxonomy, choice):
    """The Term of a member of TextChoices."""
    return Term(taxonomy, choice.value, choice.label)


def taxonomy_object(code):
    name, description = TAXONOMIES[code]
    return {"id": term_id(code, ""), "name": str(name), "description": str(description)}


def term_object(term, reader):
    """The taxonomy_term. `description` is required; a name that says it all has none to give."""
    key = term.taxonomy, term.code
    if key not in reader.terms:
        reader.terms[key] = _term(term, reader.language)
    return reader.terms[key]


def _term(term, language):
    row = term.row
    summary = getattr(row, f"summary_{language}", "") or getattr(row, "summary_fr", "") if row is not None else ""
    return {
        "id": term.id,
        "code": term.code,
        "name": term.name(language),
        "description": summary,
        "taxonomy": str(TAXONOMIES[term.taxonomy][0]),
        "taxonomy_id": term_id(term.taxonomy, ""),
        "language": language,
    }


def attribute(term, reader, *, owner, entity, value=""):
    """The attribute that says that the row with the uuid `owner`, of the table `entity`, has this term.

    value: what was found, where a term can be denied (accessibility: "yes" or "no"); else the code again.
    """
    found = term_object(term, reader)
    return {
        "id": derived(owner, "attribute", term.taxonomy, term.code),
        "link_id": str(owner),
        "link_type": term.taxonomy,
        "link_entity": entity,
        "value": value or term.code,
        "label": found["name"],
        "taxonomy_term_id": found["id"],
        "taxonomy_term": found,
    }


def fact(name, label, value, *, owner, entity):
    """An attribute without term, for what the standard has no field for (attribute.label and value, HSDS 3.1)."""
    return {
        "id": derived(owner, "attribute", name),
        "link_id": str(owner),
        "link_type": name,
        "link_entity": entity,
        "value": str(value),
        "label": str(label),
    }


def text_languages(texts, *, owner, entity):
    """In which languages the record's texts can be asked for: HSDS has one text per field and no word for it."""
    codes = ",".join(sorted(text.language for text in texts))
    return [fact("text-languages", _("Langues des textes"), codes, owner=owner, entity=entity)] if codes else []
