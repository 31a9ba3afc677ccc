"""Pages of coordinators: whose they are, and what is done on them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories import make_mission, make_partner, make_session, make_shift, make_user
from tests.volunteers.test_sign_up import counts, needs_of, someone, states
from volunteers.models import Shift
from volunteers.sign_up import sign_up

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.cookies["sessionid"] = make_session(user)


def address(mission, shift=None):
    with override("fr"):
        if shift:
            return reverse("mission-creneau", args=[mission.slug, shift.uuid])
        return reverse("mission-creneaux", args=[mission.slug])


@pytest.fixture
def mission():
    return make_mission("Montage", partner=make_partner())


@pytest.fixture
def coordinator(client, clock):
    sign_in(client, make_user(groups=["Coordination"]))


def test_only_staff_and_the_partners_own_people_find_it(client, mission):
    shift = make_shift(mission)
    paths = [address(mission), address(mission, shift)]
    assert [client.get(path).status_code for path in paths] == [302, 302]
    for user, expected in (
        (make_user(), 404),
        (make_user(partner=make_partner("Autre")), 404),
        (make_user(partner=mission.partner), 200),
        (make_user(groups=["Coordination"]), 200),
    ):
        sign_in(client, user)
        assert [client.get(path).status_code for path in paths] == [expected] * 2
        assert [client.post(path, {"act": "off"}).status_code == 404 for path in paths] == [expected == 404] * 2


def test_a_shift_of_another_mission_is_not_found_here(client, mission, coordinator):
    assert client.get(address(mission, make_shift())).status_code == 404


def test_list_shows_ones_own_missions(client, mission):
    make_mission("Ailleurs")
    sign_in(client, make_user(partner=mission.partner))
    html = client.get("/fr/espace/benevolat/").content.decode()
    assert "Montage" in html and "Ailleurs" not in html
    sign_in(client, make_user())
    assert client.get("/fr/espace/benevolat/").status_code == 403


def test_shifts_are_repeated_weekly(client, mission, coordinator, clock):
    role = mission.roles.all()[0]
    data = {"act": "repeat", "repeat-first": "2027-03-21", "repeat-last": "2027-04-04", "repeat-begins": "14:00"}
    client.post(address(mission), data | {"repeat-ends": "16:00", f"repeat-role_{role.pk}": "3"})
    assert [f"{shift.starts_at:%d %H}" for shift in Shift.objects.all()] == ["21 13", "28 12", "04 12"]
    assert "0 sur 3" in client.get(address(mission)).content.decode()


def test_a_shift_without_anybody_needed_is_refused_in_words(client, mission, coordinator):
    data = {"act": "repeat", "repeat-first": "2027-03-21", "repeat-begins": "14:00", "repeat-ends": "16:00"}
    assert "Dites combien de personnes" in client.post(address(mission), data).content.decode()
    assert not Shift.objects.exists()


def test_lowering_asks_and_confirming_does_it(client, mission, coordinator, clock, now):
    shift = make_shift(mission, now + timedelta(days=3), needs={"Accueil": 2})
    people = [sign_up(needs_of(shift), someone(name), now=now).volunteer for name in ("Un A", "Deux B")]
    data = {"act": "need", "need-role": mission.roles.all()[0].pk, "need-limit": "1"}
    answer = client.post(address(mission, shift), data)
    assert "1 personne inscrite n’aurait plus sa place." in answer.content.decode()
    assert counts(shift.needs.get()) == (2, 0)
    key = answer.context["forms"][0]["form"].data["need-agreed"]
    client.post(address(mission, shift), data | {"need-agreed": key})
    assert [states(each) for each in people] == [["confirmed"], ["waiting"]]


def test_moving_and_calling_off(client, mission, coordinator, clock, now):
    shift = make_shift(mission, now + timedelta(days=3))
    client.post(
        address(mission, shift), {"act": "move", "move-day": "2027-03-28", "move-begins": "22:00", "move-ends": "01:00"}
    )
    shift.refresh_from_db()
    assert (f"{shift.starts_at:%d %H:%M}", shift.ends_at - shift.starts_at) == ("28 20:00", timedelta(hours=3))
    client.post(address(mission, shift), {"act": "off", "off-reason": "Pluie"})
    shift.refresh_from_db()
    assert (shift.state, shift.reason) == ("cancelled", "Pluie")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_are_constant(client, mission, coordinator, clock, now, number, django_assert_max_num_queries):
    for day in range(number):
        shift = make_shift(mission, now + timedelta(days=day + 1))
        for name in ("Un A", "Deux B")[:number]:
            sign_up(needs_of(shift), someone(name), now=now)
    with django_assert_max_num_queries(26):
        client.get(address(mission))


def test_staff_edit_missions_in_the_admin(client, mission, coordinator):
    for path in ("", f"edit/{mission.pk}/", "add/"):
        assert client.get(f"/admin/snippets/volunteers/mission/{path}").status_code == 200
    assert client.get("/admin/snippets/volunteers/skill/").status_code == 200
