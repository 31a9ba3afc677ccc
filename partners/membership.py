"""Who speaks for a partner: inviting, asking, deciding, changing a role, leaving. Each act is kept in its history."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.groups import MODERATOR
from portal.accounts.models import User
from portal.kit.contact import normalise_email
from portal.kit.letters import post
from portal.kit.limits import within
from portal.kit.refusal import Refusal

from .models import AccessLetter, AccessRequest, AccessState, Membership, Partner, Role
from .speaking import MANAGE

INVITED, JOINED, WITHDRAWN = "partners.member.invite", "partners.member.join", "partners.member.withdraw"
ASKED, ACCEPTED, REFUSED = "partners.member.ask", "partners.member.accept", "partners.member.refuse"
PROMOTED, REMOVED = "partners.member.role", "partners.member.remove"
ACTS = (INVITED, JOINED, WITHDRAWN, ASKED, ACCEPTED, REFUSED, PROMOTED, REMOVED)

INVITATION_LASTS = timedelta(days=14)
A_DAY = 24 * 3600
INVITATIONS_A_DAY, REQUESTS_A_DAY = 20, 5  # of one person


def invite(partner, *, email, role, language, by):
    """Write to `email` with a link that opens the partner's space. Returns the Invitation; a repeat sends a new link.

    Raises Refusal for somebody who is a member already, and for more invitations than one person has a use for.
    """
    email = normalise_email(email)
    if partner.memberships.filter(user__email=email).exists():
        raise Refusal(_("Cette personne fait déjà partie de ce partenaire."), code="member")
    if not within("invite", str(by.pk), limit=INVITATIONS_A_DAY, seconds=A_DAY):
        raise Refusal(_("Vous avez envoyé beaucoup d’invitations aujourd’hui. Continuez demain."), code="often")
    with transaction.atomic():
        locked = _lock(partner)
        # One link at a time: the former one no longer opens anything.
        locked.invitations.unanswered().filter(email=email).update(withdrawn_at=timezone.now())
        expires_at = timezone.now() + INVITATION_LASTS
        invitation = locked.invitations.create(
            email=email, role=role, language=language, invited_by=by, expires_at=expires_at
        )
        _note(locked, INVITED, by, invitation=invitation.pk, role=role)
        _write(locked, "invited", address=email, language=language, invitation=invitation)
    return invitation


def withdraw(invitation, *, by):
    """End an invitation that nobody accepted. A repeat changes nothing."""
    with transaction.atomic():
        partner = _lock(invitation.partner)
        ended = partner.invitations.unanswered().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
        if ended:
            _note(partner, WITHDRAWN, by, invitation=invitation.pk)


def accept_invitation(invitation, *, user):
    """Make `user`, who holds the link, a member. Returns the Membership; the same person again gets the first.

    The link went to the invited address alone, so whoever holds it was let in by its owner; the history says with
    which account. Raises Refusal for a link that was used, withdrawn or is too old.
    """
    with transaction.atomic():
        partner = _lock(invitation.partner)
        fresh = partner.invitations.get(pk=invitation.pk)
        if fresh.accepted_by_id == user.pk and partner.memberships.filter(user=user).exists():
            return partner.memberships.get(user=user)
        if not fresh.is_open(timezone.now()):
            raise Refusal(
                _("Cette invitation n’est plus valable. Demandez-en une autre à la personne qui vous a invité."),
                code="ended",
            )
        member = _join(partner, user, fresh.role)
        fresh.accepted_at, fresh.accepted_by = timezone.now(), user
        fresh.save(update_fields=["accepted_at", "accepted_by"])
        _note(partner, JOINED, user, user=user.pk, role=member.role, invitation=fresh.pk)
    return member


def ask_access(partner, *, user, words):
    """Ask the partner's managers, or the City where it has none. Returns the AccessRequest; a repeat is the first.

    Raises Refusal for a member, and for more requests than one person has a use for.
    """
    if partner.memberships.filter(user=user).exists():
        raise Refusal(_("Vous faites déjà partie de ce partenaire."), code="member")
    waiting = partner.access_requests.to_decide().filter(user=user).first()
    if waiting is not None:
        return waiting
    if not within("access", str(user.pk), limit=REQUESTS_A_DAY, seconds=A_DAY):
        raise Refusal(_("Vous avez fait plusieurs demandes aujourd’hui. Attendez qu’on y réponde."), code="often")
    try:
        with transaction.atomic():
            request = AccessRequest.objects.create(partner=partner, user=user, words=words)
            _note(partner, ASKED, user, user=user.pk)
            for reader in _deciders(partner):
                _write(partner, "asked", address=reader.email, language=reader.language, request=request)
    except IntegrityError:  # two presses at the same moment
        return partner.access_requests.to_decide().get(user=user)
    return request


def accept_request(request, *, by, role=Role.EDITOR):
    """Let somebody in who asked. A repeat changes nothing. Raises Refusal for a request that was refused."""
    with transaction.atomic():
        partner, fresh = _lock(request.partner), AccessRequest.objects.get(pk=request.pk)
        if fresh.state == AccessState.REFUSED:
            raise _decided()
        if fresh.state == AccessState.ASKED:
            member = _join(partner, fresh.user, role)
            _decide(fresh, AccessState.ACCEPTED, by)
            _note(partner, ACCEPTED, by, user=fresh.user_id, role=member.role)
            _write(partner, "accepted", address=fresh.user.email, language=fresh.user.language, request=fresh)
    return fresh


def refuse_request(request, *, by, reason=""):
    """Say no to somebody who asked; the reason goes with the letter. A repeat changes nothing."""
    with transaction.atomic():
        partner, fresh = _lock(request.partner), AccessRequest.objects.get(pk=request.pk)
        if fresh.state == AccessState.ACCEPTED:
            raise _decided()
        if fresh.state == AccessState.ASKED:
            _decide(fresh, AccessState.REFUSED, by, reason=" ".join(reason.split()))
            _note(partner, REFUSED, by, user=fresh.user_id)
            _write(partner, "refused", address=fresh.user.email, language=fresh.user.language, request=fresh)
    return fresh


def change_role(member, role, *, by):
    """Give a member another role. Raises Refusal where nobody would manage the partner any more."""
    with transaction.atomic():
        partner = _lock(member.partner)
        fresh = partner.memberships.select_related("user").get(pk=member.pk)
        if fresh.role == role:
            return fresh
        if fresh.role == Role.MANAGER:
            _keep_a_manager(partner, fresh, by=by)
        fresh.role = role
        fresh.save(update_fields=["role"])
        _note(partner, PROMOTED, by, user=fresh.user_id, role=role)
    return fresh


def remove(member, *, by):
    """Take somebody out of a partner, or leave it. Raises Refusal where nobody would manage it any more."""
    with transaction.atomic():
        partner = _lock(member.partner)
        fresh = partner.memberships.select_related("user").filter(pk=member.pk).first()
        if fresh is None:
            return
        if fresh.role == Role.MANAGER:
            _keep_a_manager(partner, fresh, by=by)
        fresh.delete()
        _note(partner, REMOVED, by, user=fresh.user_id)
        if fresh.user != by:
            _write(partner, "removed", address=fresh.user.email, language=fresh.user.language)


def _keep_a_manager(partner, member, *, by):
    """Staff may leave a partner without: somebody who went away is taken out, and requests come to the moderators."""
    if by.has_perm(MANAGE):
        return
    others = partner.memberships.filter(role=Role.MANAGER, user__is_active=True).exclude(pk=member.pk)
    if not others.exists():
        raise Refusal(
            _("C’est la seule personne qui gère ce partenaire. Donnez d’abord ce rôle à quelqu’un d’autre."),
            code="last",
        )


def _lock(partner):
    """The partner's row, locked: its people are changed one act at a time."""
    return Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)


def _join(partner, user, role):
    """The Membership of `user`, with the larger of two roles where there is one already."""
    member, made = Membership.objects.get_or_create(partner=partner, user=user, defaults={"role": role})
    if not made and role == Role.MANAGER and member.role != role:
        member.role = role
        member.save(update_fields=["role"])
    partner.access_requests.to_decide().filter(user=user).update(state=AccessState.ACCEPTED, decided_at=timezone.now())
    return member


def _decide(request, state, by, *, reason=""):
    request.state, request.reason, request.decided_by, request.decided_at = state, reason, by, timezone.now()
    request.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _decided():
    return Refusal(_("Quelqu’un d’autre a déjà répondu à cette demande."), code="decided")


def _deciders(partner):
    """The accounts that are told of a request: who manages the partner, else the City's moderators."""
    active = User.objects.filter(is_active=True).order_by("pk")
    managers = active.filter(memberships__partner=partner, memberships__role=Role.MANAGER)
    return list(managers) or list(active.filter(groups__name=MODERATOR).distinct())


def _note(partner, act, by, **data):
    """Into the partner's history, which names accounts by their ids: an account that is erased leaves no name there."""
    log(instance=partner, action=act, user=by, data=data)


def _write(partner, kind, *, address, language, invitation=None, request=None):
    post(
        AccessLetter(
            partner=partner, kind=kind, address=address, language=language, invitation=invitation, request=request
        )
    )
