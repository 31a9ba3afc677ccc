"""What ical.js, the parser of Thunderbird and Nextcloud, understands of our calendars."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from events.feeds.blocks import rewrite
from events.feeds.vevent import uid, vevent
from events.models import EventSettings, FeedBlock, Occurrence, OccurrenceState
from portal.kit.calendar import wrap
from tests.factories import make_event, make_place, publish_event

pytestmark = [pytest.mark.icaljs, pytest.mark.django_db]
SCRIPT = Path(__file__).with_name("read_with_icaljs.mjs")
TITLE = "Fête ; « jouer », \\Nord\\n 🧵 " + "é" * 80


def read(body):
    node = shutil.which("node")
    assert node, "Node is not installed"
    done = subprocess.run([node, SCRIPT], input=body, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def feed():
    texts = FeedBlock.objects.filter(language="fr").order_by("occurrence__starts_at", "occurrence")
    return wrap(texts.values_list("text", flat=True), name="Agenda – « tout »", language="fr")


def publish(**facts):
    event = publish_event(make_event(**facts))
    rewrite([event.pk])
    return event


def test_icaljs_reads_every_word_and_instant():
    place = make_place("Salle; de, fêtes", texts={"fr": "Salle; de, fêtes"})
    event = publish(
        texts={"fr": {"title": TITLE, "summary": "Deux phrases.\nEt « une ligne » ; voilà, fin."}},
        dates=[date(2027, 5, 4)],
        place=place,
        audiences=["familles"],
    )
    occurrence = event.occurrences.get()
    Occurrence.objects.update(state=OccurrenceState.CANCELLED, sequence=2, reason_fr="Orage.")
    rewrite([event.pk])
    assert read(feed()) == {
        "name": "Agenda – « tout »",
        "refresh": 3 * 3600,
        "zones": ["Europe/Brussels"],
        "events": [
            {
                "uid": uid(occurrence, EventSettings.load().uid_domain),
                "summary": f"ANNULÉ – {TITLE}",
                "location": "Salle; de, fêtes, place du Jeu de Balle 1, 1000 Bruxelles",
                "description": "Orage.\n\nDeux phrases.\nEt « une ligne » ; voilà, fin.\n\n"
                "Organisateur : Maison de quartier Querelle\n\n"
                f"http://localhost:8000/fr/agenda/{event.slug}/",
                "sequence": 2,
                "status": "CANCELLED",
                "categories": ["Atelier", "Familles"],
                "geo": [50.837, 4.3457],
                "url": f"http://localhost:8000/fr/agenda/{event.slug}/",
                "starts": int(occurrence.starts_at.timestamp()),
                "ends": int(occurrence.ends_at.timestamp()),
                "recurring": False,
            }
        ],
    }


def test_icaljs_finds_every_instant_around_the_changes_of_hour():
    """Each half hour from the evening before to the noon after, through the missing and the doubled hour."""
    event = publish(dates=[date(2027, 5, 4)])
    occurrence = Occurrence.objects.for_cards().get(event=event)
    expected, blocks = [], []
    for midnight in (datetime(2027, 3, 27, 23, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC)):
        for half_hours in range(-4, 24):
            occurrence.starts_at = midnight + timedelta(minutes=30 * half_hours)
            occurrence.ends_at = occurrence.starts_at + timedelta(minutes=90)
            expected.append([int(moment.timestamp()) for moment in (occurrence.starts_at, occurrence.ends_at)])
            blocks.append(vevent(occurrence, "fr", uid_domain="x.example", site_url="https://x.example"))
    found = read(wrap(blocks, name="x", language="fr"))["events"]
    assert [[event["starts"], event["ends"]] for event in found] == expected
