"""From a draft to the public: submitting, taking back, approving at once, refusing. Wagtail's workflow carries it."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState

from portal.kit.refusal import Refusal

from ..models import Event
from ..publication import DatesAtStake
from ..publishable import check
from .letters import tell

PUBLISHED, SUBMITTED = "published", "submitted"
REFUSED = "events.submission.refuse"  # in the event's history


def submit(event, *, by):
    """Hand the latest version of an event to who moderates, or publish it where its partner is trusted.

    Returns PUBLISHED or SUBMITTED; a repeat changes nothing. Raises Refusal for what may not be published. What would
    touch people who registered is read by staff even for a trusted partner: they see what becomes of each date.
    """
    with transaction.atomic():
        fresh = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        wanted = fresh.get_latest_revision_as_object()
        if not wanted.rules.all():
            raise Refusal(_("Il n’y a pas encore de date."), code="dates")
        check(wanted)
        state = fresh.current_workflow_state
        if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
            return SUBMITTED
        if fresh.organiser.trusted and _publish(fresh, state, by):
            return PUBLISHED
        if state is not None:
            state.resume(user=by)
        else:
            _start(fresh, by)
    return SUBMITTED


def _publish(event, state, by):
    """Whether the latest version could be published at once. The partner is trusted; its people are no staff."""
    try:
        with transaction.atomic():
            if state is not None:
                state.cancel(user=by)
            event.get_latest_revision().publish(user=by, skip_permission_checks=True)
    except DatesAtStake:
        return False
    return True


def _start(event, by):
    workflow = event.get_workflow()
    if workflow is None or not workflow.active:
        raise Refusal(
            _("La relecture est arrêtée pour l’instant. Votre brouillon est gardé ; écrivez-nous."), code="workflow"
        )
    workflow.start(event, by)


def take_back(event, *, by):
    """End a moderation that is under way, so that the author may correct. A repeat changes nothing."""
    with transaction.atomic():
        fresh = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        state = fresh.current_workflow_state
        if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
            state.cancel(user=by)


def delete_draft(event, *, by):
    """Delete what never was public. Raises Refusal for anything else."""
    with transaction.atomic():
        fresh = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        if fresh.was_public or fresh.live or fresh.registrations.exists():
            raise Refusal(_("Cette activité a été publiée : elle se retire, elle ne s’efface pas."), code="public")
        state = fresh.current_workflow_state
        if state is not None:
            state.cancel(user=by)
        log(instance=fresh, action="wagtail.delete", user=by)
        fresh.delete()


@contextmanager
def deciding(event):
    """What is submitted is decided once: inside, nobody else approves, refuses or sends it back.

    Gives the WorkflowState, locked. Raises Refusal where somebody was faster.
    """
    with transaction.atomic():
        states = WorkflowState.objects.for_instance(event).select_for_update(of=("self",))
        state = states.order_by("-pk").first()
        going_on = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
        if not going_on or state.current_task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise Refusal(_("Quelqu’un d’autre vient de décider."), code="decided")
        yield state


def may_refuse(event, user):
    """Whether `user` moderates the version that waits."""
    task = event.current_workflow_task
    return task is not None and "reject" in [name for name, _label, _modal in task.get_actions(event, user)]


def refuse(event, *, by, reason):
    """Refuse what was submitted, for good; its author is told the reason. What is published stays as it is.

    Raises Refusal without a reason, PermissionDenied for who does not moderate it.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Donnez la raison, en une phrase."), code="reason")
    if not may_refuse(event, by):
        raise PermissionDenied
    with deciding(event) as state:
        task = state.current_task_state
        # Rejected, in a workflow that has ended: no other act of Wagtail's leaves the two together.
        task.status, task.comment = TaskState.STATUS_REJECTED, reason
        task.finished_by, task.finished_at = by, timezone.now()
        task.save()
        state.status = WorkflowState.STATUS_CANCELLED
        state.save()
        log(instance=event, action=REFUSED, user=by, revision=task.revision, data={"reason": reason})
        tell(state, "refused", comment=reason)
