"""Rules about one event that the database cannot state. Errors go by field, in the editor's language."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Feature, Known
from portal.kit.contact import normalise_phone
from portal.kit.slugs import slug_is_taken
from portal.kit.texts import SPOKEN_CHOICES

from .recurrence import RuleError, check_rule

SPOKEN_CODES = frozenset(code for code, _label in SPOKEN_CHOICES)
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=3653)  # ten years
ADDRESS_TAKEN = _("Une autre activité a, ou avait, l’adresse « %(slug)s » : choisissez-en une autre.")


def check_day(day):
    """Raise ValidationError for a day (date) that is certainly a slip of the finger: no calendar goes that far."""
    latest = timezone.localdate() + AHEAD
    if not EARLIEST <= day <= latest:
        raise ValidationError(
            _("Ce jour est trop loin : donnez un jour entre le %(earliest)s et le %(latest)s."),
            code="day",
            params={"earliest": f"{EARLIEST:%d/%m/%Y}", "latest": f"{latest:%d/%m/%Y}"},
        )


def _check_codes(errors, field, given, known):
    unknown = sorted(set(given or []) - set(known))
    if unknown:
        errors[field] = _("Valeur inconnue : %(codes)s") % {"codes": ", ".join(map(str, unknown))}


def clean_event(event):
    """Raise ValidationError for facts that contradict each other; writes the phone in E.164."""
    from .models import Audience

    errors = {}
    _check_codes(errors, "audiences", event.audiences, Audience.values)
    _check_codes(errors, "languages", event.languages, SPOKEN_CODES)
    _check_codes(errors, "accessibility", event.accessibility, Feature.values)
    if not set((event.accessibility or {}).values()) <= {Known.YES, Known.NO}:
        errors["accessibility"] = _("Répondez par oui ou par non.")
    try:
        event.contact_phone = normalise_phone(event.contact_phone)
    except ValidationError as error:
        errors["contact_phone"] = error
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and closes and closes <= opens:
        errors["registration_closes_at"] = _("Les inscriptions se fermeraient avant de s’ouvrir.")
    if event.slug and slug_is_taken(event):
        errors["slug"] = ADDRESS_TAKEN % {"slug": event.slug}
    if refused := programme_refusal(event):
        errors["programme"] = refused
    if event.is_template and event.was_public:
        errors["is_template"] = _("Cette activité a été publiée : faites-en plutôt une copie, qui servira de modèle.")
    if errors:
        raise ValidationError(errors)


def programme_refusal(event):
    """Why the event may not be a part of what it names, or "": a part has no parts, so that nothing goes round."""
    if not event.programme_id:
        return ""
    if event.programme_id == event.pk:
        return _("Une activité ne fait pas partie d’elle-même.")
    if event.programme.programme_id:
        return _("Cette activité fait elle-même partie d’une autre : choisissez celle-là.")
    if event.pk and event.parts.exists():
        return _("Cette activité a elle-même des parties : elle ne peut pas faire partie d’une autre.")
    return ""


def clean_rule(rule):
    """Raise ValidationError for a repetition that cannot be followed, or days that are not days."""
    errors = {}
    if rule.day:
        try:
            check_day(rule.day)
        except ValidationError as error:
            errors["day"] = error
    if rule.rule:
        try:
            rule.rule = check_rule(rule.rule)
        except RuleError as error:
            errors["rule"] = str(error)
    try:
        rule.except_days = sorted({date.fromisoformat(day).isoformat() for day in rule.except_days or []})
    except (TypeError, ValueError):
        errors["except_days"] = _("Écrivez chaque jour comme 2027-01-31.")
    if errors:
        raise ValidationError(errors)
