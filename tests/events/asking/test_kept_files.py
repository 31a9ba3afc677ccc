"""A file that was chosen is not lost when something else in the form was wrong."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.asking import kept_files
from events.asking.kept_files import FOLDER, LIFE, REMOVE, TOKEN, find, forget_kept, keep
from events.letters import LINK
from events.models import Answer, ParticipantMode, Registration
from events.models.participants import private_storage
from portal.kit.links import link_token
from tests.events.asking.asked import sent, url_of
from tests.events.asking.test_questions import PDF, errors, field, files_in, make
from tests.events.test_registration_views import started

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept_before():
    forget_kept(now=timezone.now() + timedelta(days=1))


@pytest.fixture
def event():
    return make({"label_fr": "Preuve", "kind": "file", "required": True}, {"label_fr": "Lettre", "kind": "file"})


def letter(name="lettre.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def token_in(response, name):
    found = re.search(rf'name="{name}{TOKEN}" value="([^"]+)"', response.content.decode())
    return found[1] if found else None


def kept_now():
    return files_in(private_storage(), FOLDER) if FOLDER in private_storage().listdir("")[0] else []


def wrong(client, event, **changes):
    """The answer to a form whose name is missing; the form's data beside it."""
    data = sent(event, party_size="1", name="") | changes
    return client.post(url_of(event), data), data


def test_a_file_is_kept_while_another_field_is_mended(client, event):
    name = field(event, "Preuve")
    response, data = wrong(client, event, **{name: letter("ma lettre.exe")})
    assert errors(response) == ["Écrivez votre nom."]
    assert "Fichier gardé : <bdi>ma lettre.pdf</bdi>" in response.content.decode()
    again = data | {"name": "Amina Diallo", f"{name}{TOKEN}": token_in(response, name)}
    del again[name]
    assert client.post(url_of(event), again).status_code == 302
    answer = Answer.objects.get()
    assert (answer.value, answer.file.read()) == ("ma lettre.pdf", PDF)
    # A second press of the same button gets the same answer.
    assert client.post(url_of(event), again).status_code == 302
    assert Registration.objects.count() == 1


def test_it_stays_kept_however_often_the_form_comes_back_and_lies_there_once(client, event):
    name = field(event, "Preuve")
    response, data = wrong(client, event, **{name: letter()})
    first = token_in(response, name)
    response, _data = wrong(client, event, **{"started": data["started"], f"{name}{TOKEN}": first})
    assert token_in(response, name) == first
    assert len(kept_now()) == 1


def test_another_file_replaces_it_and_a_box_takes_it_away(client, event):
    name = field(event, "Preuve")
    response, data = wrong(client, event, **{name: letter()})
    same = {"started": data["started"], f"{name}{TOKEN}": token_in(response, name)}
    response, _data = wrong(client, event, **same, **{name: letter("autre.pdf")})
    assert "<bdi>autre.pdf</bdi>" in response.content.decode()
    assert len(kept_now()) == 1
    same[f"{name}{TOKEN}"] = token_in(response, name)
    response, _data = wrong(client, event, **same, **{f"{name}{REMOVE}": "on"})
    assert token_in(response, name) is None
    assert len(errors(response)) == 2, "it is asked for again"
    assert kept_now() == []


def test_a_wrong_file_in_its_place_leaves_the_one_that_was_kept(client, event):
    name = field(event, "Preuve")
    response, data = wrong(client, event, **{name: letter()})
    kept = {"started": data["started"], f"{name}{TOKEN}": token_in(response, name)}
    response, _data = wrong(client, event, **kept, **{name: letter("x.pdf", b"hello")})
    assert any("ni un PDF" in error for error in errors(response))
    assert token_in(response, name) == kept[f"{name}{TOKEN}"]


def test_a_file_is_kept_when_a_row_is_added_and_a_wrong_one_is_said_at_once(client):
    event = make(
        {"label_fr": "Preuve", "kind": "file"},
        {"label_fr": "Lettre", "kind": "file"},
        participants=ParticipantMode.NAMES,
        party_max=4,
    )
    proof, other = field(event, "Preuve"), field(event, "Lettre")
    data = sent(event, people="1", p0_name="Amina", add="people")
    response = client.post(url_of(event), data | {proof: letter(), other: letter("y.pdf", b"hello")})
    assert 'name="p1_name"' in response.content.decode()
    assert "ni un PDF" in errors(response)[0]
    data |= {"people": "2", "p1_name": "Bram", f"{proof}{TOKEN}": token_in(response, proof)}
    del data["add"]
    assert client.post(url_of(event), data).status_code == 302
    assert Answer.objects.get().value == "lettre.pdf"


@pytest.mark.parametrize("case", ["another form", "another field", "altered", "too old"])
def test_a_token_opens_one_field_of_one_showing_for_a_while(client, event, case, monkeypatch):
    name, other = field(event, "Preuve"), field(event, "Lettre")
    response, data = wrong(client, event, **{name: letter()})
    again = data | {"name": "Amina Diallo", f"{name}{TOKEN}": token_in(response, name)}
    del again[name]
    if case == "another form":
        again["started"] = started(20)
    elif case == "another field":
        again |= {f"{other}{TOKEN}": again[f"{name}{TOKEN}"]}
    elif case == "altered":
        again[f"{name}{TOKEN}"] = "x" + again[f"{name}{TOKEN}"]
    else:
        monkeypatch.setattr(kept_files, "LIFE", -1)
    response = client.post(url_of(event), again)
    assert errors(response) == ["Ce fichier n’est plus gardé. Choisissez-le encore une fois."]
    assert not Registration.objects.exists()


def test_who_sends_too_many_files_chooses_them_again(client, event, settings, monkeypatch):
    settings.MAILLAGE_RATE_LIMITS = True
    monkeypatch.setattr(kept_files, "LIMITS", (("form", 1), ("place", 200), ("all", 1000)))
    name = field(event, "Preuve")
    response, data = wrong(client, event, **{name: letter()})
    assert token_in(response, name)
    response, _data = wrong(client, event, **{"started": data["started"], name: letter()})
    assert token_in(response, name) is None


def test_what_is_kept_is_gone_within_the_hour(clock):
    kept = keep(letter(), scope="x")
    assert forget_kept(now=clock.moment + timedelta(seconds=LIFE)) == 0
    assert kept.read() == PDF
    kept.close()
    # The clock comes by every five minutes.
    assert forget_kept(now=clock.moment + timedelta(minutes=55)) == 1
    assert find(kept.token, scope="x") is None
    assert kept_now() == []


def test_the_file_of_a_change_is_kept_too_and_one_that_was_received_can_be_taken_back(client, event):
    data = sent(event, party_size="1") | {field(event, "Preuve"): letter(), field(event, "Lettre"): letter("b.pdf")}
    client.post(url_of(event), data)
    registration = Registration.objects.get()
    path = f"/fr/inscription/{link_token(registration, purpose=LINK)}/"
    page = client.get(path).content.decode()
    proof, other = field(event, "Preuve"), field(event, "Lettre")
    assert (f'name="{proof}{REMOVE}"' in page, f'name="{other}{REMOVE}"' in page) == (False, True)
    changed = {"name": "", "phone": "", "language": "fr", "party_size": "1"}
    response = client.post(path, changed | {proof: letter("c.pdf", PDF + b"c")})
    again = changed | {"name": "Amina Diallo", f"{proof}{TOKEN}": token_in(response, proof), f"{other}{REMOVE}": "on"}
    assert client.post(path, again).status_code == 302
    answer = Answer.objects.get()
    assert (answer.label, answer.value, answer.file.read()) == ("Preuve", "c.pdf", PDF + b"c")
