"""Places beside the others that are limited when people have registered already: who chose them before holds them."""

from collections import Counter, defaultdict

from .models import HOLDING, Answer, Capacity, Participant, ParticipantRole, RegistrationState, Seats


def seat_earlier(event, rows):
    """Count in these ExtraPlaces, just made under the lock of the event's places, whoever asked for them before.

    Nobody loses what they have: the limit is at least what is taken. Whoever waits or is pending waits for these too.
    """
    places = {(row.occurrence_id, row.question, row.option): row.capacity for row in rows}
    wanted = _wanted(event, places)
    if not wanted:
        return
    states = dict(event.registrations.active().values_list("pk", "state"))
    Seats.objects.bulk_create(
        [
            Seats(registration_id=registration, capacity=capacity, persons=persons)
            for capacity, by_registration in wanted.items()
            for registration, persons in by_registration.items()
        ],
        batch_size=200,
    )
    for capacity, by_registration in wanted.items():
        in_state = Counter()
        for registration, persons in by_registration.items():
            in_state[states[registration]] += persons
        capacity.taken = sum(in_state[state] for state in HOLDING)
        capacity.waiting = in_state[RegistrationState.WAITING]
        capacity.limit = max(capacity.limit, capacity.taken)
    Capacity.objects.bulk_update(list(wanted), ["taken", "waiting", "limit"], batch_size=200)


def _wanted(event, places):
    """{Capacity: {registration id: persons}} of what active registrations answered, and of their children."""
    wanted = defaultdict(Counter)
    active = event.registrations.active().order_by()
    questions = {question for _date, question, _option in places if question}
    answers = Answer.objects.filter(registration__in=active, question__in=questions) if questions else []
    for answer in answers and answers.select_related("registration"):
        registration = answer.registration
        persons = 1 if answer.participant_id else registration.party_size
        for option in set(answer.value) if isinstance(answer.value, list) else {answer.value}:
            capacity = places.get((registration.occurrence_id, answer.question, option))
            if capacity:
                wanted[capacity][registration.pk] += persons
    if any(question is None for _date, question, _option in places):
        children = Participant.objects.filter(registration__in=active, role=ParticipantRole.CHILDCARE).order_by()
        for registration, date in children.values_list("registration", "registration__occurrence"):
            if capacity := places.get((date, None, "")):
                wanted[capacity][registration] += 1
    return wanted
