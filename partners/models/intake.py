"""Files about the directory that staff take in: what was in them, what would become of each line, what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless, validate_one_line


class IntakeState(models.TextChoices):
    READING = "reading", _("lecture en cours")
    TRIED = "tried", _("essai, rien n’est écrit")
    APPLYING = "applying", _("reprise en cours")
    APPLIED = "applied", _("repris dans l’annuaire")
    FAILED = "failed", _("illisible")


WORKING = (IntakeState.READING, IntakeState.APPLYING)


class LineOutcome(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", _("nouvelle")
    CHANGED = "changed", _("modifiée")
    UNCHANGED = "unchanged", _("inchangée")
    AMBIGUOUS = "ambiguous", _("à décider")
    REFUSED = "refused", _("refusée")
    LEFT = "left", _("laissée de côté")


class DirectoryImport(models.Model):
    """A file, tried on the directory, then applied as a whole or not at all.

    content: its octets, until they are read; rows: what stands in it (intake.reading.Rows as compressed JSON), until it
    is applied. choices: {position of a line: "same", "new", "leave", or the uuid of a candidate}. digest: of what the
    lines say, so that nothing else is applied than was shown. counts: {LineOutcome: number}. absent: {"count",
    "names"} of published partners that the file does not name. asked: {"publish", "without_refused", "user"} of an
    application that waits in the queue since waits_since. note: a code of wording.NOTES or FAILURES.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("fichier"), max_length=120)
    source = models.CharField(
        _("d’où vient ce fichier"),
        max_length=80,
        blank=True,
        validators=[validate_harmless, validate_one_line],
        help_text=_("Le même nom chaque fois : les identifiants de cette source sont alors reconnus."),
    )
    language = models.CharField(max_length=16)
    state = models.CharField(_("état"), max_length=8, choices=IntakeState, default=IntakeState.TRIED)
    note = models.CharField(max_length=20, blank=True)
    content = models.BinaryField(null=True, editable=False)
    rows = models.BinaryField(null=True, editable=False)
    choices = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    absent = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    waits_since = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("envoyé le"), default=timezone.now)
    applied_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    class Meta:
        verbose_name = _("import de l’annuaire")
        verbose_name_plural = _("imports de l’annuaire")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name


class ImportLine(models.Model):
    """What becomes of one partner, service or place of a file.

    position: in the file's order; number: its line there. changes: [{"field", "before", "after"}] as people read them;
    said: [{"field", "sentence"}]. target: the uuid of the record, or that it gets; candidates: [{"uuid", "name"}] of
    what it may be.
    """

    directory_import = models.ForeignKey(DirectoryImport, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=LineOutcome)
    changes = models.JSONField(default=list)
    said = models.JSONField(default=list)
    target = models.UUIDField(null=True)
    candidates = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ligne d’un import")
        verbose_name_plural = _("lignes d’un import")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["directory_import", "position"], name="partners_import_line")]

    def __str__(self):
        return f"{self.number} {self.title}"


class ImportedName(models.Model):
    """What a source calls a record of ours. kind: `partner`, `service` or `place`; target: the record's uuid."""

    source = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    target = models.UUIDField()

    class Meta:
        verbose_name = _("identifiant d’une source")
        verbose_name_plural = _("identifiants de sources")
        constraints = [models.UniqueConstraint(fields=["source", "kind", "name"], name="partners_imported_name")]

    def __str__(self):
        return f"{self.source} {self.name}"
