"""The library's acts: who may propose a document, proposing one, publishing it, refusing it."""

from functools import partial

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from portal.accounts.groups import ADMINISTRATOR, EDITOR, MODERATOR, TRAINING_OFFICER
from portal.accounts.opening import verified_addresses
from portal.kit.refusal import Refusal

from .models import Audience, Event, LibraryDocument, LibraryState, Registration
from .training_catalogue.offers import KINDS

PROPOSALS = "Documents proposés"  # the collection whose files are shown to staff alone
READERS = (EDITOR, MODERATOR, TRAINING_OFFICER, ADMINISTRATOR)
MOST_WAITING = 10  # proposals of one person that nobody has read yet


def attended_by(user, *, now):
    """The professional events (list) in which a person took part, the latest first.

    Their verified e-mail address was confirmed for a date that is over; trainings, conferences, and what is for
    professionals.
    """
    addresses = verified_addresses(user)
    over = Q(occurrence__ends_at__lte=now)
    begun = Q(occurrence=None, event__occurrences__ends_at__lte=now, event__occurrences__in_schedule=True)
    registrations = Registration.objects.confirmed().filter(over | begun, email__in=addresses)
    events = Event.objects.filter(pk__in=registrations.values("event")).prefetch_related("texts").order_by("-pk")
    return [event for event in events if event.kind in KINDS or Audience.PROFESSIONNELS in event.audiences]


def propose(user, *, file, title_fr, title_nl, theme, event, now=None):
    """Put a document before the moderators; returns the LibraryDocument. Its file is shown to staff alone until then.

    Raises Refusal for an event in which the person did not take part, or too many proposals at once.
    """
    now = now or timezone.now()
    if event not in attended_by(user, now=now):
        raise Refusal(_("On propose un document après avoir suivi la formation dont il vient."), code="event")
    if LibraryDocument.objects.proposed().filter(proposed_by=user).count() >= MOST_WAITING:
        raise Refusal(_("Plusieurs de vos documents attendent déjà d’être lus. Revenez ensuite."), code="many")
    with transaction.atomic():
        document = get_document_model()(title=title_fr or title_nl, file=file, uploaded_by_user=user)
        document.collection = proposals()
        document._set_document_file_metadata()  # what Wagtail's own forms call: size and hash
        document.save()
        return LibraryDocument.objects.create(
            title_fr=title_fr,
            title_nl=title_nl,
            theme=theme,
            document=document,
            event=event,
            proposed_by=user,
            proposed_at=now,
        )


def proposals():
    """The collection of what waits or was refused; only the groups that read proposals may open its files."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=PROPOSALS).first()
    if found is None:
        found = root.add_child(name=PROPOSALS)
    kind = CollectionViewRestriction.GROUPS
    restriction, _created = CollectionViewRestriction.objects.get_or_create(collection=found, restriction_type=kind)
    restriction.groups.set(Group.objects.filter(name__in=READERS))
    return found


def approve(entry, *, user, now=None):
    """Publish a document, its file included. A repeat changes nothing."""
    return _decide(entry, LibraryState.PUBLISHED, user=user, now=now, refusal="")


def refuse(entry, *, user, reason, now=None):
    """Refuse a document, or withdraw one that was published; the reason goes to who proposed it."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Donnez la raison, en une phrase."), code="reason")
    return _decide(entry, LibraryState.REFUSED, user=user, now=now, refusal=reason)


def _decide(entry, state, *, user, now, refusal):
    with transaction.atomic():
        fresh = LibraryDocument.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if fresh.state == state and fresh.refusal == refusal:
            return fresh
        fresh.state, fresh.refusal = state, refusal
        fresh.decided_by, fresh.decided_at = user, now or timezone.now()
        fresh.save()
        _shelve(fresh)
        if fresh.proposed_by is not None:
            transaction.on_commit(partial(_tell, fresh))
    return fresh


def _shelve(entry):
    """Move the file to where those may open it who may read the entry. What staff keep elsewhere stays there."""
    document, hidden = entry.document, proposals()
    if entry.state == LibraryState.PUBLISHED and document.collection_id == hidden.pk:
        document.collection = Collection.get_first_root_node()
    elif entry.state == LibraryState.REFUSED:
        document.collection = hidden
    document.save(update_fields=["collection"])


def _tell(entry):
    """Write to who proposed the document, in French and Dutch: accounts have no language of their own."""
    subjects, bodies = [], []
    for language in ("fr", "nl"):
        with translation.override(language):
            title = entry.title(language)
            if entry.state == LibraryState.PUBLISHED:
                subjects.append(_("Votre document est publié"))
                bodies.append(_("« %(title)s » est dans la bibliothèque. Merci !") % {"title": title})
            else:
                subjects.append(_("Votre document n’est pas publié"))
                bodies.append(
                    _("« %(title)s » n’est pas publié : %(reason)s") % {"title": title, "reason": entry.refusal}
                )
    address = entry.proposed_by.email
    async_task("portal.accounts.letters.send", " / ".join(subjects), "\n\n".join(bodies), [address], save=False)
