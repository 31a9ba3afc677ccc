"""Several organisers issue and mark at once, from several processes: no number twice or missing, nobody twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("race")]

PEOPLE, PROCESSES = 12, 3

MAKE = f"""
from events.models import Source
from events.registration import register
from django.utils import timezone
from tests.events.attending import make_course
course = make_course(sessions=1)
for number in range({PEOPLE}):
    register(course, occurrence=None, name=f"Personne {{chr(65 + number)}}", email="", phone="", party_size=1,
             language="fr", source=Source.DESK, now=timezone.now())
print(course.pk)
"""
MARK = """
from events.attendance import Mark, mark_all
from events.models import Event
event = Event.objects.get(pk=EVENT)
date = event.occurrences.get()
for registration in event.registrations.order_by("pk"):
    mark_all(date, [Mark(registration.uuid, None, "present", 1, None, date.ends_at)], by=None, now=date.ends_at)
"""
ISSUE = """
from datetime import timedelta
from events.attestations import issue, presences
from events.models import Event
event = Event.objects.get(pk=EVENT)
over = event.occurrences.get().ends_at + timedelta(hours=1)
for presence in presences(event):
    issue(event, [presence], signatory="Inès", made_at="Bruxelles", by=None, now=over)
"""
COUNT = """
from events.models import Attendance, Attestation
numbers = sorted(Attestation.objects.values_list("number", flat=True))
print(Attendance.objects.filter(occurrence__event=EVENT).count(),
      Attestation.objects.filter(event=EVENT).count(), numbers == list(range(1, len(numbers) + 1)))
"""


def test_marks_and_numbers_of_several_organisers_at_once_are_exact(portal):
    event = portal.run(MAKE).split()[-1]
    for act in (MARK, ISSUE):
        with ThreadPoolExecutor(PROCESSES) as pool:
            list(pool.map(portal.run, [f"EVENT = {event}\n{act}"] * PROCESSES))
    counted = portal.run(f"EVENT = {event}\n{COUNT}").split()
    assert counted == [str(PEOPLE), str(PEOPLE), "True"]
