"""Signature sheets and badges, read back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from events.attendance import mark_all
from events.models import Registration
from events.registration import cancel
from events.sheets import half_days, held, name_badges, signature_sheet
from tests.events.attending import book, make_course, mark_of, sessions_of
from tests.factories import make_event, make_user, publish_event
from tests.kit.pdf.reading import is_for_everybody, open_pdf, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


def test_a_sheet_has_everybody_by_name_and_a_page_for_each_session(course):
    book(course, "Zoé Peeters")
    book(course, "Bram Claes", names=["Yasmina Claes", "Adam Claes"])
    book(course, "Classe 4B", persons=12)
    content = signature_sheet(course, held(course), language="fr")
    assert is_for_everybody(content) == ("Feuille de présence", "fr", True, "1")
    assert len(open_pdf(content).pages) == 2
    words = text_of(content)
    places = [words.index(name) for name in ("Adam Claes", "Classe 4B (12", "Yasmina Claes", "Zoé Peeters")]
    assert places == sorted(places)
    assert "L’entretien d’aide" in words


def test_whoever_cancelled_signs_nothing(course):
    registration = book(course)
    first = sessions_of(course)[0]
    mark_all(first, [mark_of(registration, at=timezone.now())], by=None, now=timezone.now())
    cancel(registration, now=timezone.now())
    assert "Amina" not in text_of(signature_sheet(course, [first], language="fr"))


@pytest.mark.parametrize(
    ("hour", "minutes", "columns"),
    [(9, 180, ["Signature"]), (9, 480, ["Signature, matin", "Signature, après-midi"]), (14, 180, ["Signature"])],
)
def test_a_whole_day_is_signed_twice(hour, minutes, columns):
    day = timezone.localdate() + timedelta(days=10)
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Brussels"))
    event = publish_event(make_event(dates=[{"date": at, "minutes": minutes}]))
    assert half_days(event.occurrences.get()) == columns


def test_badges_are_ten_to_a_page_once_for_each_person(course):
    registration = book(course, "Bram Claes", names=[f"Personne {letter}" for letter in "ABCDEFGHIJK"])
    Registration.objects.filter(pk=registration.pk).update(organisation="CPAS Marolles")
    content = name_badges(course, held(course), language="fr")
    assert len(open_pdf(content).pages) == 2
    words = text_of(content)
    assert [words.count(name) for name in ("Personne A", "Personne K", "CPAS Marolles")] == [1, 1, 11]
    assert is_for_everybody(content) == ("Badges", "fr", True, "1")


def test_papers_of_an_event_without_people_can_be_printed(course):
    assert len(open_pdf(signature_sheet(course, held(course), language="nl")).pages) == 2
    assert len(open_pdf(name_badges(course, held(course), language="nl")).pages) == 1


@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("presences-feuilles", False),
        ("presences-tous-badges", False),
        ("presences-feuille", True),
        ("presences-badges", True),
    ],
)
def test_who_organises_prints_and_nobody_else(client, site, course, name, dated):
    where = [course.slug, sessions_of(course)[0].uuid] if dated else [course.slug]
    client.force_login(make_user())
    assert client.get(reverse(name, args=where)).status_code == 404
    client.force_login(make_user(partner=course.organiser))
    answer = client.get(reverse(name, args=where))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
