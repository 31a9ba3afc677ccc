"""Places, partners and names that staff change show in the agenda."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from events import catalogue
from events.agenda import watch
from events.agenda.selection import select
from events.catalogue import event_changed, stamps
from events.models import AgendaRow, FeedBlock, Occurrence
from partners.models import PartnerText, Place, PlaceFeature, PlaceText
from portal.cms.models import PortalImage
from tests.factories import make_event, make_place, make_quartier, make_theme, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(clock):
    quartier = make_quartier("Marolles", slug="marolles")
    found = publish_event(make_event(place=make_place("Salle Horta", quartier=quartier)))
    event_changed(found.pk)
    # The test's transaction never ends: what waits for its end would stand for what the test does.
    connection.run_on_commit.clear()
    return found


def total(query, now):
    return select(QueryDict(query), "fr", now=now).search.total


def test_a_place_that_gets_a_ramp_is_found(event, now, django_capture_on_commit_callbacks):
    assert total("acces=entree", now) == 0
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        event.place.features = [PlaceFeature(code="entree", value="yes")]
        event.place.save()
    assert total("acces=entree", now) == 1
    assert callbacks.count(watch.Renewal("place", event.place_id)) == 1


def test_the_place_of_one_date_counts_as_well(event, now, django_capture_on_commit_callbacks):
    elsewhere = make_place("Ailleurs")
    Occurrence.objects.update(place=elsewhere)
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        elsewhere.quartier = make_quartier("Laeken", slug="laeken")
        elsewhere.save()
    assert (total("quartier=marolles", now), total("quartier=laeken", now)) == (0, 1)


def test_a_place_that_becomes_confidential_leaves_its_quartier(event, now, django_capture_on_commit_callbacks):
    assert (total("quartier=marolles", now), total("q=horta", now)) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        event.place.confidential = True
        event.place.save()
    assert (total("quartier=marolles", now), total("q=horta", now)) == (0, 0)


def test_the_new_name_of_a_partner_is_found(event, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        PartnerText.objects.get(partner=event.organiser).delete()
        PartnerText.objects.create(partner=event.organiser, language="fr", name="Mosaïque")
    assert total("q=mosaique", now) == 1


def retell(place, **words):
    text = PlaceText.objects.get(place=place)
    for name, value in words.items():
        setattr(text, name, value)
    text.save()


@pytest.mark.parametrize(
    ("change", "raises"),
    [
        (lambda place: setattr(place, "street", "rue Haute 1"), True),
        (lambda place: setattr(place, "street_nl", "Hoogstraat 1"), True),
        (lambda place: setattr(place, "latitude", 50.9), True),
        (lambda place: setattr(place, "confidential", True), True),
        (lambda place: setattr(place, "texts", [PlaceText(language="fr", name="Salle Horta bis")]), True),
        (lambda place: retell(place, name="Salle Horta bis"), True),
        (lambda place: setattr(place, "texts", [PlaceText(language="fr", name="Salle Horta")]), False),
        (lambda place: retell(place, directions="Sonnez."), False),
        (lambda place: setattr(place, "features", [PlaceFeature(code="entree", value="yes")]), False),
        (lambda place: None, False),
    ],
)
def test_calendars_learn_that_a_place_is_elsewhere(event, clock, change, raises, django_capture_on_commit_callbacks):
    """RFC 5546 §2.1.4: they take over another place from a higher sequence only."""
    elsewhere, past = (Occurrence(event=event, rule_day=event.occurrences.get().rule_day, ordinal=n) for n in (1, 2))
    for row in (elsewhere, past):
        row.rule_starts_at = row.rule_ends_at = row.starts_at = row.ends_at = event.occurrences.first().starts_at
        row.changed_at = clock.moment
    elsewhere.place = make_place("Ailleurs")
    past.starts_at = past.ends_at = clock.moment - timedelta(days=1)
    Occurrence.objects.bulk_create([elsewhere, past])
    before = clock.moment
    clock.advance(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        place = Place.objects.get(pk=event.place_id)
        change(place)
        place.save()
    here = (1, clock.moment) if raises else (0, before)
    found = event.occurrences.order_by("ordinal").values_list("sequence", "changed_at")
    assert list(found) == [here, (0, before), (0, before)]
    block = FeedBlock.objects.get(occurrence=event.occurrences.get(ordinal=0), language="fr").text
    assert f"SEQUENCE:{here[0]}\r\n" in block
    assert f"LAST-MODIFIED:{here[1]:%Y%m%dT%H%M%SZ}\r\n" in block


def test_dates_at_a_place_of_their_own_follow_it(event, clock, django_capture_on_commit_callbacks):
    elsewhere = make_place("Ailleurs")
    Occurrence.objects.update(place=elsewhere)
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for place in (event.place, elsewhere):
            place.street = "rue Haute 1"
            place.save()
    assert event.occurrences.get().sequence == 1


def test_the_names_of_its_quartier_and_themes_find_an_activity(clock, now):
    marolles, nature = make_quartier("Marolles", name_nl="Marollen"), make_theme("Nature", name_nl="Natuur")
    publish_event(make_event(place=make_place(quartier=marolles), themes=[nature]))
    assert [total(f"q={word}", now) for word in ("marolles", "MAROLLEN+couture", "nature", "natuur", "haren")] == [
        1, 1, 1, 1, 0,
    ]  # fmt: skip


def test_a_confidential_place_is_not_found_by_its_quartier(clock, now):
    marolles = make_quartier("Marolles")
    publish_event(make_event(place=make_place(quartier=marolles, confidential=True)))
    assert total("q=marolles", now) == 0


def test_new_names_of_quartiers_and_themes_are_found(clock, now, django_capture_on_commit_callbacks):
    marolles, nature = make_quartier("Marolles"), make_theme("Nature")
    publish_event(make_event(place=make_place(quartier=marolles), themes=[nature]))
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        marolles.name_fr, nature.name_fr = "Sablon", "Jardinage"
        marolles.save()
        nature.save()
    assert [total(f"q={word}", now) for word in ("sablon", "jardinage", "nature")] == [1, 1, 0]
    with django_capture_on_commit_callbacks(execute=True):
        nature.delete()
    assert total("q=jardinage", now) == 0


def test_another_summary_of_a_quartier_rewrites_no_event(event, django_capture_on_commit_callbacks):
    FeedBlock.objects.update(text="x")
    with django_capture_on_commit_callbacks(execute=True):
        quartier = event.place.quartier
        quartier.summary_fr = "Au pied du Palais de Justice."
        quartier.save()
    assert set(FeedBlock.objects.values_list("text", flat=True)) == {"x"}


def picture(colour):
    found = get_test_image_file(f"{colour}.png", size=(1600, 900), colour=colour)
    found.seek(0)
    return found


def image_in_calendar(event):
    text = FeedBlock.objects.get(occurrence__event=event, language="fr").text.replace("\r\n ", "")
    return next((line.partition(":")[2] for line in text.split("\r\n") if line.startswith("IMAGE")), "")


@pytest.fixture
def illustrated(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # Wagtail leaves its temporary files to the garbage collector, which warns.
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **kwargs: BytesIO())
    image = PortalImage.objects.create(title="Photo", file=picture("red"))
    found = publish_event(make_event(image=image))
    connection.run_on_commit.clear()
    return found


def test_a_replaced_image_has_its_new_address_in_calendars(
    illustrated, client, tmp_path, django_capture_on_commit_callbacks
):
    before = image_in_calendar(illustrated)
    client.force_login(make_user(is_superuser=True, is_staff=True), backend=settings.AUTHENTICATION_BACKENDS[0])
    facts = {"title": "Photo", "file": picture("blue"), "collection": "1", "tags": "", "decorative": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("wagtailimages:edit", args=[illustrated.image_id]), facts)
    assert answer.status_code == 302, answer.context["form"].errors
    after = image_in_calendar(illustrated)
    assert before != after
    assert (tmp_path / after.partition("/media/")[2]).exists()
    assert not (tmp_path / before.partition("/media/")[2]).exists()


def test_a_deleted_image_leaves_calendars(illustrated, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        illustrated.image.delete()
    assert image_in_calendar(illustrated) == ""


def test_an_image_that_no_activity_has_changes_nothing(event, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    before = stamps()["catalogue"]
    with django_capture_on_commit_callbacks(execute=True):
        PortalImage.objects.create(title="Photo", file=picture("red"))
    assert stamps()["catalogue"] == before


def test_many_events_are_left_to_the_worker(event, monkeypatch, django_capture_on_commit_callbacks):
    left = []
    monkeypatch.setattr(watch, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(watch, "async_task", lambda *task: left.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        event.place.save()
    assert ("events.catalogue.events_changed", [event.pk]) in left


def test_everything_can_be_rebuilt(event, now):
    from events.catalogue import rebuild

    AgendaRow.objects.all().delete()
    FeedBlock.objects.all().delete()
    rebuild()
    assert total("q=horta&quartier=marolles", now + timedelta(days=1)) == 1
    assert FeedBlock.objects.count() == 3


def test_many_events_are_followed_once_by_whoever_writes_them(event):
    date = event.occurrences.get()
    AgendaRow.objects.all().delete()
    with catalogue.left_alone():
        event_changed(event.pk)
        catalogue.events_changed([event.pk])
    assert not AgendaRow.objects.exists()
    event_changed(event.pk)
    assert AgendaRow.objects.get().occurrence == date
