"""What becomes of the data of whoever registers: said beside the form, of what that form asks."""

import pytest
from bs4 import BeautifulSoup

from events.models import EventSettings, Question
from events.privacy import kept
from tests.factories import make_event, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]


@pytest.fixture
def _other_times():
    settings = EventSettings.load()
    settings.registration_months, settings.waiting_days, settings.attestation_years = 6, 14, 7
    settings.message_months, settings.opinion_months = 3, 9
    settings.save()


def said(client, **facts):
    """{term: [sentences]} of the notice beside the form of an event."""
    questions = facts.pop("questions", ())
    facts = {"registration_mode": "date", "asks_needs": False, "waiting_list": False} | facts
    event = make_event(**facts)
    event.questions = [Question(label_fr="Votre taille ?", keep_days=days) for days in questions]
    event = publish_event(event)
    page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/inscription/").content, "html.parser")
    rows = page.select("form .disclosure-in dl > div")
    return {row.dt.text: [part.text.replace("\xa0", " ") for part in row.dd.select("p") or [row.dd]] for row in rows}


def test_a_plain_form_promises_what_the_settings_say(client, _other_times):
    found = said(client)
    assert found["Combien de temps"] == ["6 mois après l’activité, puis votre nom et vos coordonnées sont effacés."]
    assert found["Qui"][0].endswith("l’organisation qui vous accueille. Personne d’autre.")


def test_what_a_form_asks_besides_has_its_own_time(client, _other_times):
    facts = {"asks_needs": True, "waiting_list": True, "gives_attestation": True, "questions": (20, 45)}
    assert said(client, **facts)["Combien de temps"][1:] == [
        "Sur la liste d’attente : 14 jours après l’activité.",
        "Vos besoins : 30 jours après l’activité.",
        "Vos réponses à l’organisateur : au plus 45 jours après l’activité.",
        "L’attestation, si vous en recevez une, garde votre nom 7 ans.",
    ]


def test_an_employer_who_is_written_to_is_said(client):
    [words] = said(client, approval="employer")["Qui"]
    assert "chez votre employeur la personne que vous indiquez" in words
    assert "Personne d’autre" not in words


def test_the_programme_s_form_speaks_for_its_parts(client, _other_times):
    whole = publish_event(make_event(kind="festival", texts={"fr": "Fête"}))
    facts = {"programme": whole, "registration_mode": "date", "waiting_list": False}
    for title, gives in (("Un", False), ("Deux", True)):
        publish_event(make_event(texts={"fr": title}, gives_attestation=gives, **facts))
    html = client.get(f"/fr/agenda/{whole.slug}/programme/inscription/").content.decode()
    assert "garde votre nom 7 ans" in html.replace("\xa0", " ")
    assert "liste d’attente" not in html


def test_the_times_of_the_page_are_those_of_the_settings(client, _other_times):
    words = dict(kept())
    assert words["Une place sur la liste d’attente"] == "14 jours après l’activité."
    page = BeautifulSoup(client.get("/fr/donnees-personnelles/").content, "html.parser")
    rows = {row.dt.text: row.dd.text for row in page.select("main dl > div")}
    assert rows == words
    assert rows["Une inscription, les présences et nos messages"].startswith("6 mois après l’activité. ")
    assert rows["Une attestation ou un certificat"].startswith("7 ans, ")
    assert rows["Un message écrit par l’organisateur"] == "3 mois après son envoi."
    assert rows["Votre avis après une activité"].endswith("Il est effacé 9 mois après la dernière date de l’activité.")
    assert "douze mois" not in page.text
