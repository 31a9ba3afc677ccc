"""What the portal keeps of somebody as a volunteer: to take away, and to erase with the account."""

from django.utils import timezone
from django.utils.translation import gettext as _

from events.letters import day_and_hours
from portal.kit.contact import display_phone

from .mine import volunteers_of
from .models import Need
from .retention import anonymise


def erase(user, *, now):
    """Give back every shift and take the person out of every volunteer of this account."""
    for pk in list(volunteers_of(user).values_list("pk", flat=True)):
        anonymise(pk, now=now)


def export(user, language):
    """{label: [volunteer, with shifts and letters]} as plain values."""
    rows = volunteers_of(user).prefetch_related("skills__skill", "sign_ups", "letters")
    return {_("Bénévolat"): [_volunteer(row, language) for row in rows]}


def _volunteer(row, language):
    needs = Need.objects.with_shift().in_bulk([each.need_id for each in row.sign_ups.all()])
    return {
        _("Nom"): row.name,
        _("Adresse e-mail"): row.email,
        _("Téléphone"): display_phone(row.phone),
        _("Âge"): row.get_age_display(),
        _("Nom du parent"): row.guardian_name,
        _("Téléphone du parent"): display_phone(row.guardian_phone),
        _("Compétences"): [each.skill.name(language) for each in row.skills.all()],
        _("Créneaux"): [_sign_up(each, needs[each.need_id], language) for each in row.sign_ups.all()],
        _("E-mails"): [
            {
                _("Sorte"): each.kind,
                _("Écrit le"): timezone.localtime(each.created_at).isoformat(timespec="minutes"),
                _("État"): each.get_state_display(),
            }
            for each in row.letters.all()
        ],
    }


def _sign_up(row, need, language):
    text = need.shift.mission.text(language)
    return {
        _("Mission"): text.name if text else need.shift.mission.slug,
        _("Rôle"): need.role.name(language),
        _("Quand"): day_and_hours(need.shift.starts_at, need.shift.ends_at),
        _("État"): row.get_state_display(),
    }
