"""The words of letters in the admin: written in one language at a time, with the letter itself beside them."""

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from partners.editing import TerritoryViewSet

from ..messages.words import FIELDS
from ..models import MessageKind, MessageLanguage, MessageText


def fields_help():
    """The fields that may be named, as a list."""
    rows = format_html_join("", "<li><code>{{{}}}</code> – {}</li>", FIELDS.items())
    said = _("La date, le lieu et le lien restent dans la lettre. Ces champs se remplissent pour chaque personne :")
    return format_html("<p>{}</p><ul>{}</ul>", said, rows)


class MessageFilterSet(WagtailFilterSet):
    kind = ChoiceFilter(choices=MessageKind.choices, label=_("Lettre"))
    language = ChoiceFilter(choices=MessageLanguage.choices, label=_("Langue"))

    class Meta:
        model = MessageText
        fields = ["kind", "language"]


class MessageTextViewSet(TerritoryViewSet):
    model = MessageText
    icon = "mail"
    menu_label = _("Textes des lettres")
    menu_order = 125
    add_to_settings_menu = True
    filterset_class = MessageFilterSet
    search_fields = ("subject", "introduction")
    ordering = "kind"
    list_display = (
        "__str__",
        Column("subject", label=_("Objet"), accessor="subject"),
        Column("event", label=_("Activité"), accessor="event"),
    )
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
            FieldPanel("subject"),
            FieldPanel("introduction", widget=forms.Textarea(attrs={"rows": 6})),
            HelpPanel(lazy(fields_help, SafeString)()),
            FieldPanel("event"),
        ]
    )

    def get_queryset(self, request):
        return MessageText.objects.select_related("event").prefetch_related("event__texts")
