"""A partner as a contact card (RFC 6350)."""

import pytest

from partners.vcard import vcard
from tests.factories import make_partner, make_place

pytestmark = pytest.mark.django_db
URL = "https://maillage.example/fr/annuaire/querelle/"


def test_card_holds_how_to_reach_the_partner():
    partner = make_partner(
        texts={"fr": {"name": "Querelle; la maison", "summary": "Pour tous,\nchaque jour."}},
        place=make_place(),
        phone="+3225550199",
        email="querelle@demo.example",
        website="https://querelle.example/",
    )
    assert vcard(partner, "nl", url=URL).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:urn:uuid:{partner.uuid}",
        "FN:Querelle\\; la maison",
        "ORG:Querelle\\; la maison",
        f"SOURCE:{URL}",
        "NOTE;LANGUAGE=fr:Pour tous\\,\\nchaque jour.",
        "TEL;VALUE=uri;TYPE=work:tel:+3225550199",
        "EMAIL;TYPE=work:querelle@demo.example",
        "URL:https://querelle.example/",
        "LANG;PREF=1:fr",
        "LANG;PREF=2:nl",
        "ADR;TYPE=work:;;Vossenplein 1;Brussel;;1000;BE",
        "GEO:geo:50.83700,4.34570",
        "END:VCARD",
        "",
    ]


def test_confidential_seat_gives_no_address():
    partner = make_partner("Femmes", place=make_place(confidential=True))
    card = vcard(partner, "fr", url=URL)
    assert "ADR" not in card
    assert "GEO" not in card


def test_no_text_can_add_a_property():
    partner = make_partner(texts={"fr": {"name": "A\r\nTEL:+666", "summary": "x\u2028END:VCARD"}}, languages=[])
    lines = vcard(partner, "fr", url=URL).split("\r\n")
    assert [line.partition(":")[0].partition(";")[0] for line in lines] == [
        "BEGIN", "VERSION", "KIND", "UID", "FN", "ORG", "SOURCE", "NOTE", "END", "",
    ]  # fmt: skip


def test_long_lines_are_folded_at_75_octets():
    partner = make_partner(texts={"fr": {"name": "É" * 100}})
    card = vcard(partner, "fr", url=URL)
    assert max(len(line.encode()) for line in card.split("\r\n")) == 75
    assert f"FN:{'É' * 100}" in card.replace("\r\n ", "")


def test_card_is_served_with_its_type_and_name(client):
    make_partner("Querelle")
    response = client.get("/fr/annuaire/querelle.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="querelle.vcf"'
