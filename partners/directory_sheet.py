"""The directory as a table for spreadsheets: a row for each service, or for a partner without any. No query."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.texts import choose_text

from .enterprise import display_enterprise_number
from .models import Audience, Weekday
from .pages import spoken

BETWEEN = ", "
LINES = " ; "


@dataclass(frozen=True)
class Line:
    """A row to write: an OrganizationRecord of hsds.records, and one of its ServiceRecords or None."""

    organization: object
    service: object = None

    @property
    def offer(self):
        """Whichever says more: the service, or the partner when it has none."""
        return self.service or self.organization

    @property
    def row(self):
        return self.service.service if self.service else self.organization.partner

    @property
    def locations(self):
        return [site.location for site in self.service.sites] if self.service else self.organization.locations


@dataclass(frozen=True)
class Field:
    """A column of the file. code: what an import knows it by; value: Line → text, number or moment."""

    code: str
    label: str
    value: object


def lines(records):
    """The Lines of OrganizationRecords with their services."""
    return (Line(record, service) for record in records for service in record.services or [None])


def fields(language, address):
    """The columns for readers of `language`, in order; address: partner → its page, absolute."""

    def words(texts, name):
        text = choose_text(texts, language)
        return getattr(text, name) if text else ""

    def of_service(name):
        return lambda line: words(line.service.texts, name) if line.service else ""

    def of_partner(name):
        return lambda line: getattr(line.organization.partner, name)

    def either(name):
        return lambda line: getattr(line.row, name) or getattr(line.organization.partner, name)

    return [
        Field("partner", _("Partenaire"), lambda line: words(line.organization.texts, "name")),
        Field("kind", _("Sorte"), lambda line: str(line.organization.partner.get_kind_display())),
        Field("name", _("Service"), of_service("name")),
        Field("summary", _("En une phrase"), lambda line: words(line.offer.texts, "summary")),
        Field("description", _("Description"), lambda line: words(line.offer.texts, "description")),
        Field("eligibility", _("Pour qui"), of_service("eligibility")),
        Field("application", _("Comment faire"), of_service("application")),
        Field("fees", _("Prix"), of_service("fees")),
        Field("themes", _("Thèmes"), lambda line: BETWEEN.join(theme.name(language) for theme in line.offer.themes)),
        Field("audiences", _("Publics"), lambda line: _audiences(line.row.audiences)),
        Field("languages", _("Langues parlées"), lambda line: spoken(either("languages")(line), language)),
        Field("hours", _("Heures"), lambda line: _hours(line)),
        Field("phone", _("Téléphone"), lambda line: display_phone(either("phone")(line))),
        Field("email", _("E-mail"), either("email")),
        Field("website", _("Site web"), of_partner("website")),
        Field("quartier", _("Quartier"), lambda line: _quartier(line.organization.partner, language)),
        Field("place", _("Lieu"), lambda line: LINES.join(_place(each, language) for each in line.locations)),
        Field(
            "address", _("Adresse"), lambda line: LINES.join(_address(each.place, language) for each in line.locations)
        ),
        Field("latitude", _("Latitude"), lambda line: line.locations[0].place.latitude if line.locations else None),
        Field("longitude", _("Longitude"), lambda line: line.locations[0].place.longitude if line.locations else None),
        Field(
            "enterprise_number",
            _("Numéro d’entreprise"),
            lambda line: display_enterprise_number(line.organization.partner.enterprise_number),
        ),
        Field("page", _("Page"), lambda line: address(line.organization.partner)),
        Field("modified", _("Modifié le"), lambda line: line.row.changed_at),
        Field("partner_id", _("Identifiant du partenaire"), lambda line: str(line.organization.partner.uuid)),
        Field("service_id", _("Identifiant du service"), lambda line: str(line.row.uuid) if line.service else ""),
    ]


def _audiences(codes):
    return BETWEEN.join(str(audience.label) for audience in Audience if audience in codes)


def _quartier(partner, language):
    return partner.quartier.name(language) if partner.quartier else ""


def _place(location, language):
    text = choose_text(location.texts, language)
    return text.name if text else location.place.slug


def _address(place, language):
    dutch = language == "nl"
    street = (place.street_nl if dutch else "") or place.street
    town = (place.municipality_nl if dutch else "") or place.municipality
    return BETWEEN.join(filter(None, [street, f"{place.postal_code} {town}"]))


def _hours(line):
    """« lundi, mardi 09:00–17:00 ; vendredi 09:00–12:00 »: the weekly hours; a service keeps those of its partner."""
    partner = line.organization.partner
    usual = [rule for rule in line.organization.hours if rule.place_id in (None, partner.place_id)]
    rules = (line.service.hours if line.service else None) or usual
    said = [(BETWEEN.join(str(Weekday(day).label) for day in sorted(rule.days)), rule) for rule in rules]
    return LINES.join(f"{days} {rule.opens:%H:%M}–{rule.closes:%H:%M}" for days, rule in said)
