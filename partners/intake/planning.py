"""What becomes of each Claim of a file, compared with the directory as it stands. Nothing is written here."""

import hashlib
import json
import uuid as uuids
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from portal.kit.contact import name_key

from ..hsds.records import Reader
from ..models import LineOutcome, ServiceStatus
from . import hsds_claims, sheet_claims
from .checking import check
from .claims import PARTNER, PLACE, SERVICE, Claims
from .known import Known, name_of
from .saying import Saying
from .wording import sentence
from .words import Words

SAME, NEW, LEAVE = "same", "new", "leave"
MOST_ABSENT = 50
HELD = (ServiceStatus.INACTIVE, ServiceStatus.ENDED)


@dataclass(eq=False)
class Line:
    """What becomes of a Claim, or of a line that says nothing that can be taken (claim None).

    target: uuid (text) of the record that it is; fresh: UUID that a new one gets; candidates: uuids of partners that it
    may be; left: whether it is left aside; before: {fact: value}
    of what would change; facts: of the Claim, places and parent resolved to uuids, or to Lines that are new.
    """

    number: int
    claim: object = None
    outcome: str = LineOutcome.UNCHANGED
    target: str | None = None
    candidates: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    fresh: object = None
    waits: bool = False
    left: bool = False

    @property
    def kind(self):
        return self.claim.kind if self.claim else ""

    @property
    def title(self):
        return self.claim.title if self.claim else ""


@dataclass
class Plan:
    """lines: in the file's order; language, shape: of the file; known, reader, words: what it was compared with.

    by_claim: {Claim: Line}, those that are only mentioned too. refused: why nothing was understood, a code.
    """

    lines: list
    language: str
    shape: str
    known: object = None
    reader: object = None
    words: object = None
    by_claim: dict = field(default_factory=dict)
    refused: str = ""

    @property
    def counts(self):
        counted = Counter(str(line.outcome) for line in self.lines)
        return {outcome.value: counted[outcome.value] for outcome in LineOutcome}

    @property
    def absent(self):
        """{"count", "names" (the first)} of published partners that the file does not name."""
        named = {line.target for line in self.by_claim.values() if line.kind == PARTNER}
        if not named:
            return {"count": 0, "names": []}
        others = [r for uuid, r in self.known.partners.items() if r.partner.published and uuid not in named]
        names = sorted(name_of(record) for record in others)
        return {"count": len(names), "names": names[:MOST_ABSENT]}

    @property
    def digest(self):
        """Of what the lines would do: another when the directory, the file or a choice is another."""
        told = hashlib.sha256()
        for line in self.lines:
            facts = {name: _plain(line.facts[name]) for name in line.before}
            said = [line.kind, line.number, str(line.outcome), line.target, line.candidates, line.before, facts]
            told.update(json.dumps([*said, sorted(line.errors)], sort_keys=True, default=str).encode())
        return told.hexdigest()


def plan(rows, *, seed, source="", language="fr", choices=None):
    """The Plan of Rows. seed: UUID of the import, from which new records have theirs, the same at each plan.

    language: of the texts, where the file does not say it; choices: {position: word}.
    """
    words = Words()
    claims, lines, language = _heard(rows, words, language)
    if claims is None:
        return Plan([], language, rows.shape, refused="unknown_heading")
    reader = Reader(language, timezone.localdate(), None)
    known = Known(source)
    planner = _Planner(known, Saying(reader, rows.shape, words))
    of_claims = [Line(claim.number, claim, errors=dict(claim.errors), notes=list(claim.notes)) for claim in claims.all]
    planner.take(of_claims, choices or {})
    for position, line in enumerate(of_claims):
        if line.outcome == LineOutcome.NEW:
            line.fresh = _fresh(line, known) or uuids.uuid5(seed, str(position))
    lines = sorted([*lines, *(line for line in of_claims if not line.claim.mentioned)], key=lambda line: line.number)
    return Plan(lines, language, rows.shape, known, reader, words, planner.by_claim)


def _fresh(line, known):
    """The file's own identifier where it is one that nobody has here, so that a copy knows itself again; or None."""
    try:
        found = uuids.UUID(line.claim.key)
    except ValueError:
        return None
    return None if str(found) in known.of(line.kind) or str(found) in known.confidential else found


def _heard(rows, words, language):
    claims, lines = Claims(), [_problem(number, code) for number, code in rows.problems]
    if rows.shape == "hsds":
        hear, language = hsds_claims.hear, hsds_claims.language_of(rows.rows) or language
    else:
        hear = sheet_claims.hear
        found, codes = sheet_claims.headings(rows.rows)
        if not codes:
            return None, [], language
        language = found
    for number, data in rows.rows:
        if rows.shape == "sheet":
            data = {codes[name]: cell for name, cell in data.items() if name in codes}
        if refused := hear(claims, number, data, words):
            lines.append(_problem(number, refused))
    return claims, lines, language


def _problem(number, code):
    return Line(number, outcome=LineOutcome.REFUSED, errors={"": sentence(code)})


class _Planner:
    def __init__(self, known, saying):
        self.known, self.saying = known, saying
        self.by_claim = {}
        self.offers = defaultdict(list)  # Claim of a partner → those of its services
        self.taken = {}  # uuid → the line that is about it
        self.placed = defaultdict(list)  # line of a new place → the lines that are there
        self.numbers = set()

    def take(self, lines, choices):
        self.by_claim = {line.claim: line for line in lines}
        for line in lines:
            if line.kind == SERVICE:
                self.offers[line.claim.owner].append(line.claim)
        order = sorted(lines, key=lambda line: line.number)  # stable: positions are those that staff saw
        shown = [line for line in order if not line.claim.mentioned]
        self.choices = {shown[int(at)]: word for at, word in choices.items() if int(at) < len(shown)}
        for kind, match in ((PLACE, self._place), (PARTNER, self._partner), (SERVICE, self._service)):
            of_kind = [line for line in lines if line.kind == kind]
            for line in of_kind:
                match(line)
            for line in of_kind:
                if not line.claim.mentioned:
                    self._compare(line)
        self._leave_empty_places()

    # --- Which record it is ---------------------------------------------------------------------

    def _place(self, line):
        claim = line.claim
        line.target = self.known.called(PLACE, claim.key) or self.known.place_at(claim.facts)
        if claim.key.lower() in self.known.confidential:
            line.target, claim.mentioned = claim.key.lower(), True
        # Two places of a file at one address here are one: the first says what is changed of it.
        elif line.target and self.taken.setdefault(line.target, line) is not line:
            claim.mentioned = True

    def _partner(self, line):
        claim, number = line.claim, line.claim.facts.get("enterprise_number")
        line.target = self.known.called(PARTNER, claim.key)
        holder = self.known.by_number.get(number)
        if line.target is None and holder is not None:
            line.target = holder
        elif holder is not None and holder != line.target:
            line.errors["enterprise_number"] = sentence("number_taken")
        if claim.mentioned:
            return
        if number and number in self.numbers:
            line.errors["enterprise_number"] = sentence("number_twice")
        self.numbers.add(number)
        if line.target is None:
            postal_codes = {place.facts.get("postal_code") for place in claim.facts.get("places", [])} - {None}
            line.candidates = self.known.alike(claim.facts, postal_codes)
            self._decide(line, postal_codes)
        self._once(line)

    def _decide(self, line, postal_codes):
        choice = self.choices.get(line)
        if not line.candidates or choice == NEW:
            return
        if choice == LEAVE:
            line.left = True
        elif choice in (SAME, *line.candidates):
            line.target = line.candidates[0] if choice == SAME else choice
        elif self._is_recognised(line, postal_codes):
            line.target = line.candidates[0]
            line.notes.append(sentence("recognised"))
        else:
            line.waits = True

    def _is_recognised(self, line, postal_codes):
        """Whether the only partner of this name is at the address that the file gives, or gives no street for."""
        if len(line.candidates) > 1 or self.known.of_name(line.claim.facts) != line.candidates:
            return False
        said = [place for claim in (line.claim, *self.offers[line.claim]) for place in claim.facts.get("places", [])]
        here = self.known.places_of(line.candidates[0])
        if any(self.by_claim[place].target in here for place in said):
            return True
        if any(place.facts.get("street") for place in said):
            return False
        return bool(postal_codes & {place.postal_code for place in here.values()})

    def _service(self, line):
        claim = line.claim
        owner = self.by_claim.get(claim.owner)
        line.target = self.known.called(SERVICE, claim.key)
        if line.target is None and owner is not None and owner.target:
            line.target = self.known.offers.get((owner.target, name_key(claim.facts.get("name", ""))))
        if line.target is not None:
            held_by = str(self.known.services[line.target].organization.partner.uuid)
            if owner is not None and owner.target != held_by:
                line.notes.append(sentence("other_owner"))
        elif owner is None or (owner.claim.mentioned and owner.target is None):
            line.errors[""] = sentence("no_owner")
        elif owner.outcome == LineOutcome.REFUSED:
            line.errors[""] = sentence("owner_refused")
        elif owner.left:
            line.left = True
            line.notes.append(sentence("owner_left"))
        elif owner.waits:
            line.waits = True
            line.notes.append(sentence("owner_waits"))
        self._once(line)

    def _once(self, line):
        first = self.taken.setdefault(line.target, line) if line.target else line
        if first is not line:
            line.errors[""] = sentence("target_twice", {"line": first.number})

    # --- What changes -----------------------------------------------------------------------------

    def _compare(self, line):
        line.facts = self._resolved(line)
        record = self.known.of(line.kind)[line.target] if line.target else None
        said = self.saying.of(line.kind, record, line.facts) if record else {}
        self._keep_what_is_held(line, record, said)
        if record is None and line.kind == PARTNER and "kind" not in line.facts:
            line.facts["kind"] = "association"
            line.notes.append(sentence("no_kind"))
        line.before = {
            name: said.get(name, "") for name, value in line.facts.items() if not _equal(value, said.get(name))
        }
        for name, found in check(line, record).items():
            line.errors.setdefault(name, found)
        if line.left or (self.choices.get(line) == LEAVE and (line.before or record is None)):
            line.left, line.before = True, {}
            line.outcome = LineOutcome.LEFT
        elif line.errors:
            line.outcome = LineOutcome.REFUSED
        elif line.waits:
            line.outcome = LineOutcome.AMBIGUOUS
        elif record is None:
            line.outcome = LineOutcome.NEW
        elif line.before:
            line.outcome = LineOutcome.CHANGED

    def _resolved(self, line):
        facts = dict(line.claim.facts)
        if "places" in facts:
            found = (self._reference(place, line) for place in facts["places"])
            facts["places"] = list(dict.fromkeys(each for each in found if each is not None))
            if not facts["places"]:
                del facts["places"]
        if "parent" in facts:
            parent = self._reference(facts.pop("parent"), line)
            if parent is None or parent == line.target:
                line.notes.append(sentence("unknown_parent"))
            else:
                facts["parent"] = parent
        return facts

    def _reference(self, claim, line):
        """The uuid of what a Claim is here, its Line when it is new, None when there is nothing to refer to."""
        other = self.by_claim[claim]
        if other.target in self.known.confidential:
            line.notes.append(sentence("confidential"))
            return None
        if other.target is None and (claim.mentioned or other.errors or other.waits or other.left):
            return None
        if other.target is None:
            self.placed[other].append(line)
        return other.target or other

    def _leave_empty_places(self):
        """A new place where nothing is that comes in stays out too."""
        for place, there in self.placed.items():
            if place.outcome == LineOutcome.NEW and place.kind == PLACE and not any(_comes_in(each) for each in there):
                place.outcome, place.left, place.before = LineOutcome.LEFT, True, {}
                place.notes.append(sentence("place_left"))

    def _keep_what_is_held(self, line, record, said):
        """A confidential address stays, and an import publishes nothing that somebody held back."""
        if record is None:
            return
        if line.kind == PARTNER and record.partner.place_id in self.known.confidential:
            for name in ("places", "hours"):
                if name in line.facts and not _equal(line.facts[name], said.get(name)):
                    del line.facts[name]
                    line.notes.append(sentence("confidential"))
        if line.kind == SERVICE and record.service.status in HELD and line.facts.get("status") not in (None, *HELD):
            del line.facts["status"]
            line.notes.append(sentence("unpublished"))


def _comes_in(line):
    return line.outcome == LineOutcome.NEW or (line.outcome == LineOutcome.CHANGED and "places" in line.before)


def _equal(value, said):
    if isinstance(value, str) and isinstance(said, str):
        return " ".join(value.split()) == " ".join(said.split())
    return value == said


def _plain(value):
    if isinstance(value, Line):
        return f"new {value.number} {value.title}"
    return [_plain(each) for each in value] if isinstance(value, list) else value
