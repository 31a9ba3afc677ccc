"""Five hundred people at once for a hundred places: over HTTP, with the form, its token, the guards and the worker."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .agenda import SMALL
from .rows import at_most, exactly, p95, told

PEOPLE, SEATS, THREADS = 500, 100, 4
THINKING = 3.5  # seconds between seeing the form and sending it: the guard asks for three
LETTERS_WITHIN = 180  # seconds
HIDDEN = re.compile(rb'name="(csrfmiddlewaretoken|started|occurrence|people|children)"[^>]*? value="([^"]+)"')
COOKIE = re.compile(rb"set-cookie:\s*(csrftoken)=([^;]+)", re.IGNORECASE)


@dataclass
class Resident:
    """One person with a browser of their own. opened, sent: seconds that the portal took to answer each time."""

    port: int
    path: str
    number: int
    hidden: dict = field(default_factory=dict)
    cookie: str = ""
    opened: float = 0
    sent: float = 0
    ended_on: str = ""
    answers: dict = field(default_factory=lambda: {"party_size": "1"})

    async def open_form(self):
        began = time.perf_counter()
        head, body = await self._talk(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n", b"")
        self.opened = time.perf_counter() - began
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{self.path}: {head[:80]!r}")
        self.hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(body)}
        self.cookie = COOKIE.search(head)[2].decode()

    async def send(self):
        form = self.hidden | {
            "name": f"Personne {chr(65 + self.number % 26)}{chr(65 + self.number // 26)}",
            "email": f"personne{self.number}@exemple.test",
            "language": "fr",
            **self.answers,
        }
        body = urlencode(form).encode()
        began = time.perf_counter()
        head, _body = await self._talk(
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: csrftoken={self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n",
            body,
        )
        self.sent = time.perf_counter() - began
        location = re.search(rb"location: (\S+)", head, re.IGNORECASE)
        self.ended_on = location[1].decode() if location else ""

    async def _talk(self, head, body):
        """(head, body) of the answer to one request on one connection, which then closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        answer = await reader.read()
        writer.close()
        head, _blank, body = answer.partition(b"\r\n\r\n")
        return head, body


async def rush(residents, portal):
    """Everybody opens the form at once, fills it in, and everybody sends it at once.

    Returns (seconds of sending, {"web", "queue", "client"}: seconds of processor that each used meanwhile).
    """
    await asyncio.gather(*(resident.open_form() for resident in residents))
    await asyncio.sleep(THINKING)
    began, used = time.perf_counter(), _processor(portal)
    await asyncio.gather(*(resident.send() for resident in residents))
    return time.perf_counter() - began, {name: spent - used[name] for name, spent in _processor(portal).items()}


def _processor(portal):
    return {**portal.processor(), "client": time.process_time()}


def processor_rows(name, spent):
    """What the web server, the queue and the bench's own residents each took of the processor, one sending."""
    return [
        told(f"{name}: processor of the {who}", seconds / PEOPLE * 1000, "ms each") for who, seconds in spent.items()
    ]


def figures(bench):
    limit = 6 if bench.database else 4
    with bench.portal(SMALL, page_cache=True) as portal:
        slug = portal.data.ask("open_event", seats=SEATS)["slug"]
        path = f"/fr/agenda/{slug}/inscription/"
        residents = [Resident(portal.port, path, number) for number in range(PEOPLE)]
        seconds, spent = asyncio.run(rush(residents, portal))
        counted, letters_after = _wait_for_letters(portal, slug)
    bare = bench.data_set(SMALL).ask("bare_inserts", number=PEOPLE, seats=SEATS, threads=THREADS)["seconds"]
    receipts = sum(resident.ended_on.endswith("/recu/") for resident in residents)
    engine = bench.engine
    return [
        exactly(f"registrations ({engine}): receipts", receipts, "people", PEOPLE),
        exactly(f"registrations ({engine}): rows", counted["rows"], "rows", PEOPLE),
        exactly(f"registrations ({engine}): confirmed", counted["confirmed"], "people", SEATS),
        exactly(f"registrations ({engine}): places taken", counted["taken"], "places", SEATS),
        exactly(f"registrations ({engine}): places waited for", counted["waiting"], "places", PEOPLE - SEATS),
        exactly(f"registrations ({engine}): letters written", counted["letters"], "letters", PEOPLE),
        exactly(f"registrations ({engine}): letters sent", counted["sent"], "letters", PEOPLE),
        told(f"registrations ({engine}): last letter sent after", letters_after, "s"),
        at_most(
            f"registrations ({engine}): opening the form, p95", p95([each.opened for each in residents]), "s", limit
        ),
        at_most(f"registrations ({engine}): sending it, p95", p95([each.sent for each in residents]), "s", limit),
        told(f"registrations ({engine}): per second", PEOPLE / seconds, "/s"),
        told(f"registrations ({engine}): time / bare locked inserts", seconds / bare, "×"),
        *processor_rows(f"registrations ({engine})", spent),
    ]


def _wait_for_letters(portal, slug):
    """(what the database says, seconds): once every letter was sent, or nothing more is to be hoped for."""
    began = time.monotonic()
    while True:
        counted = portal.data.ask("registered", slug=slug)
        if counted["sent"] >= PEOPLE or time.monotonic() - began > LETTERS_WITHIN:
            return counted, time.monotonic() - began
        time.sleep(1)
