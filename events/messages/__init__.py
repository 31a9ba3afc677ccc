"""What people are told without having asked: changes, reminders, questions, thanks, and what their organiser writes."""

import logging

from django.utils import timezone

logger = logging.getLogger("maillage.events")


def plan_due(*, now=None):
    """Every few minutes: write the reminders, questions and thanks that are due; returns how many.

    A failure of one kind holds none of the others.
    """
    from . import planning, reconfirmation, reminders, thanks

    now, number = now or timezone.now(), 0
    for subject in (reminders, reconfirmation, thanks):
        try:
            number += subject.plan(now=now)
        except Exception:
            logger.exception("%s could not be planned.", subject.__name__)
    planning.drop_past_calls((reminders.REMINDER, reconfirmation.RECONFIRM), now=now)
    return number
