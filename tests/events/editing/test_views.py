"""Publishing from the admin: drafts first, people shown before they are touched, nothing lost."""

from datetime import UTC, date, datetime, time

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events.models import Event, Registration, RegistrationMode
from events.publication import ACCEPTED
from events.registration import register
from portal.accounts.groups import EDITOR, MODERATOR
from tests.events.editing.filled import address, filled, words
from tests.factories import make_event, make_partner, make_place, make_rule, make_user, publish_event

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
    """Tuesday 9 March, 14:00–16:00, by registration to the date."""
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16))
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=10))


def book(event, now, name="Amina", *, persons=2):
    return register(
        event,
        occurrence=event.occurrences.first(),
        name=name,
        email=f"{name.lower()}@exemple.test",
        phone="",
        party_size=persons,
        language="fr",
        now=now,
    ).registration


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request)).replace("\u00a0", " ")


def starts(event):
    return list(event.occurrences.filter(in_schedule=True).values_list("starts_at", flat=True))


LATER = {"rules": [{"begins": "15:00", "ends": "17:00"}]}
AT_14, AT_15 = datetime(2027, 3, 9, 13, tzinfo=UTC), datetime(2027, 3, 9, 14, tzinfo=UTC)


def test_the_form_sent_back_unchanged_changes_nothing(client, editor, event):
    data = filled(client, address("edit", event.pk))
    response = client.post(address("edit", event.pk), data)
    assert response.status_code == 302
    fresh = Event.objects.get(pk=event.pk)
    assert (fresh.has_unpublished_changes, fresh.latest_revision.content["rules"][0]["rule"]) == (False, "")


def test_an_edit_is_a_draft_until_it_is_published(client, editor, event):
    url = address("edit", event.pk)
    client.post(url, filled(client, url, rows=LATER))
    assert (starts(event), Event.objects.get().has_unpublished_changes) == ([AT_14], True)
    client.post(url, filled(client, url, **{"action-publish": "1"}))
    assert (starts(event), Event.objects.get().has_unpublished_changes) == ([AT_15], False)


def test_a_new_event_is_made_published_and_dated(client, editor):
    partner = make_partner()
    url = address("add")
    texts = [{"language": "fr", "title": "Bal des Marolles", "summary": "On danse."}]
    rules = [
        {
            "day": "2027-03-09",
            "begins": "20:00",
            "ends": "01:00",
            "frequency": "weekly",
            "every": "2",
            "weekdays": ["TU", "TH"],
            "count": "4",
            "except_days": "11/3/2027",
        }
    ]
    data = filled(
        client,
        url,
        rows={"texts": texts, "rules": rules},
        kind="fete",
        organiser=partner.pk,
        place=make_place().pk,
        audiences=["familles", "aines"],
        languages=["fr", "ar"],
        **{"accessibility-lsfb": "yes", "accessibility-entree": "no", "action-publish": "1"},
    )
    response = client.post(url, data)
    assert response.status_code == 302, words(response)
    event = Event.objects.get()
    assert (event.live, event.slug, str(event)) == (True, "bal-des-marolles", "Bal des Marolles")
    assert (event.audiences, event.languages) == (["familles", "aines"], ["fr", "ar"])
    assert event.accessibility == {"lsfb": "yes", "entree": "no"}
    assert event.rules.get().rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4"
    assert [f"{start:%d %H}" for start in starts(event)] == ["09 19", "23 19", "25 19"]


def test_an_event_without_registrations_is_published_at_once(client, editor, event):
    url = address("edit", event.pk)
    response = client.post(url, filled(client, url, rows=LATER, **{"action-publish": "1"}))
    assert response.url == address("list")


@pytest.fixture
def at_stake(client, editor, event, now):
    """The address of the page of consequences, after « Publier » with two persons on a date that moves."""
    book(event, now)
    url = address("edit", event.pk)
    response = client.post(url, filled(client, url, rows=LATER, **{"action-publish": "1"}))
    event.refresh_from_db()
    assert response.url == address("consequences", event.pk, event.latest_revision_id, "publish")
    return response.url


def test_the_page_before_a_publication_names_its_event(client, event, at_stake):
    page = BeautifulSoup(client.get(at_stake).content, "html.parser")
    assert [heading.text for heading in page.select("main h2")] == [event.get_latest_revision().object_str]


def tokens(client, url):
    return [shown["token"] for shown in client.get(url).context["dates"]]


def test_what_would_happen_to_people_is_shown_and_the_edit_kept(client, event, at_stake):
    assert (starts(event), event.has_unpublished_changes) == ([AT_14], True)
    page = words(client.get(at_stake))
    assert "mardi 9 mars 2027, 14 h – 16 h 2 personnes passe à : mardi 9 mars 2027, 15 h – 17 h" in page
    edited = event.get_latest_revision_as_object()
    assert [rule.begins for rule in edited.rules.all()] == [time(15)]


def test_without_the_box_nothing_is_published(client, event, at_stake):
    response = client.post(at_stake, {"date": tokens(client, at_stake)})
    assert (response.status_code, starts(event)) == (200, [AT_14])
    assert "Cochez la case pour publier" in words(response)
    assert not ModelLogEntry.objects.filter(action=ACCEPTED).exists()


def test_with_the_box_it_is_published_and_who_agreed_is_known(client, editor, event, at_stake):
    response = client.post(at_stake, {"date": tokens(client, at_stake), "agreed": "1"})
    assert (response.url, starts(event)) == (address("list"), [AT_15])
    assert ModelLogEntry.objects.get(action=ACCEPTED).user == editor
    assert Registration.objects.get().occurrence.starts_at == AT_15


def test_who_registered_after_the_page_was_shown_is_shown_before_anything_happens(client, event, at_stake, now):
    seen = tokens(client, at_stake)
    Registration.objects.all().delete()
    other = event.occurrences.create(
        rule_day=date(2027, 3, 10),
        rule_starts_at=datetime(2027, 3, 10, 13, tzinfo=UTC),
        rule_ends_at=datetime(2027, 3, 10, 15, tzinfo=UTC),
        starts_at=datetime(2027, 3, 10, 13, tzinfo=UTC),
        ends_at=datetime(2027, 3, 10, 15, tzinfo=UTC),
    )
    Registration.objects.create(event=event, occurrence=other, name="Bart", email="bart@exemple.test", state="waiting")
    response = client.post(at_stake, {"date": seen, "agreed": "1"})
    assert (response.status_code, starts(event)) == (200, [AT_14, other.starts_at])
    assert "Entre-temps" in words(response)


def test_the_page_of_an_older_version_leads_back_to_the_form(client, event, at_stake):
    event.get_latest_revision_as_object().save_revision()
    response = client.post(at_stake, {"date": tokens_of_nothing(), "agreed": "1"})
    assert (response.url, starts(event)) == (address("edit", event.pk), [AT_14])


def tokens_of_nothing():
    return []


def test_who_may_not_publish_does_not_pass_the_page(client, event, at_stake):
    client.force_login(make_user(groups=["Coordination"]))
    assert client.get(at_stake).status_code == 302
    assert client.post(at_stake, {"agreed": "1"}).status_code == 302
    assert starts(event) == [AT_14]


def test_going_back_to_an_older_version_asks_too(client, editor, event, now):
    old = event.live_revision
    url = address("edit", event.pk)
    client.post(url, filled(client, url, rows=LATER, **{"action-publish": "1"}))
    book(event, now)
    url = address("revisions_revert", event.pk, old.pk)
    response = client.post(url, filled(client, url, **{"action-publish": "1"}))
    event.refresh_from_db()
    assert response.url == address("consequences", event.pk, event.latest_revision_id, "publish")
    assert starts(event) == [AT_15]
    client.post(response.url, {"date": tokens(client, response.url), "agreed": "1"})
    assert starts(event) == [AT_14]


def test_publishing_for_later_asks_at_once(client, editor, event, now):
    book(event, now)
    url = address("edit", event.pk)
    data = filled(client, url, rows=LATER, go_live_at="2027-03-05 09:00", **{"action-publish": "1"})
    response = client.post(url, data)
    client.post(response.url, {"date": tokens(client, response.url), "agreed": "1"})
    fresh = Event.objects.get()
    assert (starts(event), fresh.latest_revision.approved_go_live_at) == (
        [AT_14],
        fresh.scheduled_revision.as_object().go_live_at,
    )


def test_the_city_is_told_which_text_is_missing_and_keeps_its_draft(client, editor):
    event = make_event(organiser=make_partner(is_city=True))
    url = address("edit", event.pk)
    texts = [{"language": "fr", "title": "Bal", "summary": "On danse."}]
    response = client.post(url, filled(client, url, rows={"texts": texts}, **{"action-publish": "1"}))
    assert response.url == url
    assert "Il manque : le titre en néerlandais, le résumé en néerlandais." in said(response)
    fresh = Event.objects.get()
    assert (fresh.live, str(fresh.get_latest_revision_as_object())) == (False, "Bal")


def test_what_people_registered_for_is_not_deleted_and_the_page_says_why(client, event, now):
    client.force_login(make_user(groups=[MODERATOR]))
    book(event, now)
    for response in (client.get(address("delete", event.pk)), client.post(address("delete", event.pk))):
        assert response.status_code == 409
        assert "mardi 9 mars 2027, 14 h – 16 h – 2 personnes" in words(response)
    assert Event.objects.count() == 1


def test_many_at_once_are_not_deleted_either(client, event, now):
    client.force_login(make_user(groups=[MODERATOR]))
    book(event, now)
    other = publish_event(make_event())
    url = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    response = client.post(f"{url}?id={event.pk}&id={other.pk}")
    assert (response.status_code, Event.objects.count()) == (409, 2)


def test_what_nobody_registered_for_can_be_deleted(client, event):
    client.force_login(make_user(groups=[MODERATOR]))
    client.post(address("delete", event.pk))
    assert Event.objects.count() == 0


def test_the_preview_is_the_public_page(client, editor, event):
    url = address("edit", event.pk)
    preview = address("preview_on_edit", event.pk)
    texts = [{"language": "fr", "title": "Titre en préparation", "summary": ""}]
    assert client.post(preview, filled(client, url, rows={"texts": texts})).json()["is_valid"]
    page = client.get(preview)
    assert "Titre en préparation" in words(page)
    assert str(Event.objects.get()) == "Atelier de couture"


def test_two_editors_the_second_publishes_what_they_see_and_the_first_stays_in_the_history(client, editor, event):
    url = address("edit", event.pk)
    first, second = (filled(client, url, **{"action-publish": "1"}) for _who in range(2))
    client.post(url, first | {"texts-0-title": "Titre de la première"})
    client.force_login(make_user(groups=[EDITOR]))
    client.post(url, second | {"rules-0-begins": "15:00", "rules-0-ends": "17:00"})
    assert (str(Event.objects.get()), starts(event)) == ("Atelier de couture", [AT_15])
    assert "Titre de la première" in event.revisions.values_list("object_str", flat=True)


def test_a_new_event_is_previewed_once_it_is_a_draft(client, editor):
    partner = make_partner()
    url = address("add")
    assert 'data-controller="w-preview"' not in client.get(url).content.decode()
    texts = [{"language": "fr", "title": "Bal en préparation", "summary": ""}]
    rules = [{"day": "2027-03-09", "begins": "20:00", "ends": "23:00"}]
    client.post(url, filled(client, url, rows={"texts": texts, "rules": rules}, kind="fete", organiser=partner.pk))
    event = Event.objects.get()
    preview = address("preview_on_edit", event.pk)
    client.post(preview, filled(client, address("edit", event.pk)))
    page = words(client.get(preview))
    assert "Bal en préparation" in page
    assert "mardi 9 mars" in page
    assert (event.live, event.occurrences.count()) == (False, 0)


def test_a_draft_is_saved_while_one_writes(client, editor, event):
    url = address("edit", event.pk)
    data = filled(client, url, rows={"texts": [{"title": "Couture du mardi"}]})
    answer = client.post(url, data, headers={"accept": "application/json"}).json()
    assert (answer["success"], answer["pk"]) == (True, event.pk)
    fresh = Event.objects.get()
    assert (str(fresh), str(fresh.get_latest_revision_as_object())) == ("Atelier de couture", "Couture du mardi")


def test_two_versions_are_compared_in_what_staff_wrote(client, editor, event):
    url = address("edit", event.pk)
    rows = {
        "rules": [{"frequency": "weekly", "weekdays": ["TU"], "count": "3"}],
        "texts": [{"title": "Couture du mardi"}],
    }
    answers = {"audiences": ["jeunes"], "accessibility-lsfb": "yes"}
    client.post(url, filled(client, url, rows=rows, **answers))
    page = words(client.get(address("revisions_compare", event.pk, "live", "latest")))
    for said_in_page in ("Couture du mardi", "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "jeunes", "lsfb"):
        assert said_in_page in page


@pytest.mark.parametrize("name", ["history", "usage", "workflow_history"])
def test_the_pages_beside_the_form_open(client, editor, event, name):
    assert client.get(address(name, event.pk)).status_code == 200


def test_an_older_version_is_seen_as_the_public_page(client, editor, event):
    page = words(client.get(address("revisions_view", event.pk, event.live_revision_id)))
    assert "Atelier de couture" in page
