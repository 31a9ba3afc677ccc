"""More volunteers than a shift needs, at once, over HTTP, from several processes."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("race")]

PLACES, PEOPLE, RUSHES = 15, 45, 4

MAKE = f"""
from tests.factories import make_mission, make_shift
shift = make_shift(make_mission(), needs={{"Accueil": {PLACES}}})
print(shift.pk, shift.mission.slug, shift.needs.get().uuid)
"""
COUNT = """
from events.models import Capacity
from volunteers.models import SignUp, VolunteerLetter
rows = SignUp.objects.filter(shift=SHIFT)
capacity = Capacity.objects.get(need__shift=SHIFT)
letters = VolunteerLetter.objects.filter(volunteer__sign_ups__shift=SHIFT).count()
print(rows.count(), rows.confirmed().count(), capacity.taken, capacity.waiting, letters)
"""


class Helper:
    """One browser: opens the mission, waits as long as a person does, sends the form."""

    def __init__(self, portal, slug, need, number, rush):
        self.url = f"{portal.address}/fr/benevolat/{slug}/"
        self.need, self.number, self.rush = need, number, rush
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open_form(self):
        page = self.opener.open(self.url, timeout=60).read().decode()
        self.hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|started)" value="([^"]+)"', page))

    def send(self):
        data = self.hidden | {
            "needs": self.need,
            "name": f"Personne {chr(65 + self.number % 26)}{chr(65 + self.number // 26)}",
            "email": f"p{self.number}-{self.rush}@exemple.test",
            "age": "18",
            "language": "fr",
        }
        try:
            answer = self.opener.open(self.url, urllib.parse.urlencode(data).encode(), timeout=60)
        except urllib.error.HTTPError as error:
            return str(error.code)
        return urllib.parse.urlsplit(answer.geturl()).path.rsplit("/", 2)[1]


def rush(portal):
    """Everybody at once, none of whom has another shift.

    Returns the last words of the paths where they ended, and the counts of the database.
    """
    shift, slug, need = portal.run(MAKE).split()
    helpers = [Helper(portal, slug, need, number, shift) for number in range(PEOPLE)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Helper.open_form, helpers))
        time.sleep(3.2)
        ends = list(pool.map(Helper.send, helpers))
    return ends, [int(number) for number in portal.run(f"SHIFT = {shift}\n{COUNT}").split()]


def test_without_the_lock_more_people_are_confirmed_than_are_needed(portal):
    server = portal.serve(MAILLAGE_RACE="unlocked")
    for _attempt in range(RUSHES):
        _ends, (_rows, confirmed, *_others) = rush(portal)
        if confirmed > PLACES:
            break
    portal.kill(server)
    assert confirmed > PLACES


def test_under_the_lock_every_place_is_given_once_and_everybody_else_waits(portal):
    server = portal.serve()
    ends, counts = rush(portal)
    portal.kill(server)
    assert set(ends) == {"recu"}, portal.logs()
    assert counts == [PEOPLE, PLACES, PLACES, PEOPLE - PLACES, PEOPLE]
