"""Where an activity stands for the partner's people, in plain words. Wagtail's own rows say it; nothing else is kept.

A refusal is a task that was rejected in a workflow that has ended (events.submission.submitting.refuse); a task that
was rejected in one that goes on asks for changes.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState

from ..models import Event


class PostState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    READING = "reading", _("En relecture")
    CHANGES = "changes", _("À corriger")
    REFUSED = "refused", _("Refusée")
    LIVE = "live", _("En ligne")
    LIVE_DRAFT = "live_draft", _("En ligne, modifications pas encore envoyées")
    LIVE_READING = "live_reading", _("En ligne, version modifiée en relecture")
    LIVE_CHANGES = "live_changes", _("En ligne, version modifiée à corriger")
    LIVE_REFUSED = "live_refused", _("En ligne, modification refusée")
    PAST = "past", _("Passée")
    WITHDRAWN = "withdrawn", _("Retirée du site")


S = PostState
EDITABLE = (S.DRAFT, S.CHANGES, S.LIVE, S.LIVE_DRAFT, S.LIVE_CHANGES, S.LIVE_REFUSED)
SUBMITTABLE = (S.DRAFT, S.CHANGES, S.LIVE_DRAFT, S.LIVE_CHANGES, S.LIVE_REFUSED)
READ = (S.READING, S.LIVE_READING)
TO_CORRECT = (S.CHANGES, S.LIVE_CHANGES)
DELETABLE = (S.DRAFT, S.CHANGES, S.REFUSED)


@dataclass(frozen=True)
class Moderation:
    """The last moderation of an event. code: reading, changes, refused, or "" where none stands; comment: staff's."""

    code: str = ""
    comment: str = ""


def moderations(events):
    """{event id: Moderation} of these events, in one query."""
    states = WorkflowState.objects.filter(
        base_content_type=Event.get_content_type(), object_id__in=[str(event.pk) for event in events]
    )
    last = {int(row.object_id): row for row in states.select_related("current_task_state").order_by("pk")}
    return {pk: _moderation(row) for pk, row in last.items()}


def _moderation(row):
    task = row.current_task_state
    comment = task.comment if task else ""
    if row.status == WorkflowState.STATUS_IN_PROGRESS:
        return Moderation("reading")
    if row.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Moderation("changes", comment)
    if row.status == WorkflowState.STATUS_CANCELLED and task and task.status == TaskState.STATUS_REJECTED:
        return Moderation("refused", comment)
    return Moderation()


def state_of(event, moderation=None, *, over=False):
    """The PostState of an event. over: whether its last date is over."""
    code = (moderation or Moderation()).code
    if event.live:
        if code:
            return S(f"live_{code}")
        if event.has_unpublished_changes:
            return S.LIVE_DRAFT
        return S.PAST if over else S.LIVE
    if code:
        return S(code)
    return S.WITHDRAWN if event.was_public else S.DRAFT


def standing(event, *, now):
    """(PostState, Moderation) of one event."""
    moderation = moderations([event]).get(event.pk, Moderation())
    return state_of(event, moderation, over=is_over(event, now=now)), moderation


def is_over(event, *, now):
    """Whether everything that the schedule has is over."""
    dates = event.occurrences.filter(in_schedule=True)
    return dates.exists() and not dates.upcoming(now).exists()
