"""What belongs to an event's versions: texts, dates, questions, trainers, stalls. Publication remakes the rows."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField

from partners.models import Partner
from portal.kit.contact import validate_harmless
from portal.kit.texts import LanguageCodeField, translated

from ..blocks import BodyBlocks
from .event import Event


class SchoolNetwork(models.TextChoices):
    """Whose school calendar: the two diverge."""

    FWB = "fwb", _("de la Fédération Wallonie-Bruxelles")
    VL = "vl", _("de la Communauté flamande")
    BOTH = "both", _("de l’une ou de l’autre")


class EventText(models.Model):
    """An event's words in one language. Rows are remade at each publication: nothing points at them."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="texts")
    language = LanguageCodeField()
    title = models.CharField(_("titre"), max_length=120, validators=[validate_harmless])
    summary = models.CharField(_("en deux phrases"), max_length=300, blank=True, validators=[validate_harmless])
    body = StreamField(BodyBlocks(), verbose_name=_("texte"), blank=True)
    prerequisites = models.CharField(_("prérequis"), max_length=500, blank=True, validators=[validate_harmless])
    objectives = models.TextField(
        _("objectifs"), max_length=2000, blank=True, validators=[validate_harmless], help_text=_("Un par ligne.")
    )
    target_group = models.CharField(_("public visé"), max_length=300, blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("texte de l’activité")
        verbose_name_plural = _("textes de l’activité")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"],
                name="events_event_text",
                violation_error_message=_("Il y a déjà un texte dans cette langue."),
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.language})"


class ScheduleRule(models.Model):
    """A date, or dates by a rule, in the event's wall clock. `ends` at or before `begins` is the next day.

    `rule` is a recurrence rule (RFC 5545 §3.3.10) without DTSTART, which is `day` at `begins`; `except_days` are
    its EXDATEs as ISO days. Rows are remade at each publication; occurrences are matched by their own key.
    """

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="rules")
    day = models.DateField(_("jour"))
    begins = models.TimeField(_("début"))
    ends = models.TimeField(_("fin"))
    extra_days = models.PositiveSmallIntegerField(
        _("jours de plus"),
        default=0,
        validators=[MaxValueValidator(30)],
        help_text=_("Pour une activité qui dure sans interruption plus d’un jour."),
    )
    rule = models.CharField(_("répétition"), max_length=250, blank=True)
    except_days = models.JSONField(_("sauf les jours"), default=list, blank=True)
    skips_public_holidays = models.BooleanField(_("pas les jours fériés"), default=False)
    skips_school_holidays = models.CharField(
        _("pas pendant les congés scolaires"), max_length=4, choices=SchoolNetwork, blank=True
    )

    class Meta:
        verbose_name = _("date ou série")
        verbose_name_plural = _("dates et séries")
        ordering = ["day", "begins", "pk"]

    def __str__(self):
        return f"{self.day} {self.begins:%H:%M}–{self.ends:%H:%M} {self.rule}".strip()

    def clean(self):
        from ..validation import clean_rule

        clean_rule(self)


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Texte court")
    LONG = "long", _("Texte long")
    CHOICE = "choice", _("Un choix")
    SEVERAL = "several", _("Plusieurs choix")
    NUMBER = "number", _("Nombre")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Oui ou non")
    FILE = "file", _("Fichier")


class Question(models.Model):
    """What an organiser asks at registration. Answers know it by `uuid`, which every version keeps.

    options: [{"code", "fr", "nl", "en", "places" (or None)}], for choices. shown_when_question, shown_when_value: the
    question is asked only after that answer (its code, "yes" or "no"). keep_days: the answer is erased so many days
    after the activity.
    """

    sort_order_field = "sort_order"

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="questions")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(_("sorte"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    per_participant = models.BooleanField(_("à chaque participant"), default=False)
    required = models.BooleanField(_("réponse obligatoire"), default=False)
    label_fr = models.CharField(_("question en français"), max_length=200, validators=[validate_harmless])
    label_nl = models.CharField(
        _("question en néerlandais"), max_length=200, blank=True, validators=[validate_harmless]
    )
    label_en = models.CharField(_("question en anglais"), max_length=200, blank=True, validators=[validate_harmless])
    options = models.JSONField(_("choix"), default=list, blank=True)
    shown_when_question = models.UUIDField(_("seulement si la réponse à"), null=True, blank=True)
    shown_when_value = models.CharField(_("est"), max_length=40, blank=True)
    sensitive = models.BooleanField(
        _("réponse sensible"), default=False, help_text=_("Lue par l’organisateur seul, hors des exports et lettres.")
    )
    keep_days = models.PositiveSmallIntegerField(
        _("jours de conservation après l’activité"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "uuid"], name="events_question_once"),
        ]

    def __str__(self):
        return self.label_fr

    def label(self, language):
        """The question for readers of `language`."""
        return translated(self, "label", language)


class Trainer(models.Model):
    """Who gives a training."""

    sort_order_field = "sort_order"  # modelcluster's name for it: staff may move the rows

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="trainers")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("nom"), max_length=120, validators=[validate_harmless])
    organisation = models.CharField(_("organisation"), max_length=120, blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("formatrice ou formateur")
        verbose_name_plural = _("formatrices et formateurs")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name


class Stall(models.Model):
    """A partner's stand at a festival."""

    sort_order_field = "sort_order"  # modelcluster's name for it: staff may move the rows

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="stalls")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="stalls", verbose_name=_("partenaire"))
    spot = models.CharField(_("emplacement"), max_length=60, blank=True, validators=[validate_harmless])

    class Meta:
        verbose_name = _("stand")
        verbose_name_plural = _("stands")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "partner"],
                name="events_stall_once",
                violation_error_message=_("Ce partenaire a déjà un stand."),
            )
        ]

    def __str__(self):
        return f"{self.partner} {self.spot}".strip()
