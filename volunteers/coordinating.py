"""Who coordinates missions: the City's staff all of them, a partner's people their own. Every such page passes here."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from .models import Mission

COORDINATE = "volunteers.change_mission"


def missions_of(user):
    """The missions that `user` coordinates."""
    if user.has_perm(COORDINATE):
        return Mission.objects.all()
    return Mission.objects.coordinated_by(user)


class MissionPage(LoginRequiredMixin, View):
    """A page about one mission (`self.mission`), found only by who coordinates it."""

    @method_decorator(never_cache)
    def dispatch(self, request, *args, slug, **where):
        if request.user.is_authenticated:
            rows = missions_of(request.user).select_related("event", "place", "partner")
            self.mission = rows.prefetch_related("texts", "roles", "skills").filter(slug=slug).first()
            if self.mission is None:
                raise Http404
        return super().dispatch(request, *args, **where)
