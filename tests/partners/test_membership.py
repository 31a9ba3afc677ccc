"""Who speaks for a partner: invited, asking, leaving; nobody is left to decide alone, and each act is kept."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from partners.letters import compose, invitation_path
from partners.membership import (
    accept_invitation,
    accept_request,
    ask_access,
    change_role,
    invite,
    refuse_request,
    remove,
    withdraw,
)
from partners.models import AccessLetter, AccessRequest, Invitation, Membership, Role
from partners.retention import forget, purge
from partners.space_pages import history
from portal.accounts.groups import MODERATOR
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return make_partner("Femmes du monde")


@pytest.fixture
def manager(partner):
    return make_user("gestion@demo.test", partner=partner, role=Role.MANAGER, first_name="Fatou", last_name="Claes")


def asked(partner, manager, **facts):
    return invite(partner, **{"email": "neuf@demo.test", "role": Role.EDITOR, "language": "nl", "by": manager} | facts)


def roles(partner):
    return dict(partner.memberships.order_by("pk").values_list("user__email", "role"))


def written():
    return list(AccessLetter.objects.order_by("pk").values_list("kind", "address", "language"))


def test_who_is_invited_enters_once(partner, manager):
    invitation, guest = asked(partner, manager), make_user("neuf@demo.test")
    member = accept_invitation(invitation, user=guest)
    assert accept_invitation(invitation, user=guest) == member
    assert roles(partner) == {"gestion@demo.test": "manager", "neuf@demo.test": "editor"}
    assert written() == [("invited", "neuf@demo.test", "nl")]
    with pytest.raises(Refusal, match="n’est plus valable"):
        accept_invitation(invitation, user=make_user("autre@demo.test"))


@pytest.mark.parametrize("end", ["withdrawn", "expired", "again"])
def test_an_invitation_that_ended_opens_nothing(partner, manager, end):
    invitation = asked(partner, manager)
    if end == "withdrawn":
        withdraw(invitation, by=manager)
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        asked(partner, manager)  # the new link takes the place of the first
    with pytest.raises(Refusal):
        accept_invitation(invitation, user=make_user("neuf@demo.test"))
    assert roles(partner) == {"gestion@demo.test": "manager"}


def test_a_member_is_not_invited_again(partner, manager):
    with pytest.raises(Refusal, match="fait déjà partie"):
        asked(partner, manager, email="GESTION@demo.test")


def test_invitations_are_counted(partner, manager, settings):
    for number in range(20):
        asked(partner, manager, email=f"p{number}@demo.test")
    with pytest.raises(Refusal, match="beaucoup d’invitations"):
        asked(partner, manager)
    cache.clear()
    asked(partner, manager)


def test_an_invitation_keeps_the_larger_role(partner, manager):
    guest = make_user("neuf@demo.test", partner=partner, role=Role.EDITOR)
    invitation = asked(partner, manager, email="autre@demo.test", role=Role.MANAGER)
    assert accept_invitation(invitation, user=guest).role == Role.MANAGER


def test_who_asks_is_answered_by_a_letter(partner, manager):
    guest = make_user("neuf@demo.test", language="nl")
    request = ask_access(partner, user=guest, words="Je travaille ici.")
    assert ask_access(partner, user=guest, words="Encore") == request
    accept_request(request, by=manager)
    accept_request(request, by=manager)
    assert roles(partner)["neuf@demo.test"] == "editor"
    assert written() == [("asked", "gestion@demo.test", "fr"), ("accepted", "neuf@demo.test", "nl")]
    with pytest.raises(Refusal):
        refuse_request(request, by=manager)


def test_who_is_refused_reads_why_and_may_ask_again(partner, manager):
    guest = make_user("neuf@demo.test")
    request = ask_access(partner, user=guest, words="Bonjour")
    refuse_request(request, by=manager, reason="Nous ne vous connaissons pas.")
    with translation.override("fr"):
        subject, text, html, _files = compose(AccessLetter.objects.get(kind="refused"))
    assert "Femmes du monde" in subject
    assert "Nous ne vous connaissons pas." in text and "Nous ne vous connaissons pas." in html
    assert ask_access(partner, user=guest, words="Bonjour encore") != request
    assert roles(partner) == {"gestion@demo.test": "manager"}


def test_without_a_manager_the_city_is_asked(partner):
    make_user("moderation@demo.test", groups=[MODERATOR])
    ask_access(partner, user=make_user("neuf@demo.test"), words="Bonjour")
    assert written() == [("asked", "moderation@demo.test", "fr")]


def test_staff_take_out_a_last_manager_who_went_away(partner, manager):
    moderator = make_user("moderation@demo.test", groups=[MODERATOR])
    remove(partner.memberships.get(), by=moderator)
    assert roles(partner) == {}
    ask_access(partner, user=make_user("a@demo.test"), words="Bonjour")
    assert AccessLetter.objects.get(kind="asked").address == moderator.email


def test_the_last_manager_stays(partner, manager):
    (only,) = Membership.objects.filter(partner=partner)
    for leave in (lambda: remove(only, by=manager), lambda: change_role(only, Role.EDITOR, by=manager)):
        with pytest.raises(Refusal, match="seule personne qui gère"):
            leave()
    other = make_user("b@demo.test", partner=partner, role=Role.MANAGER)
    remove(only, by=manager)
    assert roles(partner) == {other.email: "manager"}


def test_who_is_removed_is_told_and_who_leaves_is_not(partner, manager):
    for number, email in enumerate(("a@demo.test", "b@demo.test")):
        user = make_user(email, partner=partner)
        remove(Membership.objects.get(user=user), by=[manager, user][number])
    assert written() == [("removed", "a@demo.test", "fr")]


def test_each_act_is_kept_and_an_erased_account_has_no_name_there(partner, manager):
    invitation, guest = asked(partner, manager), make_user("neuf@demo.test")
    accept_invitation(invitation, user=guest)
    change_role(Membership.objects.get(user=guest), Role.MANAGER, by=manager)
    forget({"neuf@demo.test"})
    guest.delete()
    with translation.override("fr"):
        told = [act["text"] for act in history(partner)]
    assert told == [
        "Fatou Claes a donné à un compte effacé le rôle «\u00a0gestion\u00a0».",
        "un compte effacé a accepté une invitation (rédaction).",
        "Fatou Claes a invité un compte effacé (rédaction).",
    ]


def test_what_nobody_needs_is_erased(partner, manager):
    asked(partner, manager)
    refuse_request(ask_access(partner, user=make_user(), words="Bonjour"), by=manager)
    purge(timezone.now() + timedelta(days=40))
    assert (Invitation.objects.count(), AccessRequest.objects.count()) == (1, 1)  # letters wait, the request is fresh
    AccessLetter.objects.update(state="sent")
    purge(timezone.now() + timedelta(days=200))
    assert (Invitation.objects.count(), AccessRequest.objects.count(), AccessLetter.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_invitation_says_for_whom_and_leads_to_its_page(client, partner, manager, language):
    invitation = asked(partner, manager)
    with translation.override(language):
        subject, text, html, _files = compose(AccessLetter.objects.get())
        path = invitation_path(invitation)
    assert "Femmes du monde" in subject
    assert path in text and path in html and "Fatou Claes" in text
    assert path.startswith(f"/{language}/")
    page = client.get(path)
    assert page.status_code == 200
    assert "neuf@demo.test" in page.content.decode()
    assert invitation.accepted_at is None


def test_a_link_that_nobody_made_is_not_found(client, partner, manager):
    path = invitation_path(asked(partner, manager))
    assert client.get(f"{path[:-5]}AAAA/").status_code == 404


def test_looking_accepts_nothing_and_the_button_does(client, partner, manager):
    path = invitation_path(asked(partner, manager))
    guest = make_user("neuf@demo.test")
    assert client.post(path).url == path  # nobody is signed in
    client.force_login(guest)
    client.get(path)
    assert roles(partner) == {"gestion@demo.test": "manager"}
    assert client.post(path).url == reverse("partenaire-activites", args=[partner.slug])
    assert roles(partner)["neuf@demo.test"] == "editor"
    client.force_login(make_user("voleur@demo.test"))
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_editors_see_members_and_change_nothing_but_themselves(client, partner, manager):
    editor = make_user("b@demo.test", partner=partner)
    client.force_login(editor)
    address = reverse("partenaire-membres", args=[partner.slug])
    assert client.get(address).status_code == 200
    member = Membership.objects.get(user=manager)
    own = Membership.objects.get(user=editor)
    for data in (
        {"act": "invite", "email": "x@demo.test", "role": "manager", "language": "fr"},
        {"act": "remove", "row": member.pk},
        {"act": "manager", "row": own.pk},
        {"act": "withdraw", "row": 1},
    ):
        assert client.post(address, data).status_code == 403
    assert (roles(partner), Invitation.objects.count()) == (
        {"gestion@demo.test": "manager", "b@demo.test": "editor"},
        0,
    )
    assert client.post(address, {"act": "remove", "row": own.pk}).url == reverse("partenaire-espace")


def test_managers_invite_withdraw_promote_and_remove(client, partner, manager):
    client.force_login(manager)
    address = reverse("partenaire-membres", args=[partner.slug])
    client.post(address, {"act": "invite", "email": "X@demo.test", "role": "editor", "language": "fr"})
    client.post(address, {"act": "withdraw", "row": Invitation.objects.get(email="x@demo.test").pk})
    assert Invitation.objects.unanswered().count() == 0
    other = Membership.objects.get(user=make_user("b@demo.test", partner=partner))
    client.post(address, {"act": "manager", "row": other.pk})
    assert roles(partner)["b@demo.test"] == "manager"
    client.post(address, {"act": "remove", "row": other.pk})
    assert roles(partner) == {"gestion@demo.test": "manager"}
    assert client.post(address, {"act": "remove", "row": Membership.objects.get().pk}).status_code == 403


def test_managers_answer_for_their_partner_alone_and_staff_for_all(client, partner, manager):
    elsewhere = make_partner("Ailleurs")
    first = ask_access(partner, user=make_user("a@demo.test"), words="Amina écrit ici")
    second = ask_access(elsewhere, user=make_user("b@demo.test"), words="Bram écrit ici")
    address = reverse("partenaire-demandes")
    client.force_login(manager)
    page = client.get(address).content.decode()
    assert ("Amina écrit ici" in page, "Bram écrit ici" in page) == (True, False)
    assert client.post(address, {"request": second.pk, "act": "accept"}).status_code == 404
    client.post(address, {"request": first.pk, "act": "accept", "role": "manager"})
    assert roles(partner)["a@demo.test"] == "manager"
    client.force_login(make_user(groups=[MODERATOR]))
    assert "Bram écrit ici" in client.get(address).content.decode()
    client.post(address, {"request": second.pk, "act": "refuse", "reason": "Non"})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("refused", "Non")


def test_the_entry_leads_who_speaks_for_one_and_lists_for_several(client, partner):
    user = make_user("b@demo.test", partner=partner)
    client.force_login(user)
    entry = reverse("partenaire-espace")
    assert client.get(entry).url == reverse("partenaire-activites", args=[partner.slug])
    Membership.objects.create(partner=make_partner("Ailleurs"), user=user)
    page = client.get(entry).content.decode()
    assert "Femmes du monde" in page and "Ailleurs" in page


def test_only_who_sees_to_members_may_trust_a_partner(client, partner):
    edit = reverse("wagtailsnippets_partners_partner:edit", args=[partner.pk])
    shown = {}
    for name in (MODERATOR, "Traduction"):
        client.force_login(make_user(groups=[name]))
        shown[name] = 'name="trusted"' in client.get(edit).content.decode()
    assert shown == {MODERATOR: True, "Traduction": False}
    assert Group.objects.filter(name=MODERATOR).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_about_people_ask_the_same_number_of_questions(
    client, partner, manager, number, django_assert_max_num_queries
):
    for each in range(number):
        make_user(f"m{each}@demo.test", partner=partner)
        asked(partner, manager, email=f"i{each}@demo.test")
        ask_access(partner, user=make_user(f"d{each}@demo.test"), words="Bonjour")
    client.force_login(manager)
    for name, args in (("partenaire-membres", [partner.slug]), ("partenaire-demandes", []), ("partenaire-espace", [])):
        with django_assert_max_num_queries(18):
            assert client.get(reverse(name, args=args)).status_code == 200
