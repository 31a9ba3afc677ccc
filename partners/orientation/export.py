"""Orientations in the data that a person takes away: those that they sent, without whom; those about them, whole."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.texts import language_name

from ..models import Orientation
from .letters import sender_name, service_name


def sent_by(user, language):
    """What this worker sent. Who was sent is another person's affair, and is not in it."""
    return [_said(row, language) for row in Orientation.objects.whole().of_worker(user).order_by("pk")]


def about(addresses, language):
    """What was sent about the person at one of these verified addresses, as long as it is kept."""
    rows = Orientation.objects.whole().filter(person__email__in=addresses).order_by("pk")
    return [
        _said(row, language)
        | {
            _("Envoyée par"): sender_name(row, language),
            _("Prénom ou pseudonyme"): row.person.name,
            _("Téléphone"): display_phone(row.person.phone),
            _("Adresse e-mail"): row.person.email,
            _("Langue"): language_name(row.person.language, language),
            _("Tranche d’âge"): row.person.get_age_band_display(),
            _("Ce que la personne demande"): row.person.need,
            _("Accord"): row.consent_words,
            _("Échanges"): [{_("Acte"): act.get_kind_display(), _("Message"): act.words} for act in row.acts.all()],
        }
        for row in rows
    ]


def _said(row, language):
    return {
        _("Service"): service_name(row, language),
        _("Envoyée le"): timezone.localtime(row.sent_at).isoformat(timespec="minutes"),
        _("État"): row.get_state_display(),
        _("La personne y est allée"): row.get_outcome_display(),
    }
