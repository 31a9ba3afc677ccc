"""Pages and settings as editors meet them in Wagtail."""

import pytest
from django.urls import reverse

from portal.cms.models import HomePage, SiteIdentity, StandardPage
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site, client):
    user = make_user(is_superuser=True, is_staff=True)
    client.force_login(user)
    return client


def form_of(title, slug):
    """What the editor's form posts for a page with one heading and no more."""
    return {
        "title": title,
        "slug": slug,
        "introduction": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-value": "Bonjour",
        "body-0-id": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "action-publish": "1",
    }


def test_editor_publishes_a_page_under_the_home_page(editor):
    home = HomePage.objects.get(locale__language_code="fr")
    path = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", home.pk])
    assert editor.get(path).status_code == 200
    assert editor.post(path, form_of("Le projet", "projet")).status_code == 302
    html = editor.get("/fr/projet/").content.decode()
    assert "<h2>Bonjour</h2>" in html


def test_address_of_the_portal_is_refused_beside_the_field(editor):
    home = HomePage.objects.get(locale__language_code="fr")
    path = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", home.pk])
    response = editor.post(path, form_of("Agenda", "agenda"))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["slug"]
    assert not StandardPage.objects.filter(slug="agenda").exists()


def test_reserved_word_is_free_further_down(editor):
    home = HomePage.objects.get(locale__language_code="fr")
    parent = home.add_child(instance=StandardPage(title="Le projet", slug="projet", locale=home.locale))
    path = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", parent.pk])
    assert editor.post(path, form_of("Agenda", "agenda")).status_code == 302
    html = editor.get("/fr/projet/agenda/").content.decode()
    assert '<li><a href="/fr/projet/">Le projet</a></li>' in html


@pytest.mark.parametrize("model", [HomePage, StandardPage])
def test_every_page_opens_in_the_editor(editor, model):
    for page in model.objects.all():
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_editor_arranges_the_menu(editor):
    SiteIdentity.load()
    path = reverse("wagtailsettings:edit", args=["cms", "siteidentity"])
    path = editor.get(path, follow=True).request["PATH_INFO"]
    facts = {
        "name": "Maillage",
        "publisher_fr": "Ville",
        "publisher_nl": "Stad",
        "publisher_en": "City",
        "quick_exit_url": "https://ville.example/",
        "email": "a@b.example",
        "phone": "+3225550100",
        "menu-count": "1",
        "menu-0-deleted": "",
        "menu-0-order": "0",
        "menu-0-type": "link",
        "menu-0-id": "",
        "menu-0-value-address": "javascript:alert(1)",
        "menu-0-value-label_fr": "La Ville",
        "menu-0-value-label_nl": "De Stad",
        "menu-0-value-label_en": "",
        "footer-count": "0",
    }
    assert editor.post(path, facts).status_code == 200
    assert not SiteIdentity.load().menu
    assert editor.post(path, {**facts, "menu-0-value-address": "https://ville.example/"}).status_code == 302
    html = editor.get("/fr/benevolat/").content.decode()
    assert '<li><a href="https://ville.example/">La Ville</a></li>' in html
