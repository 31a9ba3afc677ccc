"""What feeds are made of: each published date as calendars read it, written when it changes."""

from django.db import models

from portal.kit.texts import LanguageCodeField

from .occurrence import Occurrence


class FeedBlock(models.Model):
    """One date in one language as a VEVENT (folded, ended by CRLF); remade from its occurrence at any time."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="feed_blocks")
    language = LanguageCodeField()
    text = models.TextField()

    class Meta:
        verbose_name = "bloc de calendrier"
        verbose_name_plural = "blocs de calendrier"
        constraints = [models.UniqueConstraint(fields=["occurrence", "language"], name="events_feed_block")]

    def __str__(self):
        return f"{self.occurrence_id} ({self.language})"


class FeedOrigin(models.Model):
    """The one row that says which addresses stand in the blocks, and when one of them last changed."""

    site_url = models.CharField(max_length=200)
    uid_domain = models.CharField(max_length=100)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "origine des calendriers"
        verbose_name_plural = "origine des calendriers"

    def __str__(self):
        return f"{self.site_url} {self.uid_domain}"
