"""The blocks of the site's pages, as readers see them and as editors are refused."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from portal.cms.blocks import CallToActionBlock, PageBlocks
from portal.cms.links import safe_address, validate_address
from portal.cms.models import HomePage, PortalImage, StandardPage
from tests.factories import make_event, make_place, make_user, publish_event

pytestmark = pytest.mark.django_db
HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def images(settings, tmp_path, monkeypatch):
    """A folder for the files of this test; Wagtail leaves its temporary files to the garbage collector, which warns."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **kwargs: BytesIO())


def make_page(body, *, language="fr", **facts):
    home = HomePage.objects.get(locale__language_code=language)
    page = StandardPage(**{"title": "Le projet", "slug": "projet", "locale": home.locale} | facts)
    page.body = PageBlocks().to_python(body)
    return home.add_child(instance=page)


def get(client, path="/fr/projet/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def main(html):
    return re.search(r"<main.*</main>", html, re.S).group(0)


def make_image(**facts):
    return PortalImage.objects.create(title="Photo", file=get_test_image_file(size=(1600, 900)), **facts)


def test_text_quote_and_image_are_shown(site, client, images):
    image = make_image(credit="Nora & fils")
    make_page(
        [
            {"type": "heading", "value": "Pourquoi"},
            {"type": "paragraph", "value": "<p>Parce <b>que</b>.</p>"},
            {"type": "quote", "value": {"text": "On se connaît.", "who": "Une voisine"}},
            {"type": "image", "value": {"image": image.pk, "alt_text": "La place", "decorative": False}},
        ]
    )
    html = main(get(client))
    for expected in (
        "<h2>Pourquoi</h2>",
        "<p>Parce <b>que</b>.</p>",
        "<blockquote><p>On se connaît.</p></blockquote>",
        "<figcaption>Une voisine</figcaption>",
        'alt="La place"',
        "<figcaption>©\u00a0Nora &amp; fils</figcaption>",
    ):
        assert expected in html
    assert len(re.search(r'srcset="([^"]*)"', html).group(1).split(", ")) == 3


def test_image_that_only_decorates_says_nothing(site, client, images):
    value = {"image": make_image().pk, "alt_text": "La place", "decorative": True}
    make_page([{"type": "image", "value": value}])
    assert 'alt=""' in main(get(client))


def test_button_leads_to_an_address_or_a_page(site, client):
    target = make_page([], title="Cible", slug="cible")
    make_page(
        [
            {
                "type": "call_to_action",
                "value": {"text": "Venez.", "label": "Agenda", "address": "/fr/agenda/?gratuit=1"},
            },
            {"type": "call_to_action", "value": {"text": "", "label": "Lire", "page": target.pk, "address": ""}},
        ]
    )
    assert re.findall(r'<a class="button" href="([^"]*)">([^<]*)<', main(get(client))) == [
        ("/fr/agenda/?gratuit=1", "Agenda"),
        ("/fr/cible/", "Lire"),
    ]
    target.unpublish()
    assert len(re.findall(r'<a class="button"', main(get(client)))) == 1


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "//ailleurs.example",
        "/\\ailleurs",
        "data:text/html,x",
        "/a b",
        "x",
        '/"><b>',
    ],
)
def test_address_that_could_run_or_hide_is_refused_and_never_shown(site, client, address):
    with pytest.raises(ValidationError):
        validate_address(address)
    assert safe_address(address) == ""
    make_page([{"type": "call_to_action", "value": {"text": "", "label": "Piège", "address": address}}])
    assert "Piège" not in get(client)


@pytest.mark.parametrize(
    "address", ["/fr/agenda/", "https://bruxelles.example/x?y=1#z", "mailto:a@b.example", "tel:+3225550100"]
)
def test_address_of_the_four_kinds_is_kept(address):
    validate_address(address)
    assert safe_address(address) == address


def test_button_wants_a_page_or_an_address(site):
    block = CallToActionBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"text": "", "label": "Lire", "page": None, "address": ""}))
    cleaned = block.clean(block.to_python({"text": "", "label": "Lire", "page": None, "address": "/fr/"}))
    assert cleaned.href == "/fr/"


def test_chosen_events_leave_when_they_are_over_or_withdrawn(site, client):
    kept = publish_event(make_event(texts={"fr": "Brocante"}))
    draft = make_event(texts={"fr": "Brouillon"})
    value = {"title": "", "events": [draft.pk, kept.pk]}
    make_page([{"type": "paragraph", "value": "<p>Avant</p>"}, {"type": "chosen_events", "value": value}])
    html = main(get(client))
    assert re.findall(r'<h3 class="row-title"><a [^>]*>([^<]*)<', html) == ["Brocante"]
    kept.unpublish()
    assert 'class="rows"' not in main(get(client))


def test_questions_open_on_their_answers(site, client):
    questions = [
        {"question": "Faut-il un compte ?", "answer": "<p>Non.</p>"},
        {"question": "Et après ?", "answer": "<p>Venez.</p>"},
    ]
    make_page([{"type": "questions", "value": {"title": "Questions", "questions": questions}}])
    html = main(get(client))
    assert re.findall(r"<summary>([^<]*)<", html) == ["Faut-il un compte ?", "Et après ?"]
    assert '<div class="disclosure-in"><p>Non.</p></div>' in html


def test_hostile_texts_are_shown_as_text(site, client):
    questions = [{"question": HOSTILE, "answer": f"<p>{HOSTILE}</p>"}]
    event = publish_event(make_event(texts={"fr": HOSTILE[:100]}))
    make_page(
        [
            {"type": "heading", "value": HOSTILE},
            {"type": "quote", "value": {"text": HOSTILE, "who": HOSTILE}},
            {"type": "call_to_action", "value": {"text": HOSTILE, "label": HOSTILE, "address": "/fr/"}},
            {"type": "questions", "value": {"title": HOSTILE, "questions": [{**questions[0], "answer": "<p>x</p>"}]}},
            {"type": "chosen_events", "value": {"title": HOSTILE, "events": [event.pk]}},
        ],
        title=HOSTILE,
        introduction=HOSTILE,
    )
    html = get(client)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;/script&gt;") >= 10


def test_editor_sees_blocks_before_choosing_them(site, client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    publish_event(make_event(texts={"fr": "Brocante"}))
    for block, expected in (
        ("call_to_action", "/fr/agenda/"),
        ("chosen_events", "Brocante"),
        ("questions", "<details"),
    ):
        child = PageBlocks().child_blocks[block]
        assert child.is_previewable
        definition = StandardPage.body.field.stream_block.child_blocks[block].definition_prefix
        response = client.get(reverse("wagtailadmin_block_preview"), {"id": definition})
        assert expected in response.content.decode()


def test_editor_sees_the_page_before_publishing_it(site, client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    page = make_page([{"type": "heading", "value": "Publié"}])
    page.title = "Pas encore publié"
    page.save_revision()
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "Pas encore publié" in response.content.decode()
    assert "Pas encore publié" not in get(client)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_page_with_chosen_events_asks_as_much_for_three_as_for_one(
    site, client, language, django_assert_max_num_queries
):
    counts = []
    for rows in (1, 3):
        events = [
            publish_event(make_event(place=make_place(features={"entree": "yes"}), texts={"fr": f"{rows} {number}"}))
            for number in range(rows)
        ]
        value = {"title": "", "events": [event.pk for event in events]}
        make_page([{"type": "chosen_events", "value": value}], language=language, slug=f"page-{rows}")
        path = f"/{language}/page-{rows}/"
        get(client, path)
        with django_assert_max_num_queries(12) as captured:
            assert get(client, path).count('class="row-title"') == rows
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_private_page_stays_private(site, client):
    page = make_page([{"type": "heading", "value": "Réservé"}])
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/fr/projet/")
    assert response.status_code == 302
    assert "Réservé" not in response.content.decode()
