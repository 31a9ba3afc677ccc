"""The dates of one event in the admin, and what can be done to each. It takes effect at once."""

from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words_year

from .. import occurrences
from ..letters import date_line
from ..models import Occurrence, OccurrenceState, RegistrationMode
from ..schedule import AHEAD, kept_dates, waiting_rests
from ..schools import skipped_days
from .addresses import EVENT_URLS, dates_url, event_crumbs, people_url
from .date_forms import CancelDateForm, ConfirmForm, LimitForm, MoveForm, PostponeForm, RelocateForm
from .labels import moved_note
from .people import SEE_PEOPLE

CHANGED_DATE = "events.date.change"  # in the event's history
PER_PAGE = 50


@dataclass(frozen=True)
class Act:
    """Something to do to one date: its name on a button, what was done in the history, and its form."""

    label: str
    done: str
    form: type


ACTS = {
    "move": Act(gettext_lazy("Déplacer"), gettext_lazy("déplacée"), MoveForm),
    "relocate": Act(gettext_lazy("Autre lieu"), gettext_lazy("donnée ailleurs"), RelocateForm),
    "postpone": Act(gettext_lazy("Reporter"), gettext_lazy("reportée"), PostponeForm),
    "cancel": Act(gettext_lazy("Annuler"), gettext_lazy("annulée"), CancelDateForm),
    "reinstate": Act(gettext_lazy("Rétablir"), gettext_lazy("rétablie"), ConfirmForm),
    "keep": Act(gettext_lazy("Maintenir"), gettext_lazy("maintenue"), ConfirmForm),
    "limit": Act(gettext_lazy("Places"), gettext_lazy("changée de nombre de places"), LimitForm),
}


def possible_acts(occurrence, *, now, resting=False):
    """The codes of what can be done to this date (its event loaded), most likely first.

    resting: people are registered and its rule now rests on that day (events.schedule.waiting_rests).
    """
    if occurrence.state == OccurrenceState.POSTPONED:
        return ["move", "reinstate", "cancel"] if occurrence.ends_at > now else ["move", "cancel"]
    if occurrence.ends_at <= now:
        return []
    if occurrence.state == OccurrenceState.CANCELLED:
        return ["reinstate"]
    if not occurrence.in_schedule or resting:
        return ["keep", "move", "cancel"]
    by_date = occurrence.event.registration_mode == RegistrationMode.DATE
    return ["move", "relocate", "postpone", "cancel"] + (["limit"] if by_date else [])


def resting_dates(event):
    """Ids of the dates with registrations on which a rule of a published event now rests."""
    return {date.pk for date in waiting_rests(event, now=timezone.now())} if event.live else set()


class EventDatesView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """The dates to come, or those that are over, with what can be done to each by whoever may publish."""

    any_permission_required = ["add", "change", "delete", "view"]
    page_title = gettext_lazy("Dates")
    header_icon = "date"
    template_name = "events/admin/dates.html"

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        editable = self.user_has_permission("change")
        crumbs = [*self.breadcrumbs_items, *event_crumbs(self.object, editable=editable)]
        return [*crumbs, {"url": "", "label": _("Dates")}]

    def get_context_data(self, **kwargs):
        now = timezone.now()
        over = self.request.GET.get("passees") == "1"
        dates = Occurrence.objects.filter(event=self.object).select_related("capacity", "place")
        dates = dates.prefetch_related("place__texts").counting_registrations()
        # A postponed date waits for its day, even when the old one is over.
        past = Q(ends_at__lte=now) & ~Q(state=OccurrenceState.POSTPONED)
        dates = dates.filter(past).order_by("-starts_at", "pk") if over else dates.exclude(past).in_order()
        page = WagtailPaginator(dates, PER_PAGE).get_page(self.request.GET.get("p"))
        may_act = self.user_has_permission("publish")
        return super().get_context_data(
            event=self.object,
            over=over,
            rows=[self._row(date, may_act, now) for date in page.object_list],
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            whole=self.object.registration_mode == RegistrationMode.WHOLE,
            seats=_seats(self.object.capacity) if self.object.capacity_id else "",
            people_url=people_url(self.object.pk) if self.request.user.has_perm(SEE_PEOPLE) else "",
            dates_url=dates_url(self.object),
            skipped=[] if over else self._skipped(now),
            **kwargs,
        )

    def _skipped(self, now):
        """[{label, why}] of the days on which the event's rules rest, the soonest first."""
        days = skipped_days(self.object, now=now, until=(now + AHEAD).date(), language=get_language())
        return [{"label": day_words_year(day), "why": why} for day, why in days[:PER_PAGE]]

    @cached_property
    def _resting(self):
        return resting_dates(self.object)

    def _row(self, occurrence, may_act, now):
        occurrence.event = self.object
        by_date = self.object.registration_mode == RegistrationMode.DATE and occurrence.capacity
        codes = possible_acts(occurrence, now=now, resting=occurrence.pk in self._resting) if may_act else []
        reasons = [getattr(occurrence, f"reason_{language}") for language in occurrences.REASON_LANGUAGES]
        return {
            "label": date_line(occurrence),
            "notes": _notes(occurrence, resting=occurrence.pk in self._resting),
            "reason": next((reason for reason in reasons if reason), ""),
            "place": str(occurrence.place) if occurrence.place else "",
            "seats": _seats(occurrence.capacity) if by_date else "",
            "persons": occurrence.registered,
            "people_href": people_url(self.object.pk, occurrence) if occurrence.registered else "",
            "acts": [{"href": act_url(occurrence, code), "label": ACTS[code].label} for code in codes],
        }


def act_url(occurrence, code):
    return reverse(f"{EVENT_URLS}:date", args=[occurrence.event_id, occurrence.pk, code])


def _notes(occurrence, *, resting):
    """What is out of the ordinary about a date, in words."""
    notes = []
    if resting and occurrence.in_schedule:
        notes.append(_("tombe un jour de congé ou sort des règles : décidez pour les personnes inscrites"))
    if not occurrence.in_schedule:
        notes.append(_("sortie des dates publiées : décidez pour les personnes inscrites"))
    if occurrence.state != OccurrenceState.SCHEDULED:
        notes.append(occurrence.get_state_display())
    elif occurrence.moved:
        notes.append(moved_note(occurrence))
    if occurrence.own_limit:
        notes.append(_("nombre de places propre"))
    return notes


def _seats(capacity):
    taken = _("%(taken)s prises") % {"taken": capacity.taken}
    if capacity.limit is not None:
        taken = _("%(taken)s prises sur %(limit)s") % {"taken": capacity.taken, "limit": capacity.limit}
    return taken + (_(", %(waiting)s en attente") % {"waiting": capacity.waiting} if capacity.waiting else "")


class DateActView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """One thing done to one date."""

    permission_required = "publish"
    header_icon = "date"
    template_name = "events/admin/date_act.html"

    def setup(self, request, *args, occurrence_id, code, **kwargs):
        super().setup(request, *args, **kwargs)
        dates = Occurrence.objects.select_related("capacity").filter(event=self.object)
        self.occurrence = get_object_or_404(dates, pk=occurrence_id)
        self.occurrence.event = self.object
        self.code = code
        self.act = ACTS.get(code)

    def dispatch(self, request, *args, **kwargs):
        resting = self.occurrence.pk in resting_dates(self.object)
        if self.act is None or self.code not in possible_acts(self.occurrence, now=timezone.now(), resting=resting):
            messages.warning(request, _("Cela n’est pas possible pour cette date."))
            return redirect(dates_url(self.object))
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return self.act.form

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")
        return {"occurrence": self.occurrence, **kwargs}

    def form_valid(self, form):
        before = date_line(self.occurrence)
        try:
            notice = form.apply(self.code)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        log(
            instance=self.object,
            action=CHANGED_DATE,
            user=self.request.user,
            data={"occurrence": str(self.occurrence.uuid), "act": self.code, "date": before},
        )
        if notice:
            messages.warning(self.request, notice)
        messages.success(self.request, _("%(date)s : date %(done)s.") % {"date": before, "done": self.act.done})
        return redirect(dates_url(self.object))

    def get_page_title(self):
        return self.act.label

    def get_page_subtitle(self):
        return date_line(self.occurrence)

    def get_breadcrumbs_items(self):
        editable = self.user_has_permission("change")
        crumbs = [*self.breadcrumbs_items, *event_crumbs(self.object, editable=editable)]
        dates = {"url": dates_url(self.object), "label": _("Dates")}
        return [*crumbs, dates, {"url": "", "label": self.act.label}]

    def get_context_data(self, **kwargs):
        persons = {date.pk: date.registered for date in kept_dates(self.object)}[self.occurrence.pk]
        context = super().get_context_data(
            event=self.object,
            dates_url=dates_url(self.object),
            persons=persons,
            concerns_people=bool(persons) and self.code != "limit",
            people_href=people_url(self.object.pk, self.occurrence)
            if persons and self.request.user.has_perm(SEE_PEOPLE)
            else "",
            submit_label=self.act.label,
            **kwargs,
        )
        context["media"] = context["form"].media
        return context
