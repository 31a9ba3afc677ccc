"""Several parts of a programme in one go: all of them, or none."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from ..registration import made_by_submission, register
from ..seats import locked
from ..targets import capacity_ids


def register_parts(choices, *, submission="", now, **person):
    """Register one person or group for each Choice; returns [Outcome] in the order of the choices.

    person: name, email, phone, party_size, language, note, as `events.registration.register` has them;
    submission too, of the form as a whole. Raises a Refusal that names the part when one of them cannot be had;
    nothing is written then.
    """
    with transaction.atomic():
        # All at once and in one order, so that two who choose the same parts never wait for each other.
        locked({pk for choice in choices for pk in capacity_ids(choice.event, choice.occurrence)})
        return [
            _register(choice, submission=_of_part(submission, choice.value), now=now, **person) for choice in choices
        ]


def parts_made(submission, values):
    """[Outcome] of what this sending of the form made already; [] unless it made all the parts (`Choice.value`)."""
    made = [made_by_submission(_of_part(submission, value)) for value in dict.fromkeys(values)] if submission else []
    return made if all(made) else []


def _of_part(submission, value):
    """32 characters of which sending of the form this is, and of which part in it; "" without the first."""
    return hashlib.blake2b(f"{submission} {value}".encode(), digest_size=16).hexdigest() if submission else ""


def _register(choice, **person):
    try:
        return register(choice.event, occurrence=choice.occurrence, **person)
    except Refusal as refusal:
        sentence = _("« %(title)s » : %(reason)s") % {"title": choice.title, "reason": refusal}
        raise Refusal(sentence, code=refusal.code) from refusal
