"""Two people of a service answer at once; an answer meets a withdrawal. The one that comes first stands."""

from threading import Barrier, Event

import pytest
from django.db import connection
from django.utils import timezone

from partners.models import Orientation
from partners.orientation.answering import accept, refuse
from partners.orientation.clock import run_due
from partners.orientation.following import revoke, withdraw
from portal.kit.refusal import Refusal
from tests.partners.at_once import together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite" and ":memory:" in str(connection.settings_dict["NAME"]),
        reason="threads share one connection",
    ),
]


@pytest.mark.parametrize("_round", range(3))
def test_of_two_answers_one_stands(orientation, _round):
    now = timezone.now()
    outcomes = together(
        lambda: accept(orientation, now=now, words="Lundi"), lambda: refuse(orientation, reason="full", now=now)
    )
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    kept = Orientation.objects.get()
    assert kept.acts.filter(kind__in=["accepted", "refused"]).get().kind == kept.state
    assert kept.letters.filter(kind__in=["accepted", "refused"]).count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_an_answer_and_a_withdrawal_end_in_one_state(orientation, _round):
    now = timezone.now()
    answer, taken_back = together(
        lambda: accept(orientation, now=now, words="Lundi"), lambda: withdraw(orientation, now=now)
    )
    assert not isinstance(taken_back, Refusal)
    kept = Orientation.objects.get()
    assert kept.state == "withdrawn"
    assert kept.acts.filter(kind="accepted").exists() is not isinstance(answer, Refusal)


def test_a_refusal_and_the_person_s_end_leave_nobody_named(orientation):
    now = timezone.now()
    together(
        lambda: accept(orientation, now=now, words="Yasmina, lundi"),
        lambda: revoke(orientation, now=now, by_person=True),
    )
    kept = Orientation.objects.get()
    assert kept.anonymised_at and not hasattr(kept, "person")
    assert set(kept.acts.values_list("words", flat=True)) == {""}


def test_two_clocks_remind_once(orientation, now):
    later = now.replace(day=8)
    together(lambda: run_due(later), lambda: run_due(later))
    assert orientation.letters.filter(kind="reminded").count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_without_the_lock_both_would_answer_and_the_constraint_alone_says_no(orientation, monkeypatch):
    both = Barrier(2)

    def read_without_lock(row):
        found = Orientation.objects.get(pk=row.pk)
        both.wait(20)
        return found

    monkeypatch.setattr("partners.orientation.answering.locked", read_without_lock)
    now = timezone.now()
    outcomes = together(
        lambda: accept(orientation, now=now, words="Lundi"), lambda: refuse(orientation, reason="full", now=now)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "Orientation"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_without_the_lock_an_answer_would_undo_a_withdrawal(orientation, monkeypatch):
    read, gone = Event(), Event()

    def read_without_lock(row):
        found = Orientation.objects.get(pk=row.pk)
        read.set()
        gone.wait(20)
        return found

    monkeypatch.setattr("partners.orientation.answering.locked", read_without_lock)
    now = timezone.now()

    def take_back():
        read.wait(20)
        withdraw(orientation, now=now)
        gone.set()

    together(lambda: accept(orientation, now=now, words="Lundi"), take_back)
    assert Orientation.objects.get().state == "accepted"
