"""Sending, answering, following up: each step once, and nothing after the end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.models import (
    ActKind,
    Orientation,
    OrientationAct,
    OrientationLetter,
    OrientationState,
    Oriented,
    Reception,
)
from partners.orientation.answering import accept, ask, refuse
from partners.orientation.following import close, forget, leave, note_outcome, reply, revoke, withdraw
from partners.orientation.letters import compose
from partners.orientation.receiving import receive
from portal.kit.refusal import Refusal
from tests.factories import make_service, make_user

from .conftest import NAME, NEED

pytestmark = pytest.mark.django_db


def fresh(orientation):
    return Orientation.objects.get(pk=orientation.pk)


def written():
    return list(OrientationLetter.objects.order_by("pk").values_list("kind", "address", "language"))


def kinds(orientation):
    return list(orientation.acts.values_list("kind", flat=True))


def test_sending_writes_to_the_service_and_to_the_person_in_their_languages(orientation, worker):
    assert orientation.sender == worker.memberships.get().partner
    assert kinds(orientation) == ["sent"]
    assert written() == [("sent", "accueil@demo.test", "fr"), ("informed", "yasmina@exemple.be", "nl")]


def test_pressing_twice_sends_once(sending):
    assert sending() == sending()
    assert sending(name="Amina") != sending()
    assert len([kind for kind, *_rest in written() if kind == "sent"]) == 2


def test_a_service_that_takes_nobody_is_sent_nobody(sending, service):
    Reception.objects.update(takes=False)
    with pytest.raises(Refusal, match="ne reçoit pas"):
        sending()
    assert Orientation.objects.count() == 0


def test_without_consent_or_contact_nothing_leaves(sending):
    with pytest.raises(Refusal, match="Sans l’accord"):
        sending(consent="")
    with pytest.raises(Refusal, match="téléphone ou un e-mail"):
        sending(phone="", email="")
    assert Oriented.objects.count() == 0


def test_only_what_the_service_takes_is_kept(sending):
    Reception.objects.update(asks_contact=False, asks_age=False)
    person = sending(reaching="person", age_band="18-25").person
    assert (person.phone, person.email, person.age_band) == ("", "", "")


def test_sending_is_counted(sending):
    for number in range(8):
        sending(name=f"P{number}")
    with pytest.raises(Refusal, match="beaucoup d’orientations"):
        sending(name="Une de plus")


def test_the_first_answer_stands(orientation, now):
    accept(orientation, now=now, words="Elle peut venir lundi.")
    for act in (
        lambda: accept(orientation, now=now),
        lambda: refuse(orientation, reason="full", now=now),
        lambda: ask(orientation, words="Quand ?", now=now),
    ):
        with pytest.raises(Refusal, match="déjà accepté"):
            act()
    assert kinds(orientation) == ["sent", "accepted"]
    assert written()[-1] == ("accepted", "ines@demo.test", "fr")


def test_the_database_knows_one_answer(orientation, now):
    refuse(orientation, reason="full", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrientationAct.objects.create(orientation=orientation, kind=ActKind.ACCEPTED)


def test_a_question_is_answered_and_asked_once(orientation, now):
    ask(orientation, words="Le soir aussi ?", now=now)
    ask(orientation, words="Le soir aussi ?", now=now)
    for _twice in range(2):
        reply(orientation, words="Le matin seulement.", now=now + timedelta(hours=1))
    with pytest.raises(Refusal, match="Aucune question"):
        reply(orientation, words="Encore", now=now)
    accept(orientation, now=now + timedelta(days=1), words="Bien.")
    assert kinds(orientation) == ["sent", "asked", "replied", "accepted"]
    assert fresh(orientation).answered_at == now
    assert [kind for kind, *_rest in written()] == ["sent", "informed", "asked", "replied", "accepted"]


def test_what_is_withdrawn_is_not_answered(orientation, now):
    withdraw(orientation, now=now)
    withdraw(orientation, now=now)
    with pytest.raises(Refusal, match="a été retirée"):
        accept(orientation, now=now)
    assert fresh(orientation).state == "withdrawn"
    assert kinds(orientation) == ["sent", "withdrawn"]
    assert [kind for kind, *_rest in written()] == ["sent", "informed", "withdrawn"]


def test_the_person_ends_it_and_is_forgotten_at_once(orientation, now):
    accept(orientation, now=now, words="Mardi, Yasmina", place="Rue Haute 1", appointment_at=now)
    revoke(orientation, now=now, by_person=True)
    revoke(orientation, now=now, by_person=True)
    ended = fresh(orientation)
    assert (ended.state, ended.anonymised_at, ended.answered_at) == ("withdrawn", now, now)
    assert not Oriented.objects.exists()
    assert list(ended.acts.values_list("kind", "words", "place", "appointment_at")) == [
        ("sent", "", "", None),
        ("accepted", "", "", None),
        ("revoked", "", "", None),
    ]
    assert [kind for kind, *_rest in written()] == ["sent", "withdrawn", "revoked"]


def test_a_service_that_refused_is_told_to_erase_too(orientation, now):
    refuse(orientation, reason="full", now=now)
    for _twice in range(2):
        revoke(orientation, now=now, by_person=True)
    assert fresh(orientation).state == "refused"
    assert [kind for kind, *_rest in written()] == ["sent", "withdrawn", "revoked"]
    told = OrientationLetter.objects.get(kind="withdrawn")
    with translation.override("fr"):
        assert "effacez-le" in compose(told)[1]


def test_what_was_withdrawn_is_not_told_twice(orientation, now):
    withdraw(orientation, now=now)
    revoke(orientation, now=now, by_person=False)
    assert [kind for kind, *_rest in written()].count("withdrawn") == 1


def test_the_outcome_closes_and_may_be_corrected(orientation, now):
    with pytest.raises(Refusal, match="n’attend pas"):
        note_outcome(orientation, outcome="yes", now=now)
    accept(orientation, now=now, words="Lundi")
    note_outcome(orientation, outcome="no", now=now)
    note_outcome(orientation, outcome="yes", now=now + timedelta(days=1))
    assert (fresh(orientation).outcome, fresh(orientation).closed_at) == ("yes", now)


def test_another_address_ends_the_links_and_sends_again(orientation, service):
    key = orientation.link_key
    receive(service, takes=True, email="neuf@demo.test")
    assert fresh(orientation).link_key != key
    assert written()[-1] == ("sent", "neuf@demo.test", "fr")
    receive(service, takes=True, email="neuf@demo.test", note_fr="Sonnez deux fois.")
    assert kinds(orientation) == ["sent", "readdressed"]


def test_an_account_that_goes_takes_its_words_along(orientation, worker, now):
    leave(worker, {worker.email}, now=now)
    assert fresh(orientation).state == "withdrawn"
    assert not Oriented.objects.exists()
    worker.delete()
    assert fresh(orientation).worker is None


def test_an_account_that_goes_leaves_in_peace_whoever_is_helped(orientation, worker, now):
    accept(orientation, now=now, words="Lundi")
    note_outcome(orientation, outcome="yes", now=now)
    leave(worker, {worker.email}, now=now)
    assert fresh(orientation).anonymised_at == now
    assert "withdrawn" not in [kind for kind, *_rest in written()]


def test_a_person_who_erases_their_account_is_forgotten(orientation, now):
    leave(make_user("yasmina@exemple.be"), {"yasmina@exemple.be"}, now=now)
    assert not Oriented.objects.exists()
    assert not OrientationLetter.objects.filter(address="yasmina@exemple.be").exists()


def test_a_service_that_goes_leaves_the_counts(orientation, service, now):
    service.delete()
    withdraw(orientation, now=now)
    assert (fresh(orientation).service, fresh(orientation).partner) == (None, orientation.partner)


OPEN = {"sent", "asking"}
STEPS = {
    "accept": (lambda row, now: accept(row, now=now, words="Oui"), OPEN, "accepted"),
    "refuse": (lambda row, now: refuse(row, reason="full", now=now), OPEN, "refused"),
    "ask": (lambda row, now: ask(row, words=str(now), now=now), OPEN, "asking"),
    "reply": (lambda row, now: reply(row, words="Voilà", now=now), {"asking"}, "sent"),
    "withdraw": (lambda row, now: withdraw(row, now=now), OPEN | {"accepted", "withdrawn"}, "withdrawn"),
    "outcome": (lambda row, now: note_outcome(row, outcome="yes", now=now), {"accepted"}, "accepted"),
    "close": (lambda row, now: close(row, now=now), set(OrientationState.values), None),
    "revoke": (lambda row, now: revoke(row, now=now, by_person=True), set(OrientationState.values), None),
    "forget": (lambda row, now: forget(row, now=now), set(OrientationState.values), None),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_whatever_is_tried_in_whatever_order(service, worker, steps):
    """The states follow the table, an end is an end, and who is forgotten stays so."""
    from datetime import UTC, datetime

    from django.core.cache import cache

    from partners.orientation.sending import send

    from .conftest import details

    cache.clear()
    now = datetime(2027, 3, 2, 9, tzinfo=UTC)
    with transaction.atomic():
        row = send(service, worker=worker, details=details(), now=now)
        for number, step in enumerate(steps):
            act, allowed, after = STEPS[step]
            before = fresh(row)
            try:
                act(row, now + timedelta(hours=number))
                done = True
            except Refusal:
                done = False
            later = fresh(row)
            closed_accept = before.state == "accepted" and (before.closed_at or before.anonymised_at)
            if before.state not in allowed:
                assert not done and later.state == before.state
            elif not closed_accept and after:
                assert done and later.state == after
            if before.closed_at:
                assert later.closed_at == before.closed_at
                assert later.state == before.state
            if before.anonymised_at:
                assert later.anonymised_at == before.anonymised_at
            if later.anonymised_at:
                said = f"{NAME} {NEED}"
                assert not Oriented.objects.filter(orientation=row).exists()
                assert not any(word and word in said for word in later.acts.values_list("words", flat=True))
            assert later.acts.filter(kind__in=["accepted", "refused"]).count() <= 1
        transaction.set_rollback(True)


def test_others_like_it_are_those_that_take_people(service):
    from partners.orientation.choosing import others_like

    near = make_service("Table de conversation", partner=service.partner)
    make_service("Autre", partner=service.partner)
    Reception.objects.create(service=near, email="x@demo.test")
    assert others_like(service, limit=3) == [near]
