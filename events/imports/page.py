"""The pages of a partner's calendars, as plain values for their templates."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.pages import name_of

from ..models import ImportRun, SourceState
from .preview import moment_words, run_lines, run_row
from .wording import counts_words, failure_words

SHOWN_RUNS = 30
WRONG = {SourceState.STOPPED, SourceState.PAUSED}


def calendars_context(partner, language, *, form):
    """The context of events/imports/calendars.html."""
    newest = ImportRun.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk")
    sources = partner.calendar_sources.defer("content", "words", "mapping").annotate(
        last_failure=Subquery(newest.values("failure")[:1]), last_counts=Subquery(newest.values("counts")[:1])
    )
    return {
        "title": _("Calendriers"),
        "partner": name_of(partner, language),
        "crumbs": _crumbs(partner, language),
        "rows": [_row(source, partner) for source in sources],
        "form": form,
    }


def _row(source, partner):
    said = ""
    if source.last_failure:
        said = failure_words(source.last_failure)
    elif source.last_counts is not None:
        said = counts_words(source.last_counts)
    return {
        "name": source.name,
        "href": reverse("calendrier-partenaire", args=[partner.slug, source.uuid]),
        "state": source.state,
        "state_label": _state_label(source),
        "wrong": source.state in WRONG or bool(source.last_failure),
        "where": _("Fichier") if source.is_file else source.host,
        "when": moment_words(source.last_run_at) if source.last_run_at else "",
        "says": said,
    }


def _state_label(source):
    """What becomes of it; a file is not read every hour."""
    if source.is_file and source.state == SourceState.ACTIVE:
        return _("lu une fois")
    return source.get_state_display()


def source_context(source, language, *, form=None):
    """The context of a page about one calendar: preview (with `found`, added by its view), calendar, remove."""
    partner = source.partner
    act = reverse("calendrier-agir", args=[partner.slug, source.uuid])
    return {
        "title": source.name,
        "crumbs": _crumbs(partner, language, source.name),
        "where": _("Fichier") if source.is_file else source.host,
        "state": source.state,
        "state_label": _state_label(source),
        "trusted": source.publishes,
        "may_pause": source.state == SourceState.ACTIVE,
        "may_map": source.state != SourceState.DONE,  # nothing reads a file again
        "may_start": source.state in WRONG,
        "waits": source.state == SourceState.ACTIVE and source.last_run_at is None,
        "runs": [run_row(run) for run in _runs(source)],
        "gone": [row.title for row in source.imported.exclude(gone_at=None).exclude(event=None)[:50]],
        "act_href": act,
        "back": reverse("calendrier-partenaire", args=[partner.slug, source.uuid]),
        "form": form,
    }


def _runs(source):
    runs = list(source.runs.defer("lines")[:SHOWN_RUNS])
    for run in runs:
        run.source = source
    return runs


def run_context(run, language):
    """The context of events/imports/run.html."""
    source = run.source
    row = run_row(run)
    return {
        "title": row["when"][:1].upper() + row["when"][1:],
        "calendar": source.name,
        "crumbs": _crumbs(source.partner, language, source.name, run=row["when"], source=source),
        "says": row["says"],
        "failed": row["failed"],
        "lines": run_lines(run),
    }


def _crumbs(partner, language, name="", *, run="", source=None):
    crumbs = [{"href": reverse("espace"), "label": _("Mon espace")}]
    here = reverse("calendriers-partenaire", args=[partner.slug])
    label = _("Calendriers de %(partner)s") % {"partner": name_of(partner, language)}
    crumbs.append({"href": here if name else "", "label": label})
    if name:
        href = reverse("calendrier-partenaire", args=[partner.slug, source.uuid]) if run else ""
        crumbs.append({"href": href, "label": name})
    return [*crumbs, {"href": "", "label": run}] if run else crumbs
