"""What became of a submission, told to who submitted it, in their language."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.letters import post
from portal.kit.site import absolute, identity
from portal.kit.texts import choose_text

from ..models import SubmissionLetter

SUBJECTS = {
    "approved": lambda title: _("C’est en ligne : %(title)s") % {"title": title},
    "changes": lambda title: _("À corriger avant de paraître : %(title)s") % {"title": title},
    "refused": lambda title: _("Pas publié : %(title)s") % {"title": title},
}


def author_of(state):
    """Who submitted what this WorkflowState is about, where they speak for its partner and are no staff; else None.

    Staff are told by Wagtail, with the way into its admin.
    """
    user, event = state.requested_by, state.content_object
    if user is None or event is None or not user.is_active or user.has_perm("wagtailadmin.access_admin"):
        return None
    return user if event.organiser.memberships.filter(user=user).exists() else None


def tell(state, kind, *, comment=""):
    """Write to who submitted; nobody where that was staff, or somebody who left the partner."""
    author = author_of(state)
    if author is not None:
        facts = {"comment": comment} if comment else {}
        post(
            SubmissionLetter(
                event_id=int(state.object_id),
                user=author,
                kind=kind,
                address=author.email,
                language=author.language,
                facts=facts,
            )
        )


def compose(letter):
    """(subject, text, html, attachments) in the active language; None for who left the partner meanwhile."""
    event, language = letter.event, get_language()
    if not event.organiser.memberships.filter(user=letter.user_id).exists():
        return None
    if letter.kind == "approved" and not event.live:
        return None  # withdrawn before the letter left
    latest = event if letter.kind == "approved" else event.get_latest_revision_as_object()
    text = choose_text(latest.texts.all(), language)
    title = text.title if text else event.slug
    context = {
        "site": identity(language),
        "title": title,
        "comment": letter.facts.get("comment", "").splitlines(),
        "page_url": absolute(reverse("evenement", args=[event.slug])) if event.live else "",
        "space_url": absolute(reverse("partenaire-activite", args=[event.organiser.slug, event.slug])),
    }
    name = f"letters/submission_{letter.kind}"
    return (
        SUBJECTS[letter.kind](title),
        render_to_string(f"{name}.txt", context),
        render_to_string(f"{name}.html", context),
        [],
    )
