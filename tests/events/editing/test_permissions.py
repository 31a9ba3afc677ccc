"""What each group of staff can open in the admin, and do there."""

import pytest
from django.urls import reverse

from events.models import Event, EventSettings
from portal.accounts.groups import (
    ADMINISTRATOR,
    COORDINATOR,
    DESK,
    EDITOR,
    MODERATOR,
    TRAINING_OFFICER,
    TRANSLATOR,
)
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db

GROUPS = [EDITOR, MODERATOR, TRANSLATOR, COORDINATOR, TRAINING_OFFICER, DESK, ADMINISTRATOR]
# Page → the groups to which it opens.
OPENS = {
    "events": GROUPS,
    "dates": GROUPS,
    "new event": [EDITOR, MODERATOR, COORDINATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "edit event": [EDITOR, MODERATOR, TRANSLATOR, COORDINATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "withdraw event": [EDITOR, MODERATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "delete event": [MODERATOR, ADMINISTRATOR],
    "move a date": [EDITOR, MODERATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "quartiers": [EDITOR, MODERATOR, COORDINATOR, ADMINISTRATOR],
    "new quartier": [EDITOR, MODERATOR, ADMINISTRATOR],
    "places": [EDITOR, MODERATOR, TRANSLATOR, COORDINATOR, ADMINISTRATOR],
    "edit place": [EDITOR, MODERATOR, TRANSLATOR, ADMINISTRATOR],
    "partners": [EDITOR, MODERATOR, TRANSLATOR, COORDINATOR, ADMINISTRATOR],
    "edit partner": [EDITOR, MODERATOR, TRANSLATOR, ADMINISTRATOR],
    "members": [MODERATOR, ADMINISTRATOR],
    "themes": [EDITOR, MODERATOR, ADMINISTRATOR],
    "images": [EDITOR, MODERATOR, COORDINATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "new image": [EDITOR, MODERATOR, COORDINATOR, TRAINING_OFFICER, ADMINISTRATOR],
    "accounts": [ADMINISTRATOR],
    "agenda settings": [ADMINISTRATOR],
}


@pytest.fixture
def event():
    return publish_event(make_event())


def url_of(page, event):
    territory = "wagtailsnippets_partners_"
    return {
        "events": lambda: address("list"),
        "dates": lambda: address("dates", event.pk),
        "new event": lambda: address("add"),
        "edit event": lambda: address("edit", event.pk),
        "withdraw event": lambda: address("unpublish", event.pk),
        "delete event": lambda: address("delete", event.pk),
        "move a date": lambda: address("date", event.pk, event.occurrences.get().pk, "move"),
        "quartiers": lambda: reverse(f"{territory}quartier:list"),
        "new quartier": lambda: reverse(f"{territory}quartier:add"),
        "places": lambda: reverse(f"{territory}place:list"),
        "edit place": lambda: reverse(f"{territory}place:edit", args=[event.place_id]),
        "partners": lambda: reverse(f"{territory}partner:list"),
        "edit partner": lambda: reverse(f"{territory}partner:edit", args=[event.organiser_id]),
        "members": lambda: reverse("partner_members:index"),
        "themes": lambda: reverse("wagtailsnippets_partners_theme:list"),
        "images": lambda: reverse("wagtailimages:index"),
        "new image": lambda: reverse("wagtailimages:add_multiple"),
        "accounts": lambda: reverse("wagtailusers_users:index"),
        "agenda settings": lambda: reverse(
            "wagtailsettings:edit", args=["events", "eventsettings", EventSettings.load().pk]
        ),
    }[page]()


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_opens_what_its_work_needs(client, event, group):
    client.force_login(make_user(groups=[group]))
    opened = {page for page in OPENS if client.get(url_of(page, event), follow=False).status_code == 200}
    assert opened == {page for page, groups in OPENS.items() if group in groups}


def test_who_is_no_staff_opens_nothing(client, event):
    client.force_login(make_user(partner=event.organiser))
    assert [page for page in OPENS if client.get(url_of(page, event)).status_code == 200] == []


@pytest.mark.parametrize("group", GROUPS)
def test_only_who_may_publish_publishes(client, event, group):
    client.force_login(make_user(groups=[group]))
    url = address("edit", event.pk)
    if group in OPENS["edit event"]:
        texts = [{"title": "Autre titre"}]
        client.post(url, filled(client, url, rows={"texts": texts}, **{"action-publish": "1"}))
    else:
        client.post(url, {"action-publish": "1"})
    assert (str(Event.objects.get()) == "Autre titre") is (group in OPENS["withdraw event"])


@pytest.mark.parametrize("group", [TRANSLATOR, COORDINATOR, DESK])
def test_who_may_not_withdraw_does_not(client, event, group):
    client.force_login(make_user(groups=[group]))
    client.post(address("unpublish", event.pk), {"becomes": "kept"})
    client.post(address("delete", event.pk))
    assert Event.objects.get().live


def test_what_is_locked_is_published_by_nobody_else(client, event):
    event.locked, event.locked_by = True, make_user()
    event.save()
    client.force_login(make_user(groups=[EDITOR]))
    url = address("edit", event.pk)
    client.post(url, filled(client, url, rows={"texts": [{"title": "Autre titre"}]}, **{"action-publish": "1"}))
    assert str(Event.objects.get()) == "Atelier de couture"
