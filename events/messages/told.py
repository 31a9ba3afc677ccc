"""What one letter says, before it is put into words."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """kind: which words; dates: [Occurrence] that it is about, in order; facts: what its templates need beside what
    all letters have; subject: in place of that of its kind; calendar: [Occurrence] for the attached calendar;
    named: the kind whose subject it bears, where not its own."""

    kind: str
    dates: list
    facts: dict = field(default_factory=dict)
    subject: str = ""
    calendar: list = field(default_factory=list)
    named: str = ""
