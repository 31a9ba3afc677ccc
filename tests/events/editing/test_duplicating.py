"""Duplicating in the admin: who may, what is asked, what the draft then says."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from events.models import Event
from portal.accounts.groups import DESK, EDITOR, TRANSLATOR
from tests.events.editing.filled import address, filled, words
from tests.factories import make_event, make_partner, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def editor(client):
    user = make_user(groups=[EDITOR])
    client.force_login(user)
    return user


@pytest.fixture
def event():
    texts = {"fr": {"title": "Fête", "summary": "Ensemble."}, "nl": {"title": "Feest", "summary": "Samen."}}
    return publish_event(make_event(texts=texts, dates=[make_rule(date(2027, 3, 9))], draw_at=None))


ASKED = {"days": "4/9/2027, 11/9/2027", "begins": "10:00", "ends": "12:00"}


def copies(event):
    return Event.objects.exclude(pk=event.pk)


def test_the_list_and_the_form_lead_there(client, editor, event):
    href = address("duplicate", event.pk)
    assert href in client.get(address("list")).content.decode()
    assert href in client.get(address("edit", event.pk)).content.decode()
    page = client.get(href)
    assert page.status_code == 200
    assert (page.context["form"]["begins"].value().hour, page.context["form"]["ends"].value().hour) == (14, 16)


def test_a_draft_on_the_new_days_opens_for_editing(client, editor, event):
    response = client.post(address("duplicate", event.pk), ASKED)
    copy = copies(event).get()
    assert response.url == address("edit", copy.pk)
    assert [rule.day for rule in copy.rules.all()] == [date(2027, 9, 4), date(2027, 9, 11)]
    assert copy.latest_revision.user == editor
    assert "relisez-le" in " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"days": ""}, "days"),
        ({"days": "demain"}, "days"),
        ({"days": "4/9/2099"}, "days"),
        ({"begins": ""}, "begins"),
        ({"ends": "25:00"}, "ends"),
        ({"days": ", ".join(f"{day}/{month}/2027" for month in (7, 8, 10) for day in range(1, 30))}, "days"),
    ],
)
def test_what_makes_no_date_is_asked_again(client, editor, event, asked, field):
    page = client.post(address("duplicate", event.pk), ASKED | asked)
    assert list(page.context["form"].errors) == [field]
    assert not copies(event).exists()


def test_a_template_needs_no_day_and_is_listed_for_who_makes_an_event(client, editor, event):
    client.post(address("duplicate", event.pk), {"days": "", "as_template": "on"})
    template = copies(event).get()
    assert template.is_template
    page = client.get(address("templates")).content.decode()
    assert address("duplicate", template.pk) in page and "Fête" in page
    assert address("templates") in client.get(address("add")).content.decode()
    assert address("templates") in client.get(address("list")).content.decode()


def test_without_templates_the_page_says_how_to_make_one(client, editor):
    assert "En faire un modèle" in words(client.get(address("templates")))


@pytest.mark.parametrize("group", [TRANSLATOR, DESK])
def test_who_may_not_add_events_duplicates_none(client, event, group):
    client.force_login(make_user(groups=[group]))
    for method, href in (
        ("get", address("duplicate", event.pk)),
        ("post", address("duplicate", event.pk)),
        ("get", address("templates")),
    ):
        assert getattr(client, method)(href, ASKED).status_code == 302
    assert not copies(event).exists()


def test_members_of_a_partner_have_no_such_page(client, event):
    client.force_login(make_user(partner=event.organiser))
    assert client.post(address("duplicate", event.pk), ASKED).status_code == 302
    assert not copies(event).exists()


def test_the_box_makes_a_template_at_once_and_takes_it_back(client, editor):
    draft = make_event(texts={"fr": "Brouillon"})
    url = address("edit", draft.pk)
    client.post(url, filled(client, url, is_template="on"))
    draft.refresh_from_db()
    assert draft.is_template
    client.post(url, filled(client, url, is_template=None))
    draft.refresh_from_db()
    assert not draft.is_template


def test_what_was_public_becomes_no_template(client, editor, event):
    url = address("edit", event.pk)
    page = client.post(url, filled(client, url, is_template="on"))
    assert "is_template" in page.context["form"].errors
    event.refresh_from_db()
    assert (event.live, event.is_template) == (True, False)


def test_publishing_a_template_keeps_the_draft_and_says_why(client, editor):
    draft = make_event(texts={"fr": "Brouillon"}, is_template=True)
    url = address("edit", draft.pk)
    response = client.post(url, filled(client, url, **{"action-publish": "action-publish"}))
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert "Un modèle ne se publie pas" in said
    draft.refresh_from_db()
    assert not draft.live


def test_a_draft_says_what_is_missing_until_it_is_published(client, editor, event):
    city = make_partner("Ville", is_city=True)
    draft = make_event(texts={"fr": "Fête"}, organiser=city, place=None, is_online=False, dates=[])
    page = words(client.get(address("edit", draft.pk)))
    for sentence in ("le résumé en français", "choisissez un lieu", "Il n’y a pas encore de date."):
        assert sentence in page
    assert "Ce qui reste à faire" not in words(client.get(address("edit", event.pk)))


def test_a_copy_says_what_it_did_not_take_over_until_it_is_said(client, editor):
    rule = make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=3")
    event = publish_event(make_event(dates=[rule]))
    client.post(address("duplicate", event.pk), ASKED)
    url = address("edit", copies(event).get().pk)
    assert "La répétition n’est pas reprise" in words(client.get(url))
    client.post(url, filled(client, url, rows={"rules": [{"frequency": "weekly", "count": "2"}]}))
    assert "La répétition n’est pas reprise" not in words(client.get(url))


def test_templates_have_a_state_of_their_own_in_the_list(client, editor, event):
    template = make_event(texts={"fr": "Modèle"}, is_template=True)
    listed = client.get(address("list"), {"state": "template"}).context["object_list"]
    assert [row.pk for row in listed] == [template.pk]
    assert list(client.get(address("list"), {"state": "draft"}).context["object_list"]) == []
