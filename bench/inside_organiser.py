"""What the bench asks of organisers' pages from the inside: as bench.inside, with many registrations of one event."""

import json
import sys
import time
import tracemalloc
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .inside import open_event  # sets Django up: models are imported after it

from django.contrib.auth.models import Group  # isort: skip

from events.models import Answer, Event, Participant, Question, Registration, RegistrationLetter  # isort: skip
from portal.accounts.groups import DESK  # isort: skip
from portal.accounts.models import User  # isort: skip
from portal.kit.contact import name_key  # isort: skip


def organise(*, people):
    """{rows, page, exported: {csv, xlsx}, queries: {few, many}, memory}: an organiser's list of that many people.

    page: seconds that the list takes, in the median; exported: seconds for the whole file, a row a person, sensitive
    answers included; queries: of the list of an event with ten registrations and of this one; memory: MB at most that
    writing the larger file holds at once.
    """
    client, few, many = _organiser(), _asked_of(10), _asked_of(people)
    pages = {
        name: reverse("organisation-inscriptions", args=[event.slug]) for name, event in (("few", few), ("many", many))
    }
    counted = {}
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counted[name] = len(captured)
    exported = {kind: _seconds_of(client, _export_of(many, kind)) for kind in ("csv", "xlsx")}
    tracemalloc.start()
    _seconds_of(client, _export_of(many, "xlsx"))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {
        "rows": many.registrations.count(),
        "page": median(_seconds_of(client, pages["many"]) for _time in range(9)),
        "exported": exported,
        "queries": counted,
        "memory": peak / 2**20,
    }


def organised_events():
    """{events, seconds, queries}: the list of everything that there is to organise, for staff."""
    client, path = _organiser(), reverse("organisation")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    queries = len(captured)  # the next request empties what was captured
    seconds = median(_seconds_of(client, path) for _time in range(9))
    events = Event.objects.exclude(first_published_at=None).count()
    return {"events": events, "seconds": seconds, "queries": queries}


def _organiser():
    """A browser of somebody at the desk, who organises everything."""
    user = User.objects.create_user(f"bench-{time.time_ns()}@exemple.test", "bench")
    user.groups.add(Group.objects.get(name=DESK))
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _asked_of(people):
    """An event of one date with that many registrations, each of one named person who answered one question."""
    event = Event.objects.get(slug=open_event(seats=people, participants="names")["slug"])
    options = [{"code": code, "fr": code, "nl": "", "en": "", "places": None} for code in ("seigle", "froment")]
    event.questions = [Question(kind="choice", label_fr="Quel pain ?", options=options)]
    event.save_revision().publish()
    event, date = Event.objects.get(pk=event.pk), event.occurrences.get()
    question = event.questions.get()
    names = [f"Personne {number}" for number in range(people)]
    facts = {"event": event, "occurrence": date, "language": "fr", "state": "confirmed"}
    rows = Registration.objects.bulk_create(
        (
            Registration(name=name, name_key=name_key(name), email=f"p{number}@exemple.test", **facts)
            for number, name in enumerate(names)
        ),
        batch_size=500,
    )
    Participant.objects.bulk_create((Participant(registration=row, name=row.name) for row in rows), batch_size=500)
    Answer.objects.bulk_create(
        (
            Answer(registration=row, question=question.uuid, label="Quel pain ?", value=options[row.pk % 2]["code"])
            for row in rows
        ),
        batch_size=500,
    )
    letters = [RegistrationLetter(registration=row, kind="confirmed", address=row.email, language="fr") for row in rows]
    for letter in letters:
        letter.state, letter.message_id = "sent", f"<{letter.uuid.hex}@exemple.test>"
    RegistrationLetter.objects.bulk_create(letters, batch_size=500)
    return event


def _export_of(event, kind):
    return f"{reverse('organisation-exporter', args=[event.slug])}?fichier={kind}&par=personne&sensible=on"


def _seconds_of(client, path):
    """How long the whole answer takes."""
    began = time.perf_counter()
    answer = client.get(path)
    size = len(answer.getvalue())
    seconds = time.perf_counter() - began
    if answer.status_code != 200 or not size:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return seconds


if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
