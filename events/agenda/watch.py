"""What agenda and feeds show of places, partners, quartiers, themes and images changes when staff save one of those.

Models of partners do not know events, so their signals are listened to. The work is done once for each transaction,
after it, and by the worker when many events are concerned.
"""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from django_q.tasks import async_task
from wagtail.images import get_image_model

from partners.models import (
    Partner,
    PartnerFormerSlug,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Quartier,
    QuartierFormerSlug,
)

from ..catalogue import events_changed, names_changed
from ..models import Event, Occurrence, Theme

MOST_AT_ONCE = 50  # events that an editor waits for

NAMES = ("name_fr", "name_nl", "name_en")
ADDRESS = (
    "street", "street_nl", "postal_code", "municipality", "municipality_nl", "latitude", "longitude", "confidential",
)  # fmt: skip


@dataclass(frozen=True)
class Renewal:
    """Called after the transaction. what: place, partner, quartier, theme, image, or name for what is only named.

    lost: ids of the events that its deletion leaves without it; before: the facts() as they were.
    """

    what: str
    pk: int | None = None
    lost: tuple = ()
    before: tuple = field(default=(), compare=False)

    def __call__(self):
        same = self.before == self.facts()
        if self.what == "place" and self.before and not same:
            self.renew_dates()
        unseen = self.what in ("quartier", "theme") and same
        event_ids = [*(() if unseen else self.events().values_list("pk", flat=True).distinct()), *self.lost]
        if len(event_ids) > MOST_AT_ONCE:
            names_changed()
            async_task("events.catalogue.events_changed", event_ids)
        elif event_ids or self.what != "image":
            events_changed(event_ids)

    def facts(self):
        """What decides, when it changes, that more than the row itself is renewed; the empty tuple where nothing does.

        A place: what calendars show as where it is. A quartier and a theme: the names that a search finds.
        """
        if self.what == "place":
            names = PlaceText.objects.filter(place=self.pk).order_by("language").values_list("language", "name")
            return (*Place.objects.filter(pk=self.pk).values_list(*ADDRESS), *names)
        if self.what in ("quartier", "theme"):
            model = Quartier if self.what == "quartier" else Theme
            return tuple(model.objects.filter(pk=self.pk).values_list(*NAMES))
        return ()

    def events(self):
        if self.what == "place":
            return Event.objects.filter(Q(place=self.pk) | Q(occurrences__place=self.pk)).order_by("pk")
        named = {"partner": "organiser", "quartier": "place__quartier", "theme": "themes", "image": "image"}
        if self.what in named:
            return Event.objects.filter(**{named[self.what]: self.pk}).order_by("pk")
        return Event.objects.none()

    def renew_dates(self):
        """Calendar programs take over another place from a higher sequence only (RFC 5546 §2.1.4)."""
        now = timezone.now()
        here = Q(place=self.pk) | Q(place=None, event__place=self.pk)
        coming = Occurrence.objects.filter(here).upcoming(now)
        coming.update(sequence=F("sequence") + 1, changed_at=now)


def watch():
    """Listen; called once, when the application is ready."""
    for sender, what in (
        (Place, lambda row: ("place", row.pk)),
        (PlaceText, lambda row: ("place", row.place_id)),
        (PlaceFeature, lambda row: ("place", row.place_id)),
        (Partner, lambda row: ("partner", row.pk)),
        (PartnerText, lambda row: ("partner", row.partner_id)),
        (Quartier, lambda row: ("quartier", row.pk)),
        (Theme, lambda row: ("theme", row.pk)),
        (get_image_model(), lambda row: ("image", row.pk)),
        (QuartierFormerSlug, lambda row: ("name",)),
        (PartnerFormerSlug, lambda row: ("name",)),
    ):
        for signals, listener in (((pre_save, pre_delete), _before(what)), ((post_save, post_delete), _after(what))):
            for signal in signals:
                signal.connect(listener, sender=sender, weak=False, dispatch_uid=f"agenda.{sender.__name__}")


def _before(what):
    def changing(instance, signal, raw=False, **kwargs):
        renewal = Renewal(*what(instance))
        if raw or renewal.pk is None:
            return
        # The rows that an event may lose without being deleted itself.
        leaves = signal is pre_delete and renewal.what in ("theme", "image")
        lost = tuple(renewal.events().values_list("pk", flat=True)) if leaves else ()
        if lost or not _waits(renewal):
            instance.seen_by_agenda = {"before": renewal.facts(), "lost": lost}

    return changing


def _after(what):
    def changed(instance, raw=False, **kwargs):
        renewal = Renewal(*what(instance), **instance.__dict__.pop("seen_by_agenda", {}))
        if not raw and not _waits(renewal):
            transaction.on_commit(renewal)

    return changed


def _waits(renewal):
    return renewal in [later for _savepoints, later, _robust in connection.run_on_commit]
