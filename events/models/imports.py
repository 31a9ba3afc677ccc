"""Partners' own calendars that the portal reads: where they are, what was taken over from them, what each run did."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner, Place
from portal.kit.contact import validate_harmless
from portal.kit.sealed import seal, unseal
from portal.kit.texts import LanguageCodeField

from .event import Event, EventKind
from .occurrence import Occurrence


class CalendarKind(models.TextChoices):
    ICS = "ics", _("iCalendar")
    OPENAGENDA = "openagenda", _("OpenAgenda")


class SourceState(models.TextChoices):
    PREVIEW = "preview", _("à confirmer")
    ACTIVE = "active", _("lu chaque heure")
    PAUSED = "paused", _("en pause")
    STOPPED = "stopped", _("arrêté après des échecs")
    DONE = "done", _("fichier lu")


class CalendarSource(models.Model):
    """A calendar of a partner, at an address that is asked every hour, or a file that is read once.

    The address may be a secret of the partner's: it is kept sealed and shown to nobody, not even to its members.
    mapping: {"categories": {word: {"kind", "themes": [slugs], "audiences": [codes]}}, "places": {name_key: place id}}.
    words: {"categories": {name_key: word}, "places": {name_key: words}}, those that a mapping is asked for.
    content: what was fetched or uploaded and is read at the next run, instead of asking the address.
    running_since: the lock of a run.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="calendar_sources", verbose_name=_("partenaire"))
    name = models.CharField(_("nom"), max_length=80, validators=[validate_harmless])
    sealed_url = models.TextField(blank=True, editable=False)
    kind = models.CharField(_("sorte"), max_length=10, choices=CalendarKind, default=CalendarKind.ICS)
    state = models.CharField(_("état"), max_length=8, choices=SourceState, default=SourceState.PREVIEW)
    language = LanguageCodeField(default="fr")
    default_kind = models.CharField(_("type"), max_length=12, choices=EventKind, default=EventKind.ATELIER)
    default_place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lieu habituel")
    )
    mapping = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    publishes = models.BooleanField(
        _("publie sans relecture"), default=False, help_text=_("La Ville se fie à ce calendrier.")
    )
    content = models.BinaryField(null=True, editable=False)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    next_run_at = models.DateTimeField(null=True, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    running_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ajouté par")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("calendrier d’un partenaire")
        verbose_name_plural = _("calendriers des partenaires")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["next_run_at"], condition=Q(state="active"), name="events_calendarsource_due")]

    def __str__(self):
        return self.name

    @property
    def url(self):
        """The address as it is asked; "" for a file, and where our key no longer opens it."""
        return unseal(self.sealed_url)

    @url.setter
    def url(self, address):
        self.sealed_url = seal(address)

    @property
    def is_file(self):
        return not self.sealed_url

    @property
    def host(self):
        """The server's name: all that is ever shown of the address."""
        return urlsplit(self.url).hostname or ""


class RunOutcome(models.TextChoices):
    DONE = "done", _("lu")
    SAME = "same", _("rien de nouveau")
    FAILED = "failed", _("échec")


class ImportRun(models.Model):
    """What one reading of a calendar did.

    counts: {"new", "changed", "moved", "cancelled", "unchanged", "gone", "refused": number}.
    lines: [{"what": one of counts or "note", "title", "code", "facts", "event": id or None}], the first ones of them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(CalendarSource, models.CASCADE, related_name="runs", verbose_name=_("calendrier"))
    outcome = models.CharField(_("issue"), max_length=6, choices=RunOutcome)
    failure = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lecture d’un calendrier")
        verbose_name_plural = _("lectures de calendriers")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["source", "-started_at"], name="events_importrun_of_source")]

    def __str__(self):
        return f"{self.source} – {self.started_at:%Y-%m-%d %H:%M}"


class ImportedEvent(models.Model):
    """Which event of a calendar is which of ours, and what was taken over last.

    event None: it was deleted here, and is not made again. fields: {field: fingerprint of what was imported}; a value
    that no longer has it was written here, and stays. digest: of the event as it was read when all of it was done.
    """

    source = models.ForeignKey(CalendarSource, models.CASCADE, related_name="imported")
    key = models.CharField(max_length=200)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="imported_from")
    title = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("activité reprise d’un calendrier")
        verbose_name_plural = _("activités reprises d’un calendrier")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="events_importedevent_once")]

    def __str__(self):
        return self.title


class ImportedOccurrence(models.Model):
    """One date as it was imported last; the date of ours that it became, once the event is published."""

    imported = models.ForeignKey(ImportedEvent, models.CASCADE, related_name="dates")
    key = models.CharField(max_length=24, blank=True)
    occurrence = models.ForeignKey(Occurrence, models.SET_NULL, null=True, blank=True, related_name="imported_from")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("date reprise d’un calendrier")
        verbose_name_plural = _("dates reprises d’un calendrier")
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["imported", "key"], name="events_importedoccurrence_once")]

    def __str__(self):
        return f"{self.imported} {self.key}"
