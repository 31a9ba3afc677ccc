"""Quartiers, themes, places and partners of the demonstration city. What exists already is left as it is."""

from datetime import timedelta

from events.models import Framework
from partners.models import (
    EnrolmentChannel,
    Partner,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Quartier,
    Service,
    Theme,
)

from .directory import Ground, fill_partner, make_service
from .files import read, texts


def missing(model, name):
    """The rows of a file that `model` has not yet, by slug."""
    known = set(model.objects.values_list("slug", flat=True))
    return [row for row in read(name) if row["slug"] not in known]


def load_territory(*, today):
    """Everything that events stand on."""
    for row in missing(Quartier, "quartiers"):
        Quartier.objects.create(**row)
    for row in missing(Theme, "themes"):
        Theme.objects.create(**row)
    for row in missing(Framework, "frameworks"):
        Framework.objects.create(**row)
    quartiers = by_slug(Quartier)
    for row in missing(Place, "places"):
        _place(row, quartiers, today).save()
    places = by_slug(Place)
    for row in missing(EnrolmentChannel, "channels"):
        EnrolmentChannel.objects.create(**row)
    found = Ground(places, by_slug(Theme), by_slug(EnrolmentChannel), today)
    records = {row["partner"]: row for row in read("records")}
    for row in missing(Partner, "partners"):
        partner = _partner(row, quartiers, places)
        fill_partner(partner, records[partner.slug], found)
        partner.save()
    partners = by_slug(Partner)
    for row in missing(Service, "services"):
        make_service(row, partners[row["partner"]], found).save()


def by_slug(model):
    """{slug: row}"""
    return {row.slug: row for row in model.objects.all()}


def _place(row, quartiers, today):
    place = Place(quartier=quartiers[row["quartier"]], confidential=row.get("confidential", False))
    for name in ("slug", "street", "street_nl", "postal_code", "latitude", "longitude"):
        setattr(place, name, row[name])
    place.texts = [PlaceText(language=language, **text) for language, text in texts(row).items()]
    place.features = [
        PlaceFeature(
            code=code,
            value=found["value"],
            checked_on=today - timedelta(days=found["checked_days_ago"]),
            source=found["source"],
        )
        for code, found in row.get("accessibility", {}).items()
    ]
    return place


def _partner(row, quartiers, places):
    partner = Partner(quartier=quartiers[row["quartier"]], place=places[row["place"]], is_city=row.get("city", False))
    for name in ("slug", "kind", "phone", "email", "website", "languages"):
        setattr(partner, name, row.get(name, "" if name != "languages" else []))
    partner.texts = [
        PartnerText(language=language, **{name: words.strip() for name, words in text.items()})
        for language, text in texts(row).items()
    ]
    return partner
