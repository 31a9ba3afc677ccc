"""Whoever receives a code at an address has a space; nobody else learns whether there is one."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError

from portal.accounts.models import User
from portal.accounts.opening import account_of, open_account, prove, verified_addresses
from portal.kit.refusal import Refusal
from tests.factories import make_user
from tests.portal.accounts.signing_in import code_of, deliver_at_once, enter

pytestmark = pytest.mark.django_db
CODE = "/fr/compte/login/code/"


@pytest.fixture(autouse=True)
def _queue(monkeypatch):
    deliver_at_once(monkeypatch)


def test_a_code_opens_an_account_where_there_was_none(site, client):
    page = enter(client, mail.outbox, "Amina@Exemple.test")
    assert page.redirect_chain[-1][0] == "/fr/espace/"
    user = User.objects.get()
    assert (user.email, user.language, user.has_usable_password()) == ("amina@exemple.test", "fr", False)
    assert verified_addresses(user) == ["amina@exemple.test"]
    assert EmailAddress.objects.get().primary
    assert "amina@exemple.test" in page.content.decode()


def test_the_second_code_enters_the_same_account(site, client):
    enter(client, mail.outbox, "amina@exemple.test")
    first = User.objects.get()
    client.logout()
    assert enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user == first


def test_nothing_is_made_before_the_code_comes_back(client):
    client.post(CODE, {"email": "amina@exemple.test"})
    client.post(f"{CODE}confirm/", {"code": "nonsense"})
    assert User.objects.count() == EmailAddress.objects.count() == 0


def test_pages_and_letters_are_the_same_with_and_without_an_account(client):
    make_user("connue@exemple.test")
    seen = []
    for email in ("connue@exemple.test", "inconnue@exemple.test"):
        visitor = type(client)()
        page = visitor.post(CODE, {"email": email}, follow=True)
        letter = mail.outbox[-1]
        wrong = visitor.post(f"{CODE}confirm/", {"code": "XXXX"})
        words = page.content.decode().replace(email, "").partition("<main")[2]
        letter_words = letter.body.replace(code_of(letter), "").replace(email, "")
        seen.append((page.redirect_chain, len(words), letter.subject, letter_words, wrong.status_code))
    assert seen[0] == seen[1]


def test_a_code_of_another_browser_opens_nothing(client):
    client.post(CODE, {"email": "amina@exemple.test"})
    other = type(client)()
    other.post(CODE, {"email": "bruno@exemple.test"})
    other.post(f"{CODE}confirm/", {"code": code_of(mail.outbox[0])})
    assert User.objects.count() == 0


def test_codes_run_out_after_five_wrong_ones(client):
    client.post(CODE, {"email": "amina@exemple.test"})
    for _try in range(5):
        client.post(f"{CODE}confirm/", {"code": "XXXX"})
    client.post(f"{CODE}confirm/", {"code": code_of(mail.outbox[0])})
    assert User.objects.count() == 0


def test_the_codes_to_one_address_are_counted(client):
    for _try in range(4):
        type(client)().post(CODE, {"email": "amina@exemple.test"})
    assert len(mail.outbox) == 3


def test_a_closed_account_stays_closed(site, client):
    make_user("amina@exemple.test", is_active=False)
    page = enter(client, mail.outbox, "amina@exemple.test")
    assert "Ce compte est fermé" in page.content.decode()
    assert User.objects.count() == 1
    assert not page.wsgi_request.user.is_authenticated


def test_an_address_that_somebody_claims_is_not_theirs(site, client):
    claimant = make_user("voleur@exemple.test")
    EmailAddress.objects.create(user=claimant, email="amina@exemple.test", verified=False)
    assert account_of("amina@exemple.test") is None
    entered = enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user
    assert entered != claimant
    assert verified_addresses(claimant) == ["voleur@exemple.test"]


def test_two_codes_at_the_same_moment_make_one_account(monkeypatch):
    first = User.objects.create_user("amina@exemple.test")
    seen = iter([None])
    monkeypatch.setattr("portal.accounts.opening.account_of", lambda email: next(seen, first))
    assert open_account("amina@exemple.test", language="fr") == first
    assert User.objects.count() == 1


def test_one_address_is_proved_by_one_account():
    one, other = make_user("une@exemple.test"), make_user("autre@exemple.test")
    with pytest.raises(Refusal, match="autre compte"):
        prove(other, "une@exemple.test")
    assert verified_addresses(one) == ["une@exemple.test"]
    with pytest.raises(IntegrityError):
        EmailAddress.objects.create(user=other, email="une@exemple.test", verified=True)
