"""Events: what staff and partners write and publish. Their dates are events.models.occurrence."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from partners.models import Partner, Place, Theme
from portal.kit.contact import validate_harmless
from portal.kit.revisions import without_dangling
from portal.kit.slugs import FormerSlug, Slugged
from portal.kit.texts import choose_text, translated

from ..querysets import EventQuerySet
from .capacity import Capacity
from .terms import RegistrationMode, RegistrationTerms
from .training import TrainingFacts


class EventKind(models.TextChoices):
    FESTIVAL = "festival", _("Festival")
    FETE = "fete", _("Fête de quartier")
    JEUNESSE = "jeunesse", _("Jeunesse")
    CONFERENCE = "conference", _("Conférence")
    FORMATION = "formation", _("Formation")
    ATELIER = "atelier", _("Atelier")
    COURS = "cours", _("Cours")
    RENCONTRE = "rencontre", _("Rencontre")
    VISITE = "visite", _("Visite")
    PERMANENCE = "permanence", _("Permanence")
    EXPOSITION = "exposition", _("Exposition")


class Event(
    RegistrationTerms,
    TrainingFacts,
    Slugged,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """An activity of any kind, published as a whole: its texts, facts and schedule share one history."""

    # Columns that operations own: a draft, however old, never brings them back.
    OPERATIONAL = ("uuid", "capacity_id", "is_template")

    kind = models.CharField(_("type"), max_length=12, choices=EventKind)
    organiser = models.ForeignKey(Partner, models.PROTECT, related_name="events", verbose_name=_("organisateur"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("lieu")
    )
    online_url = models.URLField(
        _("adresse de la rencontre en ligne"), blank=True, validators=[URLValidator(["https", "http"])]
    )
    is_online = models.BooleanField(_("en ligne"), default=False)
    image = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    themes = ParentalManyToManyField(Theme, blank=True, related_name="events", verbose_name=_("thèmes"))
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    languages = models.JSONField(_("langues parlées"), default=list, blank=True)
    age_min = models.PositiveSmallIntegerField(
        _("à partir de (ans)"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_max = models.PositiveSmallIntegerField(
        _("jusqu’à (ans)"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    is_free = models.BooleanField(_("gratuit"), default=True)
    price = models.DecimalField(
        _("prix (€)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    price_label_fr = models.CharField(
        _("précision sur le prix, en français"), max_length=120, blank=True, validators=[validate_harmless]
    )
    price_label_nl = models.CharField(
        _("précision sur le prix, en néerlandais"), max_length=120, blank=True, validators=[validate_harmless]
    )
    price_label_en = models.CharField(
        _("précision sur le prix, en anglais"), max_length=120, blank=True, validators=[validate_harmless]
    )
    childcare = models.BooleanField(_("garderie sur place"), default=False)
    accessibility = models.JSONField(
        _("accessibilité propre à l’activité"),
        default=dict,
        blank=True,
        help_text=_("Code → oui ou non ; ce qui n’y figure pas suit le lieu."),
    )
    contact_email = models.EmailField(_("adresse e-mail de contact"), blank=True)
    contact_phone = models.CharField(_("téléphone de contact"), max_length=20, blank=True)

    timezone = models.CharField(_("fuseau horaire"), max_length=40, default="Europe/Brussels")
    capacity = models.OneToOneField(
        Capacity, models.PROTECT, null=True, blank=True, editable=False, related_name="event"
    )
    programme = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("fait partie de"),
        help_text=_("Le festival, la journée ou la formation dont ceci est une partie."),
    )
    stage = models.CharField(_("scène ou salle"), max_length=60, blank=True, validators=[validate_harmless])
    featured = models.BooleanField(_("mis en avant"), default=False)
    is_template = models.BooleanField(
        _("modèle"), default=False, help_text=_("Jamais publié : sert à en préparer d’autres.")
    )

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="event",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="event",
        for_concrete_model=False,
    )

    objects = EventQuerySet.as_manager()

    search_fields = [
        index.RelatedFields("texts", [index.SearchField("title"), index.SearchField("summary")]),
        index.FilterField("kind"),
        index.FilterField("organiser"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("activité")
        verbose_name_plural = _("activités")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_min__lte=F("age_max")),
                name="events_event_ages",
                violation_error_message=_("L’âge minimum dépasse l’âge maximum."),
            ),
            models.CheckConstraint(
                condition=Q(is_free=False) | Q(price__isnull=True) | Q(price=0),
                name="events_event_free_has_no_price",
                violation_error_message=_("Une activité gratuite n’a pas de prix."),
            ),
            models.CheckConstraint(
                condition=Q(childcare_age_min__isnull=True)
                | Q(childcare_age_max__isnull=True)
                | Q(childcare_age_min__lte=F("childcare_age_max")),
                name="events_event_childcare_ages",
                violation_error_message=_("L’âge minimum de la garderie dépasse l’âge maximum."),
            ),
            models.CheckConstraint(
                condition=Q(is_template=False) | Q(live=False),
                name="events_event_template_is_never_live",
                violation_error_message=_("Un modèle ne se publie pas."),
            ),
        ]

    def __str__(self):
        text = self.text("fr")
        return text.title if text else self.slug

    @property
    def revisions(self):
        return self._revisions

    def slug_words(self):
        text = self.text("fr")
        return text.title if text else self.kind

    def slug_year(self):
        rules = list(self.rules.all())
        return min(rule.day for rule in rules).year if rules else None

    def clean(self):
        from ..validation import clean_event

        super().clean()
        clean_event(self)

    def with_content_json(self, content):
        """The event as a revision has it, except for what operations own and what was deleted meanwhile."""
        event = super().with_content_json(without_dangling(self, content))
        for name in self.OPERATIONAL:
            setattr(event, name, getattr(self, name))
        return event

    def publish(self, revision, **kwargs):
        """Publish a revision in one transaction with its dates (events.publication)."""
        from ..publication import publish

        publish(self, revision, **kwargs)

    def text(self, language):
        """The EventText that a reader of `language` gets."""
        return choose_text(self.texts.all(), language)

    def price_label(self, language):
        return translated(self, "price_label", language)

    @property
    def open_meeting_url(self):
        """Where anybody joins the online meeting; empty where it is sent to who registers."""
        free = self.is_online and self.registration_mode == RegistrationMode.NONE
        return self.online_url if free else ""

    @property
    def has_childcare(self):
        """Whether children are looked after, with places of their own or just so."""
        return self.childcare or self.childcare_seats is not None

    @property
    def was_public(self):
        """Withdrawn events that were public answer "gone", the others "not found"."""
        return self.first_published_at is not None

    @cached_property
    def _workflow(self):
        return super().get_workflow()

    def get_workflow(self):
        """The workflow of events; each button of the form asks for it, so it is read once."""
        return self._workflow

    @cached_property
    def preview_modes(self):
        """One per language of the texts; the form asks many times."""
        from ..preview import preview_modes

        return preview_modes(self) or super().preview_modes

    def serve_preview(self, request, mode_name):
        from ..preview import preview_response

        return preview_response(self, request, mode_name)


class EventFormerSlug(FormerSlug):
    target = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="former_slugs")
