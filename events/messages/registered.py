"""Letters about what the person did, or what became of it: confirmed, waiting, offered, cancelled…"""

from django.utils.translation import get_language, ngettext

from portal.kit.site import absolute
from portal.kit.texts import translated
from portal.templatetags.wording import day_words, hour

from ..letters import answer_path, approval_path, dates_of, party_label
from ..models import RegistrationState
from ..opening import off_reason
from ..querysets import ALWAYS_TRUE
from ..registration_page import fewer_left, fewer_text
from ..waiting_words import DRAW, FEW, waiting_label, waiting_text
from .told import Told

WITH_CALENDAR = {"confirmed", "promoted", "changed", "link"}


def told(letter, *, now, kind=""):
    """The Told of a letter, or of what its person would read in one of another kind; None when it is no longer true.

    What was called off since somebody registered is not promised to them: another letter goes in its place.
    """
    registration, asked = letter.registration, kind or letter.kind
    if letter.kind == "approval" and letter.address != registration.approval.approver_email:
        return None  # somebody else is asked by now: their link goes to them alone
    papers = _papers(letter)
    if letter.kind == "attestation" and not papers:
        return None
    dates = dates_of(registration)
    off = off_reason(registration, dates) if letter.kind not in ALWAYS_TRUE else ""
    if off and letter.kind == "approval":
        return None  # the letter in its place is the person's own: it opens their registration
    if not off and letter.kind not in ALWAYS_TRUE and dates and all(date.is_past(now) for date in dates):
        return None
    kind = "off" if off else asked
    reason = translated(dates[0], "reason", get_language()) if off and registration.occurrence_id else ""
    facts = {**facts_of(letter), "papers": papers, "off_text": off, "reason": reason}
    named = "draw" if kind == "waiting" and letter.facts.get("why") == DRAW else kind
    return Told(kind, dates, facts, named=named, calendar=dates if kind in WITH_CALENDAR else [])


def facts_of(letter):
    """What only some letters say: until when a place is kept, how many are left, who must agree, what they said.

    fewer_text: said to a group of which a part could come at once. word: what the organiser wrote with an act.
    from_organiser: they send the link again, and nobody registered anew.
    """
    registration = letter.registration
    approval = getattr(registration, "approval", None)
    until, asked, left = registration.offered_until, letter.facts.get("asked"), letter.facts.get("left")
    why = letter.facts.get("why", "")
    return {
        "asked_label": party_label(asked) if asked and asked != registration.party_size else "",
        "waiting_label": waiting_label(why),
        "waiting_text": waiting_text(why, registration.event, party_label(registration.party_size)),
        "fewer_text": fewer_text(fewer_left(registration)) if why == FEW else "",
        "waiting": registration.state == RegistrationState.WAITING,
        "offer_until": f"{day_words(until)}, {hour(until)}" if until else "",
        "answer_url": absolute(answer_path(registration)),
        "left_label": ngettext("%(left)s place", "%(left)s places", left) % {"left": left} if left else "",
        "approval_url": absolute(approval_path(approval)) if approval else "",
        "approver_name": approval.approver_name if approval else "",
        "by_employer": bool(approval and approval.by_employer),
        "comment": approval.comment if approval else "",
        "word": letter.facts.get("comment", ""),
        "from_organiser": bool(letter.facts.get("from_organiser")),
    }


def _papers(letter):
    """[{"name", "url"}] of the attestations that a letter is about and that still are valid."""
    from ..attestations.paper import LANGUAGES, paper_path

    ids = letter.facts.get("attestations", [])
    valid = letter.registration.attestations.filter(pk__in=ids, revoked_at=None) if ids else []
    language = letter.language if letter.language in LANGUAGES else "fr"
    return [{"name": row.name, "url": absolute(paper_path(row, language))} for row in valid]
