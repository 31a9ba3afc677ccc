"""What cannot be is said beside its field in the reader's language, and nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.models import Answer, Participant, Registration
from tests.events.asking.asked import born, sent
from tests.events.asking.test_questions import PDF, field, make

pytestmark = pytest.mark.django_db

FORM = {"fr": "inscription", "nl": "inschrijving", "en": "registration"}


def post(client, event, *, lang="fr", **typed):
    return client.post(f"/{lang}/agenda/{event.slug}/{FORM[lang]}/", sent(event, **typed))


def errors(response):
    found = re.findall(r'class="field-error" id="id_(.*?)_error".*?<p>(.*?)</p>', response.content.decode(), re.S)
    return {name: sentence.replace("\u00a0", " ") for name, sentence in found}


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("fr", "Cette date de naissance est à plus de 120 ans d’ici : vérifiez l’année."),
        ("nl", "Deze geboortedatum ligt meer dan 120 jaar terug: kijk het jaar na."),
        ("en", "This date of birth is more than 120 years ago: check the year."),
    ],
)
def test_an_impossible_birth_date_is_said_at_its_field_and_the_rest_stays(client, lang, sentence):
    event = make(participants="birth", party_max=4)
    row = {"people": "1", "p0_name": "Amina", "p0_birth": "1880-05-01", "note": "Avec un vélo"}
    response = post(client, event, lang=lang, **row)
    assert errors(response) == {"p0_birth": sentence}
    page = response.content.decode()
    assert all(kept in page for kept in ('value="Amina"', 'value="1880-05-01"', "Avec un vélo"))


@pytest.mark.parametrize("lang", FORM)
@pytest.mark.parametrize("typed", ["05/04/1980", "5-4-1980", "5.4.1980", "1980-04-05"])
def test_a_day_that_is_typed_means_the_same_in_every_language(client, lang, typed):
    event = make(participants="birth", party_max=4)
    assert post(client, event, lang=lang, people="1", p0_name="Amina", p0_birth=typed).status_code == 302
    assert Participant.objects.get().birth_date.isoformat() == "1980-04-05"


def test_a_child_in_a_workshop_of_adults_is_told_the_age_that_is_asked(client):
    event = make(participants="birth", party_max=4, age_min=18)
    response = post(client, event, people="1", p0_name="Noor", p0_birth=born(9, event))
    assert "il faut avoir 18 ans" in errors(response)["p0_birth"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("10000", "On s’inscrit ici à 30 personnes au plus."),
        ("0", "Écrivez au moins une personne."),
        ("-3", "Écrivez au moins une personne."),
        ("trois", "Écrivez combien de personnes viennent, en chiffres."),
    ],
)
def test_a_number_that_cannot_be_is_said_in_plain_words(client, typed, sentence):
    assert errors(post(client, make(group_max=30, party_max=4), party_size=typed)) == {"party_size": sentence}


@pytest.mark.parametrize("names", [29, 10_000])
def test_too_many_names_are_said_where_they_were_written(client, names):
    event = make(participants="names", group_max=28, party_max=4)
    typed = {"people": "1", "party_size": "", "organisation": "École", "names": "\n".join(["Nom"] * names)}
    assert errors(post(client, event, **typed))["names"] == "On s’inscrit ici à 28 personnes au plus."
    assert not Registration.objects.exists()


def test_a_file_with_a_long_name_is_taken_under_a_shorter_one(client):
    event = make({"label_fr": "Preuve", "kind": "file"})
    upload = SimpleUploadedFile("photo" * 50 + ".pdf", PDF)
    assert post(client, event, **{"party_size": "1", field(event, "Preuve"): upload}).status_code == 302
    assert Answer.objects.get().value == ("photo" * 20) + ".pdf"


def test_a_birth_date_to_come_is_said_at_its_field(client):
    event = make(participants="birth", party_max=4)
    tomorrow = timezone.localdate() + timedelta(days=2)
    response = post(client, event, people="1", p0_name="Amina", p0_birth=tomorrow.isoformat())
    assert errors(response) == {"p0_birth": "Cette date de naissance est dans le futur."}
