"""A file is tried, decided, applied: whole or not at all, and only on the directory that was seen."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from partners.finding.stamp import stamp
from partners.intake.reading import read
from partners.intake.running import apply, choose
from partners.models import DirectoryImport, ImportLine, Partner, Place, Service
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_place, make_service, make_user

from .conftest import changes, outcomes, said, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]

LOCATION = {
    "id": "there",
    "name": "Maison rouge",
    "addresses": [{"address_1": "rue Haute 1", "city": "Bruxelles", "postal_code": "1000"}],
    "latitude": 50.84,
    "longitude": 4.35,
}
OFFER = {"id": "s1", "name": "Repas", "description": "Midi.", "status": "active", "email": "repas@exemple.test"}
ORGANIZATION = {
    "id": "o1",
    "name": "Cuisine ouverte",
    "description": "On mange.",
    "phones": [{"number": "02 555 01 01"}],
    "organization_identifiers": [{"identifier_scheme": "BE-BCE_KBO", "identifier": "0403.227.515"}],
    "locations": [LOCATION],
    "services": [OFFER],
}


def test_new_partner_comes_with_its_service_and_place_and_waits_for_staff():
    user = make_user()
    before = stamp()
    found = tried([ORGANIZATION], source="Bruxelles Social", user=user)
    assert outcomes(found) == {"Cuisine ouverte": "new", "Maison rouge": "new", "Repas": "new"}
    assert Partner.objects.count() == 0
    assert apply(found, user=user)
    partner = Partner.objects.get()
    assert (partner.phone, partner.enterprise_number, partner.published) == ("+3225550101", "0403227515", False)
    assert (partner.place.street, partner.place.quartier) == ("rue Haute 1", None)
    assert [(text.language, text.name) for text in partner.texts.all()] == [("fr", "Cuisine ouverte")]
    service = Service.objects.get()
    assert (service.partner, service.status, service.email) == (partner, "inactive", "repas@exemple.test")
    logged = ModelLogEntry.objects.filter(action="wagtail.create", user=user).values_list("label", flat=True)
    assert sorted(logged) == ["Cuisine ouverte", "Maison rouge", "Repas"]
    assert stamp() != before


def test_source_knows_its_records_again():
    apply(tried([ORGANIZATION], source="Social"), publish=True)
    changed = ORGANIZATION | {"name": "Cuisine", "organization_identifiers": []}
    found = tried([changed], source="Social")
    assert outcomes(found) == {"Cuisine": "changed", "Maison rouge": "unchanged", "Repas": "unchanged"}
    assert changes(found) == {"nom": ("Cuisine ouverte", "Cuisine")}
    apply(found)
    assert Partner.objects.get().text("fr").name == "Cuisine"
    assert ModelLogEntry.objects.filter(action="wagtail.edit").count() == 1


def test_what_a_file_does_not_say_stays():
    apply(tried([ORGANIZATION], source="Social"), publish=True)
    found = tried(
        [{"id": "o1", "name": "Cuisine ouverte", "description": "", "email": "a@exemple.test"}], source="Social"
    )
    assert changes(found) == {"adresse e-mail": ("–", "a@exemple.test")}
    apply(found)
    partner = Partner.objects.get()
    assert (partner.phone, partner.text("fr").description) == ("+3225550101", "On mange.")


def test_number_of_the_register_says_which_partner_it_is():
    partner = make_partner("Autre nom", enterprise_number="0403227515")
    found = tried([ORGANIZATION])
    assert found.lines.get(kind="partner").target == partner.uuid


@pytest.mark.parametrize(("choice", "partners", "outcome"), [("same", 1, "changed"), ("new", 2, "new")])
def test_same_name_is_decided_by_staff(choice, partners, outcome):
    make_partner("Cuisine  OUVERTE", place=make_place())
    found = tried([ORGANIZATION | {"organization_identifiers": []}])
    assert outcomes(found)["Cuisine ouverte"] == "ambiguous"
    assert outcomes(found)["Repas"] == "ambiguous"
    with pytest.raises(Refusal):
        apply(found)
    line = found.lines.get(kind="partner")
    choose(found, {str(line.position): choice})
    assert outcomes(found)["Cuisine ouverte"] == outcome
    found.refresh_from_db()
    assert apply(found)
    assert Partner.objects.count() == partners
    assert Service.objects.count() == 1


def test_partner_of_that_name_elsewhere_is_another():
    make_partner("Cuisine ouverte", place=make_place(postal_code="1020"))
    assert outcomes(tried([ORGANIZATION]))["Cuisine ouverte"] == "new"


def test_line_is_left_as_it_is():
    partner = make_partner("Cuisine ouverte", enterprise_number="0403227515", phone="+3225550102")
    found = tried([ORGANIZATION])
    choose(found, {str(found.lines.get(kind="partner").position): "leave"})
    found.refresh_from_db()
    apply(found)
    partner.refresh_from_db()
    assert partner.phone == "+3225550102"


def test_nothing_is_applied_when_the_directory_changed_meanwhile():
    partner = make_partner("Cuisine ouverte", enterprise_number="0403227515", phone="+3225550102")
    found = tried([ORGANIZATION])
    Partner.objects.update(phone="+3225550103")
    assert not apply(found)
    partner.refresh_from_db()
    assert partner.phone == "+3225550103"
    assert changes(found)["téléphone"] == ("+3225550103", "+3225550101")
    found.refresh_from_db()
    assert apply(found)


def test_failure_halfway_leaves_nothing(monkeypatch):
    found = tried([ORGANIZATION])

    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr("partners.intake.writing._Writer._log", fail)
    with pytest.raises(RuntimeError):
        apply(found)
    assert (Partner.objects.count(), Place.objects.count(), Service.objects.count()) == (0, 0, 0)
    found.refresh_from_db()
    assert found.state == "tried"


def test_applied_import_is_not_applied_again():
    found = tried([ORGANIZATION])
    apply(found)
    with pytest.raises(Refusal):
        apply(found)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"phones": [{"number": "12"}]}, "téléphone"),
        (
            {"organization_identifiers": [{"identifier_scheme": "KBO", "identifier": "0403227516"}]},
            "numéro d’entreprise (BCE)",
        ),
        ({"email": "personne"}, "adresse e-mail"),
        ({"website": "javascript:alert(1)"}, "site web"),
        ({"name": "x" * 121}, "nom"),
        ({"description": "a\u202eb"}, "description"),
        ({"locations": [LOCATION | {"latitude": 5.0}]}, "latitude"),
        ({"locations": [LOCATION | {"addresses": []}]}, "code postal"),
        ({"services": [OFFER | {"minimum_age": 9, "maximum_age": 3}]}, "jusqu’à (ans)"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(facts, field):
    found = tried([ORGANIZATION | facts])
    assert field in [name for name, _sentence in said(found)]
    assert "refused" in outcomes(found).values()
    with pytest.raises(Refusal):
        apply(found)
    assert Partner.objects.count() == 0


def test_confidential_seat_stays():
    secret = make_place("Refuge", street="rue Secrète 13", confidential=True)
    partner = make_partner("Cuisine ouverte", enterprise_number="0403227515", place=secret)
    found = tried([ORGANIZATION])
    assert "rue Secrète" not in str(list(found.lines.values()))
    apply(found)
    partner.refresh_from_db()
    assert partner.place == secret


def test_import_publishes_nothing_that_was_held_back():
    partner = make_partner("Cuisine ouverte", enterprise_number="0403227515", published=False)
    make_service("Repas", partner=partner, status="inactive", email="repas@exemple.test")
    found = tried([ORGANIZATION])
    apply(found, publish=True)
    partner.refresh_from_db()
    assert (partner.published, Service.objects.get().status) == (False, "inactive")


def test_words_come_in_the_language_of_the_file():
    apply(tried(b"Partner;Soort;Telefoon\nHuis;Vereniging;02 555 01 01", name="gids.csv"))
    assert [text.language for text in Partner.objects.get().texts.all()] == ["nl"]


def test_table_of_windows_is_read():
    found = tried("Partenaire;Service;Heures\nÉté;Café;lundi 9:00-12:00\n".encode("cp1252"), name="a.csv")
    assert outcomes(found) == {"Été": "new", "Café": "new"}
    apply(found)
    assert [rule.days for rule in Service.objects.get().hours.all()] == [[0]]


def test_hours_that_do_not_read_are_refused():
    found = tried("Partenaire;Heures\nÉté;le matin\n".encode(), name="a.csv")
    assert said(found)[0][0] == "heures d’ouverture"


def test_rows_that_contradict_each_other_are_refused():
    found = tried(b"Partenaire;Service;Site web\nA;B;https://a.test\nA;C;https://b.test\n", name="a.csv")
    assert outcomes(found)["A"] == "refused"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Bonjour", "no_heading"),
        (b"A;A\n1;2", "heading_twice"),
        (b"Nom;Rue\n1;2", "unknown_heading"),
        (b"{", "not_json"),
        (b"[" * 100_000, "heavy"),
        (b"PK\x03\x04 nothing", "broken"),
        (b"\xff\xfea", "encoding"),
        (b"A;B\n" + b"1;2\n" * 20_001, "many"),
    ],
)
def test_file_that_nobody_can_read_is_refused(data, code):
    with pytest.raises(Refusal) as refused:
        tried(data, name="fichier")
    assert refused.value.code == code
    assert not DirectoryImport.objects.exists()


SAMPLES = [
    json.dumps([ORGANIZATION]).encode(),
    "Partenaire;Service;Adresse;Latitude;Heures\nA;B;rue Haute 1, 1000 Bruxelles;50.84;lundi 09:00–12:00\n".encode(),
]
SPICE = [b"", b"\0", b'"', b"{", b"]", b"null", b"1e999", b"-1", b";", b"\xff", b"\\ud800", b"[[]]", b"\r\n", b"'="]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SAMPLES), st.integers(0, 900), st.integers(0, 40), st.sampled_from(SPICE))
def test_damaged_file_gives_a_report_and_leaves_the_directory(sample, at, cut, spice):
    data = sample[:at] + spice + sample[at + cut :]
    try:
        found = tried(data, name="fichier")
    except Refusal:
        return
    finally:
        assert (Partner.objects.count(), Place.objects.count(), Service.objects.count()) == (0, 0, 0)
    assert ImportLine.objects.filter(directory_import=found).exists()


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_organization_with_anything_in_a_field_gives_a_report(data):
    name = data.draw(st.sampled_from([*ORGANIZATION, "attributes", "parent_organization_id", "legal_status"]))
    value = data.draw(_values)
    try:
        found = tried(json.dumps([ORGANIZATION | {name: value}]).encode())
    except Refusal:
        return
    assert found.lines.exists()


def test_reading_never_raises_on_truncated_workbooks():
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Partenaire", "Service"])
    book.active.append(["A", "B"])
    file = io.BytesIO()
    book.save(file)
    data = file.getvalue()
    assert read(data).rows == [[2, {"Partenaire": "A", "Service": "B"}]]
    for at in range(0, len(data), 211):
        assert read(data[:at]).refused
