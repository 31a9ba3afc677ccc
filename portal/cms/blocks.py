"""Blocks of the site's pages: those of an event's text, and three more."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from events.blocks import HARMLESS, HARMLESS_HTML, BodyBlocks

from .links import safe_address, validate_address


class CallToActionValue(blocks.StructValue):
    @property
    def href(self):
        """Where the button leads; empty when that page is not public (any more)."""
        page = self.get("page")
        if page is not None:
            return page.url if page.live else ""
        return safe_address(self.get("address", ""))


class CallToActionBlock(blocks.StructBlock):
    """One sentence and a button."""

    text = blocks.CharBlock(label=_("Phrase"), max_length=200, required=False, validators=HARMLESS)
    label = blocks.CharBlock(label=_("Texte du bouton"), max_length=60, validators=HARMLESS)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("Ou une adresse"),
        max_length=500,
        required=False,
        validators=[validate_address],
        help_text=_("Par exemple /fr/agenda/?gratuit=1, https://…, mailto:… ou tel:…"),
    )

    class Meta:
        label = _("Bouton")
        icon = "link"
        template = "blocks/call_to_action.html"
        description = _("Une phrase et un bouton vers une page ou une adresse.")
        preview_value = {"text": _("Une place pour vous ?"), "label": _("Voir l’agenda"), "address": "/fr/agenda/"}
        value_class = CallToActionValue

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            message = ValidationError(_("Choisissez une page ou écrivez une adresse, l’une des deux."))
            raise blocks.StructBlockValidationError(block_errors={"page": message})
        return cleaned


class ChosenEventsBlock(blocks.StructBlock):
    """Activities that the editors chose, each with its next date; those that are over leave by themselves."""

    title = blocks.CharBlock(label=_("Titre"), max_length=80, required=False, validators=HARMLESS)
    events = blocks.ListBlock(SnippetChooserBlock("events.Event"), label=_("Activités"), min_num=1, max_num=6)

    class Meta:
        label = _("Activités choisies")
        icon = "date"
        template = "blocks/chosen_events.html"
        description = _("De une à six activités, avec leur prochaine date.")

    def get_preview_value(self):
        from events.models import Event

        return self.to_python({"title": "", "events": list(Event.objects.published().values_list("pk", flat=True)[:3])})

    def get_context(self, value, parent_context=None):
        from events.coming import next_cards
        from events.models import Event

        context = super().get_context(value, parent_context=parent_context)
        chosen = [event.pk for event in value["events"] if event]
        context["cards"] = next_cards(Event.objects.filter(pk__in=chosen), get_language(), now=timezone.now())
        return context


class QuestionsBlock(blocks.StructBlock):
    """Questions, each opening on its answer."""

    title = blocks.CharBlock(label=_("Titre"), max_length=80, required=False, validators=HARMLESS)
    questions = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("question", blocks.CharBlock(label=_("Question"), max_length=160, validators=HARMLESS)),
                (
                    "answer",
                    blocks.RichTextBlock(
                        label=_("Réponse"),
                        features=["bold", "italic", "ol", "ul", "link", "document-link"],
                        validators=HARMLESS_HTML,
                    ),
                ),
            ],
            label=_("Question et réponse"),
        ),
        label=_("Questions"),
        min_num=1,
    )

    class Meta:
        label = _("Questions et réponses")
        icon = "help"
        template = "blocks/questions.html"
        description = _("Des questions qui s’ouvrent sur leur réponse.")
        preview_value = {
            "title": _("On nous demande souvent"),
            "questions": [
                {"question": _("Faut-il un compte ?"), "answer": _("<p>Non : un nom et un contact suffisent.</p>")}
            ],
        }


class KeepingBlock(blocks.StaticBlock):
    """How long personal data are kept, with the times of the settings: nobody writes them by hand."""

    class Meta:
        label = _("Durées de conservation")
        icon = "time"
        template = "blocks/keeping.html"
        description = _("Combien de temps le portail garde chaque donnée, d’après les réglages de l’agenda.")
        admin_text = _("La liste se forme d’après les réglages de l’agenda.")

    def get_context(self, value, parent_context=None):
        from events.privacy import kept

        context = super().get_context(value, parent_context=parent_context)
        context["kept"] = kept()
        return context


class PageBlocks(BodyBlocks):
    call_to_action = CallToActionBlock()
    chosen_events = ChosenEventsBlock()
    questions = QuestionsBlock()
    keeping = KeepingBlock()
