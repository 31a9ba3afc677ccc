"""Reminders, closing, forgetting: by the clock, once each, and beside an answer nothing."""

from datetime import timedelta

import pytest

from partners.models import Orientation, OrientationLetter, OrientationSettings, Oriented
from partners.orientation import clock
from partners.orientation.answering import accept, ask, refuse
from partners.orientation.following import withdraw

pytestmark = pytest.mark.django_db


def letters():
    return list(OrientationLetter.objects.order_by("pk").values_list("kind", flat=True))


def run(now, **later):
    clock.run_due(now + timedelta(**later))
    clock.run_due(now + timedelta(**later))


def test_a_silent_service_is_reminded_then_the_worker_is_told_then_it_ends(orientation, now):
    run(now, days=2)  # Thursday: two working days
    assert letters() == ["sent", "informed"]
    run(now, days=3)
    assert letters() == ["sent", "informed", "reminded"]
    run(now, days=8)  # Wednesday of the week after: six working days
    assert letters() == ["sent", "informed", "reminded", "chased"]
    run(now, days=31)
    assert letters() == ["sent", "informed", "reminded", "chased", "lapsed"]
    ended = Orientation.objects.get()
    assert (ended.state, ended.closed_at) == ("lapsed", now + timedelta(days=31))


def test_a_silent_worker_is_reminded_and_the_service_is_not(orientation, now):
    ask(orientation, words="Quand ?", now=now)
    run(now, days=3)
    run(now, days=10)
    assert letters() == ["sent", "informed", "asked", "still_asked"]


def test_nobody_is_reminded_on_a_sunday(orientation, now):
    run(now, days=5)
    assert letters() == ["sent", "informed"]


@pytest.mark.parametrize("end", ["accepted", "refused", "withdrawn"])
def test_after_an_end_nobody_is_reminded(orientation, now, end):
    if end == "accepted":
        accept(orientation, now=now, words="Lundi")
    elif end == "refused":
        refuse(orientation, reason="full", now=now)
    else:
        withdraw(orientation, now=now)
    before = letters()
    run(now, days=8)
    assert letters() == before


def test_names_go_some_time_after_the_end_and_counts_stay(orientation, now):
    accept(orientation, now=now, words="Yasmina, lundi", place="Rue Haute")
    run(now, days=46)
    assert Oriented.objects.exists()
    run(now, days=77)
    row = Orientation.objects.get()
    assert not Oriented.objects.exists()
    assert (row.state, row.answered_at, row.anonymised_at) == ("accepted", now, now + timedelta(days=77))
    assert set(row.acts.values_list("words", "place")) == {("", "")}


def test_the_times_are_those_of_the_settings(orientation, now):
    times = OrientationSettings.load()
    times.remind_workdays = 1
    times.save()
    run(now, days=1)
    assert letters()[-1] == "reminded"


def test_the_trouble_of_one_holds_up_no_other_and_names_nobody(sending, now, monkeypatch, caplog):
    first, second = sending(), sending(name="Amina")
    true = clock.push

    def push(row, times, *, now):
        if row.pk == first.pk:
            raise ValueError("Yasmina +32470123456")
        return true(row, times, now=now)

    monkeypatch.setattr(clock, "push", push)
    run(now, days=3)
    assert [row.orientation_id for row in OrientationLetter.objects.filter(kind="reminded")] == [second.pk]
    assert "Yasmina" not in caplog.text and "+32470123456" not in caplog.text
    assert "ValueError" in caplog.text
