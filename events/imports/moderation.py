"""Drafts that an import made or changed enter the workflow, many at once, and moderators are told once for all."""

from django.db.models import OuterRef, Subquery
from wagtail.models import TaskState, WorkflowState

from ..models import Event

IMPORTED = "events.import"  # in the history of an event


def submit(events, *, user):
    """Have these events (their latest revisions) read by the moderators; returns how many wait now because of this.

    As Workflow.start does it, without a letter for each: a calendar has hundreds. Where the first step is of another
    kind than reading, each is started on its own.
    """
    if not events:
        return 0
    workflow = events[0].get_workflow()
    if workflow is None or not workflow.active:
        return 0
    task = workflow.tasks.first()
    if task is None:
        return 0
    task = task.specific
    if task.get_task_state_class() is not TaskState:
        for event in events:
            workflow.start(event, user)
        return len(events)
    kind = events[0].get_content_type()
    states = [
        WorkflowState(
            content_type=kind, base_content_type=kind, object_id=str(event.pk), workflow=workflow, requested_by=user
        )
        for event in events
    ]
    WorkflowState.objects.bulk_create(states, batch_size=200)
    rows = [
        TaskState(workflow_state=state, revision_id=event.latest_revision_id, task_id=task.pk)
        for state, event in zip(states, events, strict=True)
    ]
    TaskState.objects.bulk_create(rows, batch_size=200)
    own = TaskState.objects.filter(workflow_state=OuterRef("pk")).values("pk")[:1]
    started = WorkflowState.objects.filter(pk__in=[state.pk for state in states])
    started.update(current_task_state=Subquery(own))
    return len(events)


def in_progress(event):
    """The WorkflowState in which this event waits, or None."""
    return WorkflowState.objects.active().for_instance(event).select_related("current_task_state").first()


def renew(event, state):
    """What waits in the workflow is the version that was just saved, not the one before it."""
    if state.current_task_state_id:
        TaskState.objects.filter(pk=state.current_task_state_id).update(revision_id=event.latest_revision_id)


def withdraw(event, *, user):
    """Take a draft out of the workflow: what it announces was called off."""
    state = in_progress(event)
    if state is not None:
        state.cancel(user=user)


def fresh(event_id):
    """The Event as it stands, locked until the transaction ends, or None when it has gone."""
    return Event.objects.select_for_update(of=("self",), no_key=True).filter(pk=event_id).first()
