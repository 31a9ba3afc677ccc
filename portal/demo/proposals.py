"""What partners have in preparation: a draft, one that waits for the moderators, one that they sent back."""

from wagtail.log_actions import log

from events.models import Event, SubmissionLetter
from events.submission.submitting import submit
from portal.accounts.groups import MODERATOR
from portal.accounts.models import User
from portal.kit.letters import LetterState

from .calendar import ground_of_events, make_event, missing


def load_proposals(*, today, now):
    """Make the drafts of proposals.toml that are missing and carry out the `act` of each, as its author would."""
    moderator = User.objects.filter(groups__name=MODERATOR).order_by("pk").first()
    ground = ground_of_events()
    for row in missing("proposals"):
        author = User.objects.get(email=row["by"])
        event = make_event(row, today=today, **ground)
        event.save()
        revision = event.save_revision(user=author)
        log(instance=event, action="wagtail.create", user=author, revision=revision, content_changed=True)
        if "act" in row:
            submit(event, by=author)
        if row.get("act") == "changes":
            event = Event.objects.get(pk=event.pk)
            event.current_workflow_task_state.reject(user=moderator, comment=row["comment"])
            letters = SubmissionLetter.objects.filter(event=event)
            letters.update(state=LetterState.SENT, sent_at=now, attempts=1)  # as everything of the city was told
