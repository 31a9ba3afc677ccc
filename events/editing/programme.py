"""Editing a programme: what an event is a part of, the list of its own parts, and the partners' stands."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, Panel
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from partners.editing import with_words
from portal.templatetags.wording import day_words_year, hour

from ..models import Event
from .addresses import EVENT_URLS, edit_url


class TitleFilterForm(BaseFilterForm):
    """The search of the chooser of events: every word in a title or in the address."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=100)

    def filter(self, objects):
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return with_words(objects, self.search_query, ["texts__title", "slug"])


class Titled:
    """A chooser's list: found by title, with the titles loaded at once."""

    filter_form_class = TitleFilterForm

    def get_object_list(self):
        return Event.objects.filter(is_template=False).prefetch_related("texts")


class TitledChooseView(Titled, ChooseView):
    pass


class TitledChooseResultsView(Titled, ChooseResultsView):
    pass


class EventChooserViewSet(SnippetChooserViewSet):
    choose_view_class = TitledChooseView
    choose_results_view_class = TitledChooseResultsView


def add_part_url(event):
    """The form of a new part of `event`."""
    return f"{reverse(f'{EVENT_URLS}:add')}?{urlencode({'programme': event.pk})}"


def new_part(query):
    """The unsaved Event that the form of a new part starts from, or None: what it shares with the whole is filled in.

    query: the QueryDict of the form's address, anything in it.
    """
    asked = query.get("programme", "")
    whole = Event.objects.filter(pk=asked, programme=None).first() if asked.isascii() and asked.isdigit() else None
    if whole is None:
        return None
    return Event(
        programme=whole,
        organiser=whole.organiser,
        place=whole.place,
        is_online=whole.is_online,
        audiences=whole.audiences,
        languages=whole.languages,
    )


class PartsPanel(Panel):
    """The parts of the event, in order of time, drafts included, and a link to write another."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/parts.html"

        def is_shown(self):
            return super().is_shown() and not self.instance.programme_id

        def get_context_data(self, parent_context=None):
            saved = self.instance.pk is not None
            return {
                **super().get_context_data(parent_context),
                "rows": _rows(self.instance) if saved else [],
                "add_url": add_part_url(self.instance) if saved else "",
            }


def _rows(event):
    parts = Event.objects.filter(programme=event).annotate(first_start=Min("occurrences__starts_at"))
    return [
        {
            "title": str(part),
            "href": edit_url(part),
            "when": f"{day_words_year(part.first_start)}, {hour(part.first_start)}" if part.first_start else "",
            "stage": part.stage,
            "draft": not part.live,
        }
        for part in parts.order_by("first_start", "pk").prefetch_related("texts")
    ]


PROGRAMME = ObjectList(
    [
        FieldRowPanel([FieldPanel("programme"), FieldPanel("stage")]),
        PartsPanel(heading=_("Les parties")),
        InlinePanel(
            "stalls",
            [FieldRowPanel([FieldPanel("partner"), FieldPanel("spot")])],
            heading=_("Les stands"),
            label=_("Stand"),
        ),
    ],
    heading=_("Programme"),
)
