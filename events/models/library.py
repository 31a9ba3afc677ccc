"""The professionals' library: documents by theme, which those who took part in a training may add to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from partners.models import Theme
from portal.kit.contact import validate_harmless
from portal.kit.texts import translated

from .event import Event


class LibraryState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    PUBLISHED = "published", _("publié")
    REFUSED = "refused", _("refusé")


class LibraryQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=LibraryState.PUBLISHED)

    def proposed(self):
        return self.filter(state=LibraryState.PROPOSED)


class LibraryDocument(models.Model):
    """A document with its subject and where it comes from. Until it is published its file is nobody's but staff's."""

    title_fr = models.CharField(_("titre en français"), max_length=160, blank=True, validators=[validate_harmless])
    title_nl = models.CharField(_("titre en néerlandais"), max_length=160, blank=True, validators=[validate_harmless])
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="documents", verbose_name=_("thème"))
    document = models.OneToOneField(
        get_document_model_string(), models.PROTECT, related_name="library_entry", verbose_name=_("document")
    )
    event = models.ForeignKey(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("vient de"),
        help_text=_("La formation ou la conférence dont le document vient."),
    )
    state = models.CharField(_("état"), max_length=10, choices=LibraryState, default=LibraryState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposé par"),
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposé le"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.CharField(
        _("raison du refus"), max_length=300, blank=True, validators=[validate_harmless], editable=False
    )

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("document de la bibliothèque")
        verbose_name_plural = _("documents de la bibliothèque")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_fr="") | ~Q(title_nl=""),
                name="events_library_document_titled",
                violation_error_message=_("Donnez un titre en français ou en néerlandais."),
            )
        ]

    def __str__(self):
        return self.title_fr or self.title_nl

    def title(self, language):
        """The document's title for readers of `language`."""
        return translated(self, "title", language)

    def title_lang(self, language):
        """The language of that title when it is not the page's, else the empty string."""
        given = [code for code in (language, "fr", "nl") if getattr(self, f"title_{code}", "")]
        return "" if given[0] == language else given[0]
