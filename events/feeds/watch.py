"""The addresses in the blocks follow the portal's: asked after each migration, and when staff change their domain.

A migration that changes what agenda and feeds hold forgets the origin of the blocks: all of it is then made again.
"""

from functools import partial

from django.db import connections, transaction
from django.db.models.signals import post_migrate, post_save
from django_q.tasks import async_task

from ..catalogue import rebuild
from ..models import Event, EventSettings, FeedOrigin
from .blocks import ensure_site_url


def watch(config):
    """Listen; called once, when the application (its AppConfig) is ready."""
    post_migrate.connect(_migrated, sender=config, dispatch_uid="events.feeds.migrated")
    post_save.connect(_settings_saved, sender=EventSettings, dispatch_uid="events.feeds.settings")


def _migrated(using, **kwargs):
    # Going back to an earlier migration takes the table away.
    if FeedOrigin._meta.db_table not in connections[using].introspection.table_names():
        return
    if Event.objects.published().exists() and not FeedOrigin.objects.exists():
        rebuild()
    else:
        ensure_site_url()


def _settings_saved(created, raw=False, **kwargs):
    if not created and not raw:
        transaction.on_commit(partial(async_task, "events.feeds.blocks.ensure_site_url", save=False))
