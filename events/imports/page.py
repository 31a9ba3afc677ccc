"""The pages of a partner's calendars, as plain values for their templates."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import ImportRun, SourceState
from .preview import moment_words, run_lines, run_row
from .wording import counts_words, failure_words

SHOWN_RUNS = 30
WRONG = {SourceState.STOPPED, SourceState.PAUSED}


def calendars_context(partner, *, form):
    """The context of events/imports/calendars.html, less its `space`."""
    newest = ImportRun.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk")
    sources = partner.calendar_sources.defer("content", "words", "mapping").annotate(
        last_failure=Subquery(newest.values("failure")[:1]), last_counts=Subquery(newest.values("counts")[:1])
    )
    return {
        "title": _("Calendriers"),
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


def source_context(source, *, form=None):
    """The context of a page about one calendar, less its `space`: preview (with `found`, added by its view), calendar,
    remove."""
    partner = source.partner
    act = reverse("calendrier-agir", args=[partner.slug, source.uuid])
    return {
        "title": source.name,
        "crumbs": _crumbs(source),
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


def run_context(run, *, member):
    """The context of events/imports/run.html, less its `space`."""
    source = run.source
    row = run_row(run)
    return {
        "title": row["when"][:1].upper() + row["when"][1:],
        "calendar": source.name,
        "crumbs": _crumbs(source, run=row["when"]),
        "says": row["says"],
        "failed": row["failed"],
        "lines": run_lines(run, member=member),
    }


def _crumbs(source, *, run=""):
    slug = source.partner.slug
    crumbs = [{"href": reverse("calendriers-partenaire", args=[slug]), "label": _("Calendriers")}]
    href = reverse("calendrier-partenaire", args=[slug, source.uuid]) if run else ""
    crumbs.append({"href": href, "label": source.name})
    return [*crumbs, {"href": "", "label": run}] if run else crumbs
