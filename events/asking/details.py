"""Who comes and what they said, as one value: the forms make it, the operations check it and write it down."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File


@dataclass(frozen=True)
class Person:
    """Somebody who takes part, or a child who is looked after meanwhile. position: of its row; None: as it comes."""

    name: str = ""
    birth_date: date | None = None
    position: int | None = None


@dataclass(frozen=True)
class Given:
    """An answer, with the question's words, mark and retention as they are now.

    value: as events.models.Answer keeps it. participant: the position of who answered, None for the whole registration.
    upload: a new file; None keeps the one that was given before.
    """

    question: UUID
    label: str
    value: Any
    sensitive: bool = False
    keep_days: int = 30
    participant: int | None = None
    upload: File | None = None


@dataclass(frozen=True)
class NeedsGiven:
    """What somebody needs, with their consent. codes: of NeedCode; interpreter: a language code, or `lsfb`, `vgt`."""

    codes: tuple[str, ...] = ()
    detail: str = ""
    interpreter: str = ""


@dataclass(frozen=True)
class Approver:
    """Who must agree at the person's employer."""

    name: str
    email: str
    employer: str


@dataclass(frozen=True)
class Details:
    """Everything that a registration says beyond name, contact, number, language and remark.

    participants, childcare: tuples of Person; answers: of Given; image_channels: codes of ImageChannel, none: no
    agreement; parental: somebody with authority agreed for the minors; declarations: codes of Declaration.
    """

    participants: tuple[Person, ...] = ()
    childcare: tuple[Person, ...] = ()
    answers: tuple[Given, ...] = ()
    organisation: str = ""
    function: str = ""
    emergency_phone: str = ""
    may_collect: str = ""
    declarations: tuple[str, ...] = ()
    parental: bool = False
    image_channels: tuple[str, ...] = ()
    needs: NeedsGiven | None = None
    approver: Approver | None = None


NOTHING = Details()
