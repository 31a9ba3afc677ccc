"""The territory in the admin: lists, forms, choosers, who speaks for a partner."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Membership, Partner, Place, PlaceFeature, Quartier, Role
from portal.accounts.groups import EDITOR, MODERATOR, TRANSLATOR
from tests.events.editing.filled import words
from tests.factories import make_event, make_partner, make_place, make_quartier, make_service, make_theme, make_user

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40
MODELS = ["quartier", "place", "partner", "service"]


@pytest.fixture(autouse=True)
def moderator(client):
    user = make_user(groups=[MODERATOR])
    client.force_login(user)
    return user


def address(model, name, *args):
    return reverse(f"wagtailsnippets_partners_{model}:{name}", args=args)


def one_more(number):
    quartier = make_quartier(f"Quartier {number}")
    place = make_place(f"Lieu {number}", quartier=quartier, features={"entree": "yes", "boucle": "no"})
    partner = make_partner(f"Partenaire {number}", quartier=quartier, place=place)
    make_service(f"Service {number}", partner=partner)
    make_theme(f"Thème {number}")
    make_user(partner=partner)


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        response = client.get(url)
    return len(found), len(response.context["object_list"])


@pytest.mark.parametrize(
    "name",
    [
        *(f"wagtailsnippets_partners_{model}:list" for model in MODELS),
        "wagtailsnippets_partners_theme:list",
        "partner_members:index",
    ],
)
def test_many_rows_cost_no_more_queries_than_one(client, name):
    one_more(1)
    few = cost(client, reverse(name))
    one_more(2)
    one_more(3)
    assert cost(client, reverse(name)) == (few[0], few[1] * 3)
    assert few[0] <= MOST_QUERIES


@pytest.mark.parametrize("model", MODELS)
def test_a_list_is_in_the_order_of_names(client, model):
    for number in (2, 1, 3):
        one_more(number)
    shown = [str(row) for row in client.get(address(model, "list")).context["object_list"]]
    assert shown == sorted(shown)


@pytest.mark.parametrize("model", ["place", "partner"])
def test_a_chooser_finds_by_name_and_costs_the_same_for_many(client, model):
    one_more(1)
    url = reverse(f"wagtailsnippetchoosers_partners_{model}:choose_results")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    one_more(2)
    one_more(3)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
    name = {"place": "Lieu", "partner": "Partenaire"}[model]
    assert [str(row) for row in client.get(url, {"q": f"{name.lower()} 2"}).context["results"]] == [f"{name} 2"]


def rows(prefix, *filled, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


EMPTY = {
    name: value
    for prefix in ("contacts", "hours", "changes", "presences", "pictures")
    for name, value in rows(prefix).items()
}


def test_a_quartier_is_made_with_both_names(client):
    data = {
        "name_fr": "Mutsaard",
        "name_nl": "Mutsaard",
        "postal_code": "1020",
        "latitude": "50.8992",
        "longitude": "4.3572",
    }
    client.post(address("quartier", "add"), data)
    quartier = Quartier.objects.get()
    assert (quartier.slug, quartier.latitude) == ("mutsaard", 50.8992)


def test_a_place_is_made_with_what_somebody_saw_there(client):
    data = {
        "street": "rue Haute 1",
        "postal_code": "1000",
        "municipality": "Bruxelles",
        "municipality_nl": "Brussel",
        **rows("texts", {"language": "fr", "name": "La Serre"}, {"language": "nl", "name": "De Serre"}),
        **rows("features", {"code": "entree", "value": "yes", "checked_on": "2027-01-12", "source": "certificate"}),
    }
    response = client.post(address("place", "add"), data)
    assert response.status_code == 302, words(response)
    place = Place.objects.get()
    assert (place.slug, place.text("nl").name) == ("la-serre", "De Serre")
    found = PlaceFeature.objects.get()
    assert (found.code, found.value, found.checked_on, found.source) == (
        "entree",
        "yes",
        date(2027, 1, 12),
        "certificate",
    )


def test_a_partner_says_its_languages_and_its_telephone_as_people_write_it(client):
    data = {
        "kind": "association",
        "languages": ["fr", "ar"],
        "phone": "02 555 01 01",
        "published": "on",
        "review_months": "6",
        **rows("texts", {"language": "fr", "name": "Les Ateliers"}),
        **EMPTY,
    }
    response = client.post(address("partner", "add"), data)
    assert response.status_code == 302, words(response)
    partner = Partner.objects.get()
    assert (partner.languages, partner.phone, partner.slug) == (["fr", "ar"], "+3225550101", "les-ateliers")


def test_two_texts_in_one_language_are_refused(client):
    texts = rows("texts", {"language": "fr", "name": "A"}, {"language": "fr", "name": "B"})
    response = client.post(address("partner", "add"), {"kind": "association", **texts})
    assert (response.status_code, Partner.objects.count()) == (200, 0)


@pytest.mark.parametrize("model", ["quartier", "place", "partner"])
def test_what_is_used_is_not_deleted_and_the_page_says_by_what(client, model):
    quartier = make_quartier()
    place = make_place(quartier=quartier)
    make_event(organiser=make_partner(quartier=quartier), place=place)
    row = {"quartier": Quartier, "place": Place, "partner": Partner}[model].objects.get()
    for response in (client.get(address(model, "delete", row.pk)), client.post(address(model, "delete", row.pk))):
        assert response.status_code == 409
        assert {"quartier": "lieux, partenaires", "place": "activités", "partner": "activités"}[model] in words(
            response
        )
    assert type(row).objects.filter(pk=row.pk).exists()


def test_what_nobody_uses_can_be_deleted(client):
    place = make_place()
    client.post(address("place", "delete", place.pk))
    assert Place.objects.count() == 0


def test_somebody_with_an_account_speaks_for_a_partner(client):
    partner, person = make_partner(), make_user("Amina@exemple.test")
    data = {"partner": partner.pk, "email": "AMINA@exemple.test", "role": Role.MANAGER}
    response = client.post(reverse("partner_members:add"), data)
    assert response.status_code == 302, words(response)
    membership = Membership.objects.get()
    assert (membership.user, membership.partner, membership.role) == (person, partner, "manager")
    again = client.post(reverse("partner_members:add"), data)
    assert "Cette personne fait déjà partie de ce partenaire." in words(again)
    client.post(reverse("partner_members:edit", args=[membership.pk]), data | {"role": Role.EDITOR})
    assert Membership.objects.get().role == "editor"


def test_who_has_no_account_cannot_speak_for_a_partner(client):
    data = {"partner": make_partner().pk, "email": "inconnue@exemple.test", "role": Role.EDITOR}
    response = client.post(reverse("partner_members:add"), data)
    assert "Personne n’a de compte avec cette adresse." in words(response)
    assert Membership.objects.count() == 0


def test_a_partner_s_page_leads_to_its_members(client):
    partner, other = make_partner(), make_partner("Autre")
    make_user("ici@exemple.test", partner=partner)
    make_user("ailleurs@exemple.test", partner=other)
    link = f"{reverse('partner_members:index')}?partner={partner.pk}"
    assert link in client.get(address("partner", "edit", partner.pk)).content.decode()
    assert [row.user.email for row in client.get(link).context["object_list"]] == ["ici@exemple.test"]


@pytest.mark.parametrize("group", [EDITOR, TRANSLATOR])
def test_who_writes_does_not_say_who_speaks_for_a_partner(client, group):
    partner = make_partner()
    client.force_login(make_user(groups=[group]))
    assert client.get(address("partner", "edit", partner.pk)).status_code == 200
    assert client.get(reverse("partner_members:index")).status_code == 302
    data = {"partner": partner.pk, "email": make_user().email, "role": Role.MANAGER}
    client.post(reverse("partner_members:add"), data)
    assert Membership.objects.count() == 0
