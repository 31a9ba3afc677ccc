"""Signing in as people do: by the code of a letter."""

import re

from django.utils.module_loading import import_string


def deliver_at_once(monkeypatch):
    """The queue's work of letters about accounts, done at once."""

    def at_once(task, *facts, save):
        import_string(task)(*facts)

    monkeypatch.setattr("portal.accounts.adapter.async_task", at_once)


def code_of(message):
    """The code in a letter."""
    return re.search(r"(?:connecter|adresse)\s?:\s+(\S+)", message.body.replace("\u00a0", " "))[1]


def enter(client, mailbox, email, *, language="fr", **where):
    """Ask for a code at `email` and give it back; the response at the end of the way."""
    path = f"/{language}/{'compte' if language == 'fr' else 'account'}/login/code/"
    client.post(path, {"email": email}, **where)
    return client.post(f"{path}confirm/", {"code": code_of(mailbox[-1])}, follow=True)
