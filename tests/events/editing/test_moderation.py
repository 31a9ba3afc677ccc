"""Submitting, reading, approving: nobody approves unseen, and nobody is moved by an approval unseen."""

from datetime import UTC, date, datetime, time

import pytest
from django.contrib.messages import get_messages
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowState

from events.editing.moderation import ensure_moderation
from events.models import Event, RegistrationMode
from events.registration import register
from events.submission.submitting import deciding, refuse
from portal.accounts.groups import COORDINATOR, EDITOR, MODERATOR
from portal.kit.refusal import Refusal
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

AT_14, AT_15 = datetime(2027, 3, 9, 13, tzinfo=UTC), datetime(2027, 3, 9, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def event():
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16))
    return publish_event(make_event(dates=[rule], registration_mode=RegistrationMode.DATE, seats=10))


@pytest.fixture
def author(client, event):
    """A coordinator, who has submitted the event with another hour."""
    user = make_user(groups=[COORDINATOR])
    client.force_login(user)
    url = address("edit", event.pk)
    rows = {"rules": [{"begins": "15:00", "ends": "17:00"}]}
    client.post(url, filled(client, url, rows=rows, **{"action-submit": "1"}))
    return user


@pytest.fixture
def moderator(author, client):
    user = make_user(groups=[MODERATOR])
    client.force_login(user)
    return user


def starts(event):
    return list(event.occurrences.filter(in_schedule=True).values_list("starts_at", flat=True))


def approve(client, event, **answers):
    url = address("edit", event.pk)
    data = filled(client, url, **answers)
    data |= {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    return client.post(url, data)


def status():
    return WorkflowState.objects.get().status


def book(event, now):
    register(
        event,
        occurrence=event.occurrences.first(),
        name="Amina",
        email="amina@exemple.test",
        phone="",
        party_size=2,
        language="fr",
        now=now,
    )


def test_events_have_a_workflow_from_the_start_and_only_one():
    ensure_moderation()
    assert [task.name for task in Event.get_default_workflow().tasks] == [MODERATOR]
    assert (
        Workflow.objects.filter(name=MODERATOR).count(),
        GroupApprovalTask.objects.filter(name=MODERATOR).count(),
    ) == (
        1,
        1,
    )


def test_what_staff_changed_in_the_workflow_stays():
    WorkflowContentType.objects.all().delete()
    ensure_moderation()
    assert Event.get_default_workflow() is None
    ours = Workflow.objects.filter(name=MODERATOR)
    renamed = ours.get()
    ours.update(name="Relecture")
    WorkflowContentType.objects.create(workflow=renamed, content_type=Event.get_content_type())
    ensure_moderation()
    assert Event.get_default_workflow().name == "Relecture"


def test_what_is_submitted_is_not_published_and_its_author_cannot_change_it(client, event, author):
    assert (status(), starts(event)) == ("in_progress", [AT_14])
    url = address("edit", event.pk)
    data = filled(client, url, rows={"texts": [{"title": "Autre titre"}]})
    client.post(url, data)
    assert str(Event.objects.get().get_latest_revision_as_object()) == "Atelier de couture"


def test_an_editor_who_is_no_moderator_does_not_pass_over_moderation(client, event, author):
    client.force_login(make_user(groups=[EDITOR]))
    url = address("edit", event.pk)
    client.post(url, filled(client, url, **{"action-publish": "1"}))
    assert (status(), starts(event)) == ("in_progress", [AT_14])


def test_a_moderator_approves_in_one_step(client, event, moderator):
    revisions = event.revisions.count()
    approve(client, event)
    assert (status(), starts(event), event.revisions.count()) == ("approved", [AT_15], revisions)


def test_a_moderator_corrects_and_approves_in_one_step(client, event, moderator):
    approve(client, event, **{"texts-0-title": "Couture du mardi"})
    assert (status(), str(Event.objects.get()), starts(event)) == ("approved", "Couture du mardi", [AT_15])


def test_a_moderator_sends_it_back(client, event, moderator):
    url = address("edit", event.pk)
    data = filled(client, url) | {
        "action-workflow-action": "1",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Il manque le lieu."}',
    }
    client.post(url, data)
    assert (status(), starts(event)) == ("needs_changes", [AT_14])


def test_an_approval_that_concerns_people_asks_first(client, event, moderator, now):
    book(event, now)
    response = approve(client, event)
    event.refresh_from_db()
    page = address("consequences", event.pk, event.latest_revision_id, "approve")
    assert (response.url, status(), starts(event)) == (page, "in_progress", [AT_14])
    shown = [one["token"] for one in client.get(page).context["dates"]]
    client.post(page, {"date": shown, "agreed": "1", "comment": "D’accord."})
    assert (status(), starts(event)) == ("approved", [AT_15])
    assert WorkflowState.objects.get().task_states.get().comment == "D’accord."


def test_an_approval_from_the_list_asks_first_too(client, event, moderator, now):
    book(event, now)
    task_state = WorkflowState.objects.get().current_task_state
    url = address("workflow_action", event.pk, "approve", task_state.pk)
    event.refresh_from_db()
    page = address("consequences", event.pk, event.latest_revision_id, "approve")
    assert client.post(url, {"comment": ""}).url == page
    answer = client.post(url, {"comment": "Bien"}, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert answer == {"step": "success", "redirect": f"{page}?comment=Bien"}
    assert (status(), starts(event)) == ("in_progress", [AT_14])


def test_who_cannot_approve_does_not_pass_the_page(client, event, moderator, now):
    book(event, now)
    page = approve(client, event).url
    client.force_login(make_user(groups=[EDITOR]))
    client.post(page, {"agreed": "1"})
    assert (status(), starts(event)) == ("in_progress", [AT_14])


def test_what_is_submitted_is_not_said_to_be_planned_for_publication(client, event):
    client.force_login(make_user(groups=[COORDINATOR]))
    url = address("edit", event.pk)
    rows = {"texts": [{"title": "Couture du mardi"}]}
    response = client.post(url, filled(client, url, rows=rows, **{"action-submit": "1"}))
    said = [str(message).partition("\n")[0].strip() for message in get_messages(response.wsgi_request)]
    sentence = "«\u00a0Couture du mardi\u00a0» est soumise à la relecture\u00a0: elle paraîtra une fois approuvée."
    assert [sentence in words for words in said] == [True]


def test_what_one_moderator_refused_another_cannot_approve(client, moderator, event):
    url = address("edit", event.pk)
    open_form = filled(client, url)
    other = make_user(email="autre@exemple.test", groups=[MODERATOR])
    refuse(Event.objects.get(pk=event.pk), by=other, reason="Déjà annoncé.")
    open_form |= {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": "{}",
    }
    client.post(url, open_form)
    assert (status(), starts(event)) == ("cancelled", [AT_14])
    with pytest.raises(Refusal, match="vient de décider"), deciding(event):
        pass
