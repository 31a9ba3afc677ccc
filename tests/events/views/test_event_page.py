"""What the page of an event says: of its dates and their changes, its facts, the words of its languages."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.images import get_image_model

from events.occurrences import cancel, move, postpone, relocate
from portal.demo.pictures import make_image
from tests.factories import make_event, make_partner, make_place, make_rule, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAYS = [datetime(2027, 3, day, 17, tzinfo=UTC) for day in (10, 17, 24)]
NBSP = "\u00a0"


def page(client, event, language="fr", query=""):
    with override(language):
        response = client.get(reverse("evenement", args=[event.slug]) + query)
    return response.content.decode()


def fact(html, label):
    """The lines and links of a fact, in words."""
    found = re.search(rf"<dt>{label}</dt>\s*<dd>(.*?)</dd>", html, re.S)
    lines = re.findall(r"<p>(.*?)</p>", found.group(1), re.S) if found else []
    return [unescape(re.sub(r"<[^>]+>", "", line)).replace(NBSP, " ") for line in lines]


def notices(html):
    part = re.search(r'<div class="notices">(.*?)<div class="split', html, re.S)
    words = re.sub(r"<[^>]+>", " ", part.group(1)) if part else ""
    return " ".join(unescape(words).replace(NBSP, " ").split())


def data(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S).group(1))


def make(**facts):
    """(the live event, its dates): three Wednesdays at 18:00 unless told."""
    event = publish_event(make_event(**{"dates": WEDNESDAYS} | facts))
    return event, list(event.occurrences.in_order())


def test_next_date_is_the_first_that_takes_place(client):
    event, dates = make()
    cancel(dates[0], reason={"fr": "La salle est inondée.", "nl": "De zaal staat onder water."})
    html = page(client, event)
    assert fact(html, "Quand") == ["Prochaine date : mercredi 17 mars, 18 h – 20 h", "Du 17 mars au 24 mars"]
    assert notices(html) == "Annulé La date du mercredi 10 mars est annulée. La salle est inondée."
    found = data(html)
    assert found["startDate"] == "2027-03-17T18:00+01:00"
    assert [date["eventStatus"].rpartition("/")[2] for date in found["subEvent"]] == [
        "EventCancelled",
        "EventScheduled",
        "EventScheduled",
    ]


def test_only_date_that_is_left_is_said_alone(client):
    event, dates = make()
    for date in dates[:2]:
        cancel(date, reason={"fr": "Grève."})
    assert fact(page(client, event), "Quand") == ["mercredi 24 mars", "18 h – 20 h"]


def test_nothing_is_announced_when_no_date_takes_place(client):
    event, dates = make()
    for date in dates:
        postpone(date, reason={"fr": "Travaux."})
    html = page(client, event)
    assert fact(html, "Quand") == ["Du 10 mars au 24 mars"]
    assert notices(html).count("est reportée à un jour qui n’est pas encore fixé. Travaux.") == 3
    assert data(html)["eventStatus"] == "https://schema.org/EventPostponed"


def test_what_waits_for_a_new_day_is_not_said_to_be_over(client, clock):
    event, [date] = make(dates=WEDNESDAYS[:1])
    postpone(date, reason={"fr": "Travaux."})
    clock.go_to(date.ends_at + timedelta(days=3))
    html = page(client, event)
    assert "Cette activité est passée" not in html
    assert "est reportée à un jour qui n’est pas encore fixé. Travaux." in notices(html)


def test_only_date_called_off_says_why_in_the_readers_language(client):
    event, [date] = make(dates=WEDNESDAYS[:1])
    cancel(date, reason={"fr": "La salle est inondée.", "nl": "De zaal staat onder water."})
    assert fact(page(client, event), "Quand") == ["mercredi 10 mars", "18 h – 20 h", "Annulé"]
    assert "De zaal staat onder water." in page(client, event, "nl")
    assert '<span lang="fr" dir="auto">La salle est inondée.</span>' in page(client, event, "en")


def test_moved_date_says_the_old_one_and_why(client):
    event, dates = make()
    start = datetime(2027, 3, 12, 18, tzinfo=UTC)
    move(dates[0], starts_at=start, ends_at=start.replace(hour=20), reason={"fr": "Grève."})
    start = WEDNESDAYS[1].replace(hour=19)
    move(dates[1], starts_at=start, ends_at=start.replace(hour=20), reason={"fr": "Match."})
    html = page(client, event)
    assert fact(html, "Quand")[0] == "Prochaine date : vendredi 12 mars, 19 h – 21 h"
    assert notices(html) == "Nouvelle date Prévu d’abord le mercredi 10 mars à 18 h. Grève."
    listed = re.findall(r'<p class="small soft">(.*?)</p>', html, re.S)
    assert [re.sub(r"<[^>]+>", "", words).replace(NBSP, " ").split() for words in listed[:2]] == [
        ["Prévu", "d’abord", "le", "mercredi", "10", "mars", "à", "18", "h.", "Grève."],
        ["Prévu", "d’abord", "à", "18", "h.", "Match."],
    ]
    assert data(html)["subEvent"][0]["previousStartDate"] == "2027-03-10T18:00+01:00"


def test_date_elsewhere_says_where_and_why(client):
    event, dates = make()
    relocate(dates[1], place=make_place("Salle Stalingrad", street="avenue Stalingrad 62"), reason={"fr": "Pluie."})
    html = page(client, event)
    assert "· Salle Stalingrad, avenue Stalingrad 62" in html
    assert "<span>Pluie.</span>" in html


def test_series_without_end_says_how_often_and_no_end(client):
    event, _dates = make(dates=[{"date": WEDNESDAYS[0], "rule": "FREQ=WEEKLY"}])
    html = page(client, event)
    assert fact(html, "Quand") == ["Prochaine date : mercredi 10 mars, 18 h – 20 h", "Chaque mercredi"]
    assert re.search(r'<p class="kind">([^<]*)<', html).group(1) == "Atelier · Chaque mercredi"
    assert re.search(r"<summary>([^<]*)<", html[html.index('id="dates"') :]).group(1) == "Les dates suivantes"
    assert f"<b>mercredi{NBSP}5{NBSP}janvier 2028</b>" in html
    several = make(dates=[{"date": WEDNESDAYS[0], "rule": "FREQ=WEEKLY;BYDAY=WE,FR"}])[0]
    assert fact(page(client, several), "Quand")[1] == "Plusieurs fois par semaine"
    monthly = make(dates=[{"date": WEDNESDAYS[0], "rule": "FREQ=MONTHLY"}])[0]
    assert fact(page(client, monthly), "Quand")[1] == "Régulièrement"


def test_end_in_another_year_has_its_year(client):
    event, _dates = make(dates=[{"date": WEDNESDAYS[0], "rule": "FREQ=WEEKLY;COUNT=70"}])
    html = page(client, event)
    assert fact(html, "Quand")[1] == "Du 10 mars au 5 juillet 2028"
    assert f"Et d’autres dates, jusqu’au 5{NBSP}juillet 2028." in html


def test_each_date_has_its_calendar_file(client):
    event, dates = make()
    links = re.findall(r'<a href="([^"]*\.ics\?date=[^"]*)">', page(client, event))
    assert links == [f"/fr/agenda/{event.slug}.ics?date={date.uuid}" for date in dates]
    assert client.get(links[0]).content.count(b"BEGIN:VEVENT") == 1


def test_open_meeting_can_be_joined_and_a_registered_one_is_told_later(client):
    address = "https://visio.example/salon"
    facts = {"is_online": True, "online_url": address, "place": None}
    html = page(client, make(**facts)[0])
    assert fact(html, "Où") == ["En ligne", "Rejoindre la rencontre en ligne"]
    assert f'<a href="{address}">' in html
    html = page(client, make(**facts, registration_mode="date", slug="sur-inscription")[0])
    assert fact(html, "Où") == ["En ligne", "Le lien pour rejoindre la rencontre est envoyé à l’inscription."]
    assert address not in html
    assert address not in client.get("/fr/agenda/sur-inscription.ics").content.decode().replace("\r\n ", "")


def test_open_meeting_stands_in_the_calendar(client):
    event = make(is_online=True, online_url="https://visio.example/salon", place=None)[0]
    calendar = client.get(f"/fr/agenda/{event.slug}.ics").content.decode()
    assert "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example/salon" in calendar


@pytest.mark.parametrize(
    ("price", "label", "expected"),
    [
        ("5.00", "5 €, encre et papier compris", ["5 €, encre et papier compris"]),
        ("5.50", "5,50 € la séance", ["5,50 € la séance"]),
        ("5.00", "15 € à partir de trois", ["5 €", "15 € à partir de trois"]),
        ("5.00", "", ["5 €"]),
        (None, "Prix libre", ["Prix libre"]),
    ],
)
def test_price_is_said_once(client, price, label, expected):
    event = make(is_free=False, price=price and Decimal(price), price_label_fr=label)[0]
    assert fact(page(client, event), "Prix") == expected


def test_words_in_another_language_say_so(client):
    partner = make_partner(texts={"fr": {"name": "CPAS – antenne", "summary": "Pour tous."}})
    place = make_place("Maison Querelle")
    event = make(organiser=partner, place=place, is_free=False, price=5, price_label_fr="5 €, papier compris")[0]
    html = page(client, event, "en")
    assert re.findall(r'<bdi lang="fr">([^<]*)<', html) == ["Maison Querelle", "5 €, papier compris"]
    assert (
        f'<p lang="fr" dir="auto"><a class="tap" href="/en/directory/{partner.slug}/">CPAS{NBSP}– antenne</a>' in html
    )
    assert '<p class="soft" lang="fr" dir="auto">Pour tous.</p>' in html
    assert 'lang="fr"' not in re.search(r"<main.*</main>", page(client, event), re.S).group(0)


def test_arabic_text_is_laid_out_from_right_to_left(client):
    event = make(texts={"fr": "Atelier", "ar": {"title": "ورشة", "summary": "تعالوا"}})[0]
    html = page(client, event, query="?texte=ar")
    assert re.findall(r'<(\w+) class="[\w -]+" lang="ar" dir="auto">', html)[:2] == ["h1", "p"]


def test_languages_begin_with_a_capital(client):
    assert fact(page(client, make(languages=["fr", "ar"])[0]), "Langue") == ["Français, arabe"]


def shared(html):
    return dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', html))


def test_shared_event_shows_its_cloth(client):
    event = make(texts={"fr": {"title": "Couture", "summary": "On coud."}})[0]
    html = page(client, event)
    said = shared(html)
    cloth = f"http://localhost:8000/affiche/atelier/{event.uuid.hex}"
    assert (said["title"], said["description"], said["locale"]) == ("Couture", "On coud.", "fr_BE")
    assert (said["image"], said["image:width"], said["image:height"]) == (f"{cloth}/1200x630.png", "1200", "630")
    assert data(html)["image"] == [f"{cloth}/{size}.png" for size in ("1280x720", "960x720", "960x960")]


# Wagtail leaves the temporary file of a JPEG to the collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_shared_event_shows_its_photo(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = make_image("parc-soir", "couture", title="Un parc")
    html = page(client, make(image=photo)[0])
    said = shared(html)
    assert (said["image:width"], said["image:height"]) == ("1200", "630")
    assert said["image"].endswith("jpg")
    assert said["image:alt"] == photo.alt_fr
    assert [re.search(r"fill-(\d+x\d+)", url).group(1) for url in data(html)["image"]] == [
        "1280x720",
        "960x720",
        "960x960",
    ]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(
    ("credit", "licence", "line"),
    [
        ("Nora & fils", "cc-by", "©\u00a0Nora & fils, CC BY 4.0"),
        ("Nora & fils", "granted", "©\u00a0Nora & fils"),
        ("Nora & fils", "cc0", "Image\u00a0: Nora & fils"),
        ("", "cc-by", None),
    ],
)
def test_photo_names_its_author(client, settings, tmp_path, credit, licence, line):
    settings.MEDIA_ROOT = tmp_path
    photo = make_image("parc-soir", "couture", title="Un parc")
    get_image_model().objects.filter(pk=photo.pk).update(credit=credit, licence=licence)
    html = page(client, make(image=get_image_model().objects.get())[0])
    found = re.search(r'<p class="hero-credit">(.*?)</p>', html)
    assert (found and unescape(found[1])) == line


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_photo_whose_file_is_gone_gives_way_to_the_cloth(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = make_image("parc-soir", "couture", title="Un parc")
    get_image_model().objects.filter(pk=photo.pk).update(file="original_images/absent.jpg")
    assert "/affiche/" in shared(page(client, make(image=get_image_model().objects.get())[0]))["image"]


def test_withdrawn_event_is_named_and_leads_to_the_agenda(client):
    event = make(texts={"fr": "Où poser <les> bancs ?"})[0]
    event.unpublish()
    response = client.get(f"/fr/agenda/{event.slug}/")
    html = response.content.decode()
    assert response.status_code == 410
    assert f"«{NBSP}Où poser &lt;les&gt; bancs ?{NBSP}» n’est plus proposée</h1>" in html
    assert '<a class="button" href="/fr/agenda/">' in html
    assert '<bdi lang="fr">Où poser' in page(client, event, "nl")


def test_full_and_closed_events_are_not_in_stock(client):
    full = make(dates=[make_rule(WEDNESDAYS[0])], registration_mode="date", seats=1)[0]
    assert data(page(client, full))["offers"]["availability"].endswith("InStock")
    full.occurrences.get().capacity.__class__.objects.update(taken=1)
    assert data(page(client, full))["offers"]["availability"].endswith("SoldOut")
    closed = make(registration_mode="date", seats=9, registration_closes_at=datetime(2027, 3, 1, tzinfo=UTC))[0]
    assert "availability" not in data(page(client, closed))["offers"]
