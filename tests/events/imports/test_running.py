"""A run over a calendar: claimed once, reported, asked less often when it fails, given up with one letter."""

from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_q.models import OrmQ

from events.editing.moderation import ensure_moderation
from events.imports import running
from events.imports.adding import add, forget_unconfirmed, pause, remove, set_up, start
from events.imports.fetching import Fetched, FetchError
from events.imports.reading import read
from events.imports.running import MAX_FAILURES, run, run_by_id, run_due, wait_after
from events.models import CalendarSource, Event, ImportedEvent, ImportRun, SourceState
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_place, make_user

from .calendars import NOW, calendar, vevent

ADDRESS = "https://calendar.example.test/private-0a1b2c/basic.ics"


@pytest.fixture
def server(monkeypatch):
    """What the address answers: bytes, None (nothing changed) or a FetchError; `asked` are the validators it got."""

    class Server:
        content, asked = calendar(vevent()), []

        def fetch(self, address, *, etag="", modified=""):
            assert address == ADDRESS
            self.asked = [*self.asked, (etag, modified)]
            if isinstance(self.content, FetchError):
                raise self.content
            return Fetched(self.content, '"v1"', "Tue")

    found = Server()
    monkeypatch.setattr("events.imports.running.fetch", found.fetch)
    monkeypatch.setattr("events.imports.adding.fetch", found.fetch)
    # In a process of its own is tested apart; here the limits would only cost time.
    monkeypatch.setattr("events.imports.running.read_apart", read)
    monkeypatch.setattr("events.imports.adding.read_apart", read)
    return found


@pytest.fixture
def source(db, clock, server):
    ensure_moderation()
    source = CalendarSource(partner=make_partner(place=make_place()), name="Agenda", state=SourceState.ACTIVE)
    source.url = ADDRESS
    source.save()
    return source


def again(source, **delta):
    source.refresh_from_db()
    return run(source, user=None, now=NOW + timedelta(**delta))


def test_run_reports_and_is_due_an_hour_later(source):
    done = run(source, user=None, now=NOW)
    source.refresh_from_db()
    assert (done.outcome, done.counts["new"], [line["what"] for line in done.lines]) == ("done", 1, ["new"])
    assert timedelta(0) < source.next_run_at - NOW < timedelta(hours=2)
    assert source.next_run_at.minute == source.uuid.int % 60
    assert (source.failures, source.running_since) == (0, None)


def test_what_did_not_change_is_not_read(source, server):
    again(source)
    assert again(source, hours=1).outcome == "same"  # the same octets
    server.content = None
    assert again(source, hours=2).outcome == "same"
    assert server.asked == [("", ""), ('"v1"', "Tue"), ('"v1"', "Tue")]


def test_new_month_reads_the_same_calendar_anew(source, server):
    again(source)
    done = again(source, days=31)
    assert (done.outcome, server.asked[-1]) == ("done", ("", ""))


def test_failing_calendar_is_given_up_with_one_letter(source, server, django_capture_on_commit_callbacks):
    member, moderator = make_user(partner=source.partner), make_user(groups=["Modération"])
    server.content = FetchError("unreachable")
    waits = []
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(MAX_FAILURES):
            assert again(source).failure == "unreachable"
            source.refresh_from_db()
            waits.append(source.next_run_at)
    assert source.state == SourceState.STOPPED
    assert waits[-1] is None
    assert all(later >= sooner for sooner, later in pairwise(waits[:-1]))
    letters = [task.task["args"] for task in OrmQ.objects.all()]
    assert sorted(letter[2][0] for letter in letters) == sorted([member.email, moderator.email])
    assert not any("private-0a1b2c" in str(letter) for letter in letters)
    assert again(source) is None


def test_success_forgets_failures(source, server):
    server.content = FetchError("server")
    again(source)
    server.content = calendar(vevent())
    again(source)
    source.refresh_from_db()
    assert source.failures == 0


@pytest.mark.parametrize("content", [b"", b"<html>", calendar(vevent())[:-30], b"{"])
def test_what_cannot_be_read_leaves_the_agenda_as_it_was(source, server, content):
    again(source)
    before = list(Event.objects.values_list("pk", "latest_revision"))
    server.content = content
    assert again(source, hours=1).outcome == "failed"
    assert list(Event.objects.values_list("pk", "latest_revision")) == before
    assert not ImportedEvent.objects.exclude(gone_at=None).exists()


def test_waits_double_up_to_a_day():
    assert [wait_after(n) // timedelta(hours=1) for n in (1, 2, 3, 4, 5, 6, 7, 50)] == [1, 2, 4, 8, 16, 24, 24, 24]


def test_moderators_get_one_letter_for_a_whole_calendar(source, server, django_capture_on_commit_callbacks):
    moderator = make_user(groups=["Modération"])
    server.content = calendar(vevent("a"), vevent("b"), vevent("c"))
    with django_capture_on_commit_callbacks(execute=True):
        again(source)
    (letter,) = [task.task["args"] for task in OrmQ.objects.all()]
    assert letter[2] == [moderator.email]
    assert "3 activités à relire" in letter[1]


def test_due_calendars_are_handed_over_once(source):
    CalendarSource.objects.update(next_run_at=NOW)
    run_due(now=NOW)
    run_due(now=NOW)
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(source.pk,)]


def test_task_survives_a_calendar_that_went(source):
    pk = source.pk
    pause(source)
    run_by_id(pk)
    remove(source)
    run_by_id(pk)
    assert ImportRun.objects.count() == 0


def test_run_of_a_dead_worker_is_taken_over(source):
    CalendarSource.objects.update(running_since=NOW - timedelta(minutes=5))
    assert again(source) is None
    CalendarSource.objects.update(running_since=NOW - timedelta(minutes=11))
    assert again(source) is not None


def test_crash_frees_the_calendar(source, monkeypatch):
    monkeypatch.setattr(running, "apply", None)
    with pytest.raises(TypeError):
        again(source)
    source.refresh_from_db()
    assert source.running_since is None


def test_added_calendar_is_read_only_after_it_was_confirmed(source, django_capture_on_commit_callbacks):
    added, reading = add(source.partner, address=ADDRESS, user=None, now=NOW)
    assert (added.state, added.host, len(reading.events), Event.objects.count()) == (
        "preview",
        "calendar.example.test",
        1,
        0,
    )
    assert run(added, user=None, now=NOW) is None
    with django_capture_on_commit_callbacks(execute=True):
        start(added, now=NOW)
    assert OrmQ.objects.get().task["func"] == "events.imports.running.run_by_id"
    assert again(added).counts["new"] == 1


def test_file_is_read_once_and_not_kept(source):
    added, _reading = add(source.partner, content=calendar(vevent()), now=NOW)
    start(added, now=NOW)
    assert again(added).counts["new"] == 1
    added.refresh_from_db()
    assert (added.state, added.content, again(added)) == (SourceState.DONE, None, None)


def test_address_is_sealed_in_the_database(source):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_url FROM events_calendarsource")
        (sealed,) = cursor.fetchone()
    assert ("private-0a1b2c" in sealed, source.url) == (False, ADDRESS)


def test_address_that_no_key_opens_any_more_stops_the_calendar(source, settings):
    settings.SECRET_KEY = "another"
    assert again(source).failure == "lost_address"
    source.refresh_from_db()
    assert source.state == SourceState.STOPPED


def test_former_key_still_opens(source, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert source.url == ADDRESS


@pytest.mark.parametrize("given", [{"content": b"nonsense"}, {"address": "ftp://x/"}])
def test_what_cannot_be_read_is_not_added(source, given):
    with pytest.raises(Refusal):
        add(source.partner, **given)
    assert CalendarSource.objects.count() == 1


def test_other_meaning_of_words_reaches_what_was_imported(source):
    again(source)
    facts = {"name": "Agenda", "language": "fr", "default_place": None, "mapping": {}}
    set_up(source, default_kind="visite", **facts)
    again(source, hours=1)
    assert Event.objects.get().get_latest_revision_as_object().kind == "visite"


def test_removed_calendar_leaves_its_activities(source):
    again(source)
    remove(source)
    assert (Event.objects.count(), ImportedEvent.objects.count()) == (1, 0)


def test_unconfirmed_calendars_are_forgotten(source):
    added, _reading = add(source.partner, content=calendar(vevent()), now=NOW)
    CalendarSource.objects.filter(pk=added.pk).update(created_at=timezone.now() - timedelta(days=3))
    forget_unconfirmed()
    assert list(CalendarSource.objects.all()) == [source]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_nothing_twice(source):
    """Without the lock both would make the same activity (the database would refuse the second's rows)."""
    barrier, done = Barrier(2), []

    def go():
        try:
            mine = CalendarSource.objects.get(pk=source.pk)
            barrier.wait(10)
            done.append(run(mine, user=None, now=NOW))
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(each is not None for each in done) == [False, True] or [each and each.outcome for each in done] in (
        ["done", "same"],
        ["same", "done"],
    )
    assert (Event.objects.count(), ImportedEvent.objects.count()) == (1, 1)
