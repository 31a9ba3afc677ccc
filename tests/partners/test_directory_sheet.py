"""The directory for spreadsheets, read back from the file."""

import csv
import io
from datetime import time

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from partners.models import OpeningRule, Partner
from tests.factories import make_partner, make_place, make_quartier, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]


def download(client, path):
    """(the answer, what is in the file)"""
    response = client.get(path)
    return response, response.getvalue()


def read_csv(client, path="/fr/annuaire.csv"):
    """[{column: text}]"""
    text = download(client, path)[1].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def querelle():
    place = make_place(quartier=make_quartier())
    facts = {"phone": "+3225550101", "enterprise_number": "0403227515", "audiences": ["jeunes"]}
    partner = make_partner("Querelle", place=place, quartier=place.quartier, **facts)
    OpeningRule.objects.create(partner=partner, days=[1, 0], opens=time(9), closes=time(17))
    return partner


def test_each_service_has_a_row_and_a_partner_without_any_too(client, querelle):
    law = make_service("Aide juridique", partner=querelle, audiences=["adultes"])
    make_service("Caché", partner=querelle, status="inactive")
    make_partner("Union", published=False)
    make_partner("Voisins", languages=[])
    rows = read_csv(client)
    assert [(row["Partenaire"], row["Service"]) for row in rows] == [("Querelle", "Aide juridique"), ("Voisins", "")]
    row = rows[0]
    assert {
        name: row[name] for name in ("Publics", "Langues parlées", "Heures", "Téléphone", "Quartier", "Adresse")
    } == {
        "Publics": "Adultes",
        "Langues parlées": "français, néerlandais",
        "Heures": "lundi, mardi 09:00–17:00",
        "Téléphone": "02 555 01 01",
        "Quartier": "Marolles",
        "Adresse": "place du Jeu de Balle 1, 1000 Bruxelles",
    }
    assert row["Latitude"] == "50.837"
    assert row["Modifié le"] == "2027-03-02 10:00"
    assert (row["Identifiant du partenaire"], row["Identifiant du service"]) == (str(querelle.uuid), str(law.uuid))
    assert row["Page"] == "http://localhost:8000/fr/annuaire/querelle/"


def test_excel_says_the_same(client, querelle):
    response, content = download(client, "/fr/annuaire.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="annuaire.xlsx"'
    labels, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    found = dict(zip(labels, row, strict=True))
    assert (found["Partenaire"], found["Longitude"], found["Numéro d’entreprise"]) == (
        "Querelle",
        4.3457,
        "0403.227.515",
    )


def test_what_was_typed_is_no_formula(client):
    make_service('=HYPERLINK("http://x")', partner=make_partner("+Querelle"))
    [row] = read_csv(client)
    assert (row["Partenaire"], row["Service"]) == ("'+Querelle", '\'=HYPERLINK("http://x")')


def test_confidential_place_is_not_in_the_file(client, querelle):
    hidden = make_place("Refuge", street="rue Secrète 13", latitude=50.8123, longitude=4.3123, confidential=True)
    make_service("Accueil", partner=make_partner("Asile", place=hidden))
    content = download(client, "/fr/annuaire.csv")[1].decode()
    assert "Asile" in content
    assert not [word for word in ("Refuge", "Secrète", "50.8123") if word in content]


def test_texts_are_in_the_language_of_the_address(client):
    make_partner(texts={"fr": "Querelle", "nl": "Twist"})
    with override("nl"):
        path = reverse("annuaire-csv")
    [row] = read_csv(client, path)
    assert "Twist" in row.values()


def test_directory_links_to_its_data(client, querelle):
    html = client.get("/fr/annuaire/").content.decode()
    for name in ("annuaire-csv", "annuaire-xlsx", "hsds"):
        assert f'href="{reverse(name)}"' in html


def test_too_many_files_are_refused(client, settings, querelle):
    settings.MAILLAGE_RATE_LIMITS = True
    answers = [download(client, "/fr/annuaire.csv")[0] for _number in range(13)]
    assert [answer.status_code for answer in answers] == [200] * 12 + [429]
    assert answers[-1]["Retry-After"] == "60"


def test_queries_do_not_grow_with_partners(client, querelle, django_assert_num_queries):
    make_service("Aide", partner=querelle)
    with django_assert_num_queries(14):
        read_csv(client)
    for number in range(3):
        make_service(f"Service {number}", partner=make_partner(f"Partenaire {number}", place=querelle.place))
    with django_assert_num_queries(14):
        assert len(read_csv(client)) == 4
    assert Partner.objects.count() == 4
