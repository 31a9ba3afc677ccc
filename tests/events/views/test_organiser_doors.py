"""Every address of organisers, walked by people who do not organise: nothing of somebody else's event, ever.

Addresses are read from the URLconf, so that a new one is walked without being named here.
"""

import re
import uuid

import pytest
from django.urls import URLPattern, get_resolver

from events.asking.details import Details, Given
from events.models import Answer, Question, RegistrationMode
from portal.accounts.groups import DESK, EDITOR, TRANSLATOR
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db

ROOT = "espace/organisation/"
SECRET = "Amina Diallo"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(patterns=None):
    """The routes under ROOT, in French, with their parameters."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLPattern):
            yield from routes(pattern.url_patterns)
        elif str(pattern.pattern).startswith(ROOT):
            yield str(pattern.pattern)


ROUTES = sorted(set(routes()))
SCRIPTS = [route for route in ROUTES if route.endswith(".js")]  # the same for everybody, about nobody
OF_ONE_EVENT = [route for route in ROUTES if "<" in route and route not in SCRIPTS]


@pytest.fixture
def event():
    event = make_event(texts={"fr": "Fête secrète"}, registration_mode=RegistrationMode.DATE, approval="organiser")
    event.questions = [Question(kind="text", label_fr="Quoi ?")]
    return publish_event(event)


@pytest.fixture
def values(event):
    """What stands in the place of each parameter: rows that are there."""
    question = event.questions.get()
    given = Given(question=question.uuid, label="Quoi ?", value="x")
    registration = book(event, SECRET, details=Details(answers=(given,)))
    return {
        "slug": event.slug,
        "reference": registration.reference,
        "date": str(event.occurrences.get().uuid),
        "answer": str(Answer.objects.get().uuid),
    }


def address(route, values):
    """The address with these values; an unknown row where a page is about something else yet."""
    return "/fr/" + PARAMETER.sub(lambda match: values.get(match[2]) or _some(match[1]), route)


def _some(kind):
    return {"uuid": str(uuid.uuid4()), "int": "1"}.get(kind, "x")


def test_addresses_are_found():
    assert ROOT in ROUTES
    assert len(OF_ONE_EVENT) >= 20


@pytest.mark.parametrize("route", OF_ONE_EVENT)
@pytest.mark.parametrize("who", ["member of another partner", "nobody", "staff without the right"])
def test_nobody_else_finds_anything(client, event, values, route, who):
    another = make_partner("Autre")
    make_event(organiser=another)
    user = {
        "member of another partner": lambda: make_user(partner=another),
        "nobody": make_user,
        "staff without the right": lambda: make_user(groups=[TRANSLATOR]),
    }[who]()
    client.force_login(user)
    for ask in (client.get, client.post):
        response = ask(address(route, values))
        assert response.status_code == 404, (ask.__name__, route)
        assert SECRET not in response.content.decode()
    assert event.registrations.get().state == "pending"


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in SCRIPTS])
def test_who_is_not_signed_in_is_asked_to(client, event, values, route):
    for ask in (client.get, client.post):
        response = ask(address(route, values))
        assert response.status_code == 302, (ask.__name__, route)
        assert response.url.startswith("/fr/compte/"), response.url


def known(route):
    """Whether `values` has everything that the address needs."""
    return {name for _kind, name in PARAMETER.findall(route)} <= {"slug", "reference", "date"}


@pytest.mark.parametrize("route", [route for route in OF_ONE_EVENT if known(route)])
def test_who_organises_finds_the_page(client, event, values, route):
    client.force_login(make_user(partner=event.organiser))
    assert client.get(address(route, values)).status_code in (200, 302, 405), route


def test_the_list_of_events_shows_nothing_to_who_organises_none(client, event, values):
    for user in (make_user(), make_user(partner=make_partner("Autre"))):
        client.force_login(user)
        page = client.get(f"/fr/{ROOT}")
        assert page.status_code == 200
        assert "Fête secrète" not in page.content.decode()
        assert client.post(f"/fr/{ROOT}").status_code == 405


@pytest.mark.parametrize("route", SCRIPTS)
def test_scripts_say_nothing_of_the_event(client, values, route):
    response = client.get(address(route, values))
    assert response["Content-Type"].startswith("text/javascript")
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("route", OF_ONE_EVENT)
def test_who_may_only_look_changes_nothing(client, event, values, route):
    """Editors see registrations; every POST, and every page that is there for changing, needs more."""
    client.force_login(make_user(groups=[EDITOR]))
    response = client.post(address(route, values), {"act": "agree", "sure": "on", "pick": values["reference"]})
    assert response.status_code == 404, route
    assert event.registrations.get().state == "pending"


def test_staff_of_the_desk_organise_everything(client, event, values):
    client.force_login(make_user(groups=[DESK]))
    assert SECRET in client.get(f"/fr/{ROOT}{event.slug}/").content.decode()
