"""The page trees that every portal has."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.models import Page, Site

from portal.cms.models import HomePage, StandardPage
from portal.cms.pages import REFUSALS
from portal.cms.tree import ensure_tree, read_text

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "nl", "en")


def shape():
    return sorted(Page.objects.values_list("url_path", "locale__language_code"))


def test_tree_has_a_home_and_the_legal_pages_in_three_languages(site):
    assert shape() == [
        ("/", "fr"),
        ("/accueil-en/", "en"),
        ("/accueil-en/accessibility/", "en"),
        ("/accueil-en/personal-data/", "en"),
        ("/accueil-fr/", "fr"),
        ("/accueil-fr/accessibilite/", "fr"),
        ("/accueil-fr/donnees-personnelles/", "fr"),
        ("/accueil-nl/", "nl"),
        ("/accueil-nl/persoonsgegevens/", "nl"),
        ("/accueil-nl/toegankelijkheid/", "nl"),
    ]
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="fr")
    for model, slug in ((HomePage, "accueil-fr"), (StandardPage, "accessibilite")):
        page = model.objects.get(slug=slug)
        assert sorted(other.locale.language_code for other in page.get_translations()) == ["en", "nl"]


def test_second_run_changes_nothing_and_keeps_what_staff_wrote(site):
    page = StandardPage.objects.get(slug="accessibilite")
    page.title = "Accessible à tout le monde"
    page.save()
    before = shape()
    assert ensure_tree() == site
    assert shape() == before
    assert StandardPage.objects.get(slug="accessibilite").title == "Accessible à tout le monde"
    assert Site.objects.count() == 1
    assert Page.find_problems() == ([], [], [], [], [])


def test_missing_page_is_made_again(site):
    StandardPage.objects.get(slug="toegankelijkheid").delete()
    ensure_tree()
    assert StandardPage.objects.get(slug="toegankelijkheid").title == "Toegankelijkheidsverklaring"


@pytest.mark.parametrize("name", ["home", "accessibility", "personal-data"])
def test_texts_of_three_languages_have_the_same_parts(name):
    texts = [read_text(name, language) for language in LANGUAGES]
    assert len({tuple(block["type"] for block in text["body"]) for text in texts}) == 1
    assert len({text["title"] for text in texts}) == 3
    assert all(0 < len(text["introduction"]) <= 400 for text in texts)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("date de naissance", "garderie", "employeur", "photos", "attestation", "anonyme", "dix minutes")),
        ("nl", ("geboortedatum", "kinderopvang", "werkgever", "foto’s", "attest", "anoniem", "tien minuten")),
        ("en", ("dates of birth", "childcare", "employer", "photos", "attestation", "anonymous", "ten minutes")),
    ],
)
def test_personal_data_names_whatever_forms_ask(language, words):
    body = read_text("personal-data", language)["body"]
    said = " ".join(block["value"] for block in body if block["value"])
    assert [word for word in words if word not in said] == []
    assert [block["type"] for block in body].count("keeping") == 1


def test_page_cannot_hide_behind_an_address_of_the_portal(site):
    home = HomePage.objects.get(locale__language_code="nl")
    with pytest.raises(ValidationError) as refused:
        home.add_child(instance=StandardPage(title="Gids", slug="gids", locale=home.locale))
    assert list(refused.value.message_dict) == ["slug"]


def test_legal_page_keeps_its_address(site):
    page = StandardPage.objects.get(slug="personal-data")
    page.slug = "privacy"
    with pytest.raises(ValidationError) as refused:
        page.save()
    with override("fr"):
        assert refused.value.message_dict == {"slug": [str(REFUSALS["fixed"])]}
