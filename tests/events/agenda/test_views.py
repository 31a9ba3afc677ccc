"""The agenda's page: what its template gets, and what it answers to whatever is asked."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.agenda.bitmaps import snapshot
from events.agenda.labels import values_of
from events.catalogue import event_changed, events_changed
from events.models import Event, Occurrence
from tests.factories import make_event, make_partner, make_place, make_quartier, make_theme, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]


def at(day, hour):
    """An hour of March 2027 in Brussels (winter time until the 28th)."""
    return datetime(2027, 3, day, hour - 1, tzinfo=UTC)


def put_on(title="Couture", **facts):
    event = publish_event(make_event(texts={"fr": title}, **facts))
    event_changed(event.pk)
    return event


def add_dates(event, count):
    start = Occurrence.objects.filter(event=event).first().starts_at
    rows = []
    for number in range(count):
        starts_at = start + timedelta(days=number, hours=1)
        hours = {"rule_starts_at": starts_at, "rule_ends_at": starts_at, "starts_at": starts_at, "ends_at": starts_at}
        rows.append(Occurrence(event=event, rule_day=starts_at.date(), ordinal=number + 1, **hours))
    Occurrence.objects.bulk_create(rows)
    event_changed(event.pk)


def titles(response):
    return [(day["date"], [card.title for card in day["cards"]]) for day in response.context["days"]]


def facet(response, name):
    [found] = [facet for facet in response.context["form"]["facets"] if facet.name == name]
    return found


def test_an_empty_agenda_says_so(client):
    context = client.get("/fr/agenda/").context
    assert (context["total_label"], context["days"], context["loosen"]) == ("Aucune activité", [], [])
    assert (context["selection"], context["clear_href"], context["notices"], context["active_count"]) == ([], "", [], 0)
    assert context["pager"] == {"number": 1, "of": 1, "previous_href": "", "next_href": ""}


def test_a_day_of_another_year_says_its_year(client):
    put_on(dates=[at(3, 9), datetime(2028, 4, 19, 12, tzinfo=UTC)])
    html = client.get("/fr/agenda/").content.decode()
    headings = re.findall(r'<h2 class="day-name"[^>]*>(.*?)</h2>', html)
    assert [re.sub(r"<[^>]*>", "", heading) for heading in headings] == ["Mercredi 3 mars", "Mercredi 19 avril 2028"]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("du=2027-03-09", "À partir du mardi_9_mars"),
        ("du=2028-04-19", "À partir du mercredi_19_avril 2028"),
        ("du=2027-12-30&au=2028-01-02", "Du jeudi_30_décembre au dimanche_2_janvier 2028"),
        ("au=2028-01-02", "Jusqu’au dimanche_2_janvier 2028"),
        ("du=2028-01-02&au=2028-01-02", "dimanche_2_janvier 2028"),
    ],
)
def test_days_asked_for_say_another_year(client, query, label):
    [chosen] = client.get(f"/fr/agenda/?{query}").context["selection"]
    assert chosen["label"].replace("\u00a0", "_") == label


def test_dates_stand_under_their_days_in_order(client):
    put_on("Soir", dates=[at(4, 19)])
    put_on("Matin", dates=[at(4, 9)])
    put_on("Demain", dates=[at(3, 9)])
    put_on("Exposition", dates=[{"date": date(2027, 3, 1), "extra_days": 4}])
    put_on("Hier", dates=[at(1, 9)])
    assert titles(client.get("/fr/agenda/")) == [
        (date(2027, 3, 2), ["Exposition"]),
        (date(2027, 3, 3), ["Demain"]),
        (date(2027, 3, 4), ["Matin", "Soir"]),
    ]
    assert titles(client.get("/fr/agenda/?du=2027-03-04")) == [(date(2027, 3, 4), ["Exposition", "Matin", "Soir"])]


def test_called_off_dates_stay_marked(client):
    put_on("Annulée")
    Occurrence.objects.update(state="cancelled")
    events_changed(Event.objects.values_list("pk", flat=True))
    response = client.get("/fr/agenda/")
    [card] = response.context["days"][0]["cards"]
    assert (card.state.code, response.context["total_label"]) == ("cancelled", "1 activité")


def test_chosen_filters_can_be_removed_one_by_one(client):
    make_quartier("Marolles", slug="marolles")
    theme = make_theme("Nature", slug="nature")
    put_on(themes=[theme])
    context = client.get("/fr/agenda/?quand=weekend&quartier=marolles&theme=nature&age=6&q=cout&page=2&x=y").context
    rest = "/fr/agenda/?"
    assert [(item["label"], item["remove_href"]) for item in context["selection"]] == [
        ("«\u00a0cout\u00a0»", f"{rest}quand=weekend&quartier=marolles&theme=nature&age=6"),
        ("Ce week-end", f"{rest}q=cout&quartier=marolles&theme=nature&age=6"),
        ("Marolles", f"{rest}q=cout&quand=weekend&theme=nature&age=6"),
        ("Nature", f"{rest}q=cout&quand=weekend&quartier=marolles&age=6"),
        ("6 ans", f"{rest}q=cout&quand=weekend&quartier=marolles&theme=nature"),
    ]
    assert (context["active_count"], context["clear_href"]) == (5, "/fr/agenda/")
    assert context["form"]["hidden"] == [("quand", "weekend")]
    assert context["form"]["q"] == "cout"


def test_written_days_are_one_filter(client):
    response = client.get("/fr/agenda/?du=2027-03-04&au=2027-03-09&gratuit=1")
    assert [(item["label"], item["remove_href"]) for item in response.context["selection"]] == [
        ("Du jeudi\u00a04\u00a0mars au mardi\u00a09\u00a0mars", "/fr/agenda/?gratuit=1"),
        ("Gratuit", "/fr/agenda/?du=2027-03-04&au=2027-03-09"),
    ]
    assert response.context["dates"] == {"du": "2027-03-04", "au": "2027-03-09", "errors": {"du": "", "au": ""}}


def test_quick_dates_replace_dates_and_keep_the_rest(client):
    chips = client.get("/fr/agenda/?quand=demain&gratuit=1&du=").context["chips"]
    assert [(chip["href"], str(chip["label"]), chip["current"]) for chip in chips] == [
        ("/fr/agenda/?gratuit=1", "Toutes les dates", False),
        ("/fr/agenda/?quand=aujourdhui&gratuit=1", "Aujourd’hui", False),
        ("/fr/agenda/?quand=demain&gratuit=1", "Demain", True),
        ("/fr/agenda/?quand=weekend&gratuit=1", "Ce week-end", False),
        ("/fr/agenda/?quand=semaine&gratuit=1", "Cette semaine", False),
        ("/fr/agenda/?quand=mois&gratuit=1", "Ce mois", False),
    ]


def test_options_say_what_choosing_them_would_show(client):
    marolles, laeken = make_quartier("Marolles", slug="marolles"), make_quartier("Laeken", slug="laeken")
    for quartier in (marolles, marolles, laeken):
        put_on(place=make_place(quartier=quartier), childcare=quartier == laeken)
    response = client.get("/fr/agenda/?quartier=laeken")
    options = [(o.value, o.label, o.count, o.checked, o.disabled, o.id) for o in facet(response, "quartier").options]
    assert options == [
        ("laeken", "Laeken", 1, True, False, "quartier-laeken"),
        ("marolles", "Marolles", 2, False, False, "quartier-marolles"),
    ]
    practical = [(o.name, o.value, o.count, o.disabled) for o in facet(response, "pratique").options]
    assert practical == [("gratuit", "1", 1, False), ("garderie", "1", 1, False), ("places", "1", 1, False)]
    assert response.context["form"]["submit_label"] == "Afficher 1 activité"
    assert facet(response, "type").options[0].disabled


def test_pages_have_twenty_four_rows(client):
    add_dates(put_on(), 49)
    first = client.get("/fr/agenda/?gratuit=1")
    last = client.get("/fr/agenda/?gratuit=1&page=3")
    beyond = client.get("/fr/agenda/?gratuit=1&page=99999999999999")
    shown = [sum(len(day["cards"]) for day in response.context["days"]) for response in (first, last)]
    assert shown == [24, 2]
    assert first.context["pager"] == {
        "number": 1, "of": 3, "previous_href": "", "next_href": "/fr/agenda/?gratuit=1&page=2",
    }  # fmt: skip
    assert last.context["pager"] == {
        "number": 3, "of": 3, "previous_href": "/fr/agenda/?gratuit=1&page=2", "next_href": "",
    }  # fmt: skip
    assert titles(client.get("/fr/agenda/?gratuit=1&page=50")) == titles(last)
    assert client.get("/fr/agenda/?page=50").context["notices"] == [
        "Il n’y a pas autant de pages\u00a0: voici la dernière."
    ]
    assert titles(beyond) == titles(first)


def test_feeds_carry_the_same_filters(client):
    feeds = client.get("/nl/agenda/?gratuit=1&q=caf%C3%A9&page=2&vue=liste").context["feeds"]
    assert feeds == {
        "ics_href": "/nl/agenda.ics?q=caf%C3%A9&gratuit=1",
        "webcal_href": "webcal://localhost:8000/nl/agenda.ics?q=caf%C3%A9&gratuit=1",
        "google_href": "https://calendar.google.com/calendar/r?cid="
        "webcal%3A%2F%2Flocalhost%3A8000%2Fnl%2Fagenda.ics%3Fq%3Dcaf%25C3%25A9%26gratuit%3D1",
        "outlook_href": "https://outlook.live.com/calendar/0/addfromweb?url="
        "http%3A%2F%2Flocalhost%3A8000%2Fnl%2Fagenda.ics%3Fq%3Dcaf%25C3%25A9%26gratuit%3D1",
        "atom_href": "/nl/agenda.atom?q=caf%C3%A9&gratuit=1",
    }


def test_nothing_found_says_what_to_drop(client):
    make_quartier("Marolles", slug="marolles")
    put_on("Couture", dates=[at(9, 14)], kind="atelier")
    put_on("Danse", dates=[at(9, 14)], kind="cours")
    response = client.get("/fr/agenda/?type=atelier&quand=demain&quand=aujourdhui")
    assert response.context["loosen"] == [
        {"href": "/fr/agenda/?type=atelier", "label": "Sans Aujourd’hui, Demain\u00a0: 1 activité"}
    ]
    alone = client.get("/fr/agenda/?type=atelier&quand=demain&q=tricot&gratuit=1").context["loosen"]
    assert alone == [
        {"href": "/fr/agenda/?gratuit=1", "label": "Seulement Gratuit : 2 activités"},
        {"href": "/fr/agenda/?type=atelier", "label": "Seulement Atelier : 1 activité"},
    ]
    two = client.get("/fr/agenda/?q=couture&type=cours").context["loosen"]
    assert [item["href"] for item in two] == ["/fr/agenda/?type=cours", "/fr/agenda/?q=couture"]
    assert client.get("/fr/agenda/?quartier=marolles&quand=demain").context["loosen"] == []


def wrong(html, name):
    """What is said beside the field of this name, tied to it."""
    [field] = re.findall(rf'<input [^>]*id="{name}"[^>]*>', html)
    described = re.search(r'aria-describedby="([^"]*)"', field)
    said = re.search(rf'<p class="field-error" id="{name}-erreur">.*?<span>(.*?)</span>', html, re.S)
    assert ('aria-invalid="true"' in field) == bool(said)
    assert not said or f"{name}-erreur" in described[1].split()
    return (re.search(r'value="([^"]*)"', field)[1], said and said[1])


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (
            "du=2027-03-10&au=2027-03-01",
            {"du": ("2027-03-10", None), "au": ("2027-03-01", "La dernière date est passée\u00a0: elle est ignorée.")},
        ),
        (
            "du=2027-03-10&au=2027-03-04",
            {
                "du": ("2027-03-10", None),
                "au": ("2027-03-04", "La dernière date précède la première\u00a0: elles sont ignorées."),
            },
        ),
        (
            "du=2020-01-01",
            {
                "du": ("2020-01-01", "Ce qui est passé n’est pas montré\u00a0: la liste commence aujourd’hui."),
                "au": ("", None),
            },
        ),
        ("age=abc", {"age": ("abc", "«\u00a0abc\u00a0» n’a pas été compris (Âge)\u00a0: c’est ignoré.")}),
        ("age=9&age=40&age=6", {"age": ("6, 9, 40", None)}),
        ("q=!!", {"q": ("!!", None)}),
    ],
)
def test_what_was_typed_stays_in_its_field_with_what_is_wrong_beside_it(client, query, fields):
    html = client.get(f"/fr/agenda/?{query}").text
    assert {name: wrong(html, name) for name in fields} == fields


def test_ages_of_one_field_are_as_many_filters(client):
    labels = [item["label"] for item in client.get("/fr/agenda/?age=6%2C+9").context["selection"]]
    assert labels == ["6 ans", "9 ans"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Rien n’est annoncé pour le moment"),
        ("q=tricot", "Rien ne correspond à cette recherche"),
        ("gratuit=1&q=tricot", "Rien avec ces filtres"),
        ("quand=demain", "Rien à ces dates"),
        ("du=2027-03-04&q=tricot", "Rien à ces dates avec ces filtres"),
    ],
)
def test_an_empty_page_says_what_is_true(client, query, title):
    assert f"<h2>{title}</h2>" in client.get(f"/fr/agenda/?{query}").text


def test_subscribing_comes_after_the_results(client):
    put_on()
    html = client.get("/fr/agenda/").text
    assert html.index('id="total"') < html.index('class="row ') < html.index("webcal://")


HOSTILE = [
    "q=%00", "q=%ED%A0%80", "q=" + "x" * 20_000, "q=%E2%80%AE%E2%80%8F", "q='%22);DROP TABLE", "q=*", "q=%F0%9F%A7%B5",
    "q=" + "a+" * 3000, "q=(" * 50, "quartier=%00", "quartier=" + "&quartier=".join(map(str, range(3000))),
    "type=<script>alert(1)</script>", "page=-1", "page=" + "9" * 5000, "page=%00", "page=1&page=2", "page=NaN",
    "du=9999-12-31", "au=9999-12-31", "du=0001-01-01&au=2199-12-31", "du=2199-12-31", "du=2027-03-28&au=2027-03-28",
    "du=%00", "au=2027-02-29", "du=2027-3-4", "du=1e400", "age=" + "9" * 6000, "age=%C2%B2",
    "age=" + "&age=".join("5" * 900),
    "langue=fr-BE", "acces=" + ",".join(["entree"] * 2000), "vue=mois", "vue=%00", "quand=", "quand=%FF%FE", "%00=%00",
    "&&&==&", "gratuit=1&gratuit=0&gratuit=1", "theme=../../etc", "partenaire=%F4%8F%BF%BF", ";" * 500,
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_asked_is_answered(client, query):
    put_on()
    response = client.get(f"/fr/agenda/?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_every_value_of_every_filter_is_still_a_page(client):
    """Each choice is a label whose address repeats all the others: without a limit, a megabyte."""
    for number in range(40):
        make_quartier(f"Quartier {number}")
        make_partner(f"Association du quartier {number}")
        make_theme(f"Thème {number}")
    put_on()
    names = ("quartier", "partenaire", "theme", "type", "public", "langue", "acces", "moment")
    maps = snapshot(timezone.now()).maps
    pairs = [(name, value) for name in names for value in values_of(name, maps.names, "fr")]
    pairs += [("age", age) for age in range(121)] + [("gratuit", 1), ("garderie", 1), ("places", 1)]
    response = client.get("/fr/agenda/", pairs)
    assert len(response.context["selection"]) == 4 * 20 + 11 + 8 + 11 + 3 + 6 + 3
    assert len(response.content) < 500_000


def test_too_many_values_are_a_bad_request(client):
    assert client.get("/fr/agenda/?" + "&".join(["type=atelier"] * 10_001)).status_code == 400


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_one_row_or_a_hundred_cost_the_same_queries(client, language, django_assert_num_queries):
    event = put_on(registration_mode="date", seats=9, themes=[make_theme()])
    address = f"/{language}/agenda/?q=cout"
    for dates in (1, 101):
        if dates > 1:
            add_dates(event, dates - 1)
        client.get("/fr/agenda/?quand=demain")  # builds the maps, shows nothing
        with django_assert_num_queries(8):  # stamps, words, rows, texts, places (3), the site's settings
            response = client.get(address)
        assert sum(len(day["cards"]) for day in response.context["days"]) == min(dates, 24)
        with django_assert_num_queries(4):  # words and places are known while the catalogue stands
            client.get(address)


def test_only_reading_is_allowed(client):
    assert client.post(reverse("agenda")).status_code == 405
    assert client.head(reverse("agenda")).status_code == 200
