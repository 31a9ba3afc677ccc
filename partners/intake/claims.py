"""What a file says, in the directory's own terms: Claims, and how they are gathered while rows are heard.

The facts of a Claim are plain values. What a file leaves out or leaves empty is no fact: it stays as it is here.

partner: kind, name, other_name, summary, description, email, phone (E.164), website, legal_form, enterprise_number (ten
digits), audiences, languages, themes, quartier (slug), parent (a Claim), places (Claims, the seat first), hours.
service: name, other_name, summary, description, eligibility, application, fees, documents, url, email, phone, status,
minimum_age, maximum_age (years), fee (text of a Decimal; "0.00" is free), audiences, languages, themes, places, hours.
place: name, other_name, directions, street, postal_code, municipality, latitude, longitude, quartier, features
([[code, "yes" or "no"]]).
hours: [[days, opens, closes, from, to, every, attending, note]], see hours_heard.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from portal.kit.contact import name_key, normalise_phone

from ..enterprise import normalise_enterprise_number
from .wording import sentence

PARTNER, SERVICE, PLACE = "partner", "service", "place"
NORMAL = {"phone": normalise_phone, "enterprise_number": normalise_enterprise_number}
SETS = frozenset({"audiences", "languages", "themes", "features"})


@dataclass(eq=False)
class Claim:
    """What is said of one partner, service or place. number: the line of the file; key: its identifier there, or "".

    owner: of a service, the Claim of its partner. mentioned: only referred to, nothing is said of it. errors:
    {field: sentence} of what cannot be taken; notes: sentences about what is left aside.
    """

    kind: str
    number: int
    key: str = ""
    facts: dict = field(default_factory=dict)
    owner: "Claim | None" = None
    mentioned: bool = False
    errors: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    @property
    def title(self):
        return str(self.facts.get("name") or self.key)[:200]

    def say(self, name, value):
        """Take a fact, in its one form; what is empty is none, what cannot be is an error."""
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if value in (None, "", []):
            return
        try:
            value = NORMAL[name](value) if name in NORMAL else value
        except ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return
        self.facts[name] = sorted(value) if name in SETS else value

    def note(self, code, **facts):
        said = sentence(code, facts)
        if said not in self.notes:
            self.notes.append(said)


class Claims:
    """All Claims of a file, in its order, each thing once: what is said twice is one Claim."""

    def __init__(self):
        self.all = []
        self._by_key = {}

    def open(self, kind, number, *names, owner=None, mentioned=False):
        """The Claim of what is known in the file by one of these names (identifier first), made at its first."""
        known = [(kind, id(owner), name) for name in names if name]
        found = next((self._by_key[key] for key in known if key in self._by_key), None)
        if found is None:
            found = Claim(kind, number, key=next(iter(names), ""), owner=owner, mentioned=mentioned)
            self.all.append(found)
        elif found.mentioned and not mentioned:
            found.mentioned, found.number = False, number
        for key in known:
            self._by_key.setdefault(key, found)
        return found

    def merge(self, claim, said):
        """Add the facts of another Claim of the same thing; what it says otherwise is an error there, returned."""
        other = {name for name, value in said.facts.items() if name in claim.facts and claim.facts[name] != value}
        claim.facts = said.facts | claim.facts
        claim.errors = said.errors | claim.errors
        claim.notes += [note for note in said.notes if note not in claim.notes]
        return other


def folded(*words):
    return " / ".join(name_key(str(each)) for each in words)
