from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("comptes")

    def ready(self):
        from .groups import grant_permissions

        post_migrate.connect(grant_permissions, dispatch_uid="accounts.grant_permissions")
