"""Who registered already: invented people, in groups, in the order in which they came.

The rows are those that events.registration leaves behind (a test compares the counters with the seats and lets
promotion run over them), written in bulk: two thousand people one by one would take longer than the rest of `up`.
"""

import random
from datetime import timedelta

from django.db.models import F
from django.utils.text import slugify

from events.models import (
    Capacity,
    EventSettings,
    Registration,
    RegistrationLetter,
    RegistrationMode,
    RegistrationState,
    Seats,
    Source,
)
from portal.kit.contact import name_key
from portal.kit.letters import LetterState

from .files import people

AHEAD = timedelta(weeks=8)  # later dates are still empty
FADING = 0.85  # each further date of an event has fewer people than the one before

LANGUAGES = {"fr": 6, "nl": 3, "en": 1}


def fill(events, *, now):
    """Register people for `events`: [(Event, share)]; 1 is full, more than 1 has a waiting list."""
    crowd = Crowd(now)
    for event, share in events:
        draw = random.Random(event.slug)  # noqa: S311 - invented people, the same each time
        for occurrence, capacity, part in _targets(event, share, now):
            crowd.register(event, occurrence, capacity, round(part * capacity.limit), draw)
    crowd.save()


def _targets(event, share, now):
    if not share:
        return
    if event.registration_mode == RegistrationMode.WHOLE:
        yield None, event.capacity, share
        return
    dates = event.occurrences.filter(starts_at__gt=now, starts_at__lt=now + AHEAD).in_order()
    for number, occurrence in enumerate(dates.select_related("capacity")):
        yield occurrence, occurrence.capacity, share * FADING**number


class Crowd:
    """Registrations, seats and letters that wait to be written."""

    def __init__(self, now):
        self.now = now
        self.people = people()
        self.domain = EventSettings.load().uid_domain
        self.registrations, self.seats, self.letters, self.capacities = [], [], [], []

    def register(self, event, occurrence, capacity, persons, draw):
        """Groups of together `persons`, each within what the event allows; who comes after the last place waits."""
        taken, moment = set(), self.now - timedelta(days=20)
        while (left := persons - capacity.taken - capacity.waiting) > 0:
            free = capacity.limit - capacity.taken
            size = min(draw.choice((1, 1, 1, 2, 2, 3, 4)), event.party_max, left, free or left)
            name = self._name(taken, draw)
            moment += timedelta(minutes=draw.randrange(1, max(2, 20 * 24 * 60 // persons)))
            confirmed = capacity.fits(size)
            registration = self._registration(event, occurrence, name, size, confirmed, moment, draw)
            self.registrations.append(registration)
            self.seats.append(Seats(registration=registration, capacity=capacity, persons=size))
            self.letters.append(self._letter(registration, confirmed, draw))
            if confirmed:
                capacity.taken += size
            else:
                capacity.waiting += size
        self.capacities.append(capacity)

    def _name(self, taken, draw):
        while True:
            name = f"{draw.choice(self.people['first'])} {draw.choice(self.people['last'])}"
            if name not in taken:
                taken.add(name)
                return name

    def _registration(self, event, occurrence, name, size, confirmed, moment, draw):
        phone_only = draw.random() < 0.1
        return Registration(
            event=event,
            occurrence=occurrence,
            name=name,
            name_key=name_key(name),
            email="" if phone_only else f"{slugify(name)}@courriel.example",
            phone=f"+32255508{draw.randrange(100):02}" if phone_only or draw.random() < 0.3 else "",
            party_size=size,
            language=draw.choices(list(LANGUAGES), LANGUAGES.values())[0],
            note=draw.choice(self.people["remarks"]) if draw.random() < 0.04 else "",
            source=Source.DESK if phone_only else Source.WEB,
            state=RegistrationState.CONFIRMED if confirmed else RegistrationState.WAITING,
            created_at=moment,
            confirmed_at=moment if confirmed else None,
        )

    def _letter(self, registration, confirmed, draw):
        """The letter that left then, or the telephone call; the latest calls are still to be made."""
        letter = RegistrationLetter(
            registration=registration,
            kind="confirmed" if confirmed else "waiting",
            address=registration.email,
            language=registration.language,
            created_at=registration.created_at,
            attempts=1,
        )
        letter.message_id = f"<{letter.uuid.hex}@{self.domain}>"
        if registration.email:
            letter.state, letter.sent_at = LetterState.SENT, registration.created_at
        elif draw.random() < 0.7:
            letter.state, letter.called_at = LetterState.CALLED, registration.created_at + timedelta(hours=3)
        else:
            letter.state = LetterState.TO_CALL
        return letter

    def save(self):
        Registration.objects.bulk_create(self.registrations, batch_size=500)
        Registration.objects.filter(queue_rank=0).update(queue_rank=F("id"))
        Seats.objects.bulk_create(self.seats, batch_size=500)
        RegistrationLetter.objects.bulk_create(self.letters, batch_size=500)
        Capacity.objects.bulk_update(self.capacities, ["taken", "waiting"], batch_size=200)
