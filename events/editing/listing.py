"""The list of events in the admin: a fixed number of queries, whatever there is to show."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Revision, WorkflowState

from partners.editing import ListingView
from partners.models import Partner, Quartier
from portal.templatetags.wording import day_words_year, hour

from ..agenda.fulltext import found_in_words
from ..models import Event, EventKind, EventText, Occurrence, Registration
from .addresses import dates_url, duplicate_url, templates_url


class EventState(models.TextChoices):
    """Where an event stands between its author and the public."""

    LIVE = "live", _("En ligne")
    CHANGED = "changed", _("En ligne, modifiée depuis")
    MODERATION = "moderation", _("En relecture")
    SCHEDULED = "scheduled", _("Publication prévue")
    DRAFT = "draft", _("Brouillon")
    WITHDRAWN = "withdrawn", _("Retirée")
    TEMPLATE = "template", _("Modèle")


# Each state's events, among those of listed_events(): what is scheduled or being read says only that.
IN_STATE = {
    EventState.TEMPLATE: Q(is_template=True),
    EventState.SCHEDULED: Q(is_template=False, is_scheduled=True),
    EventState.MODERATION: Q(is_template=False, is_scheduled=False, in_moderation=True),
    EventState.CHANGED: Q(is_scheduled=False, in_moderation=False, live=True, has_unpublished_changes=True),
    EventState.LIVE: Q(is_scheduled=False, in_moderation=False, live=True, has_unpublished_changes=False),
    EventState.DRAFT: Q(
        is_template=False, is_scheduled=False, in_moderation=False, live=False, first_published_at=None
    ),
    EventState.WITHDRAWN: Q(is_scheduled=False, in_moderation=False, live=False, first_published_at__isnull=False),
}


def state_of(event):
    """The EventState of an event of listed_events()."""
    if event.is_template:
        return EventState.TEMPLATE
    if event.is_scheduled:
        return EventState.SCHEDULED
    if event.in_moderation:
        return EventState.MODERATION
    if event.live:
        return EventState.CHANGED if event.has_unpublished_changes else EventState.LIVE
    return EventState.WITHDRAWN if event.was_public else EventState.DRAFT


def listed_events(*, now):
    """Events with what their row shows: next_start, persons (registered to come), is_scheduled, in_moderation."""
    to_come = Occurrence.objects.filter(event=OuterRef("pk"), in_schedule=True).upcoming(now).in_order()
    people = Registration.objects.active().filter(event=OuterRef("pk")).order_by()
    people = people.filter(Q(occurrence=None) | Q(occurrence__ends_at__gt=now))
    persons = people.values("event").annotate(persons=Sum("party_size")).values("persons")
    return (
        Event.objects.select_related("organiser", "latest_revision")
        .defer("latest_revision__content")
        .prefetch_related("organiser__texts", Prefetch("texts", EventText.objects.defer("body")))
        .annotate(
            next_start=Subquery(to_come.values("starts_at")[:1]),
            persons=Coalesce(Subquery(persons), 0),
            is_scheduled=among(scheduled_revisions()),
            in_moderation=among(WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)),
        )
    )


def scheduled_revisions():
    """Versions, of whatever, that the clock will publish."""
    return Revision.objects.exclude(approved_go_live_at=None)


def among(rows):
    """Whether the event is the object of one of these rows of Wagtail's, which keep its id as text."""
    own = rows.filter(base_content_type=ContentType.objects.get_for_model(Event))
    ids = own.annotate(event_id=Cast("object_id", BigIntegerField())).values("event_id")
    return ExpressionWrapper(Q(pk__in=ids), output_field=BooleanField())


class When(models.TextChoices):
    TO_COME = "a-venir", _("À venir")
    OVER = "passees", _("Passées")
    UNDATED = "sans-date", _("Sans date")


class EventFilterSet(WagtailFilterSet):
    kind = MultipleChoiceFilter(choices=EventKind.choices, label=_("Type"), distinct=False)
    state = ChoiceFilter(choices=EventState.choices, method="in_state", label=_("État"))
    when = ChoiceFilter(choices=When.choices, method="at_time", label=_("Dates"))
    organiser = ModelChoiceFilter(queryset=Partner.objects.with_texts(), label=_("Organisateur"))
    quartier = ModelChoiceFilter(queryset=Quartier.objects.all(), field_name="place__quartier", label=_("Quartier"))

    class Meta:
        model = Event
        fields = ["kind", "state", "when", "organiser", "quartier"]

    def in_state(self, queryset, name, value):
        return queryset.filter(IN_STATE[value])

    def at_time(self, queryset, name, value):
        dates = Occurrence.objects.filter(in_schedule=True).order_by()
        to_come = dates.upcoming(timezone.now()).values("event")
        if value == When.TO_COME:
            return queryset.filter(pk__in=to_come)
        if value == When.OVER:
            return queryset.filter(pk__in=dates.values("event")).exclude(pk__in=to_come)
        return queryset.exclude(pk__in=dates.values("event"))


def _next_date(event):
    return f"{day_words_year(event.next_start)}, {hour(event.next_start)}" if event.next_start else "–"


LIST_DISPLAY = (
    "__str__",
    "kind",
    Column("organiser", label=_("Organisateur"), accessor="organiser"),
    Column("next_start", label=_("Prochaine date"), accessor=_next_date, sort_key="next_start"),
    NumberColumn("persons", label=_("Personnes inscrites"), accessor="persons"),
    StatusTagColumn(
        "state",
        label=_("État"),
        accessor=lambda event: state_of(event).label,
        primary=lambda event: event.live,
        sort_key="live",
    ),
)


class EventListingView(ListingView):
    add_item_label = _("Ajouter une activité")

    @cached_property
    def list_display(self):
        """Without the status column that Wagtail adds: it would ask the database for each row."""
        return list(LIST_DISPLAY)

    def search_queryset(self, queryset):
        return queryset.filter(found_in_words(self.search_query)) if self.is_searching else queryset

    def get_inspect_url(self, event):
        """Who may not edit looks at the dates."""
        return dates_url(event)

    def get_list_more_buttons(self, event):
        looking = dates_url(event)
        buttons = [button for button in super().get_list_more_buttons(event) if button.url != looking]
        buttons.append(MenuItem(_("Dates"), url=looking, icon_name="calendar-alt", priority=15))
        if self.user_has_permission("add"):
            again = MenuItem(_("Refaire à d’autres dates"), url=duplicate_url(event), icon_name="copy", priority=18)
            buttons.append(again)
        if event.live:
            href = reverse("evenement", args=[event.slug])
            buttons.append(MenuItem(_("Voir sur le site"), url=href, icon_name="view", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.user_has_permission("add"):
            buttons.append(Button(_("Depuis un modèle"), url=templates_url(), icon_name="copy", priority=10))
        return buttons

    def get_base_queryset(self):
        return listed_events(now=timezone.now())
