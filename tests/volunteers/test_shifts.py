"""What coordinators do to shifts, and whom it concerns."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from portal.kit.refusal import Refusal
from tests.factories import make_event, make_mission, make_shift, make_skill, publish_event
from tests.volunteers.test_sign_up import counts, needs_of, someone, states
from volunteers.models import Shift, VolunteerLetter
from volunteers.shifts import (
    Concerned,
    Slot,
    Wanted,
    add_shifts,
    call_off,
    move,
    set_need,
    slots_around,
    slots_copied,
    slots_of_days,
)
from volunteers.sign_up import sign_up

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")


def wanted(mission, limit=2, least=None):
    return Wanted(mission.roles.all()[0], limit, least or {})


def walls(slots):
    return [(f"{slot.starts_at.astimezone(BRUSSELS):%d/%m %H:%M}", slot.ends_at - slot.starts_at) for slot in slots]


def test_weekly_shifts_keep_their_hour_when_the_clock_changes():
    slots = slots_of_days(date(2027, 3, 21), date(2027, 4, 4), weekdays={6}, begins=time(14), ends=time(16))
    two = timedelta(hours=2)
    assert walls(slots) == [("21/03 14:00", two), ("28/03 14:00", two), ("04/04 14:00", two)]
    assert len({slot.starts_at.astimezone(BRUSSELS).utcoffset() for slot in slots}) == 2


def test_a_night_across_the_change_of_hour_has_its_real_length():
    slots = slots_of_days(date(2027, 3, 27), date(2027, 3, 27), weekdays={5}, begins=time(22), ends=time(4))
    assert walls(slots) == [("27/03 22:00", timedelta(hours=5))]


def test_what_is_there_already_is_not_made_again(now):
    mission = make_mission()
    slot = Slot(now + timedelta(days=1), now + timedelta(days=1, hours=2))
    assert len(add_shifts(mission, [slot], [wanted(mission)])) == 1
    assert add_shifts(mission, [slot], [wanted(mission)]) == []
    assert Shift.objects.get().needs.get().capacity.limit == 2


def test_hours_and_needs_that_cannot_be_are_refused(now):
    mission = make_mission()
    for slot in (Slot(now, now), Slot(now, now - timedelta(hours=1)), Slot(now, now + timedelta(hours=25))):
        with pytest.raises(Refusal):
            add_shifts(mission, [slot], [wanted(mission)])
    with pytest.raises(Refusal, match="compétence"):
        add_shifts(mission, [Slot(now, now + timedelta(hours=1))], [wanted(mission, 1, {make_skill(): 2})])
    assert not Shift.objects.exists()


def test_the_database_refuses_a_shift_that_ends_before_it_starts(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(mission=make_mission(), starts_at=now, ends_at=now)


def test_shifts_are_drawn_around_the_parts_of_a_festival(now, clock):
    festival = publish_event(make_event(kind="festival", registration_mode="none"))
    start = datetime(2027, 6, 5, 14, tzinfo=BRUSSELS)
    publish_event(make_event(programme=festival, dates=[{"date": start, "minutes": 90}]))
    hour = timedelta(hours=1)
    assert walls(slots_around(festival, now=now)) == [
        ("05/06 13:00", hour),
        ("05/06 14:00", timedelta(minutes=90)),
        ("05/06 15:30", hour),
    ]


def test_copied_shifts_keep_their_hours_by_the_wall_clock():
    mission = make_mission()
    make_shift(mission, datetime(2027, 3, 20, 9, tzinfo=BRUSSELS))
    assert walls(slots_copied(mission, days=14)) == [("03/04 09:00", timedelta(hours=2))]


def test_calling_off_tells_everybody_and_frees_them(now):
    shift = make_shift(starts_at=now + timedelta(days=2), needs={"Accueil": 1})
    people = [sign_up(needs_of(shift), someone(name), now=now).volunteer for name in ("Un A", "Deux B")]
    call_off(shift, reason="Orage annoncé.", now=now)
    call_off(shift, reason="Orage annoncé.", now=now)
    assert [states(each) for each in people] == [["cancelled"], ["cancelled"]]
    assert counts(shift.needs.get()) == (0, 0)
    assert [letter.facts["reason"] for letter in VolunteerLetter.objects.filter(kind="off")] == ["Orage annoncé."] * 2


def test_a_move_onto_another_shift_of_theirs_asks_first(now):
    day = now + timedelta(days=2)
    shift, other = make_shift(starts_at=day), make_shift(make_mission("Bar"), day + timedelta(hours=4))
    busy = sign_up(needs_of(shift, other), someone("Un A"), now=now).volunteer
    free = sign_up(needs_of(shift), someone("Deux B"), now=now).volunteer
    to = {"starts_at": other.starts_at, "ends_at": other.ends_at, "place": None, "now": now}
    with pytest.raises(Concerned) as asked:
        move(shift, **to)
    assert [row.volunteer for row in asked.value.sign_ups] == [busy]
    moved = move(shift, **to, agreed=asked.value.key)
    assert (moved.starts_at, moved.sequence) == (other.starts_at, 1)
    assert (sorted(states(busy)), states(free)) == (["cancelled", "confirmed"], ["confirmed"])
    assert VolunteerLetter.objects.filter(kind="moved").count() == 2


def test_lowering_a_need_says_whom_it_concerns_and_asks(now):
    shift = make_shift(starts_at=now + timedelta(days=2), needs={"Accueil": 2})
    people = [sign_up(needs_of(shift), someone(name), now=now).volunteer for name in ("Un A", "Deux B")]
    with pytest.raises(Concerned) as asked:
        set_need(shift, wanted(shift.mission, 1), now=now)
    assert [row.volunteer for row in asked.value.sign_ups] == people[1:]
    assert counts(shift.needs.get()) == (2, 0)
    set_need(shift, wanted(shift.mission, 1), now=now, agreed=asked.value.key)
    assert ([states(each) for each in people], counts(shift.needs.get())) == ([["confirmed"], ["waiting"]], (1, 1))
    set_need(shift, wanted(shift.mission, 2), now=now)
    assert (states(people[1]), counts(shift.needs.get())) == (["confirmed"], (2, 0))


def test_a_confirmation_that_names_others_asks_again(now):
    shift = make_shift(starts_at=now + timedelta(days=2), needs={"Accueil": 2})
    for name in ("Un A", "Deux B"):
        sign_up(needs_of(shift), someone(name), now=now)
    with pytest.raises(Concerned):
        set_need(shift, wanted(shift.mission, 1), now=now, agreed="999999")
    assert counts(shift.needs.get()) == (2, 0)
