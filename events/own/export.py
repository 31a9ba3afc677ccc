"""Everything that the portal holds about one person, to take away (GDPR art. 15 and 20)."""

import json
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import ErrorReport, Membership
from partners.orientation.export import about, sent_by
from portal.accounts.belongings import export_all
from portal.accounts.opening import verified_addresses
from portal.kit.contact import display_phone
from portal.kit.refusal import Refusal
from portal.kit.texts import language_name

from ..asking.shown import needs_lines
from ..attestations import paper
from ..attestations.hours import duration
from ..attestations.paper import LANGUAGES, number_label, title_of
from ..letters import date_line, dates_of
from ..models import AttendanceState, ParticipantRole
from .mine import attestations_of, consents_of, registrations_of

IN_MEMORY = 5 * 1024 * 1024  # octets; above, the archive is made on disk
MOST_OCTETS = 200 * 1024 * 1024  # of files that were sent in
MOST_PAPERS = 300


def archive(user, language, *, now):
    """A ZIP (an open file at its beginning): `donnees.json`, the attestations, the files that were sent in.

    Raises Refusal where that is too much to be made at once.
    """
    registrations = list(_whole(registrations_of(user)))
    attestations = list(attestations_of(user).select_related("event"))
    files = [row for registration in registrations for row in registration.answers.all() if row.file]
    if sum(row.file.size for row in files) > MOST_OCTETS or len(attestations) > MOST_PAPERS:
        raise Refusal(_("Vos données sont trop nombreuses pour un seul fichier. Écrivez-nous : nous les préparons."))
    said = _said(user, registrations, attestations, language, now=now)
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with ZipFile(target, "w", ZIP_DEFLATED) as kept:
        kept.writestr("donnees.json", json.dumps(said, ensure_ascii=False, indent=2))
        for row in attestations:
            wanted = row.language if row.language in LANGUAGES else "fr"
            kept.writestr(f"attestations/attestation-{row}.pdf", paper(row, language=wanted))
        for row in files:
            with row.file.open("rb") as given:
                kept.writestr(_file_name(row), given.read())
    target.seek(0)
    return target


def _whole(registrations):
    beside = ("participants", "answers__participant", "consents", "attendances__occurrence", "attendances__participant")
    found = registrations.select_related("event", "occurrence", "needs", "approval").order_by("pk")
    return found.prefetch_related(*beside, "letters", "event__texts")


def _file_name(row):
    """Under the registration's reference; its owner's name for it comes last, and leads into no other folder."""
    given = PurePosixPath(str(row.value).replace("\\", "/")).name
    return f"fichiers/{row.registration.reference}-{row.pk}-{given}"


def _said(user, registrations, attestations, language, *, now):
    return {
        _("Établi le"): _moment(now),
        _("Compte"): _account(user, language),
        _("Inscriptions"): [_registration(row, language) for row in registrations],
        _("Accords"): [_consent(row) for row in consents_of(user).select_related("registration")],
        _("Attestations"): [_attestation(row) for row in attestations],
        _("Orientations"): sent_by(user, language),
        _("Orientations à votre sujet"): about(verified_addresses(user), language),
        **export_all(user, language),
    }


def _account(user, language):
    keys = Authenticator.objects.filter(user=user).order_by("pk")
    members = Membership.objects.filter(user=user).select_related("partner").prefetch_related("partner__texts")
    return {
        _("Nom"): user.get_full_name(),
        _("Adresses e-mail"): verified_addresses(user),
        _("Langue"): language_name(user.language, language),
        _("Compte ouvert le"): _moment(user.date_joined),
        _("Dernière connexion"): _moment(user.last_login),
        _("Clés d’accès"): [{_("Nom"): key.wrap().name, _("Ajoutée le"): _moment(key.created_at)} for key in keys],
        _("Accès demandés"): [
            {_("Nom"): str(row.partner), _("Écrit le"): _moment(row.asked_at), _("État"): row.get_state_display()}
            | {_("Qui vous êtes"): row.words}
            for row in user.access_requests.select_related("partner").prefetch_related("partner__texts")
        ],
        _("Partenaires"): [{_("Nom"): str(row.partner), _("Rôle"): row.get_role_display()} for row in members],
        _("Relectures demandées"): [
            {_("Écrit le"): _moment(row.asked_at), _("Répondu le"): _moment(row.answered_at)}
            for row in user.partner_reviews.order_by("pk")
        ],
        _("Erreurs signalées"): [_error_report(row) for row in _error_reports(user)],
    }


def _error_reports(user):
    reported = ErrorReport.objects.filter(email__in=verified_addresses(user)).select_related("partner")
    return reported.prefetch_related("partner__texts").order_by("pk")


def _error_report(row):
    return {
        _("Nom"): str(row.partner),
        _("Écrit le"): _moment(row.reported_at),
        _("Erreur"): row.words,
        _("État"): row.get_state_display(),
    }


def _registration(row, language):
    text, approval = row.event.text(language), getattr(row, "approval", None)
    return {
        _("Activité"): text.title if text else row.event.slug,
        _("Quand"): [date_line(date) for date in dates_of(row)],
        _("Référence"): row.reference,
        _("État"): row.get_state_display(),
        _("Nom"): row.name,
        _("Adresse e-mail"): row.email,
        _("Téléphone"): display_phone(row.phone),
        _("Nombre de personnes"): row.party_size,
        _("Langue des messages"): language_name(row.language, language),
        _("Remarque"): row.note,
        _("Association, classe ou employeur"): row.organisation,
        _("Fonction"): row.function,
        _("Téléphone en cas d’urgence"): display_phone(row.emergency_phone),
        _("Qui peut reprendre l’enfant"): row.may_collect,
        _("Participants"): _people(row, ParticipantRole.PARTICIPANT),
        _("Garderie"): _people(row, ParticipantRole.CHILDCARE),
        _("Réponses"): [
            {_("Question"): each.label, _("Réponse"): each.value, _("Pour"): str(each.participant or "")}
            for each in row.answers.all()
        ],
        _("Besoins"): needs_lines(row, language),
        _("Accord de l’employeur"): {
            _("Nom"): approval.approver_name,
            _("Adresse e-mail"): approval.approver_email,
            _("Employeur"): approval.employer,
            _("Commentaire"): approval.comment,
        }
        if approval
        else None,
        _("Présences"): [_attendance(each) for each in row.attendances.all() if each.state != AttendanceState.UNDONE],
        _("E-mails"): [
            {_("Sorte"): each.kind, _("Écrit le"): _moment(each.created_at), _("État"): each.get_state_display()}
            for each in row.letters.all()
        ],
        _("Inscription faite le"): _moment(row.created_at),
        _("Annulée le"): _moment(row.cancelled_at),
    }


def _people(row, role):
    return [
        {_("Nom"): each.name, _("Date de naissance"): each.birth_date.isoformat() if each.birth_date else None}
        for each in row.participants.all()
        if each.role == role
    ]


def _attendance(row):
    return {
        _("Date"): _moment(row.occurrence.starts_at),
        _("Présence"): row.get_state_display(),
        _("Pour"): str(row.participant or ""),
    }


def _consent(row):
    return {
        _("Référence"): row.registration.reference,
        _("Accord pour"): row.get_purpose_display(),
        _("Canaux"): row.channels,
        _("Donné le"): _moment(row.given_at),
        _("Retiré le"): _moment(row.withdrawn_at),
    }


def _attestation(row):
    return {
        _("Document"): title_of(row.kind),
        _("Numéro"): number_label(row),
        _("Au nom de"): row.name,
        _("Heures suivies"): duration(row.minutes_attended),
        _("Émise le"): _moment(row.issued_at),
    }


def _moment(moment):
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None
