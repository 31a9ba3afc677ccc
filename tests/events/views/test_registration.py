"""The pages of a registration when the event has many dates, another address, or is no longer announced."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup

from events import occurrences
from events.letters import date_line, managing_path
from events.models import Event, Registration, RegistrationMode
from events.publication import accept, fates
from events.registration import cancel, register
from tests.events.test_registration_views import started
from tests.factories import make_event, make_rule, publish_event

pytestmark = pytest.mark.django_db
WHY = {"fr": "La salle est inondée."}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def event():
    """Each Tuesday at 14:00 from 9 March on, for 18 months."""
    rule = make_rule(date(2027, 3, 9), begins=time(14), ends=time(16), rule="FREQ=WEEKLY")
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 4, "texts": {"fr": "Atelier vélo"}}
    return publish_event(make_event(dates=[rule], **facts))


@pytest.fixture
def url(event):
    return f"/fr/agenda/{event.slug}/inscription/"


def book(event, now, *, occurrence):
    return register(
        event, occurrence=occurrence, name="Amina", email="amina@exemple.test", phone="", party_size=1, language="fr",
        now=now,
    ).registration  # fmt: skip


def change(event, **facts):
    edited = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in facts.items():
        setattr(edited, name, value)
    return edited.save_revision()


def page(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main")


def test_dates_of_next_year_say_it(client, event, url):
    main = page(client.get(f"{url}?dates=60"))
    labels = [label.text.replace("\xa0", " ").strip() for label in main.select(".field label, fieldset label")]
    said = [label for label in labels if "janvier" in label]
    assert said
    assert all(" janvier 2028, 14 h" in label for label in said), said
    wanted = event.occurrences.filter(starts_at__year=2028).in_order().first()
    chosen = page(client.get(f"{url}?date={wanted.uuid}")).select_one(".lead").text.replace("\xa0", " ")
    assert "Mardi 4 janvier 2028, 14 h" in chosen


def test_an_opening_in_another_year_says_it(client, event, url):
    opens = datetime(2028, 1, 3, 8, tzinfo=UTC)
    Event.objects.filter(pk=event.pk).update(registration_opens_at=opens)
    words = page(client.get(url)).text.replace("\xa0", " ")
    assert "Les inscriptions ouvrent lundi 3 janvier 2028 à 9 h." in words


def offered(main):
    return [radio["value"] for radio in main.select("input[name=occurrence][type=radio]")]


def link(main, words):
    return next((a["href"] for a in main.find_all("a") if a.get_text(strip=True) == words), None)


def in_order(event):
    return [str(uuid) for uuid in event.occurrences.in_order().values_list("uuid", flat=True)]


def typed(occurrence, **changes):
    return {
        "occurrence": occurrence, "name": "Amina", "email": "amina@exemple.test", "phone": "", "party_size": "1",
        "language": "fr", "note": "", "website": "", "started": started(),
    } | changes  # fmt: skip


def test_the_date_that_was_chosen_is_not_asked_again(client, event, url):
    chosen = in_order(event)[30]
    main = page(client.get(f"{url}?date={chosen}"))
    assert offered(main) == []
    assert main.select_one("input[name=occurrence][type=hidden]")["value"] == chosen
    assert "mardi 5 octobre" in main.get_text().lower().replace("\u00a0", " ")
    assert offered(page(client.get(url + link(main, "Changer de date")))) == in_order(event)[:20]


def test_dates_are_offered_twenty_at_a_time(client, event, url):
    dates = in_order(event)
    main = page(client.get(url))
    assert offered(main) == dates[:20]
    main = page(client.get(url + link(main, "Voir d’autres dates")))
    assert offered(main) == dates[:40]
    main = page(client.get(f"{url}?dates=5000"))
    assert (offered(main), link(main, "Voir d’autres dates"), link(main, "Changer de date")) == (dates, None, None)


@pytest.mark.parametrize("query", ["?dates=-1", "?dates=x", "?date=nonsense", "?date=9999&dates=99999999999"])
def test_a_query_that_means_nothing_offers_the_first_dates(client, event, url, query):
    assert offered(page(client.get(url + query))) == in_order(event)[:20]


def test_what_is_wrong_elsewhere_leaves_the_date_chosen(client, event, url):
    chosen = in_order(event)[30]
    main = page(client.post(url, typed(chosen, name="")))
    assert main.select_one("input[name=occurrence][type=hidden]")["value"] == chosen
    assert "Écrivez votre nom." in main.get_text()
    assert client.post(url, typed(chosen)).status_code == 302
    assert str(Registration.objects.get().occurrence.uuid) == chosen


def test_without_a_date_the_list_says_so(client, event, url):
    main = page(client.post(url, typed("")))
    assert (offered(main), "Choisissez une date." in main.get_text()) == (in_order(event)[:20], True)


def test_a_former_address_leads_to_the_form_with_what_was_asked_and_typed(client, event, url):
    change(event, slug="velo").publish()
    for name in ("inscription/", "inscription/recu/"):
        response = client.get(f"/fr/agenda/atelier-velo/{name}?date=1")
        assert (response.status_code, response.url) == (301, f"/fr/agenda/velo/{name}?date=1")
    chosen = in_order(event)[0]
    response = client.post(url, typed(chosen))
    assert (response.status_code, response.url) == (308, "/fr/agenda/velo/inscription/")
    assert client.post(url, typed(chosen), follow=True).redirect_chain[-1][0] == "/fr/agenda/velo/inscription/recu/"


def test_a_withdrawn_event_is_gone_and_a_draft_never_was(client, event, url):
    change(event, slug="velo").publish()
    Event.objects.get().unpublish()
    for slug in ("velo", "atelier-velo"):
        for name in ("", "inscription/", "inscription/recu/"):
            assert client.get(f"/fr/agenda/{slug}/{name}").status_code == 410
    assert client.post("/fr/agenda/velo/inscription/", typed("")).status_code == 410
    draft = make_event(texts={"fr": "Brouillon"})
    assert client.get(f"/fr/agenda/{draft.slug}/inscription/").status_code == 404
    assert client.get("/fr/agenda/jamais/inscription/").status_code == 404


def managed(client, registration):
    main = page(client.get(managing_path(registration)))
    return main.get_text(" ", strip=True).replace("\u00a0", " "), {a["href"] for a in main.find_all("a", href=True)}


KEPT = "Votre place est gardée."


def test_a_date_that_is_no_longer_announced_keeps_no_place(client, event, now):
    registration = book(event, now, occurrence=event.occurrences.in_order().first())
    path = managing_path(registration)
    assert KEPT in managed(client, registration)[0]
    revision = change(event, rules=[make_rule(date(2027, 3, 10), rule="FREQ=WEEKLY")])
    accept(revision, [fate.token for fate in fates(revision.as_object(), now=now)], user=None)
    revision.publish()
    words, links = managed(client, registration)
    assert KEPT not in words
    assert "Cette date n’est plus au programme. L’organisateur vous dira ce qu’il en est." in words
    assert (f"{path}maillage.ics" in links, f"{path}annuler/" in links) == (False, True)


def test_a_withdrawn_event_keeps_no_place_and_is_not_linked(client, event, now):
    registration = book(event, now, occurrence=event.occurrences.in_order().first())
    Event.objects.get().unpublish()
    words, links = managed(client, registration)
    assert KEPT not in words
    assert "Cette activité n’est plus à l’agenda. L’organisateur vous dira ce qu’il en est." in words
    assert [href for href in links if "/agenda/" in href] == []
    cancelled = client.post(f"{managing_path(registration)}annuler/")
    assert f'href="/fr/agenda/{event.slug}/"' not in cancelled.content.decode()


def test_a_postponed_date_keeps_no_place_yet_and_a_cancelled_registration_says_so(client, event, now):
    occurrence = event.occurrences.in_order().first()
    registration = book(event, now, occurrence=occurrence)
    occurrences.postpone(occurrence, reason=WHY)
    assert "Cette date est reportée ; la nouvelle date n’est pas encore connue." in managed(client, registration)[0]
    cancel(registration, now=now)
    assert "Les places ont été rendues." in managed(client, registration)[0]


def test_a_place_is_given_back_while_the_new_day_is_not_known_yet(client, event, now, clock):
    occurrence = event.occurrences.in_order().first()
    registration = book(event, now, occurrence=occurrence)
    occurrences.postpone(occurrence, reason=WHY)
    clock.go_to(occurrence.ends_at + timedelta(days=3))
    words, links = managed(client, registration)
    assert "Cette activité est passée" not in words
    assert "Cette date est reportée ; la nouvelle date n’est pas encore connue." in words
    assert any(href.endswith("/annuler/") for href in links)
    assert client.post(f"{managing_path(registration)}annuler/").status_code == 200
    registration.refresh_from_db()
    assert registration.state == "cancelled"


def test_nobody_registers_for_what_takes_place_after_the_event_has_left_the_site(client, event, url):
    Event.objects.update(expire_at=datetime.fromisoformat("2027-03-20T12:00:00+01:00"))
    assert offered(page(client.get(url))) == in_order(event)[:2]
    Event.objects.update(expire_at=datetime.fromisoformat("2027-03-05T12:00:00+01:00"))
    main = page(client.get(url))
    words = main.get_text().replace("\u00a0", " ")
    assert "L’activité quitte l’agenda avant cette date : on ne s’y inscrit plus." in words
    first = client.get(f"/fr/agenda/{event.slug}/").context["dates"][0]
    assert (first["seats"].label, first["register_href"]) == ("Inscriptions closes", "")


def test_the_form_of_a_training_says_its_dates(client):
    days = [date(2027, 3, 9 + 7 * number) for number in range(3)]
    rules = [make_rule(day, begins=time(14), ends=time(16)) for day in days]
    rules.append(make_rule(date(2027, 4, 6), begins=time(14), ends=time(16), rule="FREQ=WEEKLY;COUNT=4"))
    event = publish_event(make_event(kind="formation", dates=rules, registration_mode=RegistrationMode.WHOLE))
    first, second, *_others = event.occurrences.in_order()
    occurrences.cancel(second, reason=WHY)
    lines = client.get(f"/fr/agenda/{event.slug}/inscription/").context["date_lines"]
    assert (len(lines), lines[0], lines[-1]) == (6, date_line(first), date_line(event.occurrences.in_order().last()))
    weekly = make_rule(date(2027, 3, 9), rule="FREQ=WEEKLY;COUNT=9")
    event = publish_event(make_event(dates=[weekly], registration_mode=RegistrationMode.WHOLE))
    page = client.get(f"/fr/agenda/{event.slug}/inscription/")
    assert (len(page.context["date_lines"]), page.context["date_lines"][-1]) == (7, "et 3 autres dates")
    assert "et 3 autres dates" in page.content.decode()
