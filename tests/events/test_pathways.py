"""Pathways: what leads from one activity to the next."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Pathway, PathwayStep
from portal.accounts.groups import TRAINING_OFFICER
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def make_pathway(title="Premiers pas", *, events=(), **facts):
    plain = {"kind": "newcomers", "title_fr": title, "title_nl": f"{title} (nl)", "summary_fr": "Pour commencer."}
    pathway = Pathway(**plain | facts)
    pathway.steps = [PathwayStep(event=event, sort_order=number) for number, event in enumerate(events)]
    pathway.save()
    return pathway


def put_on(title, **facts):
    return publish_event(make_event(texts={"fr": title}, **facts))


def soup(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def one_line(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def test_published_pathways_are_listed_by_whom_they_are_for(client):
    first, second = put_on("Un"), put_on("Deux")
    make_pathway("Équipe", kind="teams", events=[first])
    make_pathway("Arriver", events=[first, second])
    make_pathway("Caché", events=[first], published=False)
    make_pathway("Vide")
    page = soup(client, "/fr/parcours/")
    assert [one_line(section) for section in page.select("main section")] == [
        "Pour les primo-arrivants Arriver Pour commencer. 2 étapes",
        "Pour les équipes Équipe Pour commencer. 1 étape",
    ]
    assert [a["href"] for a in page.select(".pathway a")] == ["/fr/parcours/arriver/", "/fr/parcours/equipe/"]
    assert [(a["href"], a.get("aria-current")) for a in page.select("nav .chips a")][:2] == [
        ("/fr/formations/", None),
        ("/fr/parcours/", "page"),
    ]


def test_steps_stand_in_their_order_with_their_next_date(client):
    later, sooner = put_on("Deuxième"), put_on("Première")
    withdrawn = put_on("Retirée")
    make_pathway("Arriver", events=[sooner, withdrawn, later])
    withdrawn.unpublish()
    later.occurrences.update(state="cancelled")
    page = soup(client, "/fr/parcours/arriver/")
    assert [one_line(step) for step in page.select(".step")] == [
        "1 Atelier Première Prochaine date mardi 9 mars, 14 h – 16 h · Place du Jeu de Balle Entrée libre",
        "2 Atelier Deuxième Pas de date pour le moment.",
    ]
    assert [one_line(crumb) for crumb in page.select(".crumbs li")] == ["Formations", "Les parcours", "Arriver"]


def test_the_page_of_an_activity_says_which_step_it_is(client):
    first, second = put_on("Un"), put_on("Deux")
    make_pathway("Arriver", events=[first, second])
    make_pathway("Équipe", kind="teams", events=[second])
    make_pathway("Caché", events=[second], published=False)
    hero = one_line(soup(client, f"/fr/agenda/{second.slug}/").select_one(".hero-text"))
    assert "Étape 2 sur 2 du parcours Arriver Étape 1 sur 1 du parcours Équipe" in hero
    assert "Caché" not in hero


def test_unknown_and_former_addresses(client):
    pathway = make_pathway("Arriver", events=[put_on("Un")])
    assert client.get("/fr/parcours/inconnu/").status_code == 404
    pathway.slug = "arriver-a-bruxelles"
    pathway.save()
    moved = client.get("/fr/parcours/arriver/")
    assert (moved.status_code, moved["Location"]) == (301, "/fr/parcours/arriver-a-bruxelles/")
    Pathway.objects.update(published=False)
    assert client.get("/fr/parcours/arriver-a-bruxelles/").status_code == 404
    assert client.get("/fr/parcours/arriver/").status_code == 404


def test_as_many_queries_for_one_step_as_for_three(client, django_assert_max_num_queries):
    counts = {"/fr/parcours/": [], "/fr/parcours/a/": []}
    events = []
    for number in (1, 3):
        while len(events) < number:
            events.append(put_on(f"Étape {len(events)}"))
        Pathway.objects.all().delete()
        for slug in ("a", "b", "c")[:number]:
            make_pathway(slug, slug=slug, events=events)
        for address, counted in counts.items():
            client.get(address)
            with django_assert_max_num_queries(12) as captured:
                client.get(address)
            counted.append(len(captured))
    assert all(one == three for one, three in counts.values()), counts


def test_staff_write_a_pathway_with_its_steps(client):
    client.force_login(make_user(groups=[TRAINING_OFFICER]))
    events = [put_on("Un"), put_on("Deux")]
    url = reverse("wagtailsnippets_events_pathway:add")
    assert client.get(url).status_code == 200
    data = {"kind": "teams", "title_fr": "Équipe", "title_nl": "Team", "title_en": "", "published": "on", "slug": ""}
    data |= {f"summary_{code}": "" for code in ("fr", "nl", "en")}
    data |= {"steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "1"}
    for number, event in enumerate(reversed(events)):
        data |= {f"steps-{number}-event": event.pk, f"steps-{number}-ORDER": number + 1, f"steps-{number}-DELETE": ""}
    assert client.post(url, data).status_code == 302
    pathway = Pathway.objects.get(slug="equipe")
    assert [step.event for step in pathway.steps.order_by("sort_order")] == events[::-1]
    assert client.get(reverse("wagtailsnippets_events_pathway:edit", args=[pathway.pk])).status_code == 200
    assert client.get(reverse("wagtailsnippets_events_pathway:list")).status_code == 200
