"""The coordinators’ calendar, under `espace/coordination/`; its feed has one address for all languages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.views import coordination

urlpatterns = [
    path(_("espace/coordination/"), coordination.plan, name="coordination"),
    path(_("espace/coordination/calendrier/"), coordination.FeedView.as_view(), name="coordination-calendrier"),
]

feed_urlpatterns = [path("calendrier/coordination/<str:token>.ics", coordination.feed, name="coordination-ics")]
