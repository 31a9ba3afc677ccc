"""The pages of the partner space that are about people, as plain values for their templates."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.kit.texts import lang_attribute
from portal.templatetags.wording import day_words_year

from .membership import ACCEPTED, ACTS, ASKED, INVITED, JOINED, PROMOTED, REFUSED, REMOVED, WITHDRAWN
from .models import Invitation, Partner, Role
from .speaking import MANAGE, requests_for

SHOWN_ACTS = 30


def entry_context(user, language):
    """The context of partners/space/entry.html: for whom one speaks, what waits for an answer."""
    members = user.memberships.select_related("partner").prefetch_related("partner__texts").order_by("pk")
    asked = user.access_requests.to_decide().select_related("partner").prefetch_related("partner__texts")
    return {
        "title": _("Espace des partenaires"),
        "partners": [
            _named(row.partner, language)
            | {"role": row.get_role_display(), "href": reverse("partenaire-activites", args=[row.partner.slug])}
            for row in members
        ],
        "asked": [_named(row.partner, language) for row in asked],
        "waiting": requests_for(user).count() if _answers(user) else 0,
        "answers": _answers(user),
    }


def _answers(user):
    return user.has_perm(MANAGE) or user.memberships.filter(role=Role.MANAGER).exists()


def _named(partner, language):
    text = partner.text(language)
    return {"name": text.name if text else partner.slug, "lang": lang_attribute(text, language), "slug": partner.slug}


def members_context(partner, user, *, now):
    """What partners/space/members.html shows: members, invitations, and who did what, the latest first."""
    members = partner.memberships.select_related("user").order_by("pk")
    invitations = partner.invitations.unanswered().order_by("pk")
    return {
        "members": [
            {
                "pk": row.pk,
                "name": str(row.user),
                "email": row.user.email if row.user.get_full_name() else "",
                "role": row.get_role_display(),
                "is_manager": row.role == Role.MANAGER,
                "is_me": row.user_id == user.pk,
                "since": day_words_year(timezone.localtime(row.since)),
            }
            for row in members
        ],
        "invitations": [
            {
                "pk": row.pk,
                "email": row.email,
                "role": Role(row.role).label,
                "until": day_words_year(timezone.localtime(row.expires_at)),
                "open": row.is_open(now),
            }
            for row in invitations
        ],
        "history": history(partner),
    }


def history(partner):
    """[{when, text}] of the last acts about members; whoever erased their account is not named any more."""
    entries = ModelLogEntry.objects.for_instance(partner).filter(action__in=ACTS).order_by("-timestamp", "-pk")
    return [
        {"when": day_words_year(timezone.localtime(entry.timestamp)), "text": text}
        for entry, text in told(list(entries[:SHOWN_ACTS]))
    ]


def told(entries):
    """[(entry, what was done in one sentence)], in a fixed number of queries."""
    people = {entry.user_id for entry in entries} | {entry.data.get("user") for entry in entries}
    named = {user.pk: str(user) for user in User.objects.filter(pk__in=people - {None})}
    invited = {entry.data.get("invitation") for entry in entries}
    addresses = dict(Invitation.objects.filter(pk__in=invited - {None}).values_list("pk", "email"))
    return [(entry, _sentence(entry, named, addresses)) for entry in entries]


def _sentence(entry, named, addresses):
    data, somebody = entry.data, _("un compte effacé")
    words = {
        "by": named.get(entry.user_id, somebody),
        "whom": named.get(data.get("user")) or addresses.get(data.get("invitation")) or somebody,
        "role": Role(data["role"]).label if data.get("role") else "",
    }
    return _SENTENCES[entry.action]() % words


_SENTENCES = {
    INVITED: lambda: _("%(by)s a invité %(whom)s (%(role)s)."),
    JOINED: lambda: _("%(whom)s a accepté une invitation (%(role)s)."),
    WITHDRAWN: lambda: _("%(by)s a retiré l’invitation de %(whom)s."),
    ASKED: lambda: _("%(whom)s a demandé l’accès."),
    ACCEPTED: lambda: _("%(by)s a accepté la demande de %(whom)s (%(role)s)."),
    REFUSED: lambda: _("%(by)s a refusé la demande de %(whom)s."),
    PROMOTED: lambda: _("%(by)s a donné à %(whom)s le rôle « %(role)s »."),
    REMOVED: lambda: _("%(by)s a retiré %(whom)s."),
}


def requests_context(user, language):
    """The context of partners/space/requests.html."""
    rows = requests_for(user).select_related("partner", "user").prefetch_related("partner__texts")
    return {
        "title": _("Demandes d’accès"),
        "requests": [
            _named(row.partner, language)
            | {
                "pk": row.pk,
                "person": str(row.user),
                "email": row.user.email,
                "words": row.words,
                "when": day_words_year(timezone.localtime(row.asked_at)),
            }
            for row in rows
        ],
        "crumbs": crumbs(),
    }


def crumbs():
    return [{"href": reverse("partenaire-espace"), "label": _("Espace des partenaires")}]


def invitation_context(invitation, user, language):
    """The context of partners/space/invitation.html: who invites, for whom, and how one enters."""
    partner = Partner.objects.with_texts().get(pk=invitation.partner_id)
    inviter = invitation.invited_by
    return {
        "title": _("Invitation"),
        "partner": _named(partner, language),
        "inviter": str(inviter) if inviter else "",
        "role": Role(invitation.role).label,
        "email": invitation.email,
        "account": user.email if user.is_authenticated else "",
        "until": day_words_year(timezone.localtime(invitation.expires_at)),
    }
