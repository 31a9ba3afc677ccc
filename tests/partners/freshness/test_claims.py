"""An association claims its record: the way from the public page, and what staff read before they answer."""

import pytest
from django.urls import reverse

from partners.freshness.claims import same_house, signs
from partners.membership import ask_access
from partners.models import AccessLetter, AccessRequest, Membership
from portal.accounts.groups import EDITOR, MODERATOR
from tests.factories import make_partner, make_user

pytestmark = pytest.mark.django_db
QUESTION = "Vous êtes de cette association\u00a0?"


def page(client, partner):
    return client.get(reverse("partenaire", args=[partner.slug])).content.decode()


def test_only_a_partner_without_people_is_claimed(client):
    partner = make_partner("Zinneke")
    assert QUESTION in page(client, partner)
    user = make_user(partner=partner)
    assert QUESTION not in page(client, partner)
    type(user).objects.update(is_active=False)
    assert QUESTION in page(client, partner)


def test_the_request_is_filled_in_with_the_partner(client):
    partner = make_partner("Zinneke")
    client.force_login(make_user())
    html = client.get(f"{reverse('partenaire-demander')}?partenaire={partner.slug}").content.decode()
    assert f'<option value="{partner.slug}" selected>' in html


@pytest.mark.parametrize(
    ("email", "same"),
    [
        ("info@zinneke.be", True),
        ("INFO@Zinneke.be", True),
        ("fatou@zinneke.be", True),
        ("fatou@zinneke.brussels", True),
        ("fatou@notzinneke.be", False),
        ("fatou@gmail.com", False),
        ("fatou@zinneke.be.evil.example", False),
    ],
)
def test_an_address_of_the_house(email, same):
    partner = make_partner("Zinneke", email="info@zinneke.be", website="https://www.zinneke.brussels/fr")
    assert same_house(email, partner) is same


def test_everybodys_domain_proves_nothing_but_the_very_address_does():
    partner = make_partner("Zinneke", email="zinneke@gmail.com")
    assert (same_house("zinneke@gmail.com", partner), same_house("autre@gmail.com", partner)) == (True, False)
    assert not same_house("x@demo.test", make_partner("Muet"))


def test_staff_read_signs_and_decide_in_the_admin(client):
    partner = make_partner("Zinneke", email="info@zinneke.be")
    make_partner("Zinneke asbl")
    asked = ask_access(partner, user=make_user("fatou@zinneke.be"), words="Je coordonne")
    assert [good for good, _sentence in signs(asked)] == [True, False, False]
    moderator = make_user(groups=[MODERATOR])
    client.force_login(moderator)
    assert "Zinneke" in client.get(reverse("partner_access_requests:index")).content.decode()
    edit = reverse("partner_access_requests:edit", args=[asked.pk])
    html = client.get(edit).content.decode()
    assert "Je coordonne" in html and "est-ce la bonne" in html
    client.post(edit, {"decision": "manager", "reason": ""})
    assert Membership.objects.get(partner=partner).role == "manager"
    assert AccessLetter.objects.filter(kind="accepted").count() == 1
    assert "déjà répondu" in client.post(edit, {"decision": "refuse", "reason": ""}).content.decode()


def test_staff_refuse_with_a_reason_and_editors_decide_nothing(client):
    asked = ask_access(make_partner("Zinneke"), user=make_user("x@demo.test"), words="Bonjour")
    edit = reverse("partner_access_requests:edit", args=[asked.pk])
    client.force_login(make_user(groups=[EDITOR]))
    client.post(edit, {"decision": "manager", "reason": ""})
    assert not Membership.objects.exists()
    client.force_login(make_user(groups=[MODERATOR]))
    client.post(edit, {"decision": "refuse", "reason": "Nous ne vous connaissons pas."})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("refused", "Nous ne vous connaissons pas.")
    assert AccessRequest.objects.count() == 1
