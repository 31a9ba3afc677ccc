"""The pages of passkeys without a device: whose keys they are, and who may touch them (journeys/ uses a device)."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from tests.factories import make_user
from tests.portal.accounts.signing_in import deliver_at_once, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(site, client, monkeypatch):
    deliver_at_once(monkeypatch)
    return enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user


def make_key(user, name="Téléphone"):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})


def test_my_keys_are_listed_and_nobody_else_s(client, amina):
    make_key(amina, "À moi")
    make_key(make_user(), "À Bruno")
    html = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "À moi" in html
    assert "À Bruno" not in html


def test_a_key_is_named_and_removed_by_its_owner_alone(client, amina):
    mine, theirs = make_key(amina), make_key(make_user())
    client.post(reverse("mfa_edit_webauthn", args=[mine.pk]), {"name": "Ordinateur"})
    mine.refresh_from_db()
    assert mine.data["name"] == "Ordinateur"
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for act in (client.get, client.post):
            assert (
                act(reverse(name, args=[theirs.pk]), {"name": "Pris"} if act == client.post else {}).status_code == 404
            )
    assert "Ordinateur" in client.get(reverse("mfa_remove_webauthn", args=[mine.pk])).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[mine.pk]))
    assert list(Authenticator.objects.all()) == [theirs]


def test_keys_are_touched_only_by_who_has_just_said_who_they_are(client, site):
    user = make_user("bruno@exemple.test")
    key = make_key(user)
    client.force_login(user)
    asked = [("mfa_add_webauthn", []), ("mfa_edit_webauthn", [key.pk]), ("mfa_remove_webauthn", [key.pk])]
    for name, args in asked:
        assert client.post(reverse(name, args=args)).url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.count() == 1


def test_a_new_key_is_asked_to_be_enough_by_itself(client, amina):
    html = client.get(reverse("mfa_add_webauthn")).content.decode()
    data = json.loads(re.search(r'<script id="cle-donnees"[^>]*>(.*?)</script>', html)[1])
    wanted = data["creation_options"]["publicKey"]["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert data["creation_options"]["publicKey"]["rp"] == {"name": "Maillage", "id": "testserver"}
    assert 'value="Clé d’accès"' in html


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "1", "nonsense", '{"id": "AAAA", "type": "public-key", "rawId": "AAAA"}']
)
def test_what_no_device_said_opens_and_adds_nothing(client, amina, credential):
    client.get(reverse("mfa_add_webauthn"))
    assert client.post(reverse("mfa_add_webauthn"), {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()
    other = type(client)()
    other.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    response = other.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)
    assert not response.wsgi_request.user.is_authenticated


def test_a_key_does_not_lock_out_who_lost_it(client, amina):
    make_key(amina)
    client.logout()
    assert enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user == amina


def test_the_challenge_is_kept_by_nobody(client, site):
    response = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert response.json()["request_options"]["publicKey"]["userVerification"] == "required"
    assert "no-store" in response["Cache-Control"]
