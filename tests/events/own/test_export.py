"""All of one's data, and nobody else's, to whoever has just said who they are."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Answer, Attestation, Consent, Needs, Participant, Purpose
from events.own import export
from tests.events.own.people import AMINA, book, make_dates
from tests.factories import make_user
from tests.portal.accounts.signing_in import deliver_at_once, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(site, client, monkeypatch):
    deliver_at_once(monkeypatch)
    return enter(client, mail.outbox, AMINA).wsgi_request.user


def download(client):
    """(what the JSON says, names of the files) of the archive."""
    response = client.post(reverse("espace-donnees"))
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    kept = ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert kept.testzip() is None
    return json.loads(kept.read("donnees.json")), kept


def paper_of(registration, number=1, email=AMINA):
    facts = {"title": "Formation", "organiser": "CPAS", "trainers": [], "dates": [], "objectives": [], "employer": ""}
    facts |= {"place": "Bruxelles", "signatory": "I. D."}
    return Attestation.objects.create(
        year=2026, number=number, event=registration.event, registration=registration, name=registration.name,
        email=email, language="nl", minutes_scheduled=60, minutes_attended=60, facts={"fr": facts, "nl": facts},
        minutes_by_year={"2026": 60},
    )  # fmt: skip


def test_it_holds_what_was_typed_answered_agreed_and_proved(client, amina):
    registration = book(make_dates(texts={"fr": "Atelier vélo"}), note="J’arrive à vélo")
    Participant.objects.create(registration=registration, name="Lina", birth_date="2019-05-04")
    Needs.objects.create(registration=registration, codes=["quiet"], interpreter="ar")
    Consent.objects.create(registration=registration, purpose=Purpose.IMAGE, channels=["site"])
    answer = Answer(registration=registration, question=registration.uuid, label="Un certificat", value="../lettre.pdf")
    answer.file.save("x.pdf", ContentFile(b"%PDF-mine"))
    paper = paper_of(registration)
    said, kept = download(client)
    (found,) = said["Inscriptions"]
    assert (found["Activité"], found["Nom"], found["Remarque"]) == ("Atelier vélo", "Amina Diallo", "J’arrive à vélo")
    assert found["Participants"] == [{"Nom": "Lina", "Date de naissance": "2019-05-04"}]
    assert found["Réponses"] == [{"Question": "Un certificat", "Réponse": "../lettre.pdf", "Pour": ""}]
    assert len(found["Besoins"]) == 2
    assert said["Accords"][0]["Canaux"] == ["site"]
    assert said["Compte"]["Adresses e-mail"] == [AMINA]
    assert said["Attestations"][0]["Au nom de"] == "Amina Diallo"
    names = kept.namelist()
    assert f"attestations/attestation-{paper}.pdf" in names
    assert kept.read(f"attestations/attestation-{paper}.pdf").startswith(b"%PDF")
    (sent,) = [name for name in names if name.startswith("fichiers/")]
    assert kept.read(sent) == b"%PDF-mine"
    assert sent.endswith("-lettre.pdf") and sent.count("/") == 1, "no archive leaves its own folder"


def test_it_holds_nothing_of_anybody_else(client, amina):
    event = make_dates(texts={"fr": "Ensemble"})
    book(event)
    theirs = book(event, "bruno@exemple.test", "Bruno")
    paper_of(theirs, email="bruno@exemple.test")
    Answer.objects.create(registration=theirs, question=theirs.uuid, label="Secret", value="de Bruno")
    said, kept = download(client)
    assert [row["Nom"] for row in said["Inscriptions"]] == ["Amina Diallo"]
    assert "Bruno" not in json.dumps(said, ensure_ascii=False)
    assert kept.namelist() == ["donnees.json"]


def test_names_are_those_of_the_reader_s_language(amina):
    book(make_dates())
    with translation.override("nl"), export.archive(amina, "nl", now=timezone.now()) as kept:
        said = json.loads(ZipFile(kept).read("donnees.json"))
    assert any("Naam" in row for rows in said.values() if isinstance(rows, list) for row in rows)


def test_too_much_is_said_and_not_half_given(client, amina, monkeypatch):
    paper_of(book(make_dates()))
    monkeypatch.setattr(export, "MOST_PAPERS", 0)
    response = client.post(reverse("espace-donnees"))
    assert "Écrivez-nous" in response.content.decode()


def test_who_entered_a_while_ago_says_once_more_who_they_are(client, site):
    client.force_login(make_user(AMINA))
    for act in (client.get, client.post):
        response = act(reverse("espace-donnees"))
        assert response.url.startswith(reverse("account_reauthenticate"))


def test_an_hour_later_one_is_asked_again(client, amina, monkeypatch):
    assert client.get(reverse("espace-donnees")).status_code == 200
    later = timezone.now().timestamp() + 3600
    monkeypatch.setattr("portal.accounts.fresh.time.time", lambda: later)
    assert client.get(reverse("espace-donnees")).status_code == 302
