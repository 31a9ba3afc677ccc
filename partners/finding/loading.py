"""The rows that the directory is made of, in nine queries however many partners there are."""

from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast

from ..gathering import gather
from ..models import (
    SHOWN,
    Known,
    OpeningRule,
    Partner,
    PartnerFormerSlug,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Quartier,
    Service,
    ServiceText,
    TemporaryChange,
    Theme,
)

OF_PARTNER, OF_SERVICE, OF_PLACE = 1, 2, 3
PARTNER_COLUMNS = ("pk", "slug", "kind", "quartier", "place", "languages", "audiences", "closed_on_holidays")
SERVICE_COLUMNS = ("pk", "partner", "status", "languages", "audiences", "closed_on_holidays")
PLACE_COLUMNS = ("pk", "street", "street_nl", "postal_code", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language, as `choose_text` takes it."""

    language: str
    name: str
    summary: str = ""
    rest: str = ""


class Rows(list):
    """Rows that are asked for as a related manager is."""

    def all(self):
        return self


class Loaded:
    """A row of values_list, with its parts; what `hours.timetable_of` and `timetable_of_service` read."""

    def __init__(self, columns, values):
        for name, value in zip(columns, values, strict=True):
            setattr(self, name, value)
        self.texts, self.theme_ids = [], set()
        self.hours, self.changes, self.presences = Rows(), Rows(), Rows()

    @property
    def place_id(self):
        return self.place


@dataclass
class Directory:
    """partners, services, places: {id: Loaded}; quartiers, themes: {id: row}; former: {old slug: partner id}."""

    partners: dict
    services: dict
    places: dict
    quartiers: dict
    themes: dict
    former: dict = field(default_factory=dict)


def load():
    """The Directory as the database has it: published partners, shown services, places that may be shown."""
    partners = _loaded(Partner.objects.published(), PARTNER_COLUMNS)
    services = _loaded(Service.objects.shown(), SERVICE_COLUMNS)
    places = _loaded(Place.objects.showable(), PLACE_COLUMNS)
    owners = {OF_PARTNER: partners, OF_SERVICE: services, OF_PLACE: places}
    for owner, pk, *words in _texts():
        if pk in owners[owner]:
            owners[owner][pk].texts.append(Words(*words))
    for owner, pk, theme in _subjects():
        if pk in owners[owner]:
            owners[owner][pk].theme_ids.add(theme)
    of_shown = Q(partner__published=True) | Q(service__partner__published=True, service__status__in=SHOWN)
    quartiers, themes, features, presences, former = gather(
        Quartier.objects.all(),
        Theme.objects.all(),
        PlaceFeature.objects.filter(value=Known.YES),
        Presence.objects.filter(of_shown),
        PartnerFormerSlug.objects.filter(target__published=True),
    )
    hand_out(presences, "presences", partners, services)
    hand_out(OpeningRule.objects.filter(of_shown), "hours", partners, services)
    hand_out(TemporaryChange.objects.filter(of_shown), "changes", partners, services)
    for place in places.values():
        place.features = set()
    for found in features:
        if found.place_id in places:
            places[found.place_id].features.add(found.code)
    for service in services.values():
        service.partner = partners[service.partner]
    return Directory(
        partners=partners,
        services=services,
        places=places,
        quartiers={row.pk: row for row in quartiers},
        themes={row.pk: row for row in themes},
        former={row.slug: row.target_id for row in former},
    )


def hand_out(rows, name, partners, services):
    """Give each row to the partner or service whose it is."""
    for row in rows:
        owner = partners.get(row.partner_id) if row.partner_id else services.get(row.service_id)
        if owner is not None:
            getattr(owner, name).append(row)


def _loaded(queryset, columns):
    return {values[0]: Loaded(columns, values) for values in queryset.order_by("pk").values_list(*columns)}


def _texts():
    """(owner, its id, language, name, summary, the rest) of every text."""

    def part(model, owner, key, summary, rest):
        columns = (_number(owner), F(key), F("language"), F("name"), Cast(summary, TextField()), rest)
        return model.objects.order_by().values_list(*columns)

    none = Value("", output_field=TextField())
    return part(PartnerText, OF_PARTNER, "partner", F("summary"), F("description")).union(
        part(ServiceText, OF_SERVICE, "service", F("summary"), F("description")),
        part(PlaceText, OF_PLACE, "place", Value("", output_field=CharField()), none),
        all=True,
    )


def _subjects():
    """(owner, its id, theme id)"""
    of_partners = Partner.themes.through.objects.order_by().values_list(_number(OF_PARTNER), "partner", "theme")
    return of_partners.union(
        Service.themes.through.objects.order_by().values_list(_number(OF_SERVICE), "service", "theme"), all=True
    )


def _number(value):
    return Value(value, output_field=IntegerField())
