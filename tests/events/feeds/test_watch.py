"""The blocks are made again when the addresses in them change."""

from django.core.management import call_command
from django.test import TestCase

from events.feeds.blocks import rewrite
from events.models import AgendaRow, EventSettings, FeedBlock, FeedOrigin
from tests.factories import make_event, publish_event


def publish():
    event = publish_event(make_event())
    rewrite([event.pk])


def text():
    return FeedBlock.objects.filter(language="fr").get().text.replace("\r\n ", "")


def test_a_migration_under_a_new_address_rewrites_the_blocks(db, settings):
    publish()
    settings.MAILLAGE_SITE_URL = "https://agenda.autre.example"
    call_command("migrate", verbosity=0)
    assert "URL:https://agenda.autre.example/fr/agenda/" in text()


def test_a_migration_that_forgets_the_origin_makes_all_of_it_again(db):
    publish()
    AgendaRow.objects.update(marks="x")
    FeedBlock.objects.update(text="x")
    FeedOrigin.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert "URL:" in text()
    assert AgendaRow.objects.get().marks.endswith("moment:apres-midi libre:1")
    AgendaRow.objects.update(marks="x")
    call_command("migrate", verbosity=0)
    assert AgendaRow.objects.get().marks == "x"


def test_another_domain_of_identifiers_rewrites_the_blocks_in_the_queue(db, monkeypatch):
    asked = []
    monkeypatch.setattr("events.feeds.watch.async_task", lambda *task, **how: asked.append(task))
    kept = EventSettings.load()
    publish()
    kept.uid_domain = "autre.example"
    with TestCase.captureOnCommitCallbacks(execute=True):
        kept.save()
    assert asked == [("events.feeds.blocks.ensure_site_url",)]
