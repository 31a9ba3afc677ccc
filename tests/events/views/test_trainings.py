"""Trainings and conferences to come."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from events.models import Framework
from tests.factories import make_event, make_theme, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def get(client, query=""):
    response = client.get(f"/fr/formations/{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r'<h3 class="row-title"><a [^>]*>([^<]*)</a>', html)


def make_training(title, **facts):
    return publish_event(make_event(**{"texts": {"fr": title}, "kind": "formation"} | facts))


def test_each_training_and_conference_has_one_row_at_its_next_date(client):
    make_training("Écoute", dates=[{"rule": "FREQ=WEEKLY;COUNT=6"}])
    make_training("Droits", kind="conference")
    make_training("Couture", kind="atelier")
    make_event(texts={"fr": "Brouillon"}, kind="formation")
    html = get(client)
    assert sorted(titles(html)) == ["Droits", "Écoute"]
    assert "2 propositions" in html


def test_what_is_over_leaves(client, clock):
    make_training("Écoute")
    clock.advance(days=10)
    assert titles(get(client)) == []


def options(html):
    """{name=value: (label, count)} of the form."""
    form = BeautifulSoup(html, "html.parser").select_one("form.filters-form")
    found = {}
    for label in form.select(".facet-option"):
        box = label.input
        words = (label.select_one(".facet-label").get_text(), int(label.select_one(".facet-count").get_text()))
        found[f"{box['name']}={box['value']}"] = words
    return found


def test_filters_are_offered_with_what_they_would_show(client):
    health, work = make_theme("Santé", slug="sante"), make_theme("Emploi", slug="emploi")
    make_theme("Nature", slug="nature")
    framework = Framework.objects.create(slug="fonds", name_fr="Fonds social", name_nl="Sociaal fonds")
    first = make_event(texts={"fr": "Écoute"}, kind="formation", themes=[health], languages=["fr"], training_hours=3)
    first.frameworks = [framework]
    publish_event(first)
    make_training("CV", themes=[work, health], languages=["fr", "nl"], is_online=True, gives_attestation=True)
    html = get(client)
    assert options(html) == {
        "theme=emploi": ("Emploi", 1),
        "theme=sante": ("Santé", 2),
        "mois=2027-03": ("mars 2027", 2),
        "duree=court": ("Jusqu’à 4\u00a0h", 1),
        "langue=fr": ("français", 2),
        "langue=nl": ("néerlandais", 1),
        "cadre=fonds": ("Fonds social", 1),
        "en-ligne=1": ("En ligne", 1),
        "attestation=1": ("Avec attestation", 1),
    }
    chosen = get(client, "?theme=emploi&duree=court")
    counts = {name: count for name, (_label, count) in options(chosen).items()}
    assert (counts["theme=emploi"], counts["theme=sante"], counts["duree=court"], counts["langue=fr"]) == (0, 1, 0, 0)
    assert "Rien ne réunit tous ces filtres" in chosen


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("theme=emploi", ["CV"]),
        ("theme=emploi&theme=sante", ["CV", "Écoute"]),
        ("theme=emploi&attestation=1", ["CV"]),
        ("langue=nl", ["CV"]),
        ("en-ligne=1", ["CV"]),
        ("duree=court", ["Écoute"]),
        ("duree=long", ["Long"]),
        ("mois=2027-04", ["Long"]),
        ("cadre=fonds&theme=emploi", []),
    ],
)
def test_filters_narrow(client, query, shown):
    framework = Framework.objects.create(slug="fonds", name_fr="Fonds social", name_nl="Sociaal fonds")
    first = make_event(
        texts={"fr": "Écoute"}, kind="formation", training_hours=3, themes=[make_theme("Santé", slug="sante")]
    )
    first.frameworks = [framework]
    publish_event(first)
    work = [make_theme("Emploi", slug="emploi")]
    make_training("CV", themes=work, languages=["nl"], is_online=True, gives_attestation=True)
    dates = [date(2027, 3, day) for day in (9, 16, 23, 30)] + [date(2027, 4, 6)]
    make_training("Long", registration_mode="whole", dates=dates)
    html = get(client, f"?{query}")
    assert sorted(titles(html)) == sorted(shown)
    removed = [a["href"] for a in BeautifulSoup(html, "html.parser").select(".agenda-chosen a.chip")]
    assert len(removed) == query.count("=")
    assert get(client, removed[0].removeprefix("/fr/formations/")) != html


def test_a_proposition_says_what_decides(client):
    texts = {"fr": {"title": "Écoute", "target_group": "Équipes"}}
    dates = [date(2027, 3, day) for day in (9, 16, 23)]
    facts = {"registration_mode": "whole", "seats": 8, "gives_attestation": True}
    publish_event(make_event(kind="formation", texts=texts, dates=dates, **facts))
    page = BeautifulSoup(get(client), "html.parser")
    facts = [(row.dt.get_text(), row.dd.get_text().replace("\u00a0", " ")) for row in page.select(".offer-facts > div")]
    assert facts == [
        ("Durée", "6 h en 3 séances"),
        ("Dates", "9 mars, 16 mars, 23 mars"),
        ("Pour qui", "Équipes"),
        ("Attestation", "Attestation à partir de 80 % de présence"),
    ]
    assert page.select_one(".offer .seats").get_text() == "8 places"


def test_the_same_selection_stands_in_the_agenda_and_its_feeds(client):
    make_training("CV", themes=[make_theme("Emploi", slug="emploi")], is_online=True)
    html = get(client, "?theme=emploi&en-ligne=1")
    assert 'href="/fr/agenda/?type=formation&amp;type=conference&amp;theme=emploi"' in html
    assert 'href="/fr/agenda.ics?type=formation&amp;type=conference&amp;theme=emploi"' in html


@pytest.mark.parametrize(
    "query",
    ["theme=licorne", "theme=%00", "theme=" + "x" * 5000, "mois=2027-99", "duree=1", "page=-1", "page=x", "page=9e9"],
)
def test_absurd_query_shows_everything(client, query):
    make_training("Écoute")
    html = get(client, f"?{query}")
    assert titles(html) == ["Écoute"]
    assert ("il n’est pas appliqué" in html) is not query.startswith("page")


def test_list_is_paged(client, monkeypatch):
    monkeypatch.setattr("events.training_catalogue.page.PER_PAGE", 2)
    theme = make_theme("Santé", slug="sante")
    for title in ("A", "B", "C"):
        make_training(title, themes=[theme])
    first, second = get(client, "?theme=sante"), get(client, "?theme=sante&page=2")
    assert sorted(titles(first) + titles(second)) == ["A", "B", "C"]
    assert 'href="/fr/formations/?theme=sante&amp;page=2" rel="next"' in first


def test_as_many_queries_for_one_row_as_for_three(client, django_assert_max_num_queries):
    counts = []
    for titles_now in (["A"], ["B", "C"]):
        for title in titles_now:
            make_training(title, themes=[make_theme()])
        get(client)
        with django_assert_max_num_queries(12) as captured:
            get(client)
        counts.append(len(captured))
    assert counts[0] == counts[1]
