"""What the trainings that are over left behind: who was there, and the first attestations."""

from datetime import timedelta

from django.db.models import F

from events.attendance import Mark, mark_all
from events.attestations import issue, presences
from events.models import Event, Registration, RegistrationLetter
from portal.kit.letters import LetterState

from .files import read

EARLIER = timedelta(weeks=9)  # by so much the people of these trainings registered before those of the others
MADE_AT = {"fr": "Bruxelles", "nl": "Brussel"}


def hold(slugs):
    """Mark and attest as `marks` and `issued` of each [[event]] among these slugs say, by a member of its organiser."""
    for row in read("events"):
        if row["slug"] in slugs and "marks" in row:
            _hold(Event.objects.get(slug=row["slug"]), row)


def _hold(event, row):
    _register_earlier(event)
    dates, people = list(event.occurrences.in_order()), list(event.registrations.confirmed().order_by("pk"))
    by = event.organiser.memberships.order_by("pk").first().user
    for number, date in enumerate(dates):
        marks = [
            Mark(registration.uuid, None, states[number], None, None, date.ends_at)
            for registration, states in zip(people, row["marks"], strict=True)
        ]
        mark_all(date, marks, by=by, now=date.ends_at)
    known = {presence.registration.pk: presence for presence in presences(event)}
    first = [known[registration.pk] for registration in people[: row["issued"]]]
    moment = dates[-1].ends_at + timedelta(days=1)
    issue(event, first, signatory=by.get_full_name(), made_at=MADE_AT, by=by, now=moment)
    letters = RegistrationLetter.objects.filter(registration__event=event, kind="attestation")
    letters.filter(address="").update(state=LetterState.CALLED, called_at=moment, created_at=moment)
    letters.exclude(address="").update(state=LetterState.SENT, sent_at=moment, created_at=moment, attempts=1)


def _register_earlier(event):
    registrations = Registration.objects.filter(event=event)
    registrations.update(created_at=F("created_at") - EARLIER, confirmed_at=F("confirmed_at") - EARLIER)
    letters = RegistrationLetter.objects.filter(registration__event=event)
    letters.update(created_at=F("created_at") - EARLIER)
    for column, state in (("sent_at", LetterState.SENT), ("called_at", LetterState.CALLED)):
        letters.filter(state=state).update(**{column: F(column) - EARLIER})
    letters.filter(state=LetterState.TO_CALL).update(state=LetterState.CALLED, called_at=F("created_at"))
