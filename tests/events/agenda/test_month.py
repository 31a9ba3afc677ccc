"""The agenda as the calendar of a month."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.agenda import month
from events.agenda.query import Query
from events.catalogue import event_changed
from events.models import Occurrence
from tests.events.agenda.test_views import add_dates, at, facet, put_on
from tests.factories import make_quartier

from .reference import make_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
TODAY = date(2027, 3, 2)


def cells(response):
    """{day of the month: Day} of the month shown."""
    return {day.date.day: day for week in response.context["month"]["weeks"] for day in week if day}


def shown(response):
    """{day of the month: [(hour or None, title)]} of the days that have something."""
    return {
        number: [(entry.starts and entry.starts.hour, entry.title) for entry in day.entries]
        for number, day in cells(response).items()
        if day.entries
    }


# --- Which month -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (Query(), Query(whens=("mois",))),
        (Query(whens=("weekend", "demain"), page=3), Query(whens=("mois",))),
        (Query(first=TODAY), Query(whens=("mois",))),
        (Query(last=date(2027, 3, 31)), Query(whens=("mois",))),
        (Query(first=date(2027, 4, 1)), Query(first=date(2027, 4, 1), last=date(2027, 4, 30))),
        (
            Query(words="café", first=date(2027, 4, 1), last=date(2027, 4, 30)),
            Query(words="café", first=date(2027, 4, 1), last=date(2027, 4, 30)),
        ),
    ],
)
def test_a_month_is_the_one_of_the_first_day_asked_for_and_whole(query, asked):
    assert month.month_query(query, TODAY) == (asked, [])


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (Query(first=date(2027, 3, 31), last=date(2027, 4, 4)), Query(whens=("mois",))),
        (Query(last=date(2027, 5, 4)), Query(whens=("mois",))),
        (
            Query(words="café", first=date(2027, 4, 9)),
            Query(words="café", first=date(2027, 4, 1), last=date(2027, 4, 30)),
        ),
        (Query(first=date(2028, 2, 9)), Query(first=date(2028, 2, 1), last=date(2028, 2, 29))),
        (Query(first=date(2028, 9, 30)), Query(first=date(2028, 9, 1), last=date(2028, 9, 30))),
    ],
)
def test_days_that_are_not_a_whole_month_are_said_to_be_left_out(query, asked):
    sentence = "Le calendrier montre le mois entier, et pas seulement les dates demandées."
    assert month.month_query(query, TODAY) == (asked, [sentence])


def test_from_month_to_month_nothing_is_left_out(client):
    shown_month = client.get("/fr/agenda/?vue=mois&du=2027-12-05&au=2027-12-10").context
    assert len(shown_month["notices"]) == 1
    for way in ("previous", "next"):
        assert client.get(shown_month["month"][way]["href"]).context["notices"] == []


def test_tomorrow_may_be_next_month():
    asked, _notices = month.month_query(Query(whens=("demain",)), date(2027, 3, 31))
    assert asked == Query(first=date(2027, 4, 1), last=date(2027, 4, 30))


@pytest.mark.parametrize("day", ["2028-10-01", "2199-12-31"])
def test_beyond_eighteen_months_the_last_one_is_shown_and_said(client, day):
    context = client.get(f"/fr/agenda/?vue=mois&du={day}").context
    assert (context["month"]["name"], context["month"]["next"]) == ("septembre\u00a02028", None)
    assert context["notices"] == [
        "Le calendrier s’arrête dix-huit mois à l’avance\u00a0: voici le dernier mois.",
    ]


def test_what_is_past_is_this_month_and_said(client):
    context = client.get("/fr/agenda/?vue=mois&du=2027-02-28").context
    assert (context["month"]["name"], context["month"]["previous"]) == ("mars\u00a02027", None)
    assert context["notices"] == ["Ce qui est passé n’est pas montré\u00a0: la liste commence aujourd’hui."]
    assert client.get("/fr/agenda/?vue=mois&du=2027-03-01").context["notices"] == []


# --- What it shows -----------------------------------------------------------------------------


def test_a_day_has_its_activities_in_order_and_those_that_began_before_last(client):
    put_on("Exposition", dates=[{"date": date(2027, 3, 9), "extra_days": 2}])
    put_on("Soir", dates=[at(10, 19)])
    put_on("Matin", dates=[at(10, 9)])
    put_on("Hier", dates=[at(1, 9)])
    put_on("Avril", dates=[datetime(2027, 4, 1, 8, tzinfo=UTC)])
    response = client.get("/fr/agenda/?vue=mois")
    assert shown(response) == {
        9: [(14, "Exposition")],
        10: [(9, "Matin"), (19, "Soir"), (None, "Exposition")],
        11: [(None, "Exposition")],
    }
    assert response.context["total_label"] == "3 activités"
    assert [day.label for day in cells(response).values() if day.count] == [
        "mardi\u00a09\u00a0mars, 1\u00a0activité",
        "mercredi\u00a010\u00a0mars, 3\u00a0activités",
        "jeudi\u00a011\u00a0mars, 1\u00a0activité",
    ]


def test_a_night_belongs_to_its_evening(client):
    put_on("Bal", dates=[{"date": at(12, 20), "minutes": 480}])
    assert shown(client.get("/fr/agenda/?vue=mois")) == {12: [(20, "Bal")]}


def test_today_is_marked_and_what_is_over_is_not_shown(client, clock):
    put_on("En cours", dates=[{"date": date(2027, 2, 20), "extra_days": 20}])
    put_on("Ce matin", dates=[at(2, 8)])
    clock.go_to(at(2, 12))
    days = cells(client.get("/fr/agenda/?vue=mois"))
    assert [(number, day.past, day.current, [e.title for e in day.entries]) for number, day in days.items()][:3] == [
        (1, True, False, []),
        (2, False, True, ["En cours"]),
        (3, False, False, ["En cours"]),
    ]


def test_beyond_four_the_rest_is_a_link_to_that_day(client):
    for number in range(6):
        put_on(f"Atelier {number}", dates=[at(10, 9 + number)])
    day = cells(client.get("/fr/agenda/?vue=mois"))[10]
    assert [entry.title for entry in day.entries] == [f"Atelier {number}" for number in range(4)]
    assert (day.count, day.more_label, day.href) == (6, "et 2 autres", "/fr/agenda/?du=2027-03-10&au=2027-03-10")
    assert client.get(day.href).context["total_label"] == "6 activités"


def test_called_off_dates_stay_marked(client):
    event = put_on(dates=[at(10, 9)])
    Occurrence.objects.update(state="cancelled")
    event_changed(event.pk)
    [entry] = cells(client.get("/fr/agenda/?vue=mois"))[10].entries
    assert (entry.state.code, entry.state.label) == ("cancelled", "Annulé")


@pytest.mark.parametrize("seed", [5, 6])
def test_every_day_counts_what_the_list_of_that_day_shows(client, seed):
    make_catalogue(seed)
    for query in ("", "&gratuit=1", "&public=jeunes"):
        for first in ("2027-03-02", "2027-04-01"):
            response = client.get(f"/fr/agenda/?vue=mois&du={first}{query}")
            days = [day for day in cells(response).values() if not day.past]
            listed = [client.get(f"/fr/agenda/?du={day.date}&au={day.date}{query}").context["total"] for day in days]
            assert [day.count for day in days] == listed
            of_month = response.context["views"][0]["href"]
            assert client.get(of_month).context["total"] == response.context["total"]


# --- Where it leads ----------------------------------------------------------------------------


def test_the_months_beside_keep_every_filter(client):
    make_quartier("Marolles", slug="marolles")
    context = client.get("/fr/agenda/?vue=mois&du=2027-04-15&quartier=marolles&q=caf%C3%A9").context
    rest = "quartier=marolles&vue=mois"
    assert context["month"]["previous"] == {
        "href": f"/fr/agenda/?q=caf%C3%A9&quand=mois&{rest}", "label": "mars\u00a02027",
    }  # fmt: skip
    assert context["month"]["next"] == {
        "href": f"/fr/agenda/?q=caf%C3%A9&du=2027-05-01&au=2027-05-31&{rest}", "label": "mai\u00a02027",
    }  # fmt: skip
    assert client.get(context["month"]["next"]["href"]).context["month"]["name"] == "mai\u00a02027"


def test_list_and_month_lead_to_each_other_with_the_filters(client):
    views = client.get("/fr/agenda/?gratuit=1&quand=weekend&page=2").context["views"]
    assert views == [
        {"href": "/fr/agenda/?quand=weekend&gratuit=1", "label": "Liste", "current": True},
        {"href": "/fr/agenda/?quand=weekend&gratuit=1&vue=mois", "label": "Mois", "current": False},
        {"href": "/fr/agenda/?quand=weekend&gratuit=1&vue=carte", "label": "Carte", "current": False},
    ]
    views = client.get(views[1]["href"]).context["views"]
    assert views == [
        {"href": "/fr/agenda/?quand=mois&gratuit=1", "label": "Liste", "current": False},
        {"href": "/fr/agenda/?quand=mois&gratuit=1&vue=mois", "label": "Mois", "current": True},
        {"href": "/fr/agenda/?quand=mois&gratuit=1&vue=carte", "label": "Carte", "current": False},
    ]


def test_filters_are_those_of_the_list_and_the_month_is_none_of_them(client):
    put_on(childcare=True, dates=[at(10, 9)])
    put_on(dates=[at(12, 9), datetime(2027, 4, 2, 8, tzinfo=UTC)])
    context = client.get("/fr/agenda/?vue=mois&quand=weekend&garderie=1").context
    assert [(item["label"], item["remove_href"]) for item in context["selection"]] == [
        ("Garderie sur place", "/fr/agenda/?quand=mois&vue=mois")
    ]
    assert (context["active_count"], context["clear_href"]) == (1, "/fr/agenda/?quand=mois&vue=mois")
    assert context["form"]["hidden"] == [("quand", "mois"), ("vue", "mois")]
    assert context["dates"] is None
    assert [chip["current"] for chip in context["chips"]] == [False] * 6
    assert context["chips"][1]["href"] == "/fr/agenda/?quand=aujourdhui&garderie=1"
    # « Gratuit » within what has childcare, « Garderie » among everything of the month.
    response = client.get("/fr/agenda/?vue=mois&garderie=1")
    assert [(o.name, o.count) for o in facet(response, "pratique").options][:2] == [("gratuit", 1), ("garderie", 1)]
    hidden = client.get("/fr/agenda/?vue=mois&du=2027-04-09").context["form"]["hidden"]
    assert hidden == [("du", "2027-04-01"), ("au", "2027-04-30"), ("vue", "mois")]


def test_a_calendar_to_subscribe_to_has_the_filters_and_not_the_month(client):
    feeds = client.get("/fr/agenda/?vue=mois&du=2027-04-09&gratuit=1").context["feeds"]
    assert feeds["ics_href"] == "/fr/agenda.ics?gratuit=1"


def test_an_empty_month_says_where_there_is_something(client):
    put_on(dates=[at(10, 9)], kind="atelier")
    context = client.get("/fr/agenda/?vue=mois&du=2027-04-01&type=atelier").context
    assert context["empty_title"] == "Rien ce mois-là avec ces filtres"
    assert context["loosen"] == [
        {"href": "/fr/agenda/?type=atelier", "label": "À d’autres dates\u00a0: 1 activité"},
    ]
    assert client.get("/fr/agenda/?vue=mois&du=2027-04-01").context["empty_title"] == "Rien n’est annoncé ce mois-là"


# --- The page ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "name", "first"),
    [("fr", "Mars\u00a02027", "lundi"), ("nl", "Maart\u00a02027", "maandag"), ("en", "March\u00a02027", "Monday")],
)
def test_the_page_is_a_table_with_a_caption_and_the_days_as_heads(client, language, name, first):
    for number in range(4):
        put_on(f"Court {number}", dates=[at(10, 9 + number)])
    put_on("Long", dates=[{"date": date(2027, 3, 9), "extra_days": 2}])
    html = client.get(f"/{language}/agenda/?vue=mois").text
    assert html.count("<caption") == 1
    assert html.count('<th scope="col">') == 7
    assert html.count('aria-current="date"') == 1
    assert f'id="mois">{name}</h2>' in html
    assert f'<span class="month-long">{first}</span>' in html


def test_filtered_pages_and_months_are_not_for_search_engines(client):
    noindex = '<meta name="robots" content="noindex, follow">'
    found = [noindex in client.get(f"/fr/agenda/{query}").text for query in ("", "?page=2", "?gratuit=1", "?vue=mois")]
    assert found == [False, False, True, True]


@pytest.mark.parametrize("query", ["q=zz", "du=0001-01-01", "du=2027-02-30", "quand=hier", "page=9", "vue=liste"])
def test_whatever_is_asked_is_answered(client, query):
    put_on()
    assert client.get(f"/fr/agenda/?vue=mois&{query}").status_code == 200


def test_one_date_or_a_hundred_cost_the_same_queries(client, django_assert_num_queries):
    event = put_on(dates=[at(3, 9)])
    for dates in (1, 101):
        if dates > 1:
            add_dates(event, dates - 1)
            put_on("Autre", dates=[at(4, 9) + timedelta(days=number) for number in range(20)])
        client.get("/fr/agenda/?quand=demain")  # builds the maps
        with django_assert_num_queries(4):  # stamps, rows, texts, the site's settings
            client.get("/fr/agenda/?vue=mois")
