"""Moderation of what partners submit: approved, sent back, refused; the author is told in their own language."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState, WorkflowState

from events.models import Event, SubmissionLetter
from events.submission.letters import compose
from events.submission.states import PostState, standing
from events.submission.submitting import refuse, submit
from portal.accounts.groups import EDITOR, MODERATOR
from portal.kit.refusal import Refusal
from tests.events.submission.posted import proposal
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def partner():
    return make_partner("Femmes du monde")


@pytest.fixture
def author(partner):
    return make_user("auteure@demo.test", partner=partner, language="nl")


@pytest.fixture
def moderator():
    return make_user("moderation@demo.test", groups=[MODERATOR])


@pytest.fixture
def event(partner, author):
    event = make_event(organiser=partner, texts={"fr": "Couture"})
    event.save_revision(user=author)
    assert submit(event, by=author) == "submitted"
    return Event.objects.get()


def decide(event, user, action, comment=""):
    state = Event.objects.get(pk=event.pk).current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)


def letters():
    return list(SubmissionLetter.objects.order_by("pk").values_list("kind", "address", "language", "facts"))


def stands(event, now):
    return standing(Event.objects.get(pk=event.pk), now=now)[0]


def test_an_approval_publishes_and_tells_the_author(event, author, moderator, now):
    assert stands(event, now) == PostState.READING
    decide(event, moderator, "approve", "Merci")
    assert (stands(event, now), letters()) == (
        PostState.LIVE,
        [("approved", "auteure@demo.test", "nl", {"comment": "Merci"})],
    )


def test_what_is_to_be_changed_is_said_and_sent_again(client, event, author, moderator, now):
    decide(event, moderator, "reject", "Il manque l’étage.")
    assert stands(event, now) == PostState.CHANGES
    with translation.override("fr"):
        subject, text, html, _files = compose(SubmissionLetter.objects.get())
    assert "Couture" in subject and "Il manque l’étage." in text and "Il manque l’étage." in html
    client.force_login(author)
    page = client.get(reverse("partenaire-activite", args=[event.organiser.slug, event.slug])).content.decode()
    assert "Il manque l’étage." in page and "Changement demandé" in page and "la Ville" in page
    assert "moderation@demo.test" not in page
    assert submit(event, by=author) == "submitted"
    assert stands(event, now) == PostState.READING
    assert WorkflowState.objects.count() == 1


def test_a_refusal_is_no_request_for_changes(client, event, author, moderator, now):
    with pytest.raises(Refusal, match="raison"):
        refuse(event, by=moderator, reason=" ")
    refuse(event, by=moderator, reason="Publicité pour un commerce.")
    assert (stands(event, now), letters()[0][0]) == (PostState.REFUSED, "refused")
    assert (WorkflowState.objects.get().status, TaskState.objects.get().status) == ("cancelled", "rejected")
    client.force_login(author)
    address = reverse("partenaire-activite", args=[event.organiser.slug, event.slug])
    assert "Publicité pour un commerce." in client.get(address).content.decode()
    client.post(address, {"act": "submit"})
    assert stands(event, now) == PostState.REFUSED


def test_who_does_not_moderate_refuses_nothing(client, event, author, now):
    for user in (author, make_user(groups=[EDITOR])):
        with pytest.raises(PermissionDenied):
            refuse(event, by=user, reason="Non")
    client.force_login(make_user(groups=[EDITOR]))
    response = client.post(reverse("wagtailsnippets_events_event:refuse", args=[event.pk]), {"reason": "Non"})
    assert response.status_code in (302, 403)
    assert stands(event, now) == PostState.READING


def test_a_moderator_refuses_in_the_admin(client, event, moderator, now):
    client.force_login(moderator)
    address = reverse("wagtailsnippets_events_event:refuse", args=[event.pk])
    edit = client.get(reverse("wagtailsnippets_events_event:edit", args=[event.pk]))
    assert address in edit.content.decode()
    assert client.get(address).status_code == 200
    client.post(address, {"reason": "Pas à Bruxelles."})
    assert (stands(event, now), letters()[0][3]) == (PostState.REFUSED, {"comment": "Pas à Bruxelles."})


def test_a_refused_change_leaves_what_is_published(partner, author, moderator, now):
    event = publish_event(make_event(organiser=partner, texts={"fr": "Couture"}))
    text = event.texts.get()
    text.title = "Tricot"
    event.texts = [text]
    event.save_revision(user=author)
    submit(event, by=author)
    refuse(Event.objects.get(), by=moderator, reason="Non.")
    assert (stands(event, now), str(Event.objects.get())) == (PostState.LIVE_REFUSED, "Couture")


def test_publishing_past_the_workflow_tells_the_author_too(event, author, moderator):
    event.get_latest_revision().publish(user=moderator)
    assert [letter[0] for letter in letters()] == ["approved"]


def test_who_left_the_partner_is_told_nothing(event, author, moderator):
    author.memberships.all().delete()
    decide(event, moderator, "approve")
    assert letters() == []


def test_what_may_not_be_published_is_not_submitted(partner, author):
    event = make_event(organiser=partner, dates=[])
    event.save_revision(user=author)
    with pytest.raises(Refusal, match="pas encore de date"):
        submit(event, by=author)
    assert WorkflowState.objects.count() == 0


def test_a_trusted_partner_passes_without_being_read(partner, author, now):
    type(partner).objects.update(trusted=True)
    event = make_event(organiser=partner)
    event.save_revision(user=author)
    assert submit(Event.objects.get(), by=author) == "published"
    assert (stands(event, now), letters()) == (PostState.LIVE, [])


def test_what_is_being_read_is_not_changed_by_a_colleague_s_page_opened_before(client, event, author, monkeypatch):
    """Two people on one draft: one submits while the other's form stands open on the same version."""
    client.force_login(author)
    monkeypatch.setattr("events.views.posting.standing", lambda event, *, now: (PostState.DRAFT, None))
    version = event.latest_revision_id
    address = reverse("partenaire-modifier", args=[event.organiser.slug, event.slug])
    response = client.post(address, proposal(title="Autre chose", version=version))
    event.refresh_from_db()
    assert (response.status_code, event.latest_revision_id) == (200, version)
    assert "relecture" in response.context["form"].errors["__all__"][0]
