"""More people than places, at once, over HTTP, from several processes."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("race")]

SEATS, PEOPLE = 20, 60

MAKE_EVENT = f"""
from tests.factories import make_event, publish_event
event = publish_event(make_event(registration_mode="date", seats={SEATS}))
print(event.pk, event.slug, event.occurrences.get().uuid)
"""
COUNT = """
from django.db.models import Sum
from events.models import Capacity, Registration, RegistrationLetter
rows = Registration.objects.filter(event=EVENT)
confirmed = rows.filter(state="confirmed")
capacity = Capacity.objects.get(occurrence__event=EVENT)
print(rows.count(), confirmed.count(), confirmed.aggregate(n=Sum("party_size"))["n"],
      capacity.taken, capacity.waiting, RegistrationLetter.objects.filter(registration__in=rows).count())
"""


class Resident:
    """One browser: opens the form, waits as long as a person does, sends it."""

    def __init__(self, portal, slug, date, number):
        self.url = f"{portal.address}/fr/agenda/{slug}/inscription/"
        self.date, self.number = date, number
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open_form(self):
        page = self.opener.open(self.url, timeout=60).read().decode()
        self.hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|started)" value="([^"]+)"', page))

    def send(self):
        data = self.hidden | {
            "occurrence": self.date,
            "name": f"Personne {chr(65 + self.number % 26)}{chr(65 + self.number // 26)}",
            "email": f"p{self.number}@exemple.test",
            "party_size": "1",
            "language": "fr",
        }
        try:
            answer = self.opener.open(self.url, urllib.parse.urlencode(data).encode(), timeout=60)
        except urllib.error.HTTPError as error:
            return str(error.code)
        return urllib.parse.urlsplit(answer.geturl()).path.rsplit("/", 2)[1]


RUSHES = 4  # on a machine that is busy elsewhere one of them may chance to go one by one


def rush(portal):
    """Everybody at once; returns the last words of the paths where they ended, and the counts of the database."""
    event, slug, date = portal.run(MAKE_EVENT).split()
    residents = [Resident(portal, slug, date, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Resident.open_form, residents))
        time.sleep(3.2)
        ends = list(pool.map(Resident.send, residents))
    return ends, [int(number) for number in portal.run(f"EVENT = {event}\n{COUNT}").split()]


def test_without_the_lock_more_people_are_confirmed_than_there_are_seats(portal):
    server = portal.serve(MAILLAGE_RACE="unlocked")
    for _attempt in range(RUSHES):
        _ends, (_rows, confirmed, *_others) = rush(portal)
        if confirmed > SEATS:
            break
    portal.kill(server)
    assert confirmed > SEATS


def test_under_the_lock_every_seat_is_given_once_and_everybody_else_waits(portal):
    server = portal.serve()
    ends, counts = rush(portal)
    portal.kill(server)
    assert set(ends) == {"recu"}, portal.logs()
    assert counts == [PEOPLE, SEATS, SEATS, SEATS, PEOPLE - SEATS, PEOPLE]
