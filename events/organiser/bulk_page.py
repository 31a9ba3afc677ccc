"""What an act on many would do, before it is done: how many, who, and who is left aside."""

from django.utils.translation import get_language, ngettext

from ..event_page import event_header
from ..letters import party_label

NAMES = 200


def bulk_context(event, act, rows, *, form, back, query, whole=False):
    """The context of events/organiser/bulk.html. rows: what was ticked; form: with what was wrong, or a new one.

    whole: they are all that the list finds, on whichever page: found again, and counted again, when it is done.
    """
    concerned = [row for row in rows if act.concerns(row)]
    aside = [row for row in rows if not act.concerns(row)]
    return {
        "event": event_header(event, get_language()),
        "slug": event.slug,
        "act": {"code": act.code, "label": act.label, "says": act.says, "button": act.button},
        "number_label": _number(concerned),
        "told": _told(concerned) if act.tells else "",
        "concerned": [_line(row) for row in concerned[:NAMES]],
        "aside": [_line(row) for row in aside[:NAMES]],
        "more": _more(concerned),
        "aside_more": _more(aside),
        "picked": [] if whole else [row.reference for row in concerned],
        "whole": whole,
        "number": len(concerned),
        "form": form,
        "wordy": act.wordy,
        "back": back,
        "query": query,
    }


def _more(rows):
    """« et 20 autres », of those that are too many to be named."""
    unnamed = len(rows) - NAMES
    return ngettext("et %(count)s autre", "et %(count)s autres", unnamed) % {"count": unnamed} if unnamed > 0 else ""


def _number(rows):
    persons = sum(row.party_size for row in rows)
    number = ngettext("%(count)s inscription", "%(count)s inscriptions", len(rows)) % {"count": len(rows)}
    return f"{number} · {party_label(persons)}"


def _told(rows):
    """How each will hear of it."""
    letters = sum(bool(row.email) for row in rows)
    calls = len(rows) - letters
    said = []
    if letters:
        said.append(
            ngettext("%(count)s reçoit une lettre.", "%(count)s reçoivent une lettre.", letters) % {"count": letters}
        )
    if calls:
        said.append(
            ngettext(
                "%(count)s n’a pas d’adresse e-mail : elle s’ajoute aux personnes à appeler.",
                "%(count)s n’ont pas d’adresse e-mail : elles s’ajoutent aux personnes à appeler.",
                calls,
            )
            % {"count": calls}
        )
    return " ".join(said)


def _line(row):
    return {"name": row.name, "reference": row.reference, "state": row.state, "state_label": row.get_state_display()}
