from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("portail")

    def ready(self):
        from django_q.signals import post_execute_in_worker, pre_execute

        from .page_cache import watch
        from .schedules import ensure_schedules
        from .up.heartbeat import beat

        watch()
        for around in (pre_execute, post_execute_in_worker):
            around.connect(beat, dispatch_uid="portal.heartbeat")
        post_migrate.connect(
            ensure_schedules, sender=apps.get_app_config("django_q"), dispatch_uid="portal.ensure_schedules"
        )
