"""Letters about accounts: whole, in the reader's language, as text and HTML, under the portal's own name."""

import re

import pytest
from django.core import mail
from django.utils.module_loading import import_string

from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(monkeypatch):
    """The queue's work, done at once."""

    def at_once(task, *facts, save):
        import_string(task)(*facts)

    monkeypatch.setattr("portal.accounts.adapter.async_task", at_once)


def the_letter():
    """(subject, [text, HTML]) of the only letter, with plain spaces."""
    (message,) = mail.outbox
    (html,) = message.alternatives
    assert html.mimetype == "text/html"
    return message.subject, [" ".join(body.replace("\u00a0", " ").split()) for body in (message.body, html.content)]


def test_a_forgotten_password_is_replaced_by_the_link_of_a_letter(client):
    make_user("amina@demo.test")
    page = client.post("/fr/compte/password/reset/", {"email": "amina@demo.test"}, follow=True).content.decode()
    assert "Regardez vos e-mails" in page
    subject, bodies = the_letter()
    assert subject == "Choisir un nouveau mot de passe"
    for body in bodies:
        assert "pour le compte amina@demo.test." in body
        assert "Si vous n’avez rien demandé" in body
    path = re.search(r"https?://[^/]+(/fr/compte/password/reset/key/\S+)", bodies[0])[1]
    form = client.get(path, follow=True)
    assert "Enregistrer le mot de passe" in form.content.decode()
    given = {"password1": "tisser-la-ville", "password2": "tisser-la-ville"}
    done = client.post(form.redirect_chain[-1][0], given, follow=True)
    assert "Mot de passe enregistré" in done.content.decode()
    assert User.objects.get().check_password("tisser-la-ville")


def test_an_address_without_account_is_told_so_and_invited_to_nothing_that_is_closed(client):
    client.post("/fr/compte/password/reset/", {"email": "inconnue@exemple.test"})
    subject, bodies = the_letter()
    assert subject == "Pas de compte à cette adresse"
    for body in bodies:
        assert "avec l’adresse inconnue@exemple.test." in body
        assert "signup" not in body
        assert "/fr/agenda/" in body


@pytest.mark.parametrize("path", ["/fr/compte/password/reset/", "/fr/compte/login/code/"])
def test_the_pages_do_not_tell_which_addresses_have_an_account(client, path):
    make_user("amina@demo.test")
    ends = []
    for email in ("amina@demo.test", "inconnue@exemple.test"):
        response = type(client)().post(path, {"email": email}, follow=True)
        ends.append((response.redirect_chain, response.content.decode().replace(email, "").count("<p")))
    assert ends[0] == ends[1]
    assert len(mail.outbox) == 2


def test_the_code_to_sign_in_comes_as_text_and_html(client):
    make_user("amina@demo.test")
    client.post("/fr/compte/login/code/", {"email": "amina@demo.test"})
    subject, bodies = the_letter()
    assert subject == "Votre code pour vous connecter"
    code = re.search(r"connecter : (\S+)", bodies[0])[1]
    assert code in bodies[1]
