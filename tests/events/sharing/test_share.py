"""The page that gives snippets, the feed and the poster of an agenda."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import PartnerFormerSlug, QuartierFormerSlug
from tests.factories import make_event, make_partner, make_place, make_quartier, publish_event
from tests.kit.pdf.reading import is_for_everybody, open_pdf, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
SITE = settings.MAILLAGE_SITE_URL
SOON = datetime(2027, 3, 4, 17, tzinfo=UTC)


@pytest.fixture
def querelle():
    return make_partner("Querelle", quartier=make_quartier("Marolles"))


def snippets(response):
    """The two texts to copy, as a browser reads them."""
    return [unescape(text) for text in re.findall(r"<textarea [^>]*>(.*?)</textarea>", response.content.decode(), re.S)]


def test_the_snippets_show_the_partner_s_agenda(client, querelle):
    frame, component = snippets(client.get(f"/fr/annuaire/{querelle.slug}/partager/"))
    assert frame == (
        f'<iframe src="{SITE}/fr/embarque/agenda/?partenaire={querelle.slug}" title="Agenda – Querelle" width="100%"'
        ' height="640" loading="lazy" style="border:0"></iframe>'
    )
    assert component == (
        f'<script src="{SITE}{settings.STATIC_URL}js/maillage-agenda.js" defer></script>\n'
        f'<maillage-agenda src="{SITE}/" partenaire="{querelle.slug}" langue="fr">\n'
        f'  <a href="{SITE}/fr/agenda/?partenaire={querelle.slug}">Agenda – Querelle</a>\n</maillage-agenda>'
    )


def test_choices_change_the_snippets(client, querelle):
    response = client.get(f"/fr/quartiers/{querelle.quartier.slug}/partager/?langue=en&fond=sombre&nombre=5")
    frame, component = snippets(response)
    assert f"?quartier={querelle.quartier.slug}&amp;fond=sombre&amp;nombre=5" in frame
    assert f'src="{SITE}/en/' in frame
    assert f'quartier="{querelle.quartier.slug}" langue="en" fond="sombre" nombre="5">' in component


@pytest.mark.parametrize("query", ["langue=de&fond=rose&nombre=0", "nombre=x", "langue=%3Cscript%3E", "nombre="])
def test_choices_that_make_no_sense_leave_the_usual_snippet_and_are_said(client, querelle, query):
    path = f"/fr/annuaire/{querelle.slug}/partager/"
    response = client.get(f"{path}?{query}")
    assert snippets(response) == snippets(client.get(path))
    assert "field-error" in response.content.decode()


def test_a_name_cannot_break_out_of_page_snippet_or_poster(client):
    name = "\"></textarea><script>alert('x')</script>"
    partner = make_partner(name, slug="mechant")
    response = client.get("/fr/annuaire/mechant/partager/")
    html = response.content.decode()
    assert "<script>alert" not in html
    frame, component = snippets(response)
    # The snippet itself, once on the partner's site, holds words and no markup.
    assert "<script>alert" not in frame + component
    assert "&lt;script&gt;alert" in frame
    assert client.get("/fr/annuaire/mechant/affiche.pdf").status_code == 200
    assert partner.text("fr").name == name


def test_the_preview_may_stand_on_the_page(client, querelle):
    response = client.get(f"/fr/annuaire/{querelle.slug}/partager/")
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert f'src="/fr/embarque/agenda/?partenaire={querelle.slug}"' in response.content.decode()
    assert "noindex" in response.content.decode()


def test_the_feed_is_there(client, querelle):
    html = client.get(f"/fr/annuaire/{querelle.slug}/partager/").content.decode()
    assert f'value="{SITE}/fr/annuaire/{querelle.slug}.ics"' in html


def test_the_pages_lead_there(client, querelle):
    for path in (f"/fr/annuaire/{querelle.slug}/", f"/fr/quartiers/{querelle.quartier.slug}/"):
        assert f'href="{path}partager/"' in client.get(path).content.decode()


@pytest.mark.parametrize("ending", ["partager/", "affiche.pdf"])
def test_former_and_unknown_slugs_answer_as_the_page_does(client, querelle, ending):
    PartnerFormerSlug.objects.create(slug="ancienne", target=querelle)
    QuartierFormerSlug.objects.create(slug="ancien", target=querelle.quartier)
    moved = client.get(f"/fr/annuaire/ancienne/{ending}")
    assert (moved.status_code, moved.url) == (301, f"/fr/annuaire/{querelle.slug}/{ending}")
    assert client.get(f"/fr/quartiers/ancien/{ending}").url == f"/fr/quartiers/{querelle.quartier.slug}/{ending}"
    for unknown in ("annuaire", "quartiers"):
        assert client.get(f"/fr/{unknown}/inconnu/{ending}").status_code == 404
    querelle.published = False
    querelle.save()
    assert client.get(f"/fr/annuaire/{querelle.slug}/{ending}").status_code == 404


def test_it_asks_few_questions(client, querelle):
    for path in (f"/fr/annuaire/{querelle.slug}/", f"/fr/quartiers/{querelle.quartier.slug}/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{path}partager/")
        assert len(queries) <= 12


# --- The poster --------------------------------------------------------------------------------


def test_the_poster_has_the_next_activities_and_the_way_to_the_agenda(client, querelle):
    place = make_place("Maison de la culture")
    publish_event(make_event(texts={"fr": "Café des langues"}, dates=[SOON], organiser=querelle, place=place))
    publish_event(make_event(texts={"fr": "Celle d’un autre"}, dates=[SOON]))
    response = client.get(f"/fr/annuaire/{querelle.slug}/affiche.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{querelle.slug}.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
    words = text_of(response.content)
    for said in ("Querelle", "Café des langues", "Maison de la culture", "jeudi 4 mars", "18 h", "Gratuit"):
        assert said in words.replace("\u00a0", " ")
    assert "autre" not in words
    assert "/fr/agenda/?partenaire=" in words
    assert is_for_everybody(response.content) == ("Agenda – Querelle", "fr", True, "1")
    assert len(open_pdf(response.content).pages) == 1


def test_a_poster_stays_on_one_sheet_whatever_the_titles(client, querelle):
    long = "Une activité dont le titre prend toute la place qu’on veut bien lui laisser sur une affiche de quartier"
    for hour in range(8, 20):
        start = SOON.replace(hour=hour)
        place = make_place("Un lieu au nom lui aussi interminable, rue de la Longueur et des Environs")
        publish_event(make_event(texts={"fr": long}, dates=[start], organiser=querelle, place=place))
    content = client.get(f"/fr/annuaire/{querelle.slug}/affiche.pdf").content
    assert len(open_pdf(content).pages) == 1


def test_a_poster_without_activities_still_leads_to_the_agenda(client, querelle):
    words = text_of(client.get(f"/fr/quartiers/{querelle.quartier.slug}/affiche.pdf").content)
    assert "Rien d’annoncé pour le moment." in words
    assert "/fr/agenda/?quartier=" in words


def test_a_poster_draws_arabic_and_writes_other_scripts_in_latin(client, querelle):
    publish_event(make_event(texts={"ar": "ورشة الدراجات"}, dates=[SOON], organiser=querelle))
    publish_event(make_event(texts={"am": "ትግርኛ"}, dates=[SOON], organiser=querelle))
    response = client.get(f"/fr/annuaire/{querelle.slug}/affiche.pdf")
    fonts = set()
    for page in open_pdf(response.content).pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSansArabic" in font for font in fonts)
    assert "tgrnya" in text_of(response.content)
