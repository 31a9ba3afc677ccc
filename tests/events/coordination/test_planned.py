"""What coordinators see of the days to come: published dates, and those that drafts would give."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.agenda.names import load_names
from events.coordination.planned import plan_of
from events.models import Event, ScheduleRule, SchoolHoliday
from events.occurrences import cancel
from tests.factories import make_event, make_partner, make_place, make_quartier, make_rule, make_theme, make_user
from tests.factories import publish_event as put_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
MARCH = date(2027, 3, 1), date(2027, 3, 31)
FOURTH = datetime(2027, 3, 4, 17, tzinfo=UTC)


def draft(title="Proposition", **facts):
    event = make_event(texts={"fr": title}, **{"dates": [FOURTH]} | facts)
    event.save_revision()
    return event


def submit(event):
    """As its author does: the latest version waits for the moderators."""
    fresh = Event.objects.get(pk=event.pk)
    fresh.get_workflow().start(fresh, make_user())


def plan(days=MARCH, **lists):
    return plan_of({name: (value,) for name, value in lists.items()}, *days, load_names())


def seen(days=MARCH, **lists):
    """[(state, day, slug)] in order."""
    return [
        (planned.activity.state, planned.starts_at.date().day, planned.activity.slug)
        for planned in plan(days, **lists).dates
    ]


def test_published_dates_drafts_and_proposals_stand_together():
    public = put_on(make_event(dates=[FOURTH - timedelta(days=1)]))
    one, proposed = draft(), draft(dates=[FOURTH + timedelta(days=1)])
    submit(proposed)
    assert seen() == [("publiee", 3, public.slug), ("brouillon", 4, one.slug), ("relecture", 5, proposed.slug)]
    assert seen(etat="relecture") == [("relecture", 5, proposed.slug)]
    assert seen(etat="publiee") == [("publiee", 3, public.slug)]


def test_what_the_clock_will_publish_is_known_by_it(clock):
    event = make_event(dates=[FOURTH], go_live_at=clock.moment + timedelta(days=1))
    event.save_revision().publish()
    assert seen() == [("prevue", 4, event.slug)]


def test_the_latest_version_counts_not_the_row():
    event = draft("Ancien titre", kind="atelier")
    event.rules = [make_rule(FOURTH + timedelta(days=9))]
    event.kind = "conference"
    event.save_revision()
    assert Event.objects.get(pk=event.pk).kind == "atelier"
    assert seen(type="conference") == [("brouillon", 13, event.slug)]
    assert seen(type="atelier") == []


def test_a_published_activity_keeps_its_dates_and_says_that_a_change_is_proposed():
    event = put_on(make_event(dates=[FOURTH]))
    assert [planned.activity.changed for planned in plan().dates] == [False]
    event.rules = [make_rule(FOURTH + timedelta(days=7))]
    event.save_revision()
    (planned,) = plan().dates
    assert (planned.starts_at, planned.activity.changed) == (FOURTH, True)


def test_templates_and_what_was_withdrawn_are_not_planned():
    draft(is_template=True)
    withdrawn = put_on(make_event(dates=[FOURTH]))
    withdrawn.unpublish()
    assert seen() == []
    withdrawn.save_revision()
    submit(withdrawn)
    assert seen() == [("relecture", 4, withdrawn.slug)]


def test_a_draft_repeats_rests_and_leaves_days_out_as_it_will_when_published():
    SchoolHoliday.objects.all().delete()
    rule = make_rule(FOURTH, rule="FREQ=WEEKLY", except_days=["2027-03-11"])
    event = draft(dates=[rule])
    assert [day for _state, day, _slug in seen()] == [4, 18, 25]
    SchoolHoliday.objects.create(
        network="fwb", name_fr="Congé", name_nl="Vakantie", starts_on=date(2027, 3, 15), ends_on=date(2027, 3, 19)
    )
    event.rules = [make_rule(FOURTH, rule="FREQ=WEEKLY", skips_school_holidays="fwb")]
    event.save_revision()
    assert [day for _state, day, _slug in seen()] == [4, 11, 25]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_hours_of_a_draft_are_those_of_the_wall_clock_when_clocks_change(day):
    draft(dates=[make_rule(day, rule="FREQ=DAILY;COUNT=2")])
    hours = [planned.starts_at.astimezone(UTC).hour for planned in plan((day, day + timedelta(days=1))).dates]
    assert hours == ([12, 12] if day.month == 3 else [13, 13])


def test_only_the_days_asked_for_are_given_of_an_endless_draft():
    draft(dates=[make_rule(date(2020, 1, 1), rule="FREQ=DAILY")])
    days = date(2030, 5, 1), date(2030, 5, 3)
    assert [day for _state, day, _slug in seen(days)] == [1, 2, 3]


def test_what_began_before_and_lasts_is_there():
    draft("Nuit", dates=[make_rule(date(2027, 2, 28), begins=time(22), ends=time(3))])
    draft("Camp", dates=[make_rule(date(2027, 2, 20), extra_days=30)])
    assert len(plan().dates) == 2
    assert len(plan((date(2027, 3, 2), date(2027, 3, 2))).dates) == 1


def test_a_draft_without_a_day_is_said_apart():
    event = draft(dates=[])
    found = plan()
    assert (found.dates, [activity.slug for activity in found.undated]) == ([], [event.slug])


@pytest.mark.parametrize(
    "broken",
    [
        {"rules": [{"day": "hier", "begins": "x", "ends": None}]},
        {"rules": [{"day": None}]},
        {"rules": None, "texts": None, "themes": None, "audiences": None, "timezone": "Nulle/Part"},
        {"timezone": "Nulle/Part"},
        {"rules": [{"day": "2027-03-04", "begins": "10:00:00", "ends": "11:00:00", "rule": "FREQ=SECONDLY;X"}]},
        {"organiser": 10**9, "place": 10**9, "programme": 10**9},
    ],
)
def test_a_version_that_makes_no_sense_hides_no_other(broken):
    good, bad = draft(), draft("Cassé")
    revision = bad.latest_revision
    revision.content = revision.content | broken
    revision.save()
    assert good.slug in [slug for _state, _day, slug in seen()]


def test_filters_narrow_drafts_as_they_narrow_what_is_public():
    theme, marolles = make_theme(), make_quartier("Marolles")
    partner, place = make_partner("Querelle", quartier=marolles), make_place(quartier=marolles)
    facts = {"organiser": partner, "place": place, "audiences": ["jeunes"], "themes": [theme], "kind": "conference"}
    wanted = [draft(**facts).slug, put_on(make_event(dates=[FOURTH], **facts)).slug]
    draft("Autre"), put_on(make_event(dates=[FOURTH], texts={"fr": "Autre publiée"}))
    for name, value in (
        ("quartier", marolles.slug), ("partenaire", partner.slug), ("public", "jeunes"), ("theme", theme.slug),
        ("type", "conference"),
    ):  # fmt: skip
        assert sorted(slug for _state, _day, slug in seen(**{name: value})) == sorted(wanted), name
    assert seen(public="aines") == []


@pytest.mark.parametrize("make", [draft, lambda **facts: put_on(make_event(dates=[FOURTH], **facts))])
def test_what_is_online_or_at_a_secret_place_counts_where_its_organiser_is(make):
    marolles, nord = make_quartier("Marolles"), make_quartier("Quartier Nord")
    partner = make_partner(quartier=marolles)
    make(organiser=partner, is_online=True)
    make(organiser=partner, place=make_place(quartier=nord, confidential=True))
    assert len(seen(quartier=marolles.slug)) == 2
    assert seen(quartier=nord.slug) == []
    assert [planned.place for planned in plan().dates] == [None, None]


def test_a_date_that_was_placed_elsewhere_is_in_its_own_quartier():
    marolles, nord = make_quartier("Marolles"), make_quartier("Quartier Nord")
    event = put_on(make_event(dates=[FOURTH], place=make_place(quartier=marolles)))
    event.occurrences.update(place=make_place(quartier=nord))
    assert [len(seen(quartier=quartier.slug)) for quartier in (marolles, nord)] == [0, 1]


def test_a_date_that_is_called_off_takes_no_place():
    event = put_on(make_event(dates=[FOURTH]))
    cancel(event.occurrences.get(), reason={"fr": "Pluie.", "nl": "Regen."})
    assert [planned.takes_place for planned in plan().dates] == [False]


def test_one_draft_and_fifty_cost_as_many_questions():
    counts, quartier = [], make_quartier()
    partner, place = make_partner(quartier=quartier), make_place(quartier=quartier)
    put_on(make_event(dates=[FOURTH]))
    names, day = load_names(), FOURTH + timedelta(days=14)
    for number in (1, 49):
        for _each in range(number):
            draft(organiser=partner, place=place, dates=[make_rule(day, skips_school_holidays="vl")])
        with CaptureQueriesContext(connection) as queries:
            found = plan_of({}, *MARCH, names)
        counts.append(len(queries))
    assert len(found.dates) == 51
    assert counts[0] == counts[1] <= 6
    assert ScheduleRule.objects.count() == 51
