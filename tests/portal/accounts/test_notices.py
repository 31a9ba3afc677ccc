"""Whoever owns an account learns at its main address what opens or closes it, in their language."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from tests.portal.accounts.signing_in import code_of, deliver_at_once, enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(monkeypatch):
    deliver_at_once(monkeypatch)


@pytest.fixture
def amina(site, client):
    return enter(client, mail.outbox, "amina@exemple.test").wsgi_request.user


def news():
    """[(to, subject)] of the letters that carry no code."""
    return [(message.to[0], message.subject) for message in mail.outbox if "code" not in message.subject.lower()]


def test_an_account_that_opens_gets_no_news_of_its_own_address(amina):
    assert news() == []


def test_an_added_address_is_told_to_the_main_one(client, amina):
    client.post(reverse("account_email"), {"email": "autre@exemple.test"})
    client.post(reverse("account_email_code"), {"code": code_of(mail.outbox[-1])})
    assert news() == [("amina@exemple.test", "Une adresse e-mail a été ajoutée à votre compte")]
    (html,) = mail.outbox[-1].alternatives
    for body in (mail.outbox[-1].body, html.content):
        assert "autre@exemple.test" in body
        assert reverse("account_email") in body
        assert "Ce n’était pas vous" in body


def test_another_main_address_is_told_to_the_former_one_and_a_removal_to_the_main_one(client, amina):
    second = EmailAddress.objects.create(user=amina, email="deux@exemple.test", verified=True)
    client.post(reverse("account_email_change"), {"act": "main", "address": second.pk})
    first = EmailAddress.objects.get(email="amina@exemple.test")
    client.post(reverse("account_email_change"), {"act": "remove", "address": first.pk})
    assert news() == [
        ("amina@exemple.test", "L’adresse principale de votre compte a changé"),
        ("deux@exemple.test", "Une adresse e-mail a été retirée de votre compte"),
    ]


def test_a_password_and_a_key_are_told_in_the_language_of_the_account(client, amina):
    amina.language = "nl"
    amina.save()
    chosen = {"password1": "tisser-la-ville", "password2": "tisser-la-ville"}
    client.post(reverse("account_set_password"), chosen)
    key = Authenticator.objects.create(user=amina, type="webauthn", data={"name": "Téléphone", "credential": {}})
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert [to for to, _subject in news()] == ["amina@exemple.test"] * 2
    for message in mail.outbox[-2:]:
        assert "/nl/" in message.body


def test_an_address_that_is_wrong_or_taken_tells_nothing(client, amina):
    client.post(reverse("account_email"), {"email": "autre@exemple.test"})
    client.post(reverse("account_email_code"), {"code": "XXXX"})
    assert news() == []
