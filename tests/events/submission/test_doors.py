"""Every address of the partner space, walked by a member of another partner: nothing there, and nothing changes."""

import re
import uuid

import pytest
from django.urls import URLPattern, get_resolver

from events.models import Event
from events.submission.photos import receive
from partners.membership import ask_access, invite
from partners.models import AccessRequest, Invitation, Membership, Role
from portal.accounts.groups import EDITOR, MODERATOR
from tests.events.submission.posted import picture, proposal
from tests.factories import make_event, make_partner, make_service, make_user

pytestmark = pytest.mark.django_db

ROOT = "espace/partenaire/"
SECRET = "Fête pas encore annoncée"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(patterns=None):
    """The routes under ROOT, in French, with their parameters."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLPattern):
            yield from routes(pattern.url_patterns)
        elif str(pattern.pattern).startswith(ROOT):
            yield str(pattern.pattern)


ROUTES = sorted(set(routes()))
OF_ONE_PARTNER = [route for route in ROUTES if "<slug:slug>" in route]
# Staff who publish see to the calendars of every partner: their doors are in tests/events/views/test_imports.py.
POSTED = [route for route in OF_ONE_PARTNER if "/calendriers/" not in route]
POSTS = [
    {},
    proposal(),
    {"act": "submit"},
    {"act": "delete"},
    {"act": "take_back"},
    {"act": "invite", "email": "x@demo.test", "role": "manager", "language": "fr"},
]


@pytest.fixture
def partner():
    return make_partner("Femmes du monde")


@pytest.fixture
def member(partner):
    return make_user("membre@demo.test", partner=partner, role=Role.MANAGER)


@pytest.fixture
def values(partner, member):
    event = make_event(organiser=partner, texts={"fr": SECRET})
    event.save_revision(user=member)
    photo = receive(picture((400, 300)), partner=partner, user=member)
    service = make_service(partner=partner)
    return {
        "slug": partner.slug,
        "event": event.slug,
        "uuid": str(photo.uuid),
        "service": service.slug,
        "section": "heures",
    }


def address(route, values):
    return "/fr/" + PARAMETER.sub(lambda match: values.get(match[2]) or str(uuid.uuid4()), route)


def state():
    return (
        [str(event.get_latest_revision_as_object()) for event in Event.objects.order_by("pk")],
        Membership.objects.count(),
        Invitation.objects.count(),
    )


def test_addresses_are_found():
    assert len(OF_ONE_PARTNER) >= 8


@pytest.mark.parametrize(
    ("who", "route"),
    [
        *(("member of another partner", route) for route in OF_ONE_PARTNER),
        *(("nobody", route) for route in OF_ONE_PARTNER),
        *(("staff without members", route) for route in POSTED),
    ],
)
def test_nobody_else_finds_anything(client, values, route, who):
    user = {
        "member of another partner": lambda: make_user(partner=make_partner("Autre"), role=Role.MANAGER),
        "nobody": make_user,
        "staff without members": lambda: make_user(groups=[EDITOR]),
    }[who]()
    client.force_login(user)
    before = state()
    assert client.get(address(route, values)).status_code == 404
    for data in POSTS:
        response = client.post(address(route, values), data)
        assert response.status_code == 404, data
        assert SECRET not in response.content.decode()
    assert state() == before


@pytest.mark.parametrize("route", OF_ONE_PARTNER)
def test_under_one_s_own_partner_nothing_of_another_s_is_found(client, values, route):
    """The other's activity and photo, asked for under a slug that one does speak for."""
    own = make_partner("Autre")
    client.force_login(make_user(partner=own, role=Role.MANAGER))
    before = state()
    mine = address(route, values | {"slug": own.slug})
    for response in (
        client.get(mine),
        client.get(f"{mine}?de={values['event']}"),
        *(client.post(mine, d) for d in POSTS[2:5]),
    ):
        assert SECRET not in (b"" if response.streaming else response.content).decode()
        if "<slug:event>" in route or "<uuid:uuid>" in route:
            assert response.status_code in (404, 405)
    client.post(f"{mine}?activite={values['event']}", proposal(source=values["event"], photo_kept=values["uuid"]))
    assert [event for event in state()[0] if event == SECRET] == before[0]
    assert all(event.image is None for event in Event.objects.filter(organiser=own))


@pytest.mark.parametrize("route", [route for route in ROUTES if "<str:token>" not in route])
def test_who_is_not_signed_in_is_asked_to(client, values, route):
    for ask in (client.get, client.post):
        response = ask(address(route, values))
        assert (response.status_code, response.url[:11]) == (302, "/fr/compte/")


@pytest.mark.parametrize("route", POSTED)
def test_its_own_people_find_it(client, values, member, route):
    client.force_login(member)
    response = client.get(address(route, values))
    assert response.status_code == (405 if "proposer/apercu" in route else 200)
    if response.streaming:
        assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"


def test_requests_and_invitations_of_others_are_not_answered(client, partner, member):
    asked = ask_access(partner, user=make_user("a@demo.test"), words="Bonjour")
    invited = invite(partner, email="i@demo.test", role=Role.EDITOR, language="fr", by=member)
    own = make_partner("Autre")
    client.force_login(make_user(partner=own, role=Role.MANAGER))
    assert client.post(f"/fr/{ROOT}acces/demandes/", {"request": asked.pk, "act": "accept"}).status_code == 404
    theirs = Membership.objects.get(user=member)
    for data in ({"act": "withdraw", "row": invited.pk}, {"act": "remove", "row": theirs.pk}):
        assert client.post(f"/fr/{ROOT}{own.slug}/membres/", data).status_code == 404
    assert AccessRequest.objects.get().state == "asked"
    assert (Invitation.objects.unanswered().count(), Membership.objects.filter(user=member).exists()) == (1, True)


def test_staff_who_see_to_members_find_members_and_record_and_no_draft(client, values):
    client.force_login(make_user(groups=[MODERATOR]))
    found = {route: client.get(address(route, values)).status_code for route in POSTED}
    assert [route for route, code in found.items() if code == 200] == [
        f"{ROOT}<slug:slug>/fiche/",
        f"{ROOT}<slug:slug>/membres/",
    ]
