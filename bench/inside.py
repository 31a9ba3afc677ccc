"""What the bench asks of a portal from the inside: `python -m bench.inside QUESTION FACTS`, both ways in JSON."""

import json
import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from datetime import time as clock
from types import SimpleNamespace

import django

django.setup()

from django.conf import settings  # noqa: E402 - models load after the set-up
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.db.models import Count, F, Sum  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from events.attendance import Mark, mark_all  # noqa: E402
from events.attestations import issue, paper, presences  # noqa: E402
from events.catalogue import event_changed  # noqa: E402
from events.messages import plan_due, planning  # noqa: E402
from events.messages.hours import days_before  # noqa: E402
from events.models import (  # noqa: E402
    AgendaRow,
    Audience,
    Capacity,
    Event,
    EventKind,
    EventText,
    Participant,
    Registration,
    RegistrationLetter,
    ScheduleRule,
    Seats,
    Theme,
)
from events.seats import set_limit  # noqa: E402
from partners.models import Feature, Partner, Place, Quartier  # noqa: E402
from portal.accounts.models import User  # noqa: E402
from portal.kit.contact import name_key  # noqa: E402
from portal.kit.texts import SPOKEN_CHOICES  # noqa: E402

EDITOR = "redaction@demo.test"
# What a page shows many of: dates as rows, partners, tiles, dates of one event.
SHOWN = ('<article class="row ', '<article class="partner"', '<a class="tile"', '<div class="dates-day"')


def sizes():
    """{events, dates}: how much can be found in the agenda."""
    return {"events": Event.objects.filter(live=True).count(), "dates": AgendaRow.objects.filter(visible=True).count()}


def choices():
    """{filter: values that the agenda knows}, and under `q` words that titles have."""
    titles = EventText.objects.filter(language="fr").order_by("pk").values_list("title", flat=True)[:200]
    return {
        "quartier": list(Quartier.objects.order_by("slug").values_list("slug", flat=True)),
        "partenaire": list(Partner.objects.order_by("slug").values_list("slug", flat=True)),
        "theme": list(Theme.objects.order_by("slug").values_list("slug", flat=True)),
        "type": EventKind.values,
        "public": Audience.values,
        "acces": Feature.values,
        "langue": [code for code, _label in SPOKEN_CHOICES],
        "q": sorted({word.lower() for title in titles for word in re.findall(r"\w{5,}", title)}),
    }


def change_an_event():
    """What publishing does to the agenda and the feeds."""
    event_changed(Event.objects.filter(live=True).order_by("pk").values_list("pk", flat=True).first())


def open_event(*, seats, **terms):
    """{slug, date}: an event of one date, in a week, for which one registers. terms: of RegistrationTerms."""
    event = Event(
        kind="atelier",
        organiser=Partner.objects.order_by("pk").first(),
        place=Place.objects.order_by("pk").first(),
        registration_mode="date",
        seats=seats,
        live=False,
        **terms,
    )
    event.texts = [
        EventText(language=code, title=f"Atelier {time.time_ns()}", summary="Banc d’essai.") for code in ("fr", "nl")
    ]
    in_a_week = timezone.localdate() + timedelta(days=7)
    event.rules = [ScheduleRule(day=in_a_week, begins=clock(14), ends=clock(16))]
    event.save()
    event.save_revision().publish()
    return {"slug": event.slug, "date": str(event.occurrences.get().uuid)}


def registered(*, slug):
    """What the database says of an event's registrations and their letters."""
    event = Event.objects.get(slug=slug)
    rows = dict(event.registrations.values_list("state").annotate(number=Count("pk")))
    letters = RegistrationLetter.objects.filter(registration__event=event)
    capacity = event.occurrences.get().capacity
    return {
        "rows": sum(rows.values()),
        "confirmed": rows.get("confirmed", 0),
        "taken": capacity.taken,
        "waiting": capacity.waiting,
        "letters": letters.count(),
        "sent": letters.filter(state="sent").count(),
        "extra_taken": sum(row.capacity.taken for row in event.extra_places.select_related("capacity")),
        "participants": Participant.objects.filter(registration__event=event).count(),
    }


def promote_groups(*, number):
    """{promoted, persons, taken, letters, seconds}: `number` groups wait, then the limit is raised for all of them."""
    event = Event.objects.get(slug=open_event(seats=1)["slug"])
    date = event.occurrences.get()
    _let_wait(event, date, number)
    persons = date.capacity.seats.aggregate(persons=Sum("persons"))["persons"]
    began = time.perf_counter()
    set_limit(date.capacity_id, persons)
    seconds = time.perf_counter() - began
    confirmed = event.registrations.filter(state="confirmed")
    letters = RegistrationLetter.objects.filter(registration__event=event, kind="promoted")
    return {
        "promoted": confirmed.count(),
        "persons": persons,
        "taken": Capacity.objects.get(pk=date.capacity_id).taken,
        "letters": letters.count(),
        "seconds": seconds,
    }


def _let_wait(event, date, number):
    """Groups of two to five in the queue, written in bulk as registering leaves them."""
    rows = [
        Registration(
            event=event,
            occurrence=date,
            name=f"Groupe {position}",
            name_key=f"groupe {position}",
            email=f"groupe{position}@exemple.test",
            party_size=2 + position % 4,
            language="fr",
            queue_rank=position,
        )
        for position in range(number)
    ]
    Registration.objects.bulk_create(rows)
    Seats.objects.bulk_create(Seats(registration=row, capacity=date.capacity, persons=row.party_size) for row in rows)
    Capacity.objects.filter(pk=date.capacity_id).update(waiting=sum(row.party_size for row in rows))


def bare_inserts(*, number, seats, threads):
    """{seconds}: `number` times a lock, a row and a counter, from as many threads as the web server has."""
    event = Event.objects.filter(live=True).order_by("pk").first()
    capacity = Capacity.objects.create(limit=None)

    def insert(position):
        with transaction.atomic():
            row = Capacity.objects.select_for_update().get(pk=capacity.pk)
            name = f"Personne {position} {time.time_ns()}"
            Registration.objects.create(
                event=event,
                name=name,
                name_key=name_key(name),
                email=f"p{position}-{time.time_ns()}@exemple.test",
                party_size=1,
                language="fr",
                state="confirmed" if row.taken < seats else "waiting",
            )
            Capacity.objects.filter(pk=capacity.pk).update(taken=F("taken") + 1)

    with ThreadPoolExecutor(threads, initializer=connections.close_all) as pool:
        began = time.perf_counter()
        list(pool.map(insert, range(number)))
        seconds = time.perf_counter() - began
    Registration.objects.filter(event=event, email__startswith="p", email__endswith="@exemple.test").delete()
    return {"seconds": seconds}


def attest(*, people):
    """{issued, numbers, letters, issuing, printing}: attestations for that many people who attended a training.

    numbers: how far apart the first and the last are, both counted; issuing, printing: seconds.
    """
    event = _attended(people)
    over = event.occurrences.get().ends_at + timedelta(hours=1)
    began = time.perf_counter()
    with translation.override("fr"):
        rows = issue(event, presences(event), signatory="Inès", made_at="Bruxelles", by=None, now=over)
        issued_at = time.perf_counter()
        papers = [paper(row, language=row.language) for row in rows]
    return {
        "issued": sum(content.startswith(b"%PDF-") for content in papers),
        "numbers": rows[-1].number - rows[0].number + 1,
        "letters": RegistrationLetter.objects.filter(kind="attestation", registration__event=event).count(),
        "issuing": issued_at - began,
        "printing": time.perf_counter() - issued_at,
    }


def _attended(people):
    """A training of one date, followed by that many people who all were there."""
    slug = open_event(seats=people)["slug"]
    Event.objects.filter(slug=slug).update(gives_attestation=True)
    event = Event.objects.get(slug=slug)
    date = event.occurrences.get()
    names = [f"Personne {number}" for number in range(people)]
    registrations = Registration.objects.bulk_create(
        Registration(
            event=event,
            occurrence=date,
            name=name,
            name_key=name_key(name),
            email=f"personne{number}@exemple.test",
            language="fr",
            state="confirmed",
        )
        for number, name in enumerate(names)
    )
    marks = [Mark(row.uuid, None, "present", 1, None, date.ends_at) for row in registrations]
    mark_all(date, marks, by=None, now=date.ends_at)
    return event


def await_reminders(*, number):
    """{slug, moment}: an event in a week for which that many are confirmed, and when they are to be reminded."""
    slug = open_event(seats=number, reminders=[7])["slug"]
    date = Event.objects.get(slug=slug).occurrences.get()
    early = timezone.now() - timedelta(days=30)
    Registration.objects.bulk_create(
        (
            Registration(
                event=date.event,
                occurrence=date,
                name=f"Personne {position}",
                name_key=f"personne {position}",
                email=f"rappel{position}@exemple.test",
                language="fr",
                state="confirmed",
                created_at=early,
                confirmed_at=early,
            )
            for position in range(number)
        ),
        batch_size=500,
    )
    return {"slug": slug, "moment": days_before(date.starts_at, 7).isoformat()}


def plan_reminders(*, slug, moment):
    """{written, again, seconds, longest}: planned twice; longest: seconds of the longest transaction."""
    spans = []

    class Timed(transaction.Atomic):
        def __enter__(self):
            self.began = time.perf_counter()
            super().__enter__()

        def __exit__(self, *failure):
            super().__exit__(*failure)
            spans.append(time.perf_counter() - self.began)

    planning.transaction = SimpleNamespace(atomic=lambda: Timed(None, True, False))
    letters = RegistrationLetter.objects.filter(kind="reminder", registration__event__slug=slug)
    began = time.perf_counter()
    plan_due(now=datetime.fromisoformat(moment))
    seconds, written = time.perf_counter() - began, letters.count()
    plan_due(now=datetime.fromisoformat(moment))
    return {"written": written, "again": letters.count() - written, "seconds": seconds, "longest": max(spans)}


def addresses(*, each):
    """{page: addresses} of public pages: up to `each` of those that there are many of, drawn at random."""
    draw = random.Random(1)

    def some(model, view):
        slugs = list(model.order_by("slug").values_list("slug", flat=True))
        return [reverse(view, args=[slug]) for slug in draw.sample(slugs, min(each, len(slugs)))]

    with translation.override("fr"):
        agenda, directory = reverse("agenda"), reverse("annuaire")
        return {
            "home": ["/fr/"],
            "event": some(Event.objects.filter(live=True), "evenement"),
            "registration": some(Event.objects.filter(live=True, registration_mode="date"), "inscription"),
            "directory": [directory, *(f"{directory}?quartier={row.slug}" for row in Quartier.objects.all()[:each])],
            "partner": some(Partner.objects.published(), "partenaire"),
            "quartiers": [reverse("quartiers")],
            "quartier": some(Quartier.objects.all(), "quartier"),
            "trainings": [reverse("formations")],
            "volunteering": [reverse("benevolat")],
            "accessibility": [reverse("accessibilite")],
            "agenda": [
                agenda,
                *(
                    f"{agenda}?age={age}&partenaire={row.slug}"
                    for row in Partner.objects.all()[:each]
                    for age in (2, 15)
                ),
            ],
        }


def queries(*, paths, signed_in=False):
    """[[path, [shown of each of SHOWN], queries]] of each page, asked for once before, when the maps are built."""
    client = Client(headers={"host": "localhost"})
    if signed_in:
        client.force_login(User.objects.get(email=EDITOR), backend=settings.AUTHENTICATION_BACKENDS[0])
    found = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(path)
        if page.status_code != 200:
            raise RuntimeError(f"{path}: {page.status_code}")
        html = page.content.decode()
        found.append([path, [html.count(opening) for opening in SHOWN], len(captured)])
    return found


def admin():
    """{cookies, pages: {name: address}}: an editor who has signed in, and where events are edited."""
    user = User.objects.get(email=EDITOR)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    viewset = Event.snippet_viewset
    listing = reverse(viewset.get_url_name("list"))
    event = Event.objects.annotate(dates=Count("occurrences")).order_by("-dates", "pk").first()
    word = event.text("fr").title.split()[0]
    return {
        "cookies": {settings.SESSION_COOKIE_NAME: session.session_key},
        "pages": {
            "listing": listing,
            "search": f"{listing}?q={word}",
            "edit": reverse(viewset.get_url_name("edit"), args=[event.pk]),
        },
    }


if __name__ == "__main__":
    question, facts = sys.argv[1:]
    print(json.dumps(globals()[question](**json.loads(facts))))
