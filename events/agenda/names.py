"""The values of the filters that staff write: quartiers, themes and partners, by slug, with their names."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings

from partners.models import Partner, PartnerFormerSlug, PartnerText, Quartier, QuartierFormerSlug
from portal.kit.contact import name_key
from portal.kit.texts import choose_text, unbroken

from ..models import Theme


@dataclass(frozen=True)
class Names:
    """by_id: {facet: {id: slug}}; labels: {facet: {language: {slug: name}}}, in the order of the names.

    former: {facet: {slug that was: slug that is}}, for addresses that somebody kept.
    """

    by_id: dict
    labels: dict
    former: dict = field(default_factory=dict)


def load_names():
    """The Names of what can be chosen now, in six queries."""
    partners = _partner_texts()
    lists = {
        "quartier": [(row.pk, row.slug, row.name) for row in Quartier.objects.all()],
        "theme": [(row.pk, row.slug, row.name) for row in Theme.objects.all()],
        "partenaire": [
            (pk, slug, _partner_name(partners[pk], slug))
            for pk, slug in Partner.objects.order_by("slug").values_list("pk", "slug")
        ],
    }
    by_id = {facet: {pk: slug for pk, slug, _name in rows} for facet, rows in lists.items()}
    former = {"quartier": _former(QuartierFormerSlug), "partenaire": _former(PartnerFormerSlug)}
    return Names(by_id=by_id, labels={facet: _labels(rows) for facet, rows in lists.items()}, former=former)


def _former(model):
    return dict(model.objects.filter(target__isnull=False).values_list("slug", "target__slug"))


def _partner_texts():
    found = defaultdict(list)
    for text in PartnerText.objects.only("partner", "language", "name"):
        found[text.partner_id].append(text)
    return found


def _partner_name(texts, slug):
    def name(language):
        text = choose_text(texts, language)
        return unbroken(text.name) if text else slug

    return name


def _labels(rows):
    found = {}
    for language, _label in settings.LANGUAGES:
        named = [(name(language) or slug, slug) for _pk, slug, name in rows]
        found[language] = {slug: label for label, slug in sorted(named, key=lambda pair: (name_key(pair[0]), pair))}
    return found
