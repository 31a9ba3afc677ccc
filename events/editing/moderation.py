"""The moderation workflow that events have from the start."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from portal.accounts.groups import MODERATOR

from ..models import Event


def ensure_moderation(**signal):
    """Give events a workflow of one step, approved by the moderators, unless they have or had one.

    Runs after each migration; what staff changed, renamed or switched off stays so.
    """
    content_type = ContentType.objects.get_for_model(Event)
    if Workflow.objects.filter(name=MODERATOR).exists() or WorkflowContentType.objects.filter(pk=content_type).exists():
        return
    moderators, _created = Group.objects.get_or_create(name=MODERATOR)
    task = GroupApprovalTask.objects.create(name=MODERATOR)
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name=MODERATOR)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)
