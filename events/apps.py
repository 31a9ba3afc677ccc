from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("agenda")

    def ready(self):
        from .agenda.watch import watch as watch_the_territory
        from .editing.moderation import ensure_moderation
        from .feeds.watch import watch as watch_addresses
        from .publication import watch
        from .submission.notices import watch as watch_moderation

        watch()
        watch_addresses(self)
        watch_the_territory()
        watch_moderation()
        # After the last app, when the content types of all exist.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(ensure_moderation, sender=last, dispatch_uid="events.moderation")
