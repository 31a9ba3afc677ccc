"""What the editors of the directory have in common in Wagtail's admin."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.kit.texts import LANGUAGE_CHOICES


def side_by_side():
    """Boxes to tick, on as few lines as they need."""
    return forms.CheckboxSelectMultiple(attrs={"class": "w-flex w-flex-wrap w-gap-4"})


class CodesField(forms.MultipleChoiceField):
    """A JSON list of codes, ticked in a list."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=choices, required=False, widget=side_by_side(), **kwargs)


def read_once(form, *names):
    """Choices of rows that are drawn twice: read once, and not counted before."""
    for name in names:
        form.fields[name].choices = list(iter(form.fields[name].choices))


class TextForm(WagtailAdminModelForm):
    """One language of a text: the language is chosen by its own name, one that the list lacks stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.language
        others = [(kept, kept)] if kept and kept not in dict(LANGUAGE_CHOICES) else []
        self.fields["language"].widget = forms.Select(choices=[*LANGUAGE_CHOICES, *others])


class FormInlinePanel(InlinePanel):
    """An InlinePanel whose rows have a form class of their own."""

    def __init__(self, *args, form, **kwargs):
        super().__init__(*args, **kwargs)
        self.form = form

    def clone_kwargs(self):
        return super().clone_kwargs() | {"form": self.form}

    def get_form_options(self):
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        row = get_form_for_model(self.db_field.related_model, self.form, defer_required_on_fields=deferred)
        options["formsets"][self.relation_name]["form"] = row
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        pass


class WordSearch:
    """Searching a listing: every word is found in one of the view's `search_fields`, related rows included."""

    def search_queryset(self, queryset):
        return with_words(queryset, self.search_query, self.search_fields)


def with_words(queryset, words, fields):
    """The rows of `queryset` where each word stands in one of `fields` (lookups); each row once."""
    for word in words.split():
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(pk__in=queryset.model._base_manager.filter(found).values("pk"))
    return queryset


class NameFilterForm(BaseFilterForm):
    """The search of a chooser; the portal's own, because Wagtail's needs an index of every name."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=100)

    def filter(self, objects):
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return with_words(objects, self.search_query, ["texts__name", "slug"])


class NamedChoice:
    """A chooser's list: found by name, with the names loaded at once."""

    filter_form_class = NameFilterForm

    def get_object_list(self):
        return self.model.objects.with_texts()


class NamedChooseView(NamedChoice, ChooseView):
    pass


class NamedChooseResultsView(NamedChoice, ChooseResultsView):
    pass


class NamedChooserViewSet(SnippetChooserViewSet):
    choose_view_class = NamedChooseView
    choose_results_view_class = NamedChooseResultsView


class ListingView(WordSearch, IndexView):
    """A listing without actions on many rows at once: what they would delete is checked row by row."""

    @cached_property
    def columns(self):
        return super().columns[1:]


class TerritoryViewSet(SnippetViewSet):
    """What every list of the territory has in common."""

    index_view_class = ListingView
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 30


class DueFilterSet(WagtailFilterSet):
    """Records with a rhythm of review: those that nobody confirmed within it."""

    due = ChoiceFilter(choices=[("1", _("à revoir"))], method="only_due", label=_("À revoir"))

    def only_due(self, queryset, name, value):
        return queryset.due(timezone.now())
