"""Rules about one partner or service that the database cannot state. Errors go by field, in the editor's language."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_phone
from portal.kit.texts import SPOKEN_CHOICES

from .enterprise import normalise_enterprise_number

SPOKEN_CODES = frozenset(code for code, _label in SPOKEN_CHOICES)


def clean_partner(partner):
    """Write phone and enterprise number in their one form; raise ValidationError, by field, for what is no use."""
    from .models import Audience, Partner, SchoolLevel

    errors = {}
    _normalise(errors, partner, "phone", normalise_phone)
    _normalise(errors, partner, "enterprise_number", normalise_enterprise_number)
    _check_languages(errors, partner.languages)
    _check_codes(errors, "audiences", partner.audiences, Audience.values)
    _check_codes(errors, "school_levels", partner.school_levels, SchoolLevel.values)
    low, high = partner.months_from, partner.months_to
    if low is not None and high is not None and low > high:
        errors["months_to"] = _("L’âge le plus bas dépasse le plus haut.")
    if partner.parent_id and partner.parent_id == partner.pk:
        errors["parent"] = _("Un partenaire ne dépend pas de lui-même.")
    others = Partner.objects.exclude(pk=partner.pk).filter(enterprise_number=partner.enterprise_number)
    if partner.enterprise_number and "enterprise_number" not in errors and others.exists():
        errors["enterprise_number"] = _("Un autre partenaire a déjà ce numéro d’entreprise.")
    if errors:
        raise ValidationError(errors)


def clean_service(service):
    """Write the phone in E.164; raise ValidationError, by field, for what contradicts itself."""
    from .models import Audience, Channel

    errors = {}
    _normalise(errors, service, "phone", normalise_phone)
    _check_languages(errors, service.languages)
    _check_codes(errors, "audiences", service.audiences, Audience.values)
    _check_codes(errors, "channels", service.channels, Channel.values)
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None and low > high:
        errors["maximum_age"] = _("L’âge le plus bas dépasse le plus haut.")
    if service.is_free and service.fee is not None:
        errors["fee"] = _("Un service gratuit n’a pas de prix.")
    if errors:
        raise ValidationError(errors)


def _normalise(errors, row, field, normalise):
    try:
        setattr(row, field, normalise(getattr(row, field)))
    except ValidationError as error:
        errors[field] = error


def _check_languages(errors, given):
    unknown = set(given or []) - SPOKEN_CODES
    if unknown:
        errors["languages"] = _("Langue inconnue : %(codes)s") % {"codes": ", ".join(sorted(unknown))}


def _check_codes(errors, field, given, known):
    unknown = sorted(set(given or []) - set(known))
    if unknown:
        errors[field] = _("Valeur inconnue : %(codes)s") % {"codes": ", ".join(map(str, unknown))}
