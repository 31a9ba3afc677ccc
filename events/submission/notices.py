"""Who is told when Wagtail's workflow moves: partners' people by our letters, staff by Wagtail's, from the queue.

Wagtail writes to the mail server in the middle of its transaction, where a slow server would hold the database's only
writer. Its four receivers are replaced by ours under their own dispatch_uid, and called by the queue instead.
"""

from functools import partial

from django.apps import apps
from django.db import transaction
from django_q.tasks import async_task
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from ..models import Event
from .letters import author_of, tell

# (signal, sender, Wagtail's dispatch_uid, its notifier in wagtail.admin.signal_handlers)
WAGTAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", "task_submission_email_notifier"),
    (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        "workflow_submission_email_notifier",
    ),
    (
        workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        "workflow_rejection_email_notifier",
    ),
    (
        workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        "workflow_approval_email_notifier",
    ),
)
OF_AUTHORS = {"workflow_rejection_email_notifier": "changes", "workflow_approval_email_notifier": "approved"}


def watch():
    """Take the places of Wagtail's receivers: of two under one dispatch_uid the first stays."""
    for signal, sender, uid, notifier in WAGTAILS:
        signal.connect(partial(_told, notifier), sender=sender, dispatch_uid=uid, weak=False)
    workflow_cancelled.connect(_ended, sender=WorkflowState, dispatch_uid="events.submission.ended")


def _ended(sender, instance, user=None, **kwargs):
    """Publishing past the workflow ends it: whoever submitted is told of that too."""
    event = instance.content_object
    if isinstance(event, Event) and event.live and not event.has_unpublished_changes and user != instance.requested_by:
        tell(instance, "approved")


def _told(notifier, sender, instance, user=None, **kwargs):
    """Tell the partner's author by a letter of ours; anybody else as Wagtail does, once this is committed."""
    kind = OF_AUTHORS.get(notifier)
    if kind and isinstance(instance.content_object, Event) and author_of(instance) is not None:
        tell(instance, kind, comment=instance.current_task_state.comment)
        return
    label, pk, user_pk = instance._meta.label, instance.pk, user.pk if user else None
    task = ("events.submission.notices.notify", notifier, label, pk, user_pk)
    transaction.on_commit(lambda: async_task(*task, save=False))


def notify(notifier, label, pk, user_pk):
    """Wagtail's own letter to staff, sent by the queue; a row that has gone needs none."""
    from django.contrib.auth import get_user_model
    from wagtail.admin import signal_handlers

    row = apps.get_model(label).objects.filter(pk=pk).first()
    if row is not None:
        user = get_user_model().objects.filter(pk=user_pk).first()
        getattr(signal_handlers, notifier)(instance=row, user=user)
