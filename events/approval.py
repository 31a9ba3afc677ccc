"""Somebody must agree first: the organiser on their page, or the employer by a signed link, without an account."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kit.links import new_link_key
from portal.kit.refusal import Refusal

from .asking.rules import check_approver
from .letters import AN_HOUR, LINKS_AN_HOUR, tell, tell_approver
from .models import Approval, Registration, RegistrationState
from .registration import admit, end
from .targets import bounds, is_off, lock_held


def expired(approval, *, now):
    """Whether there is nothing to agree to: the activity has begun or does not take place, the registration is over."""
    registration = approval.registration
    starts, _ends = bounds(registration.event, registration.occurrence)
    return not registration.is_active or is_off(registration.occurrence) or starts is None or starts <= now


def ask_another(approval, *, name, email, now):
    """Ask somebody else at the employer's to agree, or the same person again; the link sent before ends.

    Raises Refusal when nothing is open any more, for the person's own address, or after three letters in an hour.
    """
    with transaction.atomic():
        target = lock_held(approval.registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=approval.registration_id)
        registration.event, registration.occurrence = target.event, target.occurrence
        approval = Approval.objects.get(pk=approval.pk)
        approval.registration = registration
        if not approval.by_employer or approval.agreed is not None or expired(approval, now=now):
            raise Refusal(_("Cette demande n’est plus ouverte."), code="expired")
        email = check_approver(email, registration.email)
        if registration.letters.filter(kind="approval", created_at__gt=now - AN_HOUR).count() >= LINKS_AN_HOUR:
            raise Refusal(_("Nous avons déjà écrit plusieurs fois. Réessayez dans une heure."), code="often")
        approval.approver_name, approval.approver_email, approval.link_key = name, email, new_link_key()
        approval.save(update_fields=["approver_name", "approver_email", "link_key"])
        tell_approver(approval)
    return approval


def decide(approval, *, agreed, comment="", user=None, now):
    """Agree to a registration, or decline it; the first answer stands. Returns the Approval.

    Raises Refusal when it is too late, or when somebody else already answered otherwise.
    """
    with transaction.atomic():
        target = lock_held(approval.registration)
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=approval.registration_id)
        approval = Approval.objects.get(pk=approval.pk)
        if approval.agreed is not None:
            if approval.agreed != agreed:
                raise Refusal(_("Une réponse a déjà été donnée."), code="decided")
            return approval
        registration.event, registration.occurrence = target.event, target.occurrence
        approval.registration = registration
        if registration.state != RegistrationState.PENDING or expired(approval, now=now):
            raise Refusal(_("Cette demande n’est plus ouverte."), code="expired")
        approval.agreed, approval.comment = agreed, comment
        approval.decided_at, approval.decided_by = now, user
        approval.save(update_fields=["agreed", "comment", "decided_at", "decided_by"])
        if agreed:
            admit(registration, now=now)
        else:
            end(registration, target, RegistrationState.DECLINED, now=now)
            tell(registration, "declined")
    return approval
