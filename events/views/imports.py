"""A partner's calendars: the list, adding one, what it would bring, what its words mean, what each reading did."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.speaking import PartnerPage
from portal.kit.limits import within
from portal.kit.refusal import Refusal

from ..imports.adding import add, pause, read_again, remove, set_up, start
from ..imports.forms import ActForm, AddForm, MappingForm
from ..imports.page import calendars_context, run_context, source_context
from ..imports.preview import preview
from ..models import SourceState

TRUST = "events.publish_event"  # staff who may publish see to every partner's calendars
ADDED_AN_HOUR = 20


class CalendarsPage(PartnerPage):
    """A page about the partner's calendars; staff who publish find it too."""

    for_staff = True
    staff = TRUST


class CalendarsView(CalendarsPage):
    """The partner's calendars, and the form that adds one."""

    def get(self, request):
        return self.show(AddForm())

    def post(self, request):
        form = AddForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        if not within("calendar", str(request.user.pk), limit=ADDED_AN_HOUR, seconds=3600):
            form.add_error(None, _("C’est beaucoup d’essais : attendez une heure."))
            return self.show(form, status=429)
        try:
            source, _reading = add(self.partner, language=get_language(), user=request.user, **form.given())
        except Refusal as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "address", str(refusal))
            return self.show(form)
        return redirect("calendrier-partenaire", slug=self.partner.slug, uuid=source.uuid)

    def show(self, form, status=200):
        context = calendars_context(self.partner, form=form) | {"space": self.space("calendriers")}
        return render(self.request, "events/imports/calendars.html", context, status=status)


class CalendarPage(CalendarsPage):
    """A page of one calendar of the partner (`self.source`)."""

    def prepare(self, uuid, **where):
        self.source = self.partner.calendar_sources.filter(uuid=uuid).select_related("default_place").first()
        if self.source is None:
            raise Http404
        self.source.partner = self.partner

    def back(self):
        return redirect("calendrier-partenaire", slug=self.partner.slug, uuid=self.source.uuid)

    def mapping_form(self, data=None):
        return MappingForm(data, source=self.source, may_trust=self.request.user.has_perm(TRUST))


class CalendarView(CalendarPage):
    """Before it is confirmed: what it would bring, and the form that confirms. Afterwards: what each reading did."""

    def get(self, request, uuid):
        return self.show(self.mapping_form())

    def post(self, request, uuid):
        form = self.mapping_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        set_up(self.source, **form.given())
        if self.source.state == SourceState.PREVIEW:
            start(self.source)
            messages.success(request, _("C’est noté : le calendrier est lu dans un instant."))
        else:
            messages.success(request, _("C’est noté : la prochaine lecture en tient compte."))
        return self.back()

    def show(self, form):
        context = source_context(self.source, form=form) | {"space": self.space("")}
        if self.source.state == SourceState.PREVIEW:
            try:
                context["found"] = preview(read_again(self.source), now=timezone.now())
            except Refusal as refusal:  # a busy machine reads slowly: the night forgets what stays so
                messages.error(self.request, str(refusal))
                return redirect("calendriers-partenaire", slug=self.partner.slug)
            return render(self.request, "events/imports/preview.html", context)
        return render(self.request, "events/imports/calendar.html", context)


class ActView(CalendarPage):
    """Pause it, take it up, remove it (asked once more)."""

    def get(self, request, uuid):
        return self.back()

    def post(self, request, uuid):
        form = ActForm(request.POST)
        if not form.is_valid():
            return self.back()
        act = form.cleaned_data["act"]
        if act == "remove" and not form.cleaned_data["sure"]:
            context = source_context(self.source) | {"space": self.space("")}
            return render(request, "events/imports/remove.html", context)
        if act == "remove":
            remove(self.source)
            messages.success(request, _("Le calendrier est retiré. Les activités qui en venaient restent."))
            return redirect("calendriers-partenaire", slug=self.partner.slug)
        (pause if act == "pause" else start)(self.source)
        return self.back()


class RunView(CalendarPage):
    """What one reading did, line by line."""

    def prepare(self, uuid, run):
        super().prepare(uuid)
        self.run = self.source.runs.filter(uuid=run).first()
        if self.run is None:
            raise Http404
        self.run.source = self.source

    def get(self, request, uuid, run):
        context = run_context(self.run, member=self.speaks) | {"space": self.space("")}
        return render(request, "events/imports/run.html", context)
