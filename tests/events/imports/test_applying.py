"""What a calendar says becomes drafts, and follows, without undoing what people did here."""

from datetime import UTC, datetime, time, timedelta

import pytest
from wagtail.models import TaskState, WorkflowState
from wagtail.rich_text import RichText

from events.editing.moderation import ensure_moderation
from events.imports.applying import apply
from events.imports.following import follow
from events.imports.mapping import Mapping
from events.imports.reading import read
from events.models import (
    CalendarSource,
    Event,
    ImportedEvent,
    ImportedOccurrence,
    Occurrence,
    OccurrenceState,
    RegistrationLetter,
)
from events.occurrences import move
from tests.events.booking import book
from tests.factories import make_partner, make_place, make_theme, make_user

from .calendars import NOW, calendar, override, vevent, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def source():
    ensure_moderation()
    place = make_place("Maison Querelle")
    return CalendarSource.objects.create(partner=make_partner(place=place), name="Agenda", language="fr")


@pytest.fixture
def trusted(source):
    source.publishes = True
    source.save()
    return source


def run(source, *events, now=None, user=None):
    """The Report of applying a calendar of these events."""
    now = now or NOW
    return apply(source, read(calendar(*events), now=now), user=user, now=now)


def counted(report):
    return {name: number for name, number in report.counts.items() if number}


def latest():
    return Event.objects.get().get_latest_revision_as_object()


def days(event=None):
    dates = (event or Event.objects.get()).occurrences.order_by("starts_at")
    return [f"{date.starts_at:%m-%d %H:%M}" for date in dates]


# --- New events -------------------------------------------------------------------------------


def test_new_event_is_a_draft_that_moderators_read(source):
    user = make_user()
    report = run(source, vevent(description="On répare.", location="Maison Querelle"), user=user)
    event = Event.objects.get()
    assert (counted(report), report.waiting) == ({"new": 1}, 1)
    assert (event.live, event.has_unpublished_changes, str(event), event.organiser) == (
        False,
        True,
        "Atelier vélo",
        source.partner,
    )
    assert (event.place, event.slug, event.kind) == (source.partner.place, "atelier-velo", "atelier")
    assert [str(rule) for rule in event.rules.all()] == ["2027-03-10 14:00–16:00"]
    state = event.workflow_states.get()
    assert (state.status, state.requested_by, state.current_task_state.revision) == (
        "in_progress",
        user,
        event.latest_revision,
    )
    assert latest().texts.get().summary == "On répare."


def test_approved_draft_is_published_with_its_dates(source):
    run(source, weekly())
    state = WorkflowState.objects.get()
    state.current_task_state.approve(user=make_user(groups=["Modération"]))
    event = Event.objects.get()
    assert (event.live, days(event)) == (True, ["03-10 17:00", "03-17 17:00", "03-24 17:00", "03-31 16:00"])


def test_trusted_calendar_is_published_at_once(trusted):
    assert counted(run(trusted, weekly())) == {"new": 1}
    assert (Event.objects.get().live, WorkflowState.objects.count()) == (True, 0)
    assert ImportedOccurrence.objects.exclude(occurrence=None).count() == 4


def test_city_event_in_one_language_stays_a_draft_and_is_read(trusted):
    trusted.partner.is_city = True
    trusted.partner.save()
    report = run(trusted, vevent())
    assert (Event.objects.get().live, report.waiting) == (False, 1)
    assert [line["code"] for line in report.lines] == ["", "draft_refused"]


def test_categories_become_type_themes_and_publics(source):
    theme = make_theme("Nature")
    source.mapping = {"categories": {"foret": {"kind": "visite", "themes": [theme.slug], "audiences": ["jeunes"]}}}
    run(source, vevent(categories="Forêt"))
    event = latest()
    assert (event.kind, list(event.themes.all()), event.audiences) == ("visite", [theme], ["jeunes"])


def test_place_is_recognised_chosen_or_left_open(source):
    hall, park = make_place("Salle des fêtes"), make_place("Parc")
    source.mapping = {"places": {"au fond du parc": park.pk}}
    run(
        source,
        vevent("a", location="Salle des fêtes\\, rue Haute 1", summary="A"),
        vevent("b", location="Au fond du parc !", summary="B"),
        vevent("c", location="Chez Zoé", summary="C"),
        vevent("d", location="https://meet.example.test/x", summary="D"),
        vevent("e", location=None, summary="E"),
    )
    places = {str(event): (event.place, event.is_online) for event in Event.objects.all()}
    assert places == {
        "A": (hall, False),
        "B": (park, False),
        "C": (None, False),
        "D": (None, True),
        "E": (source.partner.place, False),
    }


def test_confidential_place_is_never_guessed(source):
    make_place("Refuge", confidential=True)
    run(source, vevent(location="Refuge"))
    assert Event.objects.get().place is None


def test_what_is_over_or_called_off_is_not_announced(source):
    over = vevent("past", start="20270301T100000", end="20270301T110000")
    assert counted(run(source, over, vevent("off", status="CANCELLED"))) == {}
    assert Event.objects.count() == 0


def test_same_titles_get_addresses_of_their_own(source):
    run(source, vevent("a"), vevent("b"), vevent("c"))
    assert sorted(Event.objects.values_list("slug", flat=True)) == [
        "atelier-velo",
        "atelier-velo-2027",
        "atelier-velo-2027-2",
    ]


def test_event_that_cannot_be_taken_in_holds_none_of_the_others(source, monkeypatch):
    values = Mapping.values

    def failing(self, each):
        if each.title == "Bombe":
            raise ZeroDivisionError
        return values(self, each)

    monkeypatch.setattr(Mapping, "values", failing)
    report = run(source, vevent("a"), vevent("b", summary="Bombe"), vevent("c"))
    assert (counted(report), Event.objects.count()) == ({"new": 2, "refused": 1}, 2)


# --- Following --------------------------------------------------------------------------------


def test_second_run_changes_nothing(trusted):
    run(trusted, weekly(), vevent())
    before = list(Event.objects.values_list("latest_revision", flat=True))
    assert counted(run(trusted, weekly(), vevent())) == {"unchanged": 2}
    assert list(Event.objects.values_list("latest_revision", flat=True)) == before


def test_changed_words_of_a_draft_are_what_moderators_read(source):
    run(source, vevent())
    assert counted(run(source, vevent(summary="Atelier tricycle"))) == {"changed": 1}
    event = Event.objects.get()
    assert (str(latest()), str(event)) == ("Atelier tricycle", "Atelier tricycle")
    assert TaskState.objects.get().revision == event.latest_revision


def test_changed_words_of_a_published_event_wait_for_moderators(trusted):
    run(trusted, vevent())
    CalendarSource.objects.update(publishes=False)
    trusted.refresh_from_db()
    report = run(trusted, vevent(summary="Atelier tricycle"))
    event = Event.objects.get()
    assert (counted(report), report.waiting) == ({"changed": 1}, 1)
    assert (str(event), str(latest()), event.workflow_states.count()) == ("Atelier vélo", "Atelier tricycle", 1)


def test_changed_words_of_a_trusted_calendar_are_published(trusted):
    run(trusted, vevent())
    run(trusted, vevent(summary="Atelier tricycle"))
    assert str(Event.objects.get()) == "Atelier tricycle"


def test_trusted_calendar_publishes_nobodys_unfinished_draft(trusted):
    run(trusted, vevent())
    draft = Event.objects.get()
    draft.kind = "visite"
    draft.save_revision()
    run(trusted, vevent(summary="Atelier tricycle"))
    event = Event.objects.get()
    assert (str(event), event.kind) == ("Atelier vélo", "atelier")
    assert (str(latest()), latest().kind) == ("Atelier tricycle", "visite")


def test_what_was_written_here_stays_and_the_rest_follows(trusted):
    run(trusted, vevent(description="Ancien."))
    event = Event.objects.get()
    text = event.texts.get()
    text.title = "Réparer son vélo"
    event.texts = [text]
    event.save_revision().publish()
    report = run(trusted, vevent(summary="Atelier tricycle", description="Nouveau."))
    text = Event.objects.get().texts.get()
    assert (text.title, text.summary) == ("Réparer son vélo", "Nouveau.")
    assert [(line["code"], line["facts"]) for line in report.lines if line["code"]] == [
        ("kept", {"fields": ["fr:title"]})
    ]
    assert not [line for line in run(trusted, vevent(summary="Atelier tricycle")).lines if line["code"] == "kept"]


def test_text_that_an_editor_only_opened_is_not_taken_for_written_here(trusted):
    run(trusted, vevent(description="mot " * 100))
    event = Event.objects.get()
    text = event.texts.get()
    html = text.body[0].value.source.replace("<p>", '<p data-block-key="abc12">')
    text.body = [("paragraph", RichText(html))]
    event.texts = [text]
    event.save_revision().publish()
    run(trusted, vevent(description="autre " * 100))
    assert "autre" in str(Event.objects.get().texts.get().body)


def test_moved_date_moves_and_keeps_who_is_registered(trusted):
    run(trusted, vevent())
    event = Event.objects.get()
    event.registration_mode = "date"
    event.save_revision().publish()
    date = Occurrence.objects.get()
    book(Event.objects.get(), "Ana", date=date)
    moved = vevent(start="20270311T150000", end="20270311T170000")
    assert counted(run(trusted, moved)) == {"moved": 1}
    date.refresh_from_db()
    assert (date.starts_at, date.moved, date.registrations.count()) == (
        datetime(2027, 3, 11, 14, tzinfo=UTC),
        True,
        1,
    )
    assert RegistrationLetter.objects.filter(kind="notice").count() == 1
    assert counted(run(trusted, moved)) == {"unchanged": 1}


def test_date_of_a_series_moves_alone(trusted):
    run(trusted, weekly())
    run(trusted, weekly(), override(of="20270317T180000", start="20270318T180000", end="20270318T200000"))
    assert days() == ["03-10 17:00", "03-18 17:00", "03-24 17:00", "03-31 16:00"]


def test_series_of_another_hour_moves_every_date(trusted):
    run(trusted, weekly())
    run(trusted, weekly(start="20270310T190000", end="20270310T210000"))
    assert days() == ["03-10 18:00", "03-17 18:00", "03-24 18:00", "03-31 17:00"]
    assert Occurrence.objects.count() == 4


def test_date_called_off_there_is_called_off_here_and_back(trusted):
    run(trusted, weekly())
    off = override(of="20270317T180000", start="20270317T180000", end="20270317T200000", status="CANCELLED")
    assert counted(run(trusted, weekly(), off)) == {"cancelled": 1}
    date = Occurrence.objects.get(rule_day="2027-03-17")
    assert (date.state, date.reason_nl != "") == (OccurrenceState.CANCELLED, True)
    run(trusted, weekly())
    date.refresh_from_db()
    assert date.state == OccurrenceState.SCHEDULED


def test_event_called_off_there_calls_off_each_date(trusted):
    run(trusted, vevent())
    assert counted(run(trusted, vevent(status="CANCELLED"))) == {"cancelled": 1}
    assert Occurrence.objects.get().state == OccurrenceState.CANCELLED


def test_draft_called_off_there_leaves_the_workflow(source):
    run(source, vevent())
    assert counted(run(source, vevent(status="CANCELLED"))) == {"cancelled": 1}
    assert (WorkflowState.objects.get().status, Event.objects.count()) == ("cancelled", 1)


def test_new_date_of_a_published_series_is_published_with_the_public_words(trusted):
    run(trusted, weekly(count=2))
    CalendarSource.objects.update(publishes=False)
    trusted.refresh_from_db()
    run(trusted, weekly(count=3, summary="Cours de luth"))
    event = Event.objects.get()
    assert days(event) == ["03-10 17:00", "03-17 17:00", "03-24 17:00"]
    assert (str(event), str(latest()), latest().rules.count()) == ("Cours de guitare", "Cours de luth", 3)
    WorkflowState.objects.get().current_task_state.approve(user=None)
    assert (str(Event.objects.get()), len(days())) == ("Cours de luth", 3)


def test_date_moved_here_does_not_follow(trusted, now):
    run(trusted, vevent())
    hours = {"starts_at": now + timedelta(days=20), "ends_at": now + timedelta(days=20, hours=1)}
    move(Occurrence.objects.get(), reason={"fr": "Travaux."}, now=now, **hours)
    report = run(trusted, vevent(start="20270311T150000", end="20270311T170000"))
    assert Occurrence.objects.get().starts_at == hours["starts_at"]
    assert [line["code"] for line in report.lines] == ["date_kept"]


def test_dates_edited_in_a_draft_stay(source):
    run(source, vevent())
    draft = latest()
    rule = draft.rules.get()
    rule.ends = time(18, 30)
    draft.rules = [rule]
    draft.save_revision()
    report = run(source, vevent(start="20270311T150000", end="20270311T170000"))
    assert [f"{rule.day}" for rule in latest().rules.all()] == ["2027-03-10"]
    assert [line["code"] for line in report.lines] == ["kept"]


def test_what_disappears_is_flagged_once_and_stays(trusted):
    run(trusted, vevent(), weekly())
    report = run(trusted, weekly(count=3))
    assert (counted(report), Event.objects.filter(live=True).count(), Occurrence.objects.count()) == (
        {"gone": 2},
        2,
        5,
    )
    assert sorted(line["code"] for line in report.lines if line["code"]) == ["date_gone", "event_gone"]
    assert counted(run(trusted, weekly(count=3))) == {"unchanged": 1}
    assert counted(run(trusted, weekly(count=3), vevent())) == {"unchanged": 2}
    assert ImportedEvent.objects.exclude(gone_at=None).count() == 0


def test_event_deleted_here_is_not_made_again(source):
    run(source, vevent())
    Event.objects.get().delete()
    report = run(source, vevent(summary="Encore"))
    assert (Event.objects.count(), [line["code"] for line in report.lines]) == (0, ["removed_here"])


def test_event_withdrawn_here_stays_withdrawn(trusted):
    run(trusted, vevent())
    Event.objects.get().unpublish()
    report = run(trusted, vevent(summary="Encore"))
    assert (Event.objects.get().live, [line["code"] for line in report.lines]) == (False, ["withdrawn"])


def test_locked_event_follows_when_it_is_free(trusted):
    run(trusted, vevent())
    Event.objects.update(locked=True)
    assert counted(run(trusted, vevent(summary="Encore"))) == {"refused": 1}
    Event.objects.update(locked=False)
    run(trusted, vevent(summary="Encore"))
    assert str(Event.objects.get()) == "Encore"


def test_error_in_one_event_holds_no_other(trusted, monkeypatch):
    run(trusted, vevent("a", summary="A"), vevent("b", summary="B"))

    def failing(row, each, **facts):
        if each.key == "a":
            raise ZeroDivisionError
        return follow(row, each, **facts)

    monkeypatch.setattr("events.imports.applying.follow", failing)
    report = run(trusted, vevent("a", summary="A2"), vevent("b", summary="B2"))
    assert counted(report) == {"refused": 1, "changed": 1}
    assert sorted(str(event) for event in Event.objects.all()) == ["A", "B2"]


def test_error_halfway_undoes_all_of_the_event(trusted, monkeypatch):
    run(trusted, weekly())
    monkeypatch.setattr("events.imports.following._Following._link", _failing_late())
    changed = weekly(start="20270310T190000", end="20270310T210000")
    assert counted(run(trusted, changed)) == {"refused": 1}
    assert days() == ["03-10 17:00", "03-17 17:00", "03-24 17:00", "03-31 16:00"]


def _failing_late():
    calls = []

    def failing(self):
        calls.append(self)
        if len(calls) == 2:
            raise ZeroDivisionError

    return failing


def test_run_without_time_leaves_the_rest_to_the_next(source, monkeypatch):
    monkeypatch.setattr("events.imports.applying.SECONDS", -1)
    assert run(source, vevent()).left == 1
    monkeypatch.setattr("events.imports.applying.SECONDS", 45)
    assert counted(run(source, vevent())) == {"new": 1}
