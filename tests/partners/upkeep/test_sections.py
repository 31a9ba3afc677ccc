"""Members change their record: published at once, confirmed, in the history; what is wrong is said at the field."""

import json

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from partners.finding.stamp import stamp
from partners.models import Partner, PartnerText, Place, PlaceText, Presence, Service, ServiceText
from partners.upkeep.keeping import EDITED
from tests.factories import make_partner, make_theme

from .conftest import page_of

pytestmark = pytest.mark.django_db


def acts():
    return [(entry.action, json.loads(json.dumps(entry.data))) for entry in ModelLogEntry.objects.filter(action=EDITED)]


def test_contact_is_public_at_once_confirmed_and_told(client, fill, partner, user):
    before = stamp()
    answer = fill(
        page_of(partner, "joindre"), phone="02 555 01 99", email=" Info@Exemple.be ", website="www.exemple.be"
    )
    assert answer.url == reverse("partenaire-fiche-modifier", args=[partner.slug])
    partner = Partner.objects.get(pk=partner.pk)
    assert (partner.phone, partner.email, partner.website) == (
        "+3225550199", "info@exemple.be", "https://www.exemple.be"
    )  # fmt: skip
    assert partner.confirmed_at and partner.confirmed_by == "partner"
    assert acts() == [(EDITED, {"section": "joindre", "record": f"partner-{partner.pk}"})]
    assert stamp() != before
    record = client.get(answer.url).content.decode()
    assert "C’est enregistré. Le public le voit déjà." in record
    assert f"{user} a modifié «\N{NO-BREAK SPACE}Téléphone, e-mail, site\N{NO-BREAK SPACE}»." in record
    assert "02 555 01 99" in client.get(reverse("partenaire", args=[partner.slug])).content.decode()


def test_nothing_changed_confirms_and_leaves_no_line(client, fill, partner):
    fill(page_of(partner, "joindre"))
    assert Partner.objects.get(pk=partner.pk).confirmed_at and acts() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "02 55", "Ce numéro de téléphone n’est pas complet."),
        ("email", "info@", "Cette adresse e-mail n’est pas complète."),
        ("website", "pas une adresse", "Cette adresse web n’est pas complète."),
        ("website", "javascript:alert(1)", "Cette adresse web n’est pas complète."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(fill, partner, field, typed, said):
    page = fill(page_of(partner, "joindre"), **{field: typed}).content.decode()
    assert said in page and f'id="id_{field}_error"' in page
    assert Partner.objects.get(pk=partner.pk).phone == "+3225550101"


def test_words_of_a_new_language_take_the_name_that_its_readers_knew(fill, partner):
    fill(page_of(partner, "textes-nl"), summary="Een huis\r\nvoor allen", description="Welkom.\r\nTot straks.")
    text = PartnerText.objects.get(partner=partner, language="nl")
    assert (text.name, text.summary) == ("Femmes du monde", "Een huis voor allen")
    assert text.description == "Welkom.\nTot straks."
    fill(page_of(partner, "textes-nl"), summary="", description="")
    assert not PartnerText.objects.filter(partner=partner, language="nl").exists()


def test_emptied_words_keep_a_name_of_their_own(fill, partner):
    PartnerText.objects.create(partner=partner, language="nl", name="Vrouwen", summary="Samen")
    fill(page_of(partner, "textes-nl"), summary="")
    assert PartnerText.objects.get(partner=partner, language="nl").name == "Vrouwen"


def test_name_kind_and_publication_are_not_taken_from_the_form(fill, partner):
    fill(page_of(partner, "textes-fr"), summary="Ensemble", name="Autre", published="", kind="creche")
    partner = Partner.objects.get(pk=partner.pk)
    assert (partner.kind, partner.published, str(partner)) == ("maison-de-quartier", True, "Femmes du monde")


def test_publics_languages_and_themes(fill, partner):
    theme = make_theme("Culture")
    typed = {"audiences": ["femmes", "familles"], "languages": ["fr", "ar"], "themes": [theme.slug]}
    fill(page_of(partner, "publics"), **typed)
    partner = Partner.objects.get(pk=partner.pk)
    assert (partner.audiences, partner.languages) == (["femmes", "familles"], ["fr", "ar"])
    assert list(partner.themes.all()) == [theme]


def test_facts_of_a_service_without_ending_it(client, fill, partner, service):
    address = page_of(partner, "service", service)
    fill(address, status="temporarily closed", is_free="", fee="12,50", channels=["phone"])
    found = Service.objects.get()
    assert (found.status, found.is_free, str(found.fee), found.channels) == (
        "temporarily closed", False, "12.50", ["phone"]
    )  # fmt: skip
    assert found.confirmed_by == "partner" and Partner.objects.get().confirmed_at is None
    fill(address, status="defunct")
    assert Service.objects.get().status == "temporarily closed"
    page = fill(address, is_free="on").content.decode()
    assert "Un service gratuit n’a pas de prix." in page and 'id="id_fee_error"' in page


def test_words_of_a_service(fill, partner, service):
    fill(page_of(partner, "textes-fr", service), documents="Carte d’identité", fees="Une contribution libre")
    text = ServiceText.objects.get(service=service)
    assert (text.documents, text.fees, text.name) == ("Carte d’identité", "Une contribution libre", "Cours de français")


def test_the_way_in_is_changed_by_who_is_alone_there(client, fill, partner):
    address = page_of(partner, "venir")
    fill(address, directions_fr="Sonnez deux fois", directions_nl="Bel twee keer")
    kept = {text.language: (text.name, text.directions) for text in PlaceText.objects.filter(place=partner.place)}
    assert kept == {"fr": ("Maison", "Sonnez deux fois"), "nl": ("Maison", "Bel twee keer")}
    guest = make_partner("Ailleurs")
    Presence.objects.create(partner=guest, place=partner.place)
    assert client.get(address).status_code == 404
    Presence.objects.all().delete()
    Place.objects.update(confidential=True)
    assert client.get(address).status_code == 404


def test_invisible_characters_are_refused(fill, partner):
    assert "caractères invisibles" in fill(page_of(partner, "textes-fr"), summary="a\u202eb").content.decode()
