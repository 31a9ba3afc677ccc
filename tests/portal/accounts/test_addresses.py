"""Several addresses of one person, each proved; and saying once more who one is."""

from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.opening import verified_addresses
from tests.factories import make_user
from tests.portal.accounts.signing_in import code_of, deliver_at_once, enter

pytestmark = pytest.mark.django_db
MINE, CODE, CHOOSE, AGAIN = "account_email", "account_email_code", "account_email_change", "account_reauthenticate"


@pytest.fixture(autouse=True)
def _queue(monkeypatch):
    deliver_at_once(monkeypatch)


@pytest.fixture
def amina(site, client):
    return enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user


def test_an_address_is_added_with_the_code_that_was_sent_there(client, amina):
    client.post(reverse(MINE), {"email": "Amina@Travail.test"})
    assert mail.outbox[-1].to == ["amina@travail.test"]
    assert mail.outbox[-1].subject == "Votre code pour ajouter cette adresse"
    assert "ne donnez ce code à personne" in mail.outbox[-1].body
    assert verified_addresses(amina) == ["amina@exemple.test"]
    client.post(reverse(CODE), {"code": "XXXX"})
    assert verified_addresses(amina) == ["amina@exemple.test"]
    page = client.post(reverse(CODE), {"code": code_of(mail.outbox[-1])}, follow=True)
    assert "amina@travail.test" in page.content.decode()
    assert verified_addresses(amina) == ["amina@exemple.test", "amina@travail.test"]


def test_the_code_of_a_new_address_works_in_its_own_browser_alone(client, amina):
    client.post(reverse(MINE), {"email": "victime@exemple.test"})
    code = code_of(mail.outbox[-1])
    other = type(client)()
    other.force_login(make_user("bruno@exemple.test"))
    other.post(reverse(CODE), {"code": code})
    assert EmailAddress.objects.filter(email="victime@exemple.test").count() == 0


def test_an_address_of_another_account_stays_there(client, amina):
    owner = make_user("prise@exemple.test")
    client.post(reverse(MINE), {"email": "prise@exemple.test"})
    page = client.post(reverse(CODE), {"code": code_of(mail.outbox[-1])})
    assert "déjà celle d’un autre compte" in page.content.decode()
    assert verified_addresses(owner) == ["prise@exemple.test"]
    assert verified_addresses(amina) == ["amina@exemple.test"]


def test_the_main_address_changes_and_the_other_may_go(client, amina):
    second = EmailAddress.objects.create(user=amina, email="deux@exemple.test", verified=True)
    client.post(reverse(CHOOSE), {"act": "main", "address": second.pk})
    assert User.objects.get().email == "deux@exemple.test"
    first = EmailAddress.objects.get(email="amina@exemple.test")
    client.post(reverse(CHOOSE), {"act": "remove", "address": second.pk})
    client.post(reverse(CHOOSE), {"act": "remove", "address": first.pk})
    assert verified_addresses(amina) == ["deux@exemple.test"], "the main one stays"


def test_the_address_of_somebody_else_is_not_found(client, amina):
    theirs = EmailAddress.objects.get(user=make_user("bruno@exemple.test"))
    for act in ("main", "remove"):
        assert client.post(reverse(CHOOSE), {"act": act, "address": theirs.pk}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.primary


def test_what_cannot_be_undone_asks_for_a_code_first(client):
    user = make_user("bruno@exemple.test")
    second = EmailAddress.objects.create(user=user, email="deux@exemple.test", verified=True)
    client.force_login(user)
    response = client.post(reverse(CHOOSE), {"act": "remove", "address": second.pk})
    assert unquote(response.url) == f"{reverse(AGAIN)}?next=/fr/compte/adresses/choisir/"
    assert EmailAddress.objects.filter(pk=second.pk).exists()
    client.post(response.url, {"action": "send"})
    assert mail.outbox[-1].to == ["bruno@exemple.test"]
    assert "obligatoire" in client.get(response.url).content.decode()
    assert client.post(response.url, {"code": "XXXX"}).status_code == 200
    client.post(response.url, {"code": code_of(mail.outbox[-1])})
    client.post(reverse(CHOOSE), {"act": "remove", "address": second.pk})
    assert not EmailAddress.objects.filter(pk=second.pk).exists()


def test_the_way_back_leads_to_this_portal_only(client):
    client.force_login(make_user("bruno@exemple.test"))
    path = f"{reverse(AGAIN)}?next=https://ailleurs.test/"
    client.post(path, {"action": "send"})
    assert client.post(path, {"code": code_of(mail.outbox[-1])}).url == "/fr/espace/"


def test_codes_to_oneself_are_counted(client):
    client.force_login(make_user("bruno@exemple.test"))
    for _try in range(7):
        client.post(reverse(AGAIN), {"action": "send"})
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("name", [MINE, CODE, AGAIN])
def test_strangers_are_asked_to_sign_in(client, name):
    assert client.get(reverse(name)).url == f"/fr/compte/login/?next={reverse(name)}"


@pytest.mark.parametrize("name", [MINE, CODE, "account_set_password"])
def test_a_session_that_was_left_open_gives_nobody_a_way_in(site, client, name):
    user = make_user("amina@exemple.test")
    user.set_unusable_password()
    user.save()
    client.force_login(user)  # long ago: nothing says when they entered
    typed = {
        "email": "moi@ailleurs.test",
        "code": "X",
        "password1": "une phrase longue",
        "password2": "une phrase longue",
    }
    for response in (client.get(reverse(name)), client.post(reverse(name), typed)):
        assert response.url.startswith(reverse(AGAIN))
    user.refresh_from_db()
    assert (mail.outbox, user.has_usable_password()) == ([], False)


def test_the_login_of_somebody_else_is_not_added_though_it_was_never_proved(client, amina):
    User.objects.create_user(email="personnel@ville.test")
    client.post(reverse(MINE), {"email": "personnel@ville.test"})
    page = client.post(reverse(CODE), {"code": code_of(mail.outbox[-1])})
    assert "déjà celle d’un autre compte" in page.content.decode()
    assert verified_addresses(amina) == ["amina@exemple.test"]
