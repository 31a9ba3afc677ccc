"""The pages of imports in the admin: a file is sent, its lines are looked at and decided, then applied."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words_year

from ..freshness.admin import StaffList
from ..models import WORKING, DirectoryImport, IntakeState, LineOutcome, Partner, Place, Service
from .claims import PARTNER, PLACE, SERVICE
from .forms import ApplyForm, DecideForm, FileForm, OutcomeForm
from .planning import SAME
from .queueing import decide, is_stuck, receive, start_again, start_applying
from .wording import KINDS, note_words

A_PAGE = 50
AGAIN_AFTER = 5  # seconds until a browser asks whether the queue has done its work
MODELS = {PARTNER: Partner, SERVICE: Service, PLACE: Place}
HELD = (LineOutcome.REFUSED, LineOutcome.AMBIGUOUS)
WRITTEN = (LineOutcome.NEW, LineOutcome.CHANGED)


class ImportPage(StaffList):
    permission_required = ("partners.add_directoryimport", "partners.change_partner")
    header_icon = "upload"


class ImportsView(ImportPage):
    """A file is sent here; below, those that were sent before."""

    template_name = "partners/admin/imports.html"
    page_title = gettext_lazy("Importer dans l’annuaire")

    def post(self, request):
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                sent = receive(**form.given(), reader_language=get_language(), user=request.user)
                return redirect("directory_import", sent.uuid)
            except Refusal as refusal:
                form.add_error("file", str(refusal))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, form=None, **kwargs):
        sent = DirectoryImport.objects.defer("content", "rows", "choices", "absent").select_related("by")
        page = Paginator(sent, A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "form": form or FileForm(initial={"language": "fr"}),
            "rows": [_row(each) for each in page],
            "page": page,
        }


def _row(sent):
    return {
        "name": sent.name,
        "href": reverse("directory_import", args=[sent.uuid]),
        "source": sent.source,
        "when": day_words_year(timezone.localtime(sent.created_at)),
        "by": str(sent.by or ""),
        "state": sent.get_state_display(),
        "says": _counted(sent),
    }


def _counted(sent):
    """« 3 nouvelles · 1 refusée »"""
    counted = ((_outcome_words(outcome, sent.counts.get(outcome.value, 0))) for outcome in LineOutcome)
    return " · ".join(filter(None, counted))


def _outcome_words(outcome, count):
    said = {
        LineOutcome.NEW: ngettext("%(count)s nouvelle", "%(count)s nouvelles", count),
        LineOutcome.CHANGED: ngettext("%(count)s modifiée", "%(count)s modifiées", count),
        LineOutcome.UNCHANGED: ngettext("%(count)s inchangée", "%(count)s inchangées", count),
        LineOutcome.AMBIGUOUS: ngettext("%(count)s à décider", "%(count)s à décider", count),
        LineOutcome.REFUSED: ngettext("%(count)s refusée", "%(count)s refusées", count),
        LineOutcome.LEFT: ngettext("%(count)s laissée de côté", "%(count)s laissées de côté", count),
    }
    return said[outcome] % {"count": count} if count else ""


class OneImport(ImportPage):
    """A page about one import."""

    @cached_property
    def sent(self):
        return get_object_or_404(DirectoryImport.objects.defer("content", "rows"), uuid=self.kwargs["uuid"])

    def get_page_title(self):
        return self.sent.name

    def get_breadcrumbs_items(self):
        first, last = super().get_breadcrumbs_items()[:-1], super().get_breadcrumbs_items()[-1]
        return [*first, {"url": reverse("directory_imports"), "label": ImportsView.page_title}, last]

    def back(self):
        return redirect("directory_import", self.sent.uuid)


class ImportView(OneImport):
    """What becomes, or became, of each line."""

    template_name = "partners/admin/import.html"

    def get(self, request, **kwargs):
        response = super().get(request, **kwargs)
        if self.sent.state in WORKING:
            response["Refresh"] = str(AGAIN_AFTER)
        return response

    def post(self, request, **kwargs):
        acts = {"decide": self._decide, "alike": self._decide_alike, "again": lambda: start_again(self.sent)}
        act = acts.get(request.POST.get("act"))
        try:
            if act:
                act()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        answer = self.back()
        if request.GET:
            answer["Location"] += f"?{request.GET.urlencode()}"
        return answer

    def _decide(self):
        positions = [name.removeprefix("line_") for name in self.request.POST if name.startswith("line_")]
        lines = self.sent.lines.filter(position__in=[int(at) for at in positions if at.isdecimal()][:A_PAGE])
        form = DecideForm(self.request.POST, lines=lines, choices=self.sent.choices)
        if form.is_valid():
            decide(self.sent, form.decided(), reader_language=get_language())

    def _decide_alike(self):
        waiting = self.sent.lines.filter(outcome=LineOutcome.AMBIGUOUS)
        same = {str(line.position): SAME for line in waiting if len(line.candidates) == 1}
        if same:
            decide(self.sent, same, reader_language=get_language())

    def get_context_data(self, **kwargs):
        sent, outcome = self.sent, OutcomeForm(self.request.GET).chosen
        lines = sent.lines.filter(outcome=outcome) if outcome else sent.lines.all()
        page = Paginator(lines, A_PAGE).get_page(self.request.GET.get("p"))
        asked = [line for line in page if _is_asked(line, sent)]
        form = DecideForm(lines=asked, choices=sent.choices)
        hrefs = _hrefs(page)
        return super().get_context_data(**kwargs) | {
            "sent": sent,
            "working": sent.state in WORKING,
            "stuck": is_stuck(sent),
            "note": note_words(sent.note),
            "filters": _filters(sent, outcome),
            "rows": [_line_row(line, form, hrefs) for line in page],
            "page": page,
            "query": f"outcome={outcome}" if outcome else "",
            "asks": bool(asked),
            "may_apply": sent.state == IntakeState.TRIED and any(sent.counts.get(each.value) for each in WRITTEN),
            "may_decide_alike": sent.state == IntakeState.TRIED and sent.counts.get(LineOutcome.AMBIGUOUS.value, 0) > 0,
            "absent": sent.absent.get("count", 0),
            "absent_names": sent.absent.get("names", []),
            "when": day_words_year(timezone.localtime(sent.applied_at or sent.created_at)),
        }


def _is_asked(line, sent):
    """Whether staff decide this line, or did so before."""
    return sent.state == IntakeState.TRIED and bool(line.candidates)


def _filters(sent, chosen):
    total = {"label": _("Toutes les lignes : %(count)s") % {"count": sum(sent.counts.values())}, "href": "?"}
    rows = [total | {"current": not chosen}]
    for outcome in LineOutcome:
        if count := sent.counts.get(outcome.value, 0):
            label = _outcome_words(outcome, count)
            rows.append({"label": label, "href": f"?outcome={outcome.value}", "current": chosen == outcome.value})
    return rows


def _hrefs(lines):
    """{uuid: address} of the records of lines and their candidates, in one query for each kind."""
    wanted = {kind: {line.target for line in lines if line.kind == kind and line.target} for kind in MODELS}
    wanted[PARTNER] |= {each["uuid"] for line in lines for each in line.candidates}
    found = {}
    for kind, model in MODELS.items():
        if wanted[kind]:
            for pk, uuid in model.objects.filter(uuid__in=wanted[kind]).values_list("pk", "uuid"):
                found[str(uuid)] = reverse(f"wagtailsnippets_partners_{kind}:edit", args=[pk])
    return found


def _line_row(line, form, hrefs):
    name = f"line_{line.position}"
    return {
        "number": line.number,
        "kind": KINDS[line.kind],
        "title": line.title,
        "href": hrefs.get(str(line.target), ""),
        "outcome": line.outcome,
        "outcome_label": line.get_outcome_display(),
        "changes": [] if _has_no_record(line) else line.changes,
        "facts": line.changes if _has_no_record(line) else [],
        "said": line.said,
        "field": form[name] if name in form.fields else None,
        "candidates": [each | {"href": hrefs.get(each["uuid"], "")} for each in line.candidates],
    }


def _has_no_record(line):
    """Nothing stands here yet that its facts could be set against."""
    return line.outcome in (LineOutcome.NEW, LineOutcome.AMBIGUOUS)


class ApplyView(OneImport):
    """The last question, and the answer."""

    template_name = "partners/admin/import_apply.html"

    def get(self, request, **kwargs):
        return super().get(request, **kwargs) if self.sent.state == IntakeState.TRIED else self.back()

    def post(self, request, **kwargs):
        form = ApplyForm(request.POST, held=self._held())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            done = start_applying(self.sent, user=request.user, reader_language=get_language(), **form.given())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            if done:
                messages.success(request, _("Le fichier est repris dans l’annuaire."))
        return self.back()

    def _held(self):
        return sum(self.sent.counts.get(each.value, 0) for each in HELD)

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(**kwargs) | {
            "sent": self.sent,
            "says": _counted(self.sent),
            "form": form or ApplyForm(held=self._held()),
            "back": reverse("directory_import", args=[self.sent.uuid]),
        }
