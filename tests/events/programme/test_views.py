"""The programme of a festival: its page, its calendar, and several registrations in one go."""

import json
import re
from datetime import UTC, date, datetime, time

import icalendar
import pytest
from bs4 import BeautifulSoup

from events.models import Capacity, Registration, RegistrationLetter, RegistrationMode, Stall
from portal.kit.form_stamp import new_stamp
from tests.factories import make_event, make_partner, make_place, make_rule, publish_event

pytestmark = pytest.mark.django_db
SATURDAY, SUNDAY = date(2027, 6, 5), date(2027, 6, 6)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def place():
    return make_place("Parc")


@pytest.fixture
def festival(place):
    rules = [make_rule(day, begins=time(10), ends=time(20)) for day in (SATURDAY, SUNDAY)]
    event = make_event(kind="festival", slug="canal", texts={"fr": "Canal en fête"}, place=place, dates=rules)
    partner = make_partner("Querelle", slug="querelle")
    event.stalls = [Stall(partner=partner, spot="Allée 3")]
    return publish_event(event)


def add(festival, title, day, begins, ends, **facts):
    facts = {"place": festival.place, "registration_mode": RegistrationMode.DATE, "seats": 5} | facts
    rule = make_rule(day, begins=time(*begins), ends=time(*ends))
    return publish_event(make_event(texts={"fr": title}, programme=festival, dates=[rule], **facts))


@pytest.fixture
def parts(festival):
    return [
        add(festival, "Conte", SATURDAY, (14, 0), (15, 0), stage="Kiosque"),
        add(festival, "Cirque", SATURDAY, (14, 30), (16, 0), stage="Cour"),
        add(festival, "Bal", SUNDAY, (18, 0), (20, 0)),
    ]


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def one_line(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def test_the_programme_is_a_table_by_day_with_stages_across(client, festival, parts):
    page = soup(client.get("/fr/agenda/canal/programme/"))
    tables = page.select("table.programme-table")
    heads = [[one_line(th) for th in table.select("thead th")] for table in tables]
    assert heads == [["Heure", "Cour", "Kiosque"], ["Heure", "Activité"]]
    rows = [[one_line(cell) for cell in row.find_all(["th", "td"])] for row in tables[0].select("tbody tr")]
    assert rows == [
        ["14 h", "", "14 h – 15 h Conte Atelier Kiosque 5 places"],
        ["14 h 30", "14 h 30 – 16 h Cirque Atelier Cour 5 places"],
    ]
    assert tables[0].select("td[rowspan]")[0]["rowspan"] == "2"
    assert [one_line(h2) for h2 in page.select("h2")] == ["Samedi 5 juin", "Dimanche 6 juin", "Les stands"]
    assert [(a["href"], one_line(a)) for a in page.select(".stalls a")] == [("/fr/annuaire/querelle/", "Querelle")]
    assert (
        page.find("a", string="S’inscrire à plusieurs activités")["href"] == "/fr/agenda/canal/programme/inscription/"
    )


def test_drafts_and_withdrawn_parts_are_not_in_it(client, festival, parts):
    make_event(texts={"fr": "Brouillon"}, programme=festival)
    parts[0].unpublish()
    html = client.get("/fr/agenda/canal/programme/").content.decode()
    assert "Cirque" in html and "Conte" not in html and "Brouillon" not in html


def test_days_that_are_over_leave_until_all_are(client, clock, festival, parts):
    clock.go_to(datetime(2027, 6, 6, 8, tzinfo=UTC))
    page = soup(client.get("/fr/agenda/canal/programme/"))
    assert [one_line(h2) for h2 in page.select("h2")] == ["Dimanche 6 juin", "Les stands"]
    clock.go_to(datetime(2027, 6, 9, 8, tzinfo=UTC))
    page = soup(client.get("/fr/agenda/canal/programme/"))
    assert len(page.select("table")) == 2 and not page.find("a", string="S’inscrire à plusieurs activités")


def test_another_stage_is_the_place_when_it_is_elsewhere(client, festival):
    add(festival, "Visite", SATURDAY, (11, 0), (12, 0), place=make_place("Musée"))
    assert "Musée" in one_line(soup(client.get("/fr/agenda/canal/programme/")).select_one("thead"))


def test_addresses_answer_as_those_of_the_event(client, festival):
    alone = publish_event(make_event(slug="seul"))
    assert client.get("/fr/agenda/seul/programme/").status_code == 404
    assert client.get("/fr/agenda/inconnu/programme/").status_code == 404
    festival.slug = "canal-2027"
    festival.save()
    for page in ("programme/", ""):
        moved = client.get(f"/fr/agenda/canal/{page}")
        assert (moved.status_code, moved["Location"]) == (301, f"/fr/agenda/canal-2027/{page}")
    assert client.get("/fr/agenda/canal.ics")["Location"] == "/fr/agenda/canal-2027.ics"
    assert client.get("/fr/agenda/canal/programme.ics")["Location"] == "/fr/agenda/canal-2027/programme.ics"
    festival.unpublish()
    assert client.get("/fr/agenda/canal-2027/programme/").status_code == 410
    assert client.get("/fr/agenda/canal-2027/programme.ics").status_code == 410
    assert alone.live


def test_the_calendar_of_the_programme_has_the_parts_alone(client, festival, parts):
    response = client.get("/fr/agenda/canal/programme.ics")
    calendar = icalendar.Calendar.from_ical(b"".join(response))
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Conte", "Cirque", "Bal"]
    assert str(calendar["URL"]) == "http://localhost:8000/fr/agenda/canal/programme/"


def test_as_many_queries_for_one_part_as_for_three(client, festival, django_assert_max_num_queries):
    counts = {"programme/": [], "": [], "programme/inscription/": []}
    for number in range(3):
        add(festival, f"Partie {number}", SATURDAY, (10 + number, 0), (11 + number, 0), stage=f"Scène {number}")
        for page, counted in counts.items():
            client.get(f"/fr/agenda/canal/{page}")
            with django_assert_max_num_queries(12) as captured:
                client.get(f"/fr/agenda/canal/{page}")
            counted.append(len(captured))
    assert all(len(set(counted)) == 1 for counted in counts.values()), counts


def test_the_page_of_the_festival_says_its_programme_in_short(client, festival, parts):
    page = soup(client.get("/fr/agenda/canal/"))
    section = page.find("section", {"aria-labelledby": "programme"})
    assert [one_line(h3) for h3 in section.select("h3")] == ["Samedi 5 juin", "Dimanche 6 juin"]
    assert [one_line(li) for li in section.select("li")] == [
        "Conte 14 h – 15 h · Kiosque 5 places",
        "Cirque 14 h 30 – 16 h · Cour 5 places",
        "Bal 18 h – 20 h 5 places",
    ]
    assert [a["href"] for a in section.select(".section-head a")] == ["/fr/agenda/canal/programme/"]
    data = json.loads(page.find("script", type="application/ld+json").string)
    programme = [sub for sub in data["subEvent"] if "url" in sub]
    assert [(sub["name"], sub["startDate"]) for sub in programme] == [
        ("Conte", "2027-06-05T14:00+02:00"),
        ("Cirque", "2027-06-05T14:30+02:00"),
        ("Bal", "2027-06-06T18:00+02:00"),
    ]


def test_a_part_says_what_it_belongs_to_on_its_page_in_the_agenda_and_for_machines(client, festival, parts):
    page = soup(client.get(f"/fr/agenda/{parts[0].slug}/"))
    assert [one_line(li) for li in page.select(".crumbs li")] == ["Agenda", "Canal en fête"]
    assert "Fait partie de Canal en fête" in one_line(page.select_one(".hero-text"))
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert data["superEvent"] == {
        "@type": "Festival",
        "@id": "http://localhost:8000/fr/agenda/canal/",
        "url": "http://localhost:8000/fr/agenda/canal/",
        "name": "Canal en fête",
    }
    agenda = client.get("/fr/agenda/?du=2027-06-05&q=conte").content.decode()
    assert "Fait partie de « Canal en fête »" in agenda.replace("\u00a0", " ")
    festival.unpublish()
    page = soup(client.get(f"/fr/agenda/{parts[0].slug}/"))
    assert [one_line(li) for li in page.select(".crumbs li")] == ["Agenda"]
    assert "superEvent" not in json.loads(page.find("script", type="application/ld+json").string)


# --- Several in one go ----------------------------------------------------------------------------


def form(*parts, **data):
    values = [str(part.occurrences.get().uuid) for part in parts]
    person = {"name": "Amina", "email": "amina@exemple.test", "phone": "", "party_size": "2", "language": "fr"}
    return person | {"parts": values, "started": new_stamp(), "website": "", "note": ""} | data


@pytest.fixture
def post(client, monkeypatch):
    monkeypatch.setattr("portal.kit.form_stamp.FORM_AGE", -1)
    return lambda data: client.post("/fr/agenda/canal/programme/inscription/", data)


def errors(response):
    return [one_line(li) for li in soup(response).select("#erreurs li")]


def test_each_part_that_is_ticked_is_registered_in_one_go(client, post, parts):
    response = post(form(parts[0], parts[2]))
    assert (response.status_code, response["Location"]) == (302, "/fr/agenda/canal/programme/inscription/recu/")
    rows = Registration.objects.order_by("pk").values_list("event", "name", "party_size", "state")
    assert list(rows) == [(part.pk, "Amina", 2, "confirmed") for part in (parts[0], parts[2])]
    assert [part.occurrences.get().capacity.taken for part in parts] == [2, 0, 2]
    assert RegistrationLetter.objects.filter(kind="confirmed", address="amina@exemple.test").count() == 2
    receipt = soup(client.get(response["Location"]))
    assert [one_line(li) for li in receipt.select(".chosen-parts li")] == [
        "Conte samedi 5 juin, 14 h – 15 h confirmée",
        "Bal dimanche 6 juin, 18 h – 20 h confirmée",
    ]


def test_who_has_no_email_sees_each_link_once(client, post, parts):
    response = post(form(parts[0], parts[2], email="", phone="02 555 01 01"))
    links = soup(client.get(response["Location"])).select(".chosen-parts a")
    assert [re.fullmatch(r"http://localhost:8000/fr/inscription/[^/]+/", a["href"]) is not None for a in links] == [
        True,
        True,
    ]
    assert client.get(links[0]["href"].removeprefix("http://localhost:8000")).status_code == 200
    assert soup(client.get(response["Location"])).select(".chosen-parts a") == []


def test_what_overlaps_is_named_and_may_be_chosen_knowingly(post, parts):
    refused = post(form(*parts[:2]))
    assert errors(refused) == [
        "Ce que vous choisissez : « Conte » (14 h – 15 h) et « Cirque » (14 h 30 – 16 h) ont lieu en même temps."
    ]
    assert Registration.objects.count() == 0
    assert post(form(*parts[:2], overlap_known="on")).status_code == 302
    assert Registration.objects.count() == 2


def test_one_part_that_cannot_be_had_leaves_all_as_it_was(post, parts):
    for part in parts[1:]:
        type(part).objects.filter(pk=part.pk).update(party_max=1)
    refused = post(form(parts[0], parts[2]))
    assert errors(refused) == ["« Bal » : Ici, chacun s’inscrit pour soi : une personne par inscription."]
    assert (Registration.objects.count(), RegistrationLetter.objects.count()) == (0, 0)
    assert set(Capacity.objects.values_list("taken", "waiting")) == {(0, 0)}


def test_a_repeat_registers_nobody_twice(post, parts):
    for _time in range(2):
        assert post(form(parts[0], parts[2])).status_code == 302
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("seats", [5, 2])
def test_a_form_that_is_pressed_twice_still_shows_the_links(client, post, festival, seats):
    """seats 2: the first press took them all, and nobody waits there."""
    part = add(festival, "Conte", SATURDAY, (14, 0), (15, 0), seats=seats, waiting_list=False)
    twice = form(part, email="", phone="02 555 01 01")
    post(twice)
    response = post(twice)
    assert response["Location"] == "/fr/agenda/canal/programme/inscription/recu/"
    assert len(soup(client.get(response["Location"])).select(".chosen-parts a")) == 1
    assert Registration.objects.count() == 1
    assert RegistrationLetter.objects.values_list("kind", flat=True).get() == "confirmed"
    other = post(form(part, email="", phone="02 555 01 01"))  # another showing of the form
    assert other.status_code == 200 or not soup(client.get(other["Location"])).select(".chosen-parts a")


def test_full_parts_put_on_their_waiting_list_and_those_without_are_not_offered(client, post, festival, parts):
    add(festival, "Sans attente", SUNDAY, (10, 0), (11, 0), seats=0, waiting_list=False)
    add(festival, "Libre", SUNDAY, (11, 0), (12, 0), registration_mode=RegistrationMode.NONE, seats=None)
    Capacity.objects.filter(pk=parts[0].occurrences.get().capacity_id).update(limit=0)
    page = soup(client.get("/fr/agenda/canal/programme/inscription/"))
    labels = [one_line(label) for label in page.select(".field-choices .field-choice")]
    assert labels == [
        "Conte samedi 5 juin, 14 h – 15 h · Kiosque · Complet · liste d’attente",
        "Cirque samedi 5 juin, 14 h 30 – 16 h · Cour · 5 places",
        "Bal dimanche 6 juin, 18 h – 20 h · 5 places",
    ]


def test_a_part_followed_as_a_whole_is_one_choice_for_all_its_dates(client, post, festival):
    rules = [make_rule(day, begins=time(9), ends=time(10)) for day in (SATURDAY, SUNDAY)]
    course = publish_event(
        make_event(
            texts={"fr": "Chorale"},
            programme=festival,
            place=festival.place,
            dates=rules,
            registration_mode=RegistrationMode.WHOLE,
            seats=5,
        )
    )
    page = soup(client.get("/fr/agenda/canal/programme/inscription/"))
    [label] = [one_line(label) for label in page.select(".field-choices .field-choice")]
    assert label == "Chorale samedi 5 juin, 9 h – 10 h · et 1 autre date · 5 places"
    assert post(form() | {"parts": [str(course.uuid)]}).status_code == 302
    assert list(Registration.objects.values_list("event", "occurrence")) == [(course.pk, None)]


def test_parts_that_ask_more_are_left_to_their_own_form(client, festival, parts):
    own = add(festival, "Camp", SUNDAY, (9, 0), (10, 0), participants="birth")
    type(festival).objects.filter(pk=festival.pk).update(participants="birth", asks_image_consent=True)
    needed = make_event(
        texts={"fr": {"title": "Escalade", "prerequisites": "Savoir nager"}},
        programme=festival,
        dates=[make_rule(SUNDAY, begins=time(11), ends=time(12))],
        registration_mode=RegistrationMode.DATE,
        seats=5,
    )
    needed = publish_event(needed)
    page = soup(client.get("/fr/agenda/canal/programme/inscription/"))
    assert len(page.select(".field-choices .field-choice")) == 3
    assert [field["name"] for field in page.select("form.panel :is(input, select, textarea)[name]")][4:] == [
        "name", "email", "phone", "party_size", "language", "note", "started", "website",
    ]  # fmt: skip
    assert [(a["href"], one_line(a)) for a in page.select(".links-list a")] == [
        (f"/fr/agenda/{own.slug}/inscription/", "Camp"),
        (f"/fr/agenda/{needed.slug}/inscription/", "Escalade"),
    ]


def test_needs_are_told_by_the_link_and_an_interpreter_on_the_form_of_the_part(client, post, festival, parts):
    signed = add(festival, "Débat", SUNDAY, (12, 0), (13, 0), interpreter_days=5)
    page = soup(client.get("/fr/agenda/canal/programme/inscription/"))
    assert page.select_one(f'a[href="/fr/agenda/{signed.slug}/inscription/"]')
    post(form(parts[0]))
    assert "Une place pour un fauteuil" in client.get("/fr/agenda/canal/programme/inscription/recu/").content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"parts": []}, "Ce que vous choisissez : Cochez au moins une activité."),
        (
            {"parts": ["x"]},
            "Ce que vous choisissez : Une de ces activités n’est plus disponible. Choisissez à nouveau.",
        ),
        ({"email": "", "phone": ""}, "Adresse e-mail : Donnez une adresse e-mail ou un numéro de téléphone."),
    ],
)
def test_what_is_missing_is_said(post, parts, data, said):
    assert errors(post(form(parts[0], **data))) == [said]
    assert Registration.objects.count() == 0


def test_without_an_open_part_the_form_leads_back(client, festival):
    add(festival, "Libre", SUNDAY, (11, 0), (12, 0), registration_mode=RegistrationMode.NONE, seats=None)
    response = client.get("/fr/agenda/canal/programme/inscription/")
    assert (response.status_code, response["Location"]) == (302, "/fr/agenda/canal/programme/")
    receipt = client.get("/fr/agenda/canal/programme/inscription/recu/")
    assert (receipt.status_code, receipt["Location"]) == (302, "/fr/agenda/canal/programme/")
