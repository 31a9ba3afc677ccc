"""What the bench asks of imports from the inside, in a process of its own, as the queue's worker is one."""

import json
import socket
import sys
import threading
import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from .inside import open_event  # noqa: F401 - sets Django up: models are imported after it

from events.imports import fetching  # isort: skip
from events.imports.adding import add, start  # isort: skip
from events.imports.running import run  # isort: skip
from events.models import CalendarSource, Event, SourceState  # isort: skip
from partners.models import Partner  # isort: skip

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bench//FR\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"
BOMB = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"  # a day that never comes: each series costs seconds


def _vevent(number, starts_at, *lines):
    said = [
        "BEGIN:VEVENT",
        f"UID:{number}@exemple.test",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART;TZID=Europe/Brussels:{starts_at:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Brussels:{starts_at + timedelta(hours=2):%Y%m%dT%H%M%S}",
        f"SUMMARY:Atelier {number}",
        f"DESCRIPTION:Atelier numéro {number}\\, ouvert à toutes et à tous\\, sans inscription.",
        f"LOCATION:Salle {number % 20}",
        "CATEGORIES:Atelier,Jeunes",
        *lines,
        "END:VEVENT",
        "",
    ]
    return "\r\n".join(said)


def _calendar(events):
    return f"{HEAD}{''.join(events)}END:VCALENDAR\r\n".encode()


def import_many(*, events):
    """{events, seconds, reading, again}: a calendar of that many activities, read and made drafts that wait for
    moderators; again: the same read once more, its octets not remembered."""
    first = timezone.localtime().replace(hour=14, minute=0, second=0) + timedelta(days=1)
    name = time.time_ns()  # no other run has these
    data = _calendar(_vevent(name + n, first + timedelta(days=n % 300)) for n in range(events))
    began = time.perf_counter()
    source, _reading = add(Partner.objects.order_by("pk").first(), content=data)
    reading = time.perf_counter() - began
    start(source)
    seconds = _timed(source)
    CalendarSource.objects.filter(pk=source.pk).update(content=data, state=SourceState.ACTIVE)
    again = _timed(source)
    made = source.imported.exclude(event=None).count()
    Event.objects.filter(imported_from__source=source).delete()
    source.delete()
    return {"events": made, "seconds": seconds, "reading": reading, "again": again}


def _timed(source):
    began = time.perf_counter()
    run(source, user=None)
    return time.perf_counter() - began


def _rules(connection):
    bombs = (_vevent(n, timezone.now().replace(year=1991), BOMB) for n in range(40))
    connection.sendall(OK + b"\r\n" + _calendar(bombs))


def _large(connection):
    connection.sendall(OK + b"\r\n" + HEAD.encode())
    for _chunk in range(1600):  # 100 MB
        connection.sendall(b"X-NOTHING:" + b"a" * 65_524 + b"\r\n")


def _drip(connection):
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"B")
        time.sleep(1)


def _private(connection):
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n")


ANSWERS = {"rules": _rules, "large": _large, "drip": _drip, "private": _private}


def import_hostile(*, name):
    """{seconds, failure, changed}: one run over a server that answers so; changed: whether the agenda is another."""
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listening, ANSWERS[name]), daemon=True).start()
    settings.MAILLAGE_IMPORT_PORTS = range(1, 65536)
    real = fetching.is_public
    fetching.is_public = lambda address: address == "127.0.0.1" or real(address)  # the server alone counts as public
    source = CalendarSource(partner=Partner.objects.order_by("pk").first(), name=name, state=SourceState.ACTIVE)
    source.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    source.save()
    before = _stands()
    began = time.perf_counter()
    done = run(source, user=None)
    seconds = time.perf_counter() - began
    changed = _stands() != before
    source.delete()
    return {"seconds": seconds, "failure": done.failure, "changed": changed}


def _stands():
    return Event.objects.count(), list(Event.objects.order_by("-latest_revision").values_list("latest_revision")[:1])


def _serve(listening, answer):
    while True:
        connection, _where = listening.accept()
        with connection:
            try:
                connection.recv(4096)
                answer(connection)
            except OSError:
                continue  # who asked had enough


if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
