"""What belongs to an account and not to one registration."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PersonalFeed(models.Model):
    """Somebody's own calendar. Its address is shown once: only the hash of its token is kept.

    content_hash: of what was last handed out; changed_at: when that last became something else.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="personal_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "calendrier personnel"
        verbose_name_plural = "calendriers personnels"

    def __str__(self):
        return f"{self.user_id}"


class CoordinationFeed(models.Model):
    """The coordinators’ calendar for the programs of one of them; as of PersonalFeed, only a hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coordination_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "calendrier de coordination"
        verbose_name_plural = "calendriers de coordination"

    def __str__(self):
        return f"{self.user_id}"
