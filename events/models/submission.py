"""What a partner's people send in before it is part of an event, and the letters that tell them what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from portal.kit.letters import Letter

from .event import Event
from .participants import private_storage


class PostedPhoto(models.Model):
    """A photo that was sent with a form and is not part of an event yet; it is already upright, small and nameless.

    No address leads to its file: the form shows it to the partner's own people. Erased after two days.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file = models.FileField(upload_to="photos/%Y/%m/", storage=private_storage)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "photo envoyée"
        verbose_name_plural = "photos envoyées"
        ordering = ["pk"]

    def __str__(self):
        return str(self.uuid)


class SubmissionLetter(Letter):
    """What became of what somebody submitted: `approved`, `changes` or `refused`. facts: {"comment"}."""

    REPEAT_WHEN_UNKNOWN = frozenset({"approved", "changes", "refused"})

    event = models.ForeignKey(Event, models.CASCADE, related_name="submission_letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta(Letter.Meta):
        verbose_name = _("lettre de relecture")
        verbose_name_plural = _("lettres de relecture")

    def message_domain(self):
        from .preferences import EventSettings

        return EventSettings.load().uid_domain

    def compose(self):
        from ..submission.letters import compose

        return compose(self)
