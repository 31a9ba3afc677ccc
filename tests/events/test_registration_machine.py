"""Whatever people, staff and the clock do in whatever order: what always holds (hypothesis, stateful)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.asking.details import Details, Given, Person
from events.models import (
    ACTIVE,
    Capacity,
    Question,
    Registration,
    RegistrationMode,
    RegistrationState,
)
from events.offers import accept, decline, lapse_due
from events.queue_order import reorder
from events.registration import cancel, change, register
from events.seats import set_limit
from portal.kit.refusal import Refusal
from tests.events.booking import assert_counters_equal_rows
from tests.factories import make_event, publish_event

OPTION = {"code": "pain", "fr": "Pain", "nl": "", "en": "", "places": 3}
FREE = OPTION | {"code": "soupe", "fr": "Soupe", "places": None}


class People(RuleBasedStateMachine):
    """One date with places, a childcare and a limited choice; groups come, change, answer and leave."""

    offer_hours = None

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.number = 0

    @initialize(seats=st.integers(1, 8), childcare=st.integers(0, 3))
    def publish(self, seats, childcare):
        event = make_event(
            registration_mode=RegistrationMode.DATE,
            seats=seats,
            childcare_seats=childcare,
            offer_hours=self.offer_hours,
            saved=False,
        )
        event.questions = [Question(label_fr="Atelier", kind="choice", options=[OPTION, FREE])]
        self.event = publish_event(event)
        self.date = self.event.occurrences.get()
        self.question = self.event.questions.get().uuid
        self.now = timezone.now()

    def details(self, children, choice):
        young = timezone.localdate() - timedelta(days=4 * 365)
        chosen = (Given(self.question, "Atelier", choice),) if choice else ()
        return Details(childcare=tuple(Person(f"E{n}", young) for n in range(children)), answers=chosen)

    def pick(self, number, *states):
        rows = list(self.event.registrations.filter(state__in=states or ACTIVE).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(persons=st.integers(1, 6), children=st.integers(0, 2), choice=st.sampled_from(["", "pain", "soupe"]))
    def come(self, persons, children, choice):
        self.number += 1
        try:
            register(
                self.event, occurrence=self.date, name=f"Personne {self.number}", phone="", party_size=persons,
                email=f"p{self.number}@exemple.test", language="fr", now=self.now,
                details=self.details(children, choice),
            )  # fmt: skip
        except Refusal as refusal:
            assert refusal.code == "party", refusal.code

    @rule(number=st.integers(0, 50))
    def leave(self, number):
        registration = self.pick(number)
        if registration:
            cancel(registration, now=self.now)
            cancel(registration, now=self.now)

    @rule(
        number=st.integers(0, 50),
        persons=st.integers(1, 6),
        children=st.integers(0, 2),
        choice=st.sampled_from(["", "pain", "soupe"]),
    )
    def change_mind(self, number, persons, children, choice):
        registration = self.pick(number)
        if registration is None:
            return
        before = registration.state, registration.party_size
        try:
            change(
                registration, name=registration.name, phone="", party_size=persons, language="fr", note="",
                now=self.now, details=self.details(children, choice),
            )  # fmt: skip
        except Refusal:
            registration.refresh_from_db()
            assert (registration.state, registration.party_size) == before

    @rule(which=st.integers(0, 2), limit=st.one_of(st.none(), st.integers(0, 9)))
    def resize(self, which, limit):
        ids = sorted(Capacity.objects.values_list("pk", flat=True))
        set_limit(ids[which % len(ids)], limit)

    @rule(seed=st.randoms(use_true_random=False))
    def put_in_order(self, seed):
        references = list(self.event.registrations.waiting().values_list("reference", flat=True))
        seed.shuffle(references)
        reorder(self.event, occurrence=self.date, references=references, now=self.now)

    @invariant()
    def seats_are_within_limits_and_counters_equal_rows(self):
        if hasattr(self, "event"):
            assert_counters_equal_rows()

    @invariant()
    def nobody_waits_who_would_fit(self):
        if not hasattr(self, "event"):
            return
        capacities = Capacity.objects.in_bulk()
        for registration in self.event.registrations.waiting().prefetch_related("seats"):
            seats = registration.seats.all()
            assert not all(capacities[seat.capacity_id].fits(seat.persons) for seat in seats)

    @invariant()
    def each_is_in_one_state_with_what_belongs_to_it(self):
        for registration in Registration.objects.all():
            assert registration.state in RegistrationState.values
            assert (registration.cancelled_at is not None) == (registration.state not in ACTIVE)
            assert registration.state != "offered" or registration.offered_until is not None
            base = registration.seats.get(capacity__extra=None)
            assert registration.state not in ACTIVE or base.persons == registration.party_size

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)


class Asked(People):
    """The same where a place that comes free is offered first."""

    offer_hours = 24

    @rule(number=st.integers(0, 50), yes=st.booleans())
    def answer(self, number, yes):
        registration = self.pick(number, "offered")
        if registration:
            (accept if yes else decline)(registration, now=self.now)

    @precondition(lambda self: hasattr(self, "event"))
    @rule(hours=st.sampled_from([1, 23, 25]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        if self.date.starts_at - self.now > timedelta(hours=3):
            lapse_due(now=self.now)
            late = self.event.registrations.filter(state="offered", offered_until__lte=self.now)
            assert not late.exists()
        else:
            self.now -= timedelta(hours=hours)


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [People, Asked])
def test_whatever_happens(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
