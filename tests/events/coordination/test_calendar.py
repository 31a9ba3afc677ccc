"""The coordinators’ calendar: who may open it, what it shows and how it is narrowed; its feed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from events.coordination.feed import renew, revoke
from events.models import CoordinationFeed, EventSettings
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, MODERATOR, TRAINING_OFFICER
from tests.factories import make_event, make_partner, make_place, make_quartier, make_rule, make_user, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
PATH, FEED = "/fr/espace/coordination/", "/fr/espace/coordination/calendrier/"
FOURTH = datetime(2027, 3, 4, 17, tzinfo=UTC)


@pytest.fixture
def coordinator(client):
    user = make_user(groups=[COORDINATOR])
    client.force_login(user)
    return user


def draft(title="Proposition", **facts):
    event = make_event(texts={"fr": title}, **{"dates": [FOURTH]} | facts)
    event.save_revision()
    return event


def cells(response):
    """{day of the month: [title]}"""
    days = [day for week in response.context["month"]["weeks"] for day in week if day and day["dates"]]
    return {day["date"].day: [date["title"] for date in day["dates"]] for day in days}


def listed(response):
    return [(day["date"].day, date["title"]) for day in response.context["days"] for date in day["dates"]]


# --- Who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PATH, FEED])
@pytest.mark.parametrize("who", ["nobody", "a partner", "the desk"])
def test_who_sees_no_drafts_does_not_find_it(client, path, who):
    secret = draft("Projet secret")
    user = {
        "nobody": make_user, "a partner": lambda: make_user(partner=secret.organiser),
        "the desk": lambda: make_user(groups=[DESK]),
    }[who]()  # fmt: skip
    client.force_login(user)
    for ask in (client.get, client.post):
        response = ask(path)
        assert response.status_code == 404
        assert "Projet secret" not in response.content.decode()
    assert PATH not in client.get("/fr/espace/").content.decode()


@pytest.mark.parametrize("path", [PATH, FEED])
def test_who_is_not_signed_in_is_asked_to(client, path):
    assert client.get(path).url.startswith("/fr/compte/")


@pytest.mark.parametrize("group", [COORDINATOR, EDITOR, MODERATOR, TRAINING_OFFICER])
def test_staff_who_see_drafts_find_it_in_their_space(client, group):
    client.force_login(make_user(groups=[group]))
    assert client.get(PATH).status_code == 200
    assert PATH in client.get("/fr/espace/").content.decode()


def test_it_is_read_only_and_nobody_keeps_it(client, coordinator):
    assert client.post(PATH).status_code == 405
    response = client.get(PATH)
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


# --- What it shows -----------------------------------------------------------------------------


def test_a_month_shows_who_does_what_and_how_far_it_is(client, coordinator):
    querelle = make_partner("Querelle")
    mine = draft(organiser=querelle, audiences=["jeunes"])
    public = publish_event(make_event(texts={"fr": "Publique"}, dates=[FOURTH + timedelta(days=1)]))
    public.save_revision()
    response = client.get(PATH)
    assert cells(response) == {4: ["Proposition"], 5: ["Publique"]}
    html = response.content.decode()
    for said in ("Querelle", "Brouillon", "Changement proposé"):
        assert said in html
    assert f'href="/admin/snippets/events/event/edit/{mine.pk}/"' in html
    assert f'href="/fr/agenda/{public.slug}/"' in html


def test_other_months_are_a_link_away_and_keep_the_filters(client, coordinator):
    draft(dates=[FOURTH + timedelta(days=31)], audiences=["jeunes"])
    month = client.get(PATH, {"public": "jeunes"}).context["month"]
    following = client.get(month["next"]["href"])
    assert cells(following) == {4: ["Proposition"]}
    assert following.context["selection"][0]["label"] == "Jeunes"
    assert client.get(following.context["month"]["previous"]["href"]).context["month"]["name"] == month["name"]
    assert following.context["month"]["now"]["href"] == month_address("2027-03-01")


def month_address(first):
    return f"{PATH}?public=jeunes&du={first}"


def test_the_list_has_each_date_once_under_its_first_day(client, coordinator):
    draft("Camp", dates=[make_rule(FOURTH, extra_days=3)])
    draft("Hier déjà", dates=[make_rule(FOURTH - timedelta(days=4), extra_days=3)])
    response = client.get(PATH, {"vue": "liste", "du": "2027-03-02", "au": "2027-03-09"})
    assert listed(response) == [(2, "Hier déjà"), (4, "Camp")]
    assert cells(client.get(PATH, {"du": "2027-03-01"}))[5] == ["Camp"]
    night = client.get(PATH, {"vue": "liste", "du": "2027-03-09"})
    assert listed(night) == []


def test_a_list_goes_on_over_pages(client, coordinator):
    draft(dates=[make_rule(FOURTH - timedelta(days=1), rule="FREQ=DAILY")])
    asked = {"vue": "liste", "du": "2027-03-02", "au": "2027-05-31"}
    first = client.get(PATH, asked)
    assert len(listed(first)) == 60
    second = client.get(first.context["pager"]["next_href"])
    assert len(listed(second)) == 30
    assert client.get(PATH, asked | {"page": 99}).context["pager"]["number"] == 2


def test_a_full_day_leads_to_its_list(client, coordinator):
    for number in range(7):
        draft(f"N° {number}")
    response = client.get(PATH)
    (day,) = [day for week in response.context["month"]["weeks"] for day in week if day and day["dates"]]
    assert (len(day["dates"]), day["more_label"], day["count"]) == (5, "et 2 autres", 7)
    assert len(listed(client.get(day["href"]))) == 7


def test_what_has_no_date_is_said_beside(client, coordinator):
    draft("Un jour peut-être", dates=[])
    assert [row["title"] for row in client.get(PATH).context["undated"]] == ["Un jour peut-être"]


def test_clashes_and_gaps_are_told(client, coordinator):
    place = make_place(quartier=make_quartier("Marolles"))
    for name in ("Querelle", "Bruegel"):
        draft(f"Soirée {name}", organiser=make_partner(name), place=place, audiences=["jeunes"], dates=[FOURTH])
    context = client.get(PATH, {"public": "jeunes"}).context
    assert [clash["label"] for clash in context["clashes"]] == ["jeudi\u00a04\u00a0mars · Marolles · Jeunes"]
    assert context["gaps"] == [
        {
            "audience": "Jeunes",
            "weeks": ", ".join(f"semaine du {day}\u00a0mars" for day in (8, 15, 22, 29)),
        }
    ]


def test_a_hostile_title_stays_words(client, coordinator):
    draft("<script>alert(1)</script>\"'&")
    for query in ({}, {"vue": "liste"}):
        html = client.get(PATH, query).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize(
    "query",
    [
        "quartier=nulle-part", "public=tous", "etat=x", "type=x", "theme=x", "partenaire=%3Cscript%3E", "du=demain",
        "du=0001-01-01", "du=1999-12-31", "du=9999-12-31", "vue=liste&du=2027-03-09&au=2027-03-01", "vue=x",
        "vue=liste&du=2027-01-01&au=2029-01-01", "page=0", "vue=liste&au=2020-01-01",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out_and_said(client, coordinator, query):
    draft()
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    assert len(response.context["notices"]) == 1
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("query", ["du=2000-01-01", "du=2199-12-31", "vue=liste&du=2199-12-31"])
def test_the_ends_of_the_calendar_hold(client, coordinator, query):
    assert client.get(f"{PATH}?{query}").status_code == 200


def test_it_asks_as_many_questions_for_one_as_for_many(client, coordinator):
    counts = []
    for number in (1, 6):
        for each in range(number):
            draft(f"{number}-{each}", audiences=["jeunes"]), publish_event(make_event(dates=[FOURTH]))
        client.get(PATH)
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH, {"vue": "liste"})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_speaks_the_reader_s_language(client, coordinator, language):
    make_event(texts={"fr": "Atelier", "nl": "Werkplaats"}, dates=[FOURTH]).save_revision()
    from django.urls import reverse
    from django.utils.translation import override

    with override(language):
        path = reverse("coordination")
    assert cells(client.get(path)) == {4: ["Werkplaats" if language == "nl" else "Atelier"]}


# --- The feed ----------------------------------------------------------------------------------


def address(token, query=""):
    return f"/calendrier/coordination/{token}.ics{query}"


def read(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_feed_has_what_is_public_and_marks_the_rest_as_tentative(client, coordinator):
    place = make_place("Grande salle")
    mine = draft(dates=[FOURTH], place=place)
    publish_event(make_event(texts={"fr": "Publique"}, dates=[FOURTH + timedelta(days=1)]))
    client.logout()
    proposed, public = read(client.get(address(renew(coordinator, now=timezone.now()))))
    assert (str(public["SUMMARY"]), public["STATUS"]) == ("Publique", "CONFIRMED")
    assert {name: str(proposed[name]) for name in ("SUMMARY", "STATUS", "CLASS", "TRANSP", "UID")} == {
        "SUMMARY": "BROUILLON – Proposition", "STATUS": "TENTATIVE", "CLASS": "PRIVATE", "TRANSP": "TRANSPARENT",
        "UID": f"proposition-{mine.uuid}-20270304-0@{EventSettings.load().uid_domain}",
    }  # fmt: skip
    assert proposed["DTSTART"].dt == FOURTH
    assert "Grande salle" in proposed["LOCATION"]


def test_the_feed_keeps_the_filters_of_its_address(client, coordinator):
    draft("Jeunes", audiences=["jeunes"]), draft("Aînés", audiences=["aines"])
    token = renew(coordinator, now=timezone.now())
    assert [str(each["SUMMARY"]) for each in read(client.get(address(token, "?public=aines")))] == ["BROUILLON – Aînés"]
    # Nothing widens a feed: a public that is none finds nothing.
    assert read(client.get(address(token, "?public=personne"))) == []
    assert len(read(client.get(address(token, "?du=n-importe&page=7&vue=x")))) == 2


def test_what_is_sensitive_or_secret_is_not_told_to_programs(client, coordinator):
    draft("Sortir de la violence", sensitive=True, organiser=make_partner("Refuge"))
    draft("Cours", place=make_place("Maison cachée", confidential=True))
    text = client.get(address(renew(coordinator, now=timezone.now()))).content.decode().replace("\r\n ", "")
    for word in ("violence", "Refuge", "cachée", "LOCATION"):
        assert word not in text
    assert "BROUILLON – Rendez-vous" in text


def test_a_title_cannot_add_lines_to_the_feed(client, coordinator):
    draft("Fête\r\nEND:VEVENT\r\nBEGIN:VEVENT; x, y\\n")
    (only,) = read(client.get(address(renew(coordinator, now=timezone.now()))))
    assert "END:VEVENT" in only["SUMMARY"]


def test_the_feed_is_private_and_revocable(client, coordinator):
    old, new = renew(coordinator, now=timezone.now()), renew(coordinator, now=timezone.now())
    assert [client.get(address(token)).status_code for token in (old, new)] == [404, 200]
    response = client.get(address(new))
    assert response["Cache-Control"] == "private, no-cache"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert client.get(address(new), headers={"if-none-match": response["ETag"]}).status_code == 304
    assert new not in str(CoordinationFeed.objects.values_list())
    revoke(coordinator)
    assert client.get(address(new)).status_code == 404
    for token in ("x", "A" * 43, "é" * 43):
        assert client.get(address(token)).status_code == 404


@pytest.mark.parametrize("loss", ["group", "account"])
def test_who_coordinates_no_more_reads_nothing_more(client, coordinator, loss):
    token = renew(coordinator, now=timezone.now())
    if loss == "group":
        coordinator.groups.clear()
    else:
        coordinator.is_active = False
        coordinator.save()
    client.logout()
    assert client.get(address(token)).status_code == 404


def test_the_page_shows_the_address_once_with_the_filters(client, coordinator):
    path = f"{FEED}?public=jeunes&du=2027-03-01&public=personne"
    assert "webcal" not in client.get(path).content.decode()
    made = client.post(path, {"act": "renew"}).content.decode()
    token, query = re.search(r"/calendrier/coordination/([\w-]{43})\.ics(\?[^\"]*)", made).groups()
    assert query == "?public=jeunes"
    assert client.get(address(token)).status_code == 200
    assert token not in client.get(path).content.decode()
    client.post(path, {"act": "nonsense"})
    assert CoordinationFeed.objects.count() == 1
    client.post(path, {"act": "revoke"})
    assert not CoordinationFeed.objects.exists()


def test_the_feed_costs_as_much_for_one_draft_as_for_many(client, coordinator):
    token, counts = renew(coordinator, now=timezone.now()), []
    client.logout()
    client.get(address(token))
    for number in (1, 5):
        for _each in range(number):
            draft(), publish_event(make_event(dates=[FOURTH]))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(token))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
