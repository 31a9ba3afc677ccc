"""The pages of accounts: in the site's design, and only those that somebody needs."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils.translation import override
from django_q.models import OrmQ

from portal.accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.portal.accounts.signing_in import deliver_at_once, enter

pytestmark = pytest.mark.django_db

ANONYMOUS = (
    "account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_inactive", "account_email_verification_sent",
)  # fmt: skip
CLOSED = ("/fr/compte/signup/", "/fr/compte/email/")


def address(name, language="fr", *args):
    with override(language):
        return reverse(name, args=args)


def headings(response):
    page = response.content.decode()
    assert 'class="masthead' in page and "hero-title" in page, "the site's own frame and heading"
    return re.findall(r"<h1[^>]*>([^<]+)</h1>", page)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("name", ANONYMOUS)
def test_pages_before_signing_in_are_the_site_s_own(client, name, language):
    response = client.get(address(name, language))
    assert response.status_code == 200
    assert len(headings(response)) == 1


@pytest.mark.parametrize("path", CLOSED)
def test_what_nobody_needs_is_closed(client, path):
    assert client.get(path).status_code == 404
    client.force_login(make_user())
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@exemple.test"}).status_code == 404


def test_a_password_is_changed_from_one_s_own_space(client):
    user = make_user("amina@demo.test")
    client.force_login(user)
    path = address("account_change_password")
    assert headings(client.get(path)) == ["Changer de mot de passe"]
    wrong = client.post(path, {"oldpassword": "no", "password1": "tisser-la-ville", "password2": "tisser-la-ville"})
    assert 'id="erreurs"' in wrong.content.decode()
    given = {"oldpassword": PASSWORD, "password1": "tisser-la-ville", "password2": "tisser-la-ville"}
    assert client.post(path, given).url == address("espace")
    assert User.objects.get().check_password("tisser-la-ville")


def test_who_has_no_password_yet_chooses_one(site, client, monkeypatch, mailoutbox):
    deliver_at_once(monkeypatch)
    enter(client, mailoutbox, "amina@exemple.test")
    response = client.get(address("account_change_password"), follow=True)
    assert headings(response) == ["Choisir un mot de passe"]


def test_a_link_that_has_served_says_so(client):
    response = client.get("/fr/compte/password/reset/key/1-abc-def/")
    assert headings(response) == ["Choisir un nouveau mot de passe"]
    assert "Ce lien ne marche plus" in response.content.decode()


@pytest.mark.parametrize("key", ["1-%00", "zzzzzzzzzzzzzzzzzzzzzzzzzz-abc", "1-set-password"])
def test_a_link_that_is_none_says_so_too(client, key):
    assert "Ce lien ne marche plus" in client.get(f"/fr/compte/password/reset/key/{key}/").content.decode()


def test_an_address_is_confirmed_by_its_link(client, monkeypatch):
    user = make_user("amina@demo.test")
    EmailAddress.objects.update(verified=False)
    sent = []
    monkeypatch.setattr("portal.accounts.adapter.async_task", lambda _task, *facts, **_how: sent.append(facts))
    login = client.post(address("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert headings(login) == ["Confirmez votre adresse"]
    path = re.search(r"https?://[^/]+(/fr/compte/confirm-email/\S+)", sent[0][1])[1]
    page = client.get(path)
    assert headings(page) == ["Confirmer l’adresse e-mail"]
    assert "amina@demo.test" in page.content.decode()
    client.post(path)
    assert EmailAddress.objects.get().verified
    assert "Ce lien ne marche plus" in client.get("/fr/compte/confirm-email/nonsense/").content.decode()


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/"])
def test_the_admin_resets_no_password_beside_the_gate(client, path):
    assert client.get(path, follow=True).status_code == 404
    assert client.post(path, {"email": "redaction@demo.test"}, follow=True).status_code == 404
    assert OrmQ.objects.count() == len(mail.outbox) == 0


def test_wagtail_s_other_sign_in_leads_to_the_gate(client):
    response = client.get("/fr/_util/login/?next=/fr/prive/")
    assert (response.status_code, response.url) == (302, "/fr/compte/login/?next=/fr/prive/")
    assert client.post("/fr/_util/login/", {"username": "x", "password": "y"}).status_code == 302
