"""What volunteering adds to Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .editing import MissionViewSet, SkillViewSet
from .views.coordination import SHIFTS


class VolunteeringGroup(SnippetViewSetGroup):
    items = (MissionViewSet, SkillViewSet)
    menu_label = _("Bénévolat")
    menu_name = "volunteering"
    menu_icon = "group"
    menu_order = 210


register_snippet(VolunteeringGroup)


@hooks.register("register_log_actions")
def name_acts_about_shifts(actions):
    @actions.register_action(SHIFTS)
    class ShiftsChanged(LogFormatter):
        label = _("Changer les créneaux")
        message = _("Créneaux changés")
