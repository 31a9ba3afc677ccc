"""The page of an event's registrations, as plain values for its template."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import display_phone
from portal.templatetags.wording import day_month_from

from ..asking.questions import NO, YES, option_words
from ..event_page import event_header
from ..messages.reconfirmation import COMING, LEFT, SILENT, answer_label, with_question
from ..models import (
    ACTIVE,
    ApprovalMode,
    Needs,
    OccurrenceState,
    QuestionKind,
    RegistrationLetter,
    RegistrationMode,
    RegistrationState,
)
from .bulk import ACTS
from .columns import asks_again, by_date, list_columns, when_label
from .forms import MOST_AT_ONCE
from .selection import EVERYONE, SORTS, field_of, filterable

PER_PAGE = 50
THIS_PAGE, ALL_PAGES = "tout", "ensemble"  # what is ticked


def registrations_context(selection, *, language, may_act, private, ticked):
    """The context of events/organiser/registrations.html. ticked: THIS_PAGE, ALL_PAGES, or anything else for no box.

    private: whether the reader may know who said that they need something (organising.knows_needs).
    """
    event = selection.event
    found = with_signs(selection.registrations())
    page = Paginator(with_question(found) if asks_again(event) else found, PER_PAGE).get_page(selection.page)
    columns = list_columns(event, date=selection.date, language=language)
    counts = selection.counts()
    here = reverse("organisation-inscriptions", args=[event.slug])
    return {
        "event": event_header(event, language),
        "slug": event.slug,
        "states": _states(selection, counts, here),
        "total_label": _total(page.paginator.count, selection, counts),
        "sieve": _sieve(selection, here, language, private),
        "columns": [{"label": column.label, "number": column.number} for column in columns],
        "rows": [_row(row, columns, event, ticked in (THIS_PAGE, ALL_PAGES), private) for row in page.object_list],
        "empty": "" if page.paginator.count else _empty(selection),
        "left_out": selection.left_out,
        "pager": _pager(page, selection, here),
        "acts": _acts(event) if may_act and page.paginator.count else [],
        "act_href": reverse("organisation-agir", args=[event.slug]),
        "query": selection.query(),
        **_ticks(page, selection, here, ticked),
        "exports_href": _exports(selection),
        "parts": _parts(event, language),
    }


def _ticks(page, selection, here, ticked):
    """What is ticked and where one ticks more: the page without a script, then all that the list finds."""
    number, several = page.paginator.count, page.paginator.num_pages > 1
    whole = ticked == ALL_PAGES and several and number <= MOST_AT_ONCE
    ticked = ticked in (THIS_PAGE, ALL_PAGES)
    few_enough = ticked and several and not whole and number <= MOST_AT_ONCE
    too_many = ticked and several and number > MOST_AT_ONCE
    return {
        "ticked": ticked,
        "whole": whole,
        "tick_href": f"{here}?{selection.query(cocher='' if ticked else THIS_PAGE)}",
        "whole_href": f"{here}?{selection.query(cocher=ALL_PAGES)}" if few_enough else "",
        "whole_label": _("Cocher les %(count)s inscriptions de toutes les pages") % {"count": number},
        "whole_note": _("Les %(count)s inscriptions de toutes les pages sont cochées.") % {"count": number},
        "whole_limit": _("Pour agir sur toutes les pages, choisissez une date ou un état : au plus %(most)s à la fois.")
        % {"most": MOST_AT_ONCE}
        if too_many
        else "",
    }


def with_signs(rows):
    """Registrations with what their lines show: `has_needs`, `has_trouble`, and what the columns read."""
    trouble = RegistrationLetter.objects.to_call().filter(registration=OuterRef("pk"))
    needs = Needs.objects.filter(registration=OuterRef("pk"))
    rows = rows.annotate(has_trouble=Exists(trouble), has_needs=Exists(needs))
    return rows.select_related("occurrence").prefetch_related("answers", "participants")


def _states(selection, counts, here):
    """The counts by state, each a link to those registrations alone."""
    standing = sum(counts[state][0] for state in ACTIVE if state in counts)
    options = [("", _("En cours"), standing)]
    options += [
        (state.value, str(state.label).capitalize(), counts.get(state.value, (0, 0))[0])
        for state in RegistrationState
        if state.value in counts or state.value == selection.state
    ]
    options.append((EVERYONE, _("Toutes"), sum(number for number, _persons in counts.values())))
    return [
        {
            "href": f"{here}?{selection.query(etat=code, page='')}",
            "label": f"{label} ({number})",
            "current": code == selection.state,
        }
        for code, label, number in options
    ]


def _total(number, selection, counts):
    """How many registrations the list has, and how many persons they are."""
    states = counts if selection.state == EVERYONE else [selection.state] if selection.state else ACTIVE
    persons = sum(counts[state][1] for state in states if state in counts)
    registrations = ngettext("%(count)s inscription", "%(count)s inscriptions", number) % {"count": number}
    people = ngettext("%(count)s personne", "%(count)s personnes", persons) % {"count": persons}
    return f"{registrations} · {people}"


def _sieve(selection, here, language, private):
    """The filters that this event has a use for."""
    event = selection.event
    dates = list(event.occurrences.in_order()[:400]) if by_date(event) else []
    return {
        "action": here,
        "state": selection.state,
        "q": selection.words,
        "dates": [
            {"value": str(date.uuid), "label": _date_label(date), "chosen": date == selection.date} for date in dates
        ]
        if len(dates) > 1
        else [],
        "questions": [_choice(question, selection, language) for question in filterable(event)],
        "needs": selection.needs if private and (event.asks_needs or event.interpreter_days is not None) else None,
        "letter": selection.letter,
        "coming": [
            {"value": code, "label": answer_label(code), "chosen": code == selection.coming}
            for code in (COMING, SILENT, LEFT)
        ]
        if asks_again(event)
        else [],
        "sorts": [
            {"value": code, "label": label, "chosen": code == selection.sort} for code, (label, _order) in SORTS.items()
        ],
        "open": selection.narrowed or selection.sort != "recentes",
        "clear_href": f"{here}?{selection.query(**_cleared(selection))}" if selection.narrowed else "",
    }


def _date_label(date):
    """The date, and that it does not take place as it was said."""
    if date.state == OccurrenceState.SCHEDULED:
        return when_label(date)
    return f"{when_label(date)} ({date.get_state_display()})"


def _cleared(selection):
    names = ("q", "date", "besoins", "lettre", "venir", "page", *map(field_of, selection.answers))
    return dict.fromkeys(names, "")


def _choice(question, selection, language):
    if question.kind == QuestionKind.YES_NO:
        answers = [(YES, _("Oui")), (NO, _("Non"))]
    else:
        answers = [(option["code"], option_words(option, language)) for option in question.options]
    chosen = selection.answers.get(question)
    return {
        "name": field_of(question),
        "label": question.label(language),
        "options": [{"value": code, "label": label, "chosen": code == chosen} for code, label in answers],
    }


def _row(row, columns, event, ticked, private):
    return {
        "reference": row.reference,
        "name": row.name,
        "href": reverse("organisation-fiche", args=[event.slug, row.reference]),
        "email": row.email,
        "phone": display_phone(row.phone),
        "phone_href": f"tel:{row.phone}" if row.phone else "",
        "state": row.state,
        "state_label": row.get_state_display(),
        "since": day_month_from(timezone.localtime(row.created_at), timezone.localdate()),
        "cells": [{"label": column.label, "value": column.cell(row), "number": column.number} for column in columns],
        "needs": private and row.has_needs,
        "trouble": row.has_trouble,
        "ticked": ticked,
    }


def _empty(selection):
    if selection.event.registration_mode == RegistrationMode.NONE:
        return _("L’entrée est libre : on ne s’inscrit pas à cette activité.")
    if selection.narrowed or selection.state:
        return _("Aucune inscription ne répond à ces choix.")
    return _("Personne ne s’est encore inscrit. Les inscriptions paraîtront ici dès qu’elles arrivent.")


def _pager(page, selection, here):
    def href(number):
        return f"{here}?{selection.query(page=number)}"

    return {
        "number": page.number,
        "of": page.paginator.num_pages,
        "previous_href": href(page.number - 1) if page.has_previous() else "",
        "next_href": href(page.number + 1) if page.has_next() else "",
    }


def _acts(event):
    """[{"code", "label"}] of what can be done to many at once."""
    asks = event.approval == ApprovalMode.ORGANISER
    return [{"code": act.code, "label": act.label} for act in ACTS.values() if asks or not act.of_approval]


def _exports(selection):
    query = selection.query(page="")
    address = reverse("organisation-exporter", args=[selection.event.slug])
    return f"{address}?{query}" if query else address


def _parts(event, language):
    """[{"href", "label"}] of a programme's parts, which have registrations of their own."""
    parts = event.parts.exclude(first_published_at=None).filter(is_template=False).order_by("slug")
    return [
        {
            "href": reverse("organisation-inscriptions", args=[part.slug]),
            "label": event_header(part, language)["title"],
        }
        for part in parts.prefetch_related("texts")
    ]
