"""The timetable: which rows, at which hours, and what happens when one publication fails."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from events.models import Event
from portal.schedules import PREFIX, ROUTINES, Routine, ensure_schedules, publish_due
from portal.settings import data
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


def rows():
    return {row.name: row for row in Schedule.objects.all()}


def test_timetable_is_made_by_migrating():
    Schedule.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert set(rows()) == {PREFIX + routine.name for routine in ROUTINES}


def test_every_function_of_the_timetable_exists():
    for routine in ROUTINES:
        module, _dot, name = routine.function.rpartition(".")
        assert callable(getattr(import_module(module), name)), routine.function


def test_second_time_keeps_when_things_run_next_and_mends_the_rest():
    ensure_schedules()
    letters = Schedule.objects.get(name=PREFIX + "letters")
    Schedule.objects.filter(pk=letters.pk).update(func="old.name", next_run=letters.next_run + timedelta(hours=1))
    Schedule.objects.create(name=PREFIX + "abolished", func="gone")
    Schedule.objects.create(name="by hand", func="kept")
    ensure_schedules()
    kept = rows()
    assert kept[letters.name].func == letters.func
    assert kept[letters.name].next_run == letters.next_run + timedelta(hours=1)
    assert set(kept) == {"by hand", *(PREFIX + routine.name for routine in ROUTINES)}


@pytest.mark.parametrize(
    ("now", "routine", "expected"),
    [
        # Winter: 03:10 is 02:10 UTC; already past on the second line.
        ((2027, 1, 5, 2, 9), Routine("x", "f", at=time(3, 10)), (2027, 1, 5, 2, 10)),
        ((2027, 1, 5, 2, 10), Routine("x", "f", at=time(3, 10)), (2027, 1, 6, 2, 10)),
        # Across the change to summer time (28 March 2027) the clock on the wall decides.
        ((2027, 3, 27, 12, 0), Routine("x", "f", at=time(3, 10)), (2027, 3, 28, 1, 10)),
        ((2027, 1, 5, 12, 0), Routine("x", "f", at=time(4, 30), weekday=6), (2027, 1, 10, 3, 30)),
        ((2027, 1, 10, 12, 0), Routine("x", "f", at=time(4, 30), weekday=6), (2027, 1, 17, 3, 30)),
        ((2027, 1, 10, 12, 0), Routine("x", "f", minutes=1), (2027, 1, 10, 12, 0)),
    ],
)
def test_first_run_is_the_next_such_hour_in_brussels(now, routine, expected):
    assert routine.first_run(datetime(*now, tzinfo=UTC)) == datetime(*expected, tzinfo=UTC)


def test_night_work_stays_at_its_hour_when_the_clocks_change():
    ensure_schedules()
    row = Schedule.objects.get(name=PREFIX + "retention")
    before = datetime(2027, 3, 27, 2, 40, tzinfo=UTC)
    assert row.calculate_next_run(before) == datetime(2027, 3, 28, 1, 40, tzinfo=UTC)


def test_what_was_missed_is_done_once(clock, monkeypatch):
    monkeypatch.setattr(Conf, "CATCH_UP", data.Q_CLUSTER["catch_up"])
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)  # the test's own
    ensure_schedules()
    Schedule.objects.filter(name__startswith=PREFIX).update(next_run=clock.moment - timedelta(days=4, minutes=1))
    scheduler()
    scheduler()
    assert sorted(queued.func() for queued in OrmQ.objects.all()) == sorted(routine.function for routine in ROUTINES)


def test_one_failing_publication_holds_no_other(clock, monkeypatch, caplog):
    due = clock.moment + timedelta(hours=1)
    events = [make_event(go_live_at=due) for _number in range(3)]
    for event in events:
        event.save_revision().publish()
    assert not Event.objects.filter(live=True).exists()
    clock.advance(hours=2)
    real = Event.publish

    def publish(event, revision, **kwargs):
        if event.pk == events[0].pk:
            raise RuntimeError("no")
        real(event, revision, **kwargs)

    monkeypatch.setattr(Event, "publish", publish)
    publish_due()
    assert set(Event.objects.filter(live=True)) == {events[1], events[2]}
    assert [event.occurrences.count() for event in events] == [0, 1, 1]
    assert "scheduled publication failed" in caplog.text


def test_expired_event_is_withdrawn_with_its_dates_kept(clock):
    event = publish_event(make_event(expire_at=clock.moment + timedelta(hours=1)))
    clock.advance(hours=2)
    publish_due()
    event.refresh_from_db()
    assert (event.live, event.expired, event.occurrences.count()) == (False, True, 1)
