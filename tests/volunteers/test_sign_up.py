"""Signing up for several shifts in one go, withdrawing, and what stands against it."""

from datetime import timedelta

import pytest

from events.models import Capacity
from portal.kit.refusal import Refusal
from tests.factories import make_mission, make_place, make_shift, make_skill, make_volunteer
from volunteers.answers import Person, answers, person_of
from volunteers.models import Need, NeedSkill, SignUp, Volunteer, VolunteerLetter
from volunteers.places import rooms_of
from volunteers.sign_up import Declared, sign_up, withdraw

pytestmark = pytest.mark.django_db


def needs_of(*shifts):
    return [need.pk for shift in shifts for need in shift.needs.all()]


def someone(name="Awa Diallo", **facts):
    return Declared(**{"name": name, "email": f"{name.replace(' ', '.').lower()}@exemple.test", "age": "18"} | facts)


def states(volunteer):
    return list(volunteer.sign_ups.in_order().values_list("state", flat=True))


def counts(need):
    capacity = Capacity.objects.get(need=need)
    rows = SignUp.objects.filter(need=need)
    assert (capacity.taken, capacity.waiting) == (rows.confirmed().count(), rows.waiting().count())
    return capacity.taken, capacity.waiting


@pytest.fixture
def day(now):
    return now + timedelta(days=3)


def test_several_shifts_in_one_go_and_one_letter_says_all(now, day):
    mission = make_mission()
    shifts = [make_shift(mission, day + timedelta(hours=4 * n), needs={"Accueil": 1}) for n in range(2)]
    done = sign_up(needs_of(*shifts), someone(), now=now)
    assert (done.created, [line.code for line in done.lines]) == (True, ["free", "free"])
    assert states(done.volunteer) == ["confirmed", "confirmed"]
    letter = VolunteerLetter.objects.get()
    assert (letter.kind, letter.facts["sign_ups"]) == ("signed_up", [row.pk for row in done.made])


def test_full_shift_puts_on_the_waiting_list_and_leaving_promotes_the_oldest(now, day):
    shift = make_shift(starts_at=day, needs={"Accueil": 1})
    first, second, third = (sign_up(needs_of(shift), someone(name), now=now) for name in ("Un A", "Deux B", "Trois C"))
    assert counts(shift.needs.get()) == (1, 2)
    withdraw(first.volunteer, None, now=now)
    assert [states(each.volunteer) for each in (first, second, third)] == [["cancelled"], ["confirmed"], ["waiting"]]
    assert counts(shift.needs.get()) == (1, 1)
    assert VolunteerLetter.objects.get(volunteer=second.volunteer, kind="promoted").facts["sign_ups"]


def test_a_repeat_changes_nothing_and_sends_the_link_again(now, day):
    shift = make_shift(starts_at=day)
    first = sign_up(needs_of(shift), someone(), now=now)
    again = sign_up(needs_of(shift), someone(" awa  DIALLO", email="Awa.Diallo@exemple.test"), now=now)
    assert (again.created, again.volunteer, again.made) == (False, first.volunteer, [])
    assert counts(shift.needs.get()) == (1, 0)
    assert list(VolunteerLetter.objects.order_by("pk").values_list("kind", flat=True)) == ["signed_up", "link"]


def test_overlap_is_refused_across_missions_and_named(now, day):
    one = make_shift(make_mission("Montage"), day, needs={"Accueil": 1})
    other = make_shift(make_mission("Bar"), day + timedelta(hours=1), needs={"Accueil": 1})
    done = sign_up(needs_of(one, other), someone(), now=now)
    assert [line.code for line in done.lines] == ["free", "overlap"]
    assert "« Montage »" in done.lines[1].sentence
    assert VolunteerLetter.objects.get().facts["refused"][0]["why"] == done.lines[1].sentence
    assert counts(other.needs.get()) == (0, 0)


def test_who_types_somebody_elses_name_learns_nothing_of_their_shifts(now, day):
    one, other = make_shift(starts_at=day), make_shift(make_mission("Bar"), day + timedelta(hours=1))
    sign_up(needs_of(one), someone(), now=now)
    curious = sign_up(needs_of(other), someone(), now=now)
    assert [line.code for line in curious.lines] == ["overlap"]
    assert [line.code for line in curious.shown] == ["free"]


def test_who_types_somebody_elses_name_changes_nothing_about_them(now, day):
    known = make_volunteer(age="16", email="awa.diallo@exemple.test", guardian_agreed_at=now)
    shift = make_shift(starts_at=day)
    sign_up(needs_of(shift), someone(age="18", skills=frozenset([make_skill().pk])), now=now)
    known.refresh_from_db()
    assert (known.age, known.skills.count()) == ("16", 0)


def test_a_minor_needs_a_parent(now, day):
    shift = make_shift(starts_at=day)
    with pytest.raises(Refusal, match="parent"):
        sign_up(needs_of(shift), someone(age="16"), now=now)
    done = sign_up(needs_of(shift), someone(age="16", guardian_name="Mme D", guardian_phone="02 555 01 01"), now=now)
    assert (done.volunteer.guardian_agreed_at, done.volunteer.guardian_phone) == (now, "+3225550101")


@pytest.mark.parametrize(
    ("age", "hour", "minutes", "code"),
    [
        ("18", 21, 120, "free"),
        ("16", 21, 120, "night"),
        ("16", 4, 60, "night"),
        ("16", 8, 8 * 60 + 1, "long"),
        ("16", 8, 8 * 60, "free"),
        ("18", 8, 10 * 60 + 1, "long"),
        ("15", 8, 60, "young"),
    ],
)
def test_hours_of_minors_and_days_that_are_too_long(now, age, hour, minutes, code):
    day = now.replace(hour=hour - 1, minute=0) + timedelta(days=3)  # Brussels is an hour ahead in March
    shift = make_shift(starts_at=day, minutes=minutes)
    needs = list(Need.objects.filter(shift=shift).with_shift())
    assert [said.code for said in answers(Person(age), needs, rooms_of(needs), now=now)] == [code]


def test_what_is_off_over_begun_or_not_open_is_said(now):
    opening, closed = make_mission(opens_at=now + timedelta(days=1)), make_mission(closes_at=now)
    shifts = [
        make_shift(opening, now + timedelta(days=3)),
        make_shift(closed, now + timedelta(days=3)),
        make_shift(starts_at=now - timedelta(hours=1)),
        make_shift(starts_at=now - timedelta(hours=9)),
        make_shift(starts_at=now + timedelta(days=3), state="cancelled"),
    ]
    needs = [Need.objects.filter(shift=shift).with_shift().get() for shift in shifts]
    said = answers(Person(), needs, rooms_of(needs), now=now)
    assert [each.code for each in said] == ["not_open", "closed", "started", "ended", "off"]
    assert all(each.sentence for each in said)


def test_too_little_time_between_two_places_is_a_warning(now, day):
    near, far = make_place(latitude=50.837, longitude=4.3457), make_place(latitude=50.89, longitude=4.34)
    volunteer = make_volunteer()
    one = make_shift(make_mission("Bar", place=near), day, minutes=60)
    sign_up(needs_of(one), someone(volunteer.name, email=volunteer.email), now=now, known=volunteer)
    other = make_shift(make_mission("Vestiaire", place=far), day + timedelta(minutes=70))
    needs = list(Need.objects.filter(shift=other).with_shift())
    said = answers(person_of(volunteer), needs, rooms_of(needs), now=now)[0]
    assert (said.code, said.warnings) == ("free", ["Comptez 99 minutes de trajet avec « Bar »."])


def test_places_kept_for_a_skill_are_respected_both_ways(now, day):
    licence = make_skill(to_confirm=True)
    shift = make_shift(starts_at=day, needs={"Accueil": 2})
    NeedSkill.objects.create(need=shift.needs.get(), skill=licence, least=1)
    plain = sign_up(needs_of(shift), someone("Un A"), now=now)
    second = sign_up(needs_of(shift), someone("Deux B"), now=now)
    driver = sign_up(needs_of(shift), someone("Trois C", skills=frozenset([licence.pk])), now=now)
    assert [states(each.volunteer) for each in (plain, second, driver)] == [["confirmed"], ["waiting"], ["confirmed"]]
    assert "Permis B" in second.lines[0].sentence
    assert (driver.made[0].to_confirm, driver.made[0].skills) == (True, [licence.pk])
    withdraw(driver.volunteer, None, now=now)
    assert states(second.volunteer) == ["waiting"]
    withdraw(plain.volunteer, None, now=now)
    assert states(second.volunteer) == ["confirmed"]
    assert counts(shift.needs.get()) == (1, 0)


def test_who_has_no_address_becomes_a_call(now, day):
    shift = make_shift(starts_at=day)
    sign_up(needs_of(shift), someone(email="", phone="0470 12 34 56"), now=now)
    assert VolunteerLetter.objects.get().state == "to_call"
    assert Volunteer.objects.get().phone == "+32470123456"


def test_what_has_begun_is_not_given_back(now, day):
    shift = make_shift(starts_at=day)
    done = sign_up(needs_of(shift), someone(), now=now)
    assert withdraw(done.volunteer, None, now=day) == []
    assert states(done.volunteer) == ["confirmed"]


def test_only_ones_own_sign_ups_are_given_back(now, day):
    shift = make_shift(starts_at=day)
    mine, theirs = (sign_up(needs_of(shift), someone(name), now=now) for name in ("Un A", "Deux B"))
    assert withdraw(mine.volunteer, [row.pk for row in theirs.made], now=now) == []
    assert states(theirs.volunteer) == ["confirmed"]
