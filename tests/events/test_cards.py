"""Cards: what a row of a list says of one date."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from wagtail.images import get_image_model

from events.cards import Picture, SeatsNote, Sign, State, card, image_of, seats_note, state_of
from events.models import Capacity, Occurrence
from events.templatetags.agenda_tags import card_row
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, clock, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # Wagtail drops the temporary file of a new rendition without closing it.
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **kwargs: BytesIO())


def at(day, hour, minute=0):
    """An hour of March 2027 in Brussels (winter time until the 28th)."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def published(**facts):
    """The dates of an event published with these facts, as lists load them; by default on 9 March at 14:00."""
    event = publish_event(make_event(**{"dates": [at(9, 14)]} | facts))
    return list(event.occurrences.for_cards().in_order())


def make_image(colour="red", **facts):
    file = BytesIO()
    Image.new("RGB", (800, 600), colour).save(file, "PNG")
    facts = {"title": "Le parc", "alt_fr": "Des enfants au parc", "width": 800, "height": 600} | facts
    return get_image_model().objects.create(file=ImageFile(BytesIO(file.getvalue()), name=f"{colour}.png"), **facts)


def test_card_says_everything_of_a_plain_date(now):
    place = make_place(texts={"fr": "Parc", "nl": "Park"}, quartier=make_quartier("Marolles", name_nl="Marollen"))
    [occurrence] = published(kind="fete", place=place, texts={"fr": "La rue aux enfants", "nl": "Speelstraat"})
    shown = card(occurrence, "fr", now=now)
    assert (shown.title, shown.title_lang, shown.place, shown.quartier) == (
        "La rue aux enfants",
        "",
        "Parc",
        "Marolles",
    )
    assert (shown.kind, shown.kind_label, shown.online) == ("fete", "Fête de quartier", False)
    assert shown.starts.isoformat() == "2027-03-09T14:00:00+01:00"
    assert shown.ends.isoformat() == "2027-03-09T16:00:00+01:00"
    assert shown.signs == (Sign("free", "Gratuit"),)
    assert shown.seats == SeatsNote("open", "Entrée libre")
    assert (shown.state, shown.image, shown.poster_alt) == (None, None, "")
    assert shown.href == f"/fr/agenda/{occurrence.event.slug}/"
    assert shown.poster == f"/affiche/fete/{occurrence.event.uuid.hex}.svg"


def test_card_follows_the_reader_and_marks_another_language(now):
    place = make_place(texts={"fr": "Parc", "nl": "Park"}, quartier=make_quartier("Marolles", name_nl="Marollen"))
    [occurrence] = published(place=place, texts={"fr": "Atelier de couture"})
    with override("nl"):
        shown = card(occurrence, "nl", now=now)
    assert (shown.title, shown.title_lang) == ("Atelier de couture", "fr")
    assert (shown.place, shown.quartier) == ("Park", "Marollen")
    assert shown.href == f"/nl/agenda/{occurrence.event.slug}/"


def test_signs_stand_in_their_order_and_the_event_overrides_its_place(now):
    place = make_place(features={"entree": "yes", "boucle": "no", "parking": "yes"})
    facts = {"lsfb": "yes", "boucle": "yes"}
    [occurrence] = published(
        place=place, accessibility=facts, childcare=True, is_online=True, is_free=False, price=Decimal("5.50")
    )
    assert card(occurrence, "fr", now=now).signs == (
        Sign("price", "5,50\u00a0€"),
        Sign("childcare", "Garderie"),
        Sign("entree", "Accès de plain-pied"),
        Sign("boucle", "Boucle magnétique"),
        Sign("lsfb", "LSFB"),
        Sign("online", "En ligne"),
    )


def test_what_only_a_few_look_for_stays_off_the_row(now):
    place = make_place(features={"toilettes": "yes", "parking": "yes", "calme": "yes", "chien": "yes"})
    [occurrence] = published(place=place)
    assert [sign.code for sign in card(occurrence, "fr", now=now).signs] == ["free"]


def test_price_without_amount_is_said_in_words(now):
    [labelled] = published(is_free=False, price_label_fr="Prix libre")
    [bare] = published(is_free=False)
    assert card(labelled, "fr", now=now).signs == (Sign("price", "Prix libre"),)
    assert card(bare, "fr", now=now).signs == (Sign("price", "Payant"),)


def test_confidential_place_keeps_its_name_and_quartier(now):
    place = make_place("Refuge de la rue Haute", confidential=True, quartier=make_quartier())
    [occurrence] = published(place=place)
    shown = card(occurrence, "fr", now=now)
    assert (shown.place, shown.quartier) == ("Lieu communiqué à l’inscription", "")


def test_own_place_of_a_date_is_shown_with_its_own_signs(now):
    [occurrence] = published(place=make_place("Parc", features={"entree": "yes"}))
    Occurrence.objects.update(place=make_place("Salle", features={"boucle": "yes"}, quartier=make_quartier("Laeken")))
    shown = card(Occurrence.objects.for_cards().get(pk=occurrence.pk), "fr", now=now)
    assert (shown.place, shown.quartier) == ("Salle", "Laeken")
    assert [sign.code for sign in shown.signs] == ["free", "boucle"]


@pytest.mark.parametrize(
    ("limit", "taken", "note"),
    [
        (None, 40, SeatsNote("open", "Sur inscription")),
        (20, 0, SeatsNote("open", "20 places")),
        (20, 16, SeatsNote("open", "4 places")),
        (20, 17, SeatsNote("few", "3 places")),
        (100, 90, SeatsNote("few", "10 places")),
        (100, 89, SeatsNote("open", "11 places")),
        (20, 19, SeatsNote("few", "1 place")),
        (20, 20, SeatsNote("full", "Complet · liste d’attente")),
    ],
)
def test_seats_are_counted_in_words(limit, taken, note, now):
    [occurrence] = published(registration_mode="date", seats=limit)
    Capacity.objects.update(taken=taken)
    assert seats_note(Occurrence.objects.for_cards().get(pk=occurrence.pk), now=now) == note


def test_full_without_waiting_list_is_full(now):
    [occurrence] = published(registration_mode="date", seats=2, waiting_list=False)
    Capacity.objects.update(taken=2)
    [occurrence] = Occurrence.objects.for_cards()
    assert seats_note(occurrence, now=now) == SeatsNote("full", "Complet")


def test_registration_closes_as_staff_said_or_when_the_date_starts(now):
    [bare] = published(registration_mode="date", seats=5)
    [early] = published(registration_mode="date", seats=5, registration_closes_at=at(5, 12))
    [late] = published(registration_mode="date", seats=5, registration_closes_at=at(9, 15))
    closed = SeatsNote("closed", "Inscriptions closes")
    open_ = SeatsNote("open", "5 places")
    assert [seats_note(row, now=at(5, 11)) for row in (bare, early, late)] == [open_, open_, open_]
    assert [seats_note(row, now=at(5, 12)) for row in (bare, early, late)] == [open_, closed, open_]
    assert [seats_note(row, now=at(9, 14)) for row in (bare, early, late)] == [closed, closed, open_]
    assert seats_note(late, now=at(9, 16)) == SeatsNote("none", "")


def test_registration_that_is_not_open_yet_says_when(now):
    [occurrence] = published(registration_mode="date", seats=5, registration_opens_at=at(4, 9))
    assert seats_note(occurrence, now=now) == SeatsNote("closed", "Inscriptions dès le 4\u00a0mars")


def test_course_closes_when_its_first_date_starts():
    first, second = published(registration_mode="whole", seats=5, dates=[at(9, 14), at(16, 14)])
    assert seats_note(second, now=at(9, 13)) == SeatsNote("open", "5 places")
    assert seats_note(second, now=at(9, 14)) == SeatsNote("closed", "Inscriptions closes")
    Occurrence.objects.filter(pk=first.pk).update(state="cancelled")
    second = Occurrence.objects.for_cards().get(pk=second.pk)
    assert seats_note(second, now=at(9, 14)) == SeatsNote("open", "5 places")


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"state": "cancelled"}, State("cancelled", "Annulé")),
        ({"state": "postponed"}, State("postponed", "Reporté")),
        ({"previous_starts_at": at(9, 10)}, State("moved", "Nouvel horaire")),
        ({"previous_starts_at": at(8, 14)}, State("moved", "Nouvelle date")),
        ({}, None),
    ],
)
def test_what_happened_to_a_date_is_said(columns, state, now):
    [occurrence] = published()
    for name, value in columns.items():
        setattr(occurrence, name, value)
    assert state_of(occurrence) == state
    if state and state.code != "moved":
        assert seats_note(occurrence, now=now) == SeatsNote("none", "")


def test_image_comes_in_two_widths_with_its_alternative_text(now):
    image = make_image()
    [occurrence] = published(image=image)
    picture = card(occurrence, "fr", now=now).image
    small, large = image.renditions.filter(width__in=[160, 320]).order_by("width")
    assert picture == Picture(small.url, f"{small.url} 160w, {large.url} 320w", "Des enfants au parc", 160, 120)
    assert image_of(occurrence.event, "nl", "hero").srcset.count("w,") == 2


def test_image_whose_file_is_gone_leaves_the_poster(now):
    image = make_image()
    image.file.storage.delete(image.file.name)
    [occurrence] = published(image=image)
    shown = card(occurrence, "fr", now=now)
    assert (shown.image, shown.poster) == (None, f"/affiche/atelier/{occurrence.event.uuid.hex}.svg")


def test_three_cards_cost_no_more_queries_than_one(now, django_assert_num_queries):
    partner = make_partner()
    for day, colour in ((9, "red"), (10, "blue"), (11, "green")):
        place = make_place(f"Salle {day}", quartier=make_quartier(f"Quartier {day}"), features={"entree": "yes"})
        dates = published(
            organiser=partner, place=place, image=make_image(colour), dates=[at(day, 14)],
            registration_mode="date", seats=9,
        )  # fmt: skip
        Occurrence.objects.filter(pk=dates[0].pk).update(
            place=make_place(f"Ailleurs {day}", features={"boucle": "yes"})
        )
        card(dates[0], "fr", now=now)  # makes the renditions
    for rows in (1, 3):
        with django_assert_num_queries(7):
            occurrences = list(Occurrence.objects.for_cards().in_order()[:rows])
        with django_assert_num_queries(0):
            assert len([card(occurrence, "fr", now=now) for occurrence in occurrences]) == rows


def test_night_is_shown_with_the_day_on_which_it_ends(now):
    [occurrence] = published(dates=[{"date": at(9, 20), "minutes": 360}])
    shown = card(occurrence, "fr", now=now)
    assert shown.ends - shown.starts == timedelta(hours=6)
    assert timezone.localdate(shown.ends).day == 10


@pytest.mark.parametrize(
    ("starts", "ends", "day", "until"),
    [
        (datetime(2027, 12, 30, 9, tzinfo=UTC), datetime(2027, 12, 31, 9, tzinfo=UTC), "30_décembre", "31_décembre"),
        (datetime(2027, 12, 30, 9, tzinfo=UTC), datetime(2028, 1, 3, 9, tzinfo=UTC), "30_décembre", "3_janvier 2028"),
        (datetime(2028, 4, 19, 9, tzinfo=UTC), datetime(2028, 4, 21, 9, tzinfo=UTC), "19_avril 2028", "21_avril 2028"),
    ],
)
def test_another_year_than_the_reader_s_is_said(now, starts, ends, day, until):
    [occurrence] = published()
    occurrence.starts_at, occurrence.ends_at = starts, ends
    html = card_row(card(occurrence, "fr", now=now), dated=True).replace("\u00a0", "_")
    assert re.search(r'row-weekday">[^<]*</span> ([^<]*)<', html)[1] == day
    assert re.search(r'row-end">([^<]*)<', html)[1] == f"jusqu’au {until}"


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (at(26, 18), at(26, 23), "– 23\u00a0h"),
        (at(26, 18), at(27, 3), "– 3\u00a0h"),
        (at(26, 22), at(27, 6), "– 6\u00a0h"),
        (at(25, 18), at(27, 3), "jusqu’au 27\u00a0mars"),
        (at(26, 18), at(27, 9), "jusqu’au 27\u00a0mars"),
    ],
)
def test_only_a_night_hides_on_which_day_a_date_ends(now, starts, ends, words):
    [occurrence] = published()
    occurrence.starts_at, occurrence.ends_at = starts, ends
    html = card_row(card(occurrence, "fr", now=now), dated=False)
    assert re.search(r'class="row-end">([^<]*)<', html)[1] == words
