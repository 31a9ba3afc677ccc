"""The words of letters about speaking for a partner, made when they leave: what is no longer true is not said."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.links import link_token
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_words_year

from .models import AccessState

LINK = "partner-invitation"
SUBJECTS = {
    "invited": lambda name: _("Invitation : publier pour %(name)s") % {"name": name},
    "asked": lambda name: _("Quelqu’un demande à publier pour %(name)s") % {"name": name},
    "accepted": lambda name: _("Vous pouvez publier pour %(name)s") % {"name": name},
    "refused": lambda name: _("Votre demande pour %(name)s") % {"name": name},
    "removed": lambda name: _("Vous ne publiez plus pour %(name)s") % {"name": name},
}
STATES = {"asked": AccessState.ASKED, "accepted": AccessState.ACCEPTED, "refused": AccessState.REFUSED}


def invitation_path(invitation):
    """Where an invitation is accepted, in the active language; computed, never stored."""
    return reverse("partenaire-invitation", args=[link_token(invitation, purpose=LINK)])


def compose(letter):
    """(subject, text, html, attachments) in the active language; None when the letter is no longer true."""
    if letter.invitation and not letter.invitation.is_open(timezone.now()):
        return None
    if letter.request and letter.request.state != STATES[letter.kind]:
        return None
    language = get_language()
    context = context_of(letter, language)
    name = f"letters/access_{letter.kind}"
    plain, html = render_to_string(f"{name}.txt", context), render_to_string(f"{name}.html", context)
    return SUBJECTS[letter.kind](context["partner_name"]), plain, html, []


def context_of(letter, language):
    """The variables of a letter's templates."""
    partner, invitation, request = letter.partner, letter.invitation, letter.request
    text = partner.text(language)
    context = {
        "site": identity(language),
        "partner_name": text.name if text else partner.slug,
        "space_url": absolute(reverse("partenaire-espace")),
        "requests_url": absolute(reverse("partenaire-demandes")),
    }
    if invitation:
        inviter = invitation.invited_by
        context |= {
            "inviter": str(inviter) if inviter else "",
            "accept_url": absolute(invitation_path(invitation)),
            "until": day_words_year(timezone.localtime(invitation.expires_at)),
        }
    if request:
        context |= {"person": _person(request.user), "words": request.words.splitlines(), "reason": request.reason}
    return context


def _person(user):
    name = user.get_full_name()
    return f"{name} <{user.email}>" if name else user.email
