"""One's own space, under `espace/`; its calendar has one address for all languages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from events.own import views as own

urlpatterns = [
    path(_("espace/"), own.space, name="espace"),
    path(_("espace/langue/"), own.language, name="espace-langue"),
    path(_("espace/accords/<int:pk>/retirer/"), own.withdraw_consent, name="espace-accord"),
    path(_("espace/calendrier/"), own.CalendarView.as_view(), name="espace-calendrier"),
    path(_("espace/mes-donnees/"), own.DataView.as_view(), name="espace-donnees"),
    path(_("espace/effacer/"), own.EraseView.as_view(), name="espace-effacer"),
    path(_("espace/efface/"), own.erased, name="espace-efface"),
]

feed_urlpatterns = [path("calendrier/<str:token>.ics", own.personal_calendar, name="calendrier")]
