from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("bénévolat")

    def ready(self):
        from portal.accounts.belongings import Belongings, register

        from .own_data import erase, export

        register(self.label, Belongings(erase=erase, export=export))
