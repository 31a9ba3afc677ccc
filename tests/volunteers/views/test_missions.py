"""The list of missions, a mission with its shifts, and signing up on the page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.kit.form_stamp import new_stamp
from portal.kit.links import link_token
from tests.factories import make_mission, make_partner, make_place, make_quartier, make_session, make_shift, make_user
from tests.volunteers.test_sign_up import states
from volunteers.letters import LINK
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def stamp(monkeypatch):
    """A form that was open long enough."""
    monkeypatch.setattr("volunteers.forms.check_age", lambda stamp: None)
    return new_stamp()


def path(mission, name="mission"):
    with override("fr"):
        return reverse(name, args=[mission.slug])


def typed(stamp, *shifts, **facts):
    needs = [str(need.uuid) for shift in shifts for need in shift.needs.all()]
    data = {"needs": needs, "name": "Awa Diallo", "email": "awa@exemple.test", "phone": "", "age": "18"}
    return data | {"language": "fr", "started": stamp} | facts


def test_list_shows_open_missions_with_their_next_shifts(client):
    make_shift(make_mission("Fête des Marolles"))
    make_mission("Brouillon", published=False)
    make_mission("Close", closes_at=timezone.now())
    html = client.get("/fr/benevolat/").content.decode()
    assert "Fête des Marolles" in html and "On cherche encore 2 personnes." in html
    assert "Brouillon" not in html and "Close" not in html
    assert "C45B" in html


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_pages_answer_in_every_language(client, language):
    mission = make_shift().mission
    with override(language):
        paths = [reverse("benevolat"), reverse("mission", args=[mission.slug])]
    assert [client.get(each).status_code for each in paths] == [200, 200]


def test_list_is_filtered(client):
    quartier = make_quartier("Laeken")
    here = make_mission("Ici", place=make_place(quartier=quartier), languages=["ar"], partner=make_partner("Querelle"))
    make_mission("Ailleurs", rhythm="regular")
    shift = make_shift(here)
    day = timezone.localdate(shift.starts_at).isoformat()
    for query in (
        f"quartier={quartier.slug}",
        "langue=ar",
        f"partenaire={here.partner.slug}",
        f"jour={day}",
        "rythme=once",
    ):
        html = client.get(f"/fr/benevolat/?{query}").content.decode()
        assert ("/fr/benevolat/ici/" in html, "/fr/benevolat/ailleurs/" in html) == (True, False), query
    assert "/fr/benevolat/ailleurs/" in client.get("/fr/benevolat/?quartier=nulle-part&jour=hier").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_are_constant(client, number, django_assert_max_num_queries):
    for _each in range(number):
        mission = make_mission(partner=make_partner(), place=make_place(quartier=make_quartier(f"Q{_each}")))
        for day in range(number):
            make_shift(mission, timezone.now() + timedelta(days=day + 1))
    with django_assert_max_num_queries(12):
        client.get("/fr/benevolat/")
    with django_assert_max_num_queries(12):
        client.get(path(mission))


def test_signing_up_ends_on_a_receipt(client, stamp):
    shift = make_shift()
    answer = client.post(path(shift.mission), typed(stamp, shift))
    assert answer.headers["Location"] == path(shift.mission, "mission-recu")
    html = client.get(answer.headers["Location"]).content.decode()
    assert "awa@exemple.test" in html and "Retenu" in html
    assert states(Volunteer.objects.get()) == ["confirmed"]


def test_without_an_address_the_link_is_shown_once(client, stamp):
    shift = make_shift()
    client.post(path(shift.mission), typed(stamp, shift, email="", phone="0470 12 34 56"))
    link = reverse("benevole", args=[link_token(Volunteer.objects.get(), purpose=LINK)])
    assert link in client.get(path(shift.mission, "mission-recu")).content.decode()
    assert link not in client.get(path(shift.mission, "mission-recu")).content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"needs": []}, "Cochez au moins un créneau."),
        ({"needs": ["nimporte"]}, "n’existe plus"),
        ({"name": ""}, "Écrivez votre nom."),
        ({"email": "", "phone": ""}, "Donnez une adresse e-mail ou un téléphone."),
        ({"phone": "12"}, "n’est pas complet"),
        ({"age": ""}, "tranche d’âge"),
        ({"age": "16"}, "écrivez le nom d’un parent"),
        ({"website": "x"}, "Laissez vide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, stamp, facts, said):
    shift = make_shift()
    answer = client.post(path(shift.mission), typed(stamp, shift) | facts)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not SignUp.objects.exists()


def test_what_cannot_be_taken_has_no_box(client):
    mission = make_mission()
    open_shift = make_shift(mission)
    off = make_shift(mission, open_shift.starts_at + timedelta(hours=3), state="cancelled")
    html = client.get(path(mission)).content.decode()
    assert str(open_shift.needs.get().uuid) in html
    assert str(off.needs.get().uuid) not in html
    assert "Ce créneau est annulé." in html


def test_the_shift_of_another_mission_is_not_taken_here(client, stamp):
    mine, other = make_shift(), make_shift(make_mission("Bar"))
    answer = client.post(path(mine.mission), typed(stamp, other))
    assert "n’existe plus" in answer.content.decode()


def test_an_account_is_prefilled_and_told_what_overlaps(client, stamp):
    user = make_user("awa@exemple.test", first_name="Awa", last_name="Diallo")
    client.cookies["sessionid"] = make_session(user)
    one = make_shift(make_mission("Montage"))
    assert 'value="Awa Diallo"' in client.get(path(one.mission)).content.decode()
    client.post(path(one.mission), typed(stamp, one))
    other = make_shift(make_mission("Bar"), one.starts_at)
    assert "En même temps que votre créneau « Montage »" in client.get(path(other.mission)).content.decode()


def test_draft_missions_and_their_receipts_are_not_found(client):
    mission = make_mission(published=False)
    assert client.get(path(mission)).status_code == 404


def test_a_former_address_redirects(client):
    mission = make_mission("Ancien nom")
    mission.slug = "nouveau-nom"
    mission.save()
    answer = client.get("/fr/benevolat/ancien-nom/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/benevolat/nouveau-nom/")
