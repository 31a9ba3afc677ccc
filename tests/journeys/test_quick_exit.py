"""Leaving a page about something sensitive: one press, or three of the Escape key, and going back does not return."""

import pytest

pytestmark = pytest.mark.browser

MAKE_SENSITIVE = """
from django.utils import timezone
from events.models import Event
from portal.cms.models import SiteIdentity
identity = SiteIdentity.load()
identity.quick_exit_url = {exit!r}
identity.save()
event = Event.objects.published().upcoming(timezone.now()).filter(registration_mode="date").first()
Event.objects.filter(pk=event.pk).update(sensitive=True)
print(event.slug)
"""


@pytest.fixture(scope="module")
def sensitive(portal):
    """(the page of an event on a sensitive subject, the neutral site where its way out leads)."""
    neutral = f"{portal.address}/en/accessibility/"  # a page with an icon: the browser asks for one where none is named
    slug = portal.run(MAKE_SENSITIVE.format(exit=neutral)).strip().splitlines()[-1]
    return f"/fr/agenda/{slug}/", neutral


def press(page):
    page.click("text=Quitter vite")


def escape(page):
    for _time in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [press, escape])
def test_it_leads_away_and_not_back(open_page, sensitive, leave):
    path, neutral = sensitive
    page = open_page("/fr/agenda/")
    page.goto(path)
    leave(page)
    page.wait_for_url(neutral)
    page.go_back()
    assert page.url.endswith("/fr/agenda/")


def test_two_presses_of_escape_stay(open_page, sensitive):
    path, _neutral = sensitive
    page = open_page(path)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith(path)


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_it_is_a_link_that_stays_in_sight(open_page, sensitive, width):
    path, neutral = sensitive
    page = open_page(path, javascript=False, width=width)
    page.mouse.wheel(0, 1500)
    page.wait_for_timeout(200)
    box = page.locator(".quick-exit-go").bounding_box()
    assert 0 <= box["y"] < 60
    assert box["height"] >= 44
    press(page)
    page.wait_for_url(neutral)
