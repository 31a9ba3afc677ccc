"""Who may see and change the registrations of an event."""

import pytest

from events.organising import organised_by, organises
from portal.accounts.groups import DESK, TRANSLATOR
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(make_event(organiser=make_partner("Buurthuis")))


@pytest.mark.parametrize("acting", [False, True])
def test_members_organise_the_events_of_their_partner_alone(event, acting):
    other = publish_event(make_event())
    member, stranger = make_user(partner=event.organiser), make_user(partner=other.organiser)
    assert list(organised_by(member, acting=acting)) == [event]
    assert list(organised_by(stranger, acting=acting)) == [other]


def test_staff_organise_by_their_permissions(event):
    assert list(organised_by(make_user(groups=[DESK]), acting=True)) == [event]
    assert list(organised_by(make_user(groups=[TRANSLATOR]))) == []


def test_who_sees_registrations_or_speaks_for_a_partner_organises(event):
    people = [make_user(partner=event.organiser), make_user(groups=[DESK]), make_user(groups=[TRANSLATOR]), make_user()]
    assert [organises(user) for user in people] == [True, True, False, False]


def test_drafts_have_nothing_to_organise(event):
    draft = make_event(organiser=event.organiser)
    assert draft not in organised_by(make_user(partner=event.organiser))
